"""The states of a registration and the moves between them. Pure; the database refuses every other move by a trigger.

held         begun: its seats are kept while a longer form is filled in, until `deadline`
unconfirmed  the address is to be confirmed by mail, until `deadline`; its seats are kept
waiting      on the waitlist; an offer keeps a seat (`waitlist_entry`)
applied      the desk decides; no seat
approved     the desk said yes, a seat is kept until `deadline`, and it is to be ordered
unpaid       ordered with an obligation to pay, a seat is kept until `deadline`
confirmed    its tickets are valid
passed       all its tickets were passed on to others
cancelled, expired, declined   over: given up, the deadline ended, the desk said no
"""

MOVES: dict[str, frozenset[str]] = {
    "held": frozenset({"confirmed", "unpaid", "unconfirmed", "applied", "cancelled", "expired"}),
    "unconfirmed": frozenset({"confirmed", "cancelled", "expired"}),
    "waiting": frozenset({"confirmed", "unpaid", "cancelled", "expired"}),
    "applied": frozenset({"approved", "confirmed", "declined", "cancelled", "expired"}),
    "approved": frozenset({"confirmed", "unpaid", "cancelled", "expired"}),
    "unpaid": frozenset({"confirmed", "cancelled", "expired"}),
    "confirmed": frozenset({"cancelled", "passed"}),
    "passed": frozenset({"confirmed", "cancelled"}),
    "cancelled": frozenset(),
    "expired": frozenset({"held", "cancelled"}),
    "declined": frozenset({"approved", "confirmed", "cancelled"}),
}
STATES = tuple(MOVES)
DEADLINE = ("held", "unconfirmed", "approved", "unpaid")
LIVE = ("unconfirmed", "waiting", "applied", "approved", "unpaid", "confirmed")
OPEN = ("held", *LIVE)


def may(before: str, after: str) -> bool:
    """Whether a registration may go from one state to the other."""
    return after in MOVES[before]


def listed(states: tuple[str, ...]) -> str:
    """For conditions of the database: `'held', 'waiting'`."""
    return ", ".join(f"'{state}'" for state in states)


_PAIRS = ", ".join(f"'{before}>{after}'" for before, many in MOVES.items() for after in sorted(many))
_WRONG = f"OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ({_PAIRS})"
TRIGGERS = {
    "sqlite": (
        (
            f"CREATE TRIGGER registration_moves BEFORE UPDATE OF state ON registration WHEN {_WRONG} "
            "BEGIN SELECT RAISE(ABORT, 'registration_moves'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE OR REPLACE FUNCTION registration_moves() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'a registration does not go this way' "
            "USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'registration_moves'; END $$"
        ),
        (
            f"CREATE TRIGGER registration_moves BEFORE UPDATE OF state ON registration FOR EACH ROW WHEN ({_WRONG}) "
            "EXECUTE FUNCTION registration_moves()"
        ),
    ),
}
