"""Registrations and tickets in all their states, and the waitlist."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATES = "state in ('held', 'unconfirmed', 'waiting', 'applied', 'approved', 'unpaid', 'confirmed', 'passed', 'cancelled', 'expired', 'declined')"
TIMED = "state in ('held', 'unconfirmed', 'approved', 'unpaid')"
ONE_PERSON = "state in ('unconfirmed', 'waiting', 'applied', 'approved', 'unpaid', 'confirmed')"
TICKET_STATES = "state in ('wanted', 'reserved', 'unpaid', 'valid', 'cancelled', 'replaced')"
PAIRS = (
    "'held>applied', 'held>cancelled', 'held>confirmed', 'held>expired', 'held>unconfirmed', "
    "'held>unpaid', 'unconfirmed>cancelled', 'unconfirmed>confirmed', 'unconfirmed>expired', 'waiting>cancelled', "
    "'waiting>confirmed', 'waiting>expired', 'waiting>unpaid', 'applied>approved', 'applied>cancelled', "
    "'applied>confirmed', 'applied>declined', 'applied>expired', 'approved>cancelled', 'approved>confirmed', "
    "'approved>expired', 'approved>unpaid', 'unpaid>cancelled', 'unpaid>confirmed', 'unpaid>expired', "
    "'confirmed>cancelled', 'confirmed>passed', 'passed>cancelled', 'passed>confirmed', 'expired>cancelled', "
    "'expired>held', 'declined>approved', 'declined>cancelled', 'declined>confirmed'"
)
WRONG = f"OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ({PAIRS})"
MOVES = {
    "sqlite": (
        (
            f"CREATE TRIGGER registration_moves BEFORE UPDATE OF state ON registration WHEN {WRONG} "
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
            f"CREATE TRIGGER registration_moves BEFORE UPDATE OF state ON registration FOR EACH ROW WHEN ({WRONG}) "
            "EXECUTE FUNCTION registration_moves()"
        ),
    ),
}
NEW_COLUMNS = {
    "ticket": ("guest_filled_at", "guest_sent_at", "guest_turn", "guest_hash", "language", "email"),
    "registration": (
        "coming_at", "decided_at", "answer_at", "note", "source", "passed_from", "pass_id", "allotment_id", "voucher_id", "extended",
        "deadline",
    ),
}


def _ticket() -> None:
    with op.batch_alter_table("ticket") as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("language", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("guest_hash", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("guest_turn", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("guest_sent_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("guest_filled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_ticket_guest_hash"), ["guest_hash"])
        batch_op.drop_constraint(op.f("ck_ticket_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_ticket_state"), TICKET_STATES)


def _registration() -> None:
    op.drop_index("uq_registration_person", table_name="registration")
    with op.batch_alter_table("registration") as batch_op:
        batch_op.add_column(sa.Column("deadline", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("extended", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("voucher_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("allotment_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("pass_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("passed_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("source", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("note", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("answer_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("coming_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(op.f("ix_registration_allotment_id"), ["allotment_id"], unique=False)
        batch_op.create_index(
            "ix_registration_deadline",
            ["deadline"],
            unique=False,
            sqlite_where=sa.text("state in ('held', 'unconfirmed', 'approved', 'unpaid')"),
            postgresql_where=sa.text("state in ('held', 'unconfirmed', 'approved', 'unpaid')"),
        )
        batch_op.create_index(op.f("ix_registration_pass_id"), ["pass_id"], unique=False)
        batch_op.create_index(op.f("ix_registration_passed_from"), ["passed_from"], unique=False)
        batch_op.create_index(op.f("ix_registration_voucher_id"), ["voucher_id"], unique=False)
        batch_op.create_foreign_key(op.f("fk_registration_passed_from_registration"), "registration", ["passed_from"], ["id"])
        batch_op.create_foreign_key(op.f("fk_registration_allotment_id_allotment"), "allotment", ["allotment_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_registration_pass_id_series_pass"), "series_pass", ["pass_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_registration_voucher_id_voucher"), "voucher", ["voucher_id"], ["id"])
        batch_op.drop_constraint(op.f("ck_registration_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_registration_state"), STATES)
        batch_op.create_check_constraint(op.f("ck_registration_deadline"), f"(deadline is not null) = ({TIMED})")
    op.create_index(
        "uq_registration_person",
        "registration",
        ["event_id", "person_key"],
        unique=True,
        sqlite_where=sa.text(ONE_PERSON),
        postgresql_where=sa.text(ONE_PERSON),
    )
    for statement in MOVES[op.get_bind().dialect.name]:
        op.execute(statement)


def _waitlist_entry() -> None:
    op.create_table(
        "waitlist_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("joined_rank", sa.Integer(), nullable=False),
        sa.Column("offered_type_id", sa.Integer(), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(until is not null) = (state = 'offered')", name=op.f("ck_waitlist_entry_until")),
        sa.CheckConstraint("state in ('waiting', 'offered', 'done', 'left', 'lapsed', 'ended')", name=op.f("ck_waitlist_entry_state")),
        sa.CheckConstraint("seats >= 1", name=op.f("ck_waitlist_entry_seats")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_waitlist_entry_event_id_event")),
        sa.ForeignKeyConstraint(["offered_type_id"], ["ticket_type.id"], name=op.f("fk_waitlist_entry_offered_type_id_ticket_type")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_waitlist_entry_registration_id_registration")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waitlist_entry")),
    )
    with op.batch_alter_table("waitlist_entry") as batch_op:
        batch_op.create_index("ix_waitlist_entry_event_id", ["event_id", "rank", "id"], unique=False)
        batch_op.create_index(op.f("ix_waitlist_entry_offered_type_id"), ["offered_type_id"], unique=False)
        batch_op.create_index(
            "ix_waitlist_entry_until",
            ["until"],
            unique=False,
            sqlite_where=sa.text("state = 'offered'"),
            postgresql_where=sa.text("state = 'offered'"),
        )
        batch_op.create_index(
            "uq_waitlist_entry_registration",
            ["registration_id"],
            unique=True,
            sqlite_where=sa.text("state in ('waiting', 'offered')"),
            postgresql_where=sa.text("state in ('waiting', 'offered')"),
        )


def _waitlist_choice() -> None:
    op.create_table(
        "waitlist_choice",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("ticket_type_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["waitlist_entry.id"], name=op.f("fk_waitlist_choice_entry_id_waitlist_entry")),
        sa.ForeignKeyConstraint(["ticket_type_id"], ["ticket_type.id"], name=op.f("fk_waitlist_choice_ticket_type_id_ticket_type")),
        sa.PrimaryKeyConstraint("entry_id", "ticket_type_id", name=op.f("pk_waitlist_choice")),
    )
    with op.batch_alter_table("waitlist_choice") as batch_op:
        batch_op.create_index(op.f("ix_waitlist_choice_ticket_type_id"), ["ticket_type_id"], unique=False)


def upgrade() -> None:
    _ticket()
    _registration()
    _waitlist_entry()
    _waitlist_choice()


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TRIGGER registration_moves" + ("" if sqlite else " ON registration"))
    if not sqlite:
        op.execute("DROP FUNCTION registration_moves()")
    op.drop_table("waitlist_choice")
    op.drop_table("waitlist_entry")
    for name in ("registration_voucher_id", "registration_passed_from", "registration_pass_id", "registration_allotment_id"):
        op.drop_index(op.f(f"ix_{name}"), table_name="registration")
    op.drop_index("ix_registration_deadline", table_name="registration")
    op.drop_index("uq_registration_person", table_name="registration")
    with op.batch_alter_table("registration") as batch_op:
        for name in ("pass_id_series_pass", "allotment_id_allotment", "passed_from_registration", "voucher_id_voucher"):
            batch_op.drop_constraint(op.f(f"fk_registration_{name}"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_registration_deadline"), type_="check")
        batch_op.drop_constraint(op.f("ck_registration_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_registration_state"), "state in ('confirmed', 'cancelled')")
    with op.batch_alter_table("ticket") as batch_op:
        batch_op.drop_constraint(op.f("uq_ticket_guest_hash"), type_="unique")
        batch_op.drop_constraint(op.f("ck_ticket_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_ticket_state"), "state in ('valid', 'cancelled', 'replaced')")
    for table, columns in NEW_COLUMNS.items():
        with op.batch_alter_table(table) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
    op.create_index(
        "uq_registration_person",
        "registration",
        ["event_id", "person_key"],
        unique=True,
        sqlite_where=sa.text("state = 'confirmed'"),
        postgresql_where=sa.text("state = 'confirmed'"),
    )
