"""Arrivals that were read in from statements: kept once, matched, and booked only when somebody says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, select, update

from eventsvc.core import clock
from eventsvc.core.db import insert, reading, transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.events.models import Event
from eventsvc.payments import arrivals, bills, matching, statements
from eventsvc.payments.arrivals import WAITING, Booked
from eventsvc.payments.bank_models import BankLine
from eventsvc.payments.models import Bill, Refund
from eventsvc.payments.statements import Line
from eventsvc.registration.models import Registration
from eventsvc.registration.records import By

AT_ONCE = 400
MOST_SHOWN = 2000
VERDICTS = ("fits", "too-little", "too-much", "too-late", "unknown")

_T, _B, _R, _F = (cast(Table, one.__table__) for one in (BankLine, Bill, Registration, Refund))


@dataclass(frozen=True)
class Judged:
    """A line with the registration that it seems to be for. `left`: what that still owes, before this."""

    line: Row[Any]
    verdict: str
    left: int = 0


def keep(organisation_id: int, lines: Sequence[Line]) -> tuple[int, int]:
    """Keep what is new. Answers how many are, and how many were known already. Nothing is booked."""
    digests = statements.digests(lines)
    by_text, names = _by_reference(organisation_id, lines), _waiting(organisation_id)
    fresh = 0
    with transaction() as connection:
        for digest, line in sorted(zip(digests, lines, strict=True), key=lambda one: one[0]):
            registration_id, found = _whose(line, by_text, names)
            fresh += connection.execute(insert(BankLine).values(
                organisation_id=organisation_id, digest=digest, booked_on=line.booked_on, cents=line.cents, currency=line.currency,
                name=line.name, iban=line.iban, text=line.text, state="open", registration_id=registration_id, found=found,
                created_at=clock.now(),
            ).on_conflict_do_nothing(index_elements=["organisation_id", "digest"])).rowcount
    return fresh, len(lines) - fresh


def _by_reference(organisation_id: int, lines: Iterable[Line]) -> dict[str, int]:
    wanted = sorted({one for line in lines for one in matching.references(line.text)})
    found: dict[str, int] = {}
    for at in range(0, len(wanted), AT_ONCE):
        rows = reading().execute(
            select(_B.c.reference, _B.c.registration_id)
            .where(_B.c.organisation_id == organisation_id, _B.c.reference.in_(wanted[at:at + AT_ONCE])),
        )
        found |= {row.reference: row.registration_id for row in rows}
    return found


def _waiting(organisation_id: int) -> Sequence[Any]:
    """Orders that wait for money: who, and how much."""
    return reading().execute(
        select(_R.c.id, _R.c.name, (_R.c.total_cents - _B.c.received_cents + _B.c.returned_cents).label("left"))
        .join(_B, _B.c.registration_id == _R.c.id)
        .where(_B.c.organisation_id == organisation_id, _R.c.state == "unpaid"),
    ).all()


def _whose(line: Line, by_text: dict[str, int], waiting: Sequence[Any]) -> tuple[int | None, str]:
    told = {by_text[one] for one in matching.references(line.text) if one in by_text}
    if told:
        sure = matching.only_one(told)
        return sure, "reference" if sure is not None else ""
    alike = matching.only_one(row.id for row in waiting if row.left == line.cents and matching.same_name(row.name, line.name))
    return alike, "name" if alike is not None else ""


def _lines() -> Any:
    return (
        select(
            *_T.c, _R.c.name.label("guest"), _R.c.state.label("stands"), _R.c.total_cents, _R.c.event_id, _B.c.reference,
            _B.c.currency.label("owed_in"), _B.c.received_cents, _B.c.returned_cents,
        ).outerjoin(_R, _R.c.id == _T.c.registration_id).outerjoin(_B, _B.c.registration_id == _T.c.registration_id)
    )


def waiting(organisation_id: int) -> list[Judged]:
    """What nobody has decided about, the newest first, each judged as it is now."""
    rows = reading().execute(
        _lines().where(_T.c.organisation_id == organisation_id, _T.c.state == "open")
        .order_by(_T.c.booked_on.desc(), _T.c.id.desc()).limit(MOST_SHOWN),
    ).all()
    return [_judged(row) for row in rows]


def one(organisation_id: int, line_id: int) -> Judged:
    """One line. Raises Missing."""
    row = reading().execute(_lines().where(_T.c.organisation_id == organisation_id, _T.c.id == line_id)).first()
    if row is None:
        raise Missing
    return _judged(row)


def _judged(row: Row[Any]) -> Judged:
    if row.registration_id is None or row.stands is None or (row.owed_in or "EUR") != row.currency:
        return Judged(row, "unknown")
    left = row.total_cents - (row.received_cents or 0) + (row.returned_cents or 0)
    if row.stands in WAITING:
        return Judged(row, "fits" if row.cents == left else "too-little" if row.cents < left else "too-much", left)
    return Judged(row, "too-much" if row.stands == "confirmed" else "too-late", 0 if row.stands == "confirmed" else left)


def book(organisation_id: int, line_id: int, *, by: By, how: str = "book") -> Booked:
    """Somebody said so. `how`: book, fits (only if it still does), enough (less will do), excess (what is too much goes back),
    back (all of it goes back). Refused: line-done, line-changed (it does not fit any more), line-unknown (whose is it?).
    """
    with transaction() as connection:
        _claim(connection, organisation_id, line_id, by, "booked")
        judged = one(organisation_id, line_id)
        line = judged.line
        if line.registration_id is None or judged.verdict == "unknown":
            raise Refused("line-unknown")
        if how == "fits" and (judged.verdict != "fits" or line.found == "name"):
            raise Refused("line-changed")
        booked = arrivals.book(line.registration_id, line.cents, line.booked_on, by=by, enough=how == "enough", back=how == "back")
        if how == "excess" and booked.left < 0:
            arrivals.excess(booked.payment_id, -booked.left, by=by)
        connection.execute(update(_T).where(_T.c.id == line_id).values(payment_id=booked.payment_id))
        return booked


def book_all(organisation_id: int, line_ids: Iterable[int], *, by: By) -> int:
    """All of these that still fit. Answers how many."""
    done = 0
    for line_id in line_ids:
        try:
            book(organisation_id, line_id, by=by, how="fits")
        except (Refused, Missing):
            continue
        done += 1
    return done


def foreign(organisation_id: int, line_id: int, *, by: By) -> None:
    """It has nothing to do with us: who sent it and why is forgotten. Refused: line-done."""
    with transaction() as connection:
        _claim(connection, organisation_id, line_id, by, "foreign", name="", iban="", text="", registration_id=None, found="")


def assign(organisation_id: int, line_id: int, registration_id: int) -> None:
    """It is for this registration. Raises Missing; refused: line-done."""
    with transaction() as connection:
        known = connection.execute(
            select(_R.c.id).join(Event, Event.id == _R.c.event_id)
            .where(_R.c.id == registration_id, Event.organisation_id == organisation_id),
        ).first()
        if known is None:
            raise Missing
        _change(connection, organisation_id, line_id, registration_id=registration_id, found="hand")


def _claim(connection: Connection, organisation_id: int, line_id: int, by: By, state: str, **more: object) -> None:
    """One of two who press at once goes on."""
    _change(connection, organisation_id, line_id, state=state, done_at=clock.now(), done_by=by.person_id, **more)


def _change(connection: Connection, organisation_id: int, line_id: int, **values: object) -> None:
    here = (_T.c.id == line_id, _T.c.organisation_id == organisation_id)
    if connection.execute(update(_T).where(*here, _T.c.state == "open").values(**values)).rowcount:
        return
    if connection.execute(select(_T.c.id).where(*here)).first() is None:
        raise Missing
    raise Refused("line-done")


def found(organisation_id: int, asked: str) -> list[int]:
    """Registrations whose reference was typed."""
    return list(_by_reference(organisation_id, [Line(booked_on=clock.now().date(), cents=1, currency="EUR", text=asked)]).values())


def to_give_back(organisation_id: int) -> Sequence[Any]:
    """What somebody must transfer back, with the account that it came from where that is known; the oldest first."""
    return reading().execute(
        select(
            _F.c.id, _F.c.amount_cents, _F.c.currency, _F.c.reason, _F.c.created_at, _R.c.name, _B.c.reference, _T.c.name.label("payer"),
            _T.c.iban,
        ).outerjoin(_R, _R.c.id == _F.c.registration_id).outerjoin(_B, _B.c.registration_id == _F.c.registration_id)
        .outerjoin(_T, _T.c.payment_id == _F.c.payment_id)
        .where(_F.c.organisation_id == organisation_id, _F.c.state == "by-hand").order_by(_F.c.id),
    ).all()


def given_back(organisation_id: int, refund_id: int, *, by: By) -> None:
    """It was transferred. Raises Missing."""
    with transaction() as connection:
        done = connection.execute(
            update(_F).where(_F.c.id == refund_id, _F.c.organisation_id == organisation_id, _F.c.state == "by-hand")
            .values(state="succeeded", person_id=by.person_id, changed_at=clock.now()),
        ).rowcount
        known = select(_F.c.id).where(_F.c.id == refund_id, _F.c.organisation_id == organisation_id)
        if not done and connection.execute(known).first() is None:
            raise Missing


def shown(reference: str | None) -> str:
    """`EV 6HXT 9QRA`; "" for none."""
    return "" if reference is None else bills.shown(reference)
