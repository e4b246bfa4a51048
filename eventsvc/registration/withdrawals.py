"""Declarations to withdraw from a contract: taken in always and at once, answered by the desk (§§ 355, 356a, 357 BGB; spec: law 4.3)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from eventsvc.core import audit, clock, outbox
from eventsvc.core.addresses import email_key
from eventsvc.core.db import insert, transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.events.models import Event
from eventsvc.registration import ends, records, withdrawal_matching
from eventsvc.registration.models import Registration, Withdrawal
from eventsvc.registration.records import By, Record

PAID = ("confirmed", "passed")
GiveBack = Callable[[Connection, Record, int, By], None]
"""Sends money back in the transaction of the yes: the connection, the registration, the cents, who decided."""
Left = Callable[[Connection, Record], int]
"""What is left of what was paid."""

_BY_ONCE = select(Withdrawal.id).where(Withdrawal.once == bindparam("token"))
_ONE = select(Withdrawal).where(Withdrawal.id == bindparam("of"), Withdrawal.organisation_id == bindparam("organisation"))
_OURS = select(Registration.id).join(Event, Event.id == Registration.event_id).where(
    Registration.id == bindparam("of"), Event.organisation_id == bindparam("organisation"),
)


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What somebody declares, cleaned. `once`: the form's token; sent twice it counts once."""

    name: str
    identification: str
    email: str
    language: str
    once: str


def declare(organisation_id: int, said: Declaration) -> int:
    """Keep it, and send the receipt while the letter box takes letters: it is never refused. Answers its number."""
    with transaction() as connection:
        known: int | None = connection.execute(_BY_ONCE, {"token": said.once}).scalar()
        if known is not None:
            return known
        match = withdrawal_matching.find(connection, said.identification, said.email, organisation_id)
        owner = organisation_id if match is None else match.organisation_id
        told = records.may_write(said.email)
        made = connection.execute(insert(Withdrawal).values(
            organisation_id=owner, registration_id=None if match is None else match.registration_id, once=said.once, name=said.name,
            identification=said.identification, email=said.email, email_key=email_key(said.email), language=said.language, told=told,
            received_at=clock.now(), state="open", answer="", back_cents=0,
        ).on_conflict_do_nothing().returning(Withdrawal.id)).scalar()
        if made is None:  # the same form came twice at once
            return int(connection.execute(_BY_ONCE, {"token": said.once}).scalar_one())
        if told:
            _letter("withdrawal-received", made, owner, said.email, said.language)
        audit.note(organisation_id=owner, deed="withdrawal-received", kind="withdrawal", subject_id=made, actor="guest")
        return int(made)


def match(withdrawal_id: int, organisation_id: int, registration_id: int, *, by: By) -> None:
    """The desk says which registration is meant. Refused: withdrawal-answered."""
    with transaction() as connection:
        if connection.execute(_OURS, {"of": registration_id, "organisation": organisation_id}).first() is None:
            raise Missing
        _change(connection, withdrawal_id, organisation_id, registration_id=registration_id)
        _note("matched", withdrawal_id, organisation_id, by, after={"registration": registration_id})


def _paid(_connection: Connection, record: Record) -> int:
    return record.total_cents


def accept(withdrawal_id: int, organisation_id: int, *, by: By, give_back: GiveBack, left: Left = _paid) -> int:
    """The contract is undone: its tickets end, what was paid goes back, and the person is told. Answers how much goes back.

    Refused: withdrawal-unmatched, withdrawal-answered.
    """
    with transaction() as connection:
        one = _read(connection, withdrawal_id, organisation_id)
        if one.registration_id is None:
            raise Refused("withdrawal-unmatched")
        record = records.locked(connection, one.registration_id)
        cents = left(connection, record) if record.state in PAID else 0
        _answered(connection, one, "accepted", by, back_cents=cents)
        ends.cancel(record.id, by=by)
        if cents:
            give_back(connection, record, cents, by)
        _letter("withdrawal-accepted", one.id, organisation_id, one.email, one.language)
        return cents


def refuse(withdrawal_id: int, organisation_id: int, answer: str, *, by: By) -> None:
    """There is no such right: the person is told why. Refused: withdrawal-answered."""
    with transaction() as connection:
        one = _read(connection, withdrawal_id, organisation_id)
        _answered(connection, one, "refused", by, answer=answer)
        _letter("withdrawal-refused", one.id, organisation_id, one.email, one.language)


def close(withdrawal_id: int, organisation_id: int, answer: str, *, by: By) -> None:
    """Settled in another way (declared twice, given back already, taken back): no mail. Refused: withdrawal-answered."""
    with transaction() as connection:
        _answered(connection, _read(connection, withdrawal_id, organisation_id), "closed", by, answer=answer)


def _read(connection: Connection, withdrawal_id: int, organisation_id: int) -> Any:
    row = connection.execute(_ONE, {"of": withdrawal_id, "organisation": organisation_id}).first()
    if row is None:
        raise Missing
    return row


def _answered(connection: Connection, one: Any, state: str, by: By, **values: object) -> None:
    _change(
        connection, one.id, one.organisation_id, one.registration_id,
        state=state, answered_at=clock.now(), person_id=by.person_id, **values,
    )
    _note(state, one.id, one.organisation_id, by, after={name: value for name, value in values.items() if value})


def _change(connection: Connection, withdrawal_id: int, organisation_id: int, was: int | None = None, **values: object) -> None:
    """Only one that is open, and about the registration that was looked at (unless that is what changes)."""
    here = [Withdrawal.id == withdrawal_id, Withdrawal.organisation_id == organisation_id, Withdrawal.state == "open"]
    if "state" in values:
        here.append(Withdrawal.registration_id.is_(None) if was is None else Withdrawal.registration_id == was)
    if not connection.execute(update(Withdrawal).where(*here).values(**values)).rowcount:
        _read(connection, withdrawal_id, organisation_id)
        raise Refused("withdrawal-answered")


def _note(deed: str, withdrawal_id: int, organisation_id: int, by: By, *, after: dict[str, Any]) -> None:
    audit.note(
        organisation_id=organisation_id, deed=f"withdrawal-{deed}", kind="withdrawal", subject_id=withdrawal_id, person_id=by.person_id,
        actor=by.actor, after=after,
    )


def _letter(kind: str, withdrawal_id: int, organisation_id: int, email: str, language: str) -> None:
    outbox.enqueue(
        kind, payload={"withdrawal": withdrawal_id}, organisation_id=organisation_id, recipient=email, language=language,
        once=f"{kind}:{withdrawal_id}",
    )
