"""Which registration somebody withdraws from: told by the link, by a code of a ticket, by the number of the order, or by the address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, column, or_, select, table

from eventsvc.core import codes as typed_codes
from eventsvc.core import signing
from eventsvc.core.addresses import email_key
from eventsvc.core.folding import fold, words
from eventsvc.events.models import Event
from eventsvc.registration import states
from eventsvc.registration.models import Registration
from eventsvc.tickets import codes
from eventsvc.tickets.models import Ticket

MOST = 20
_LINK = re.compile(r"/r/([A-Za-z0-9_-]{20,100})")
_BILL = table("bill", column("registration_id"), column("reference"))  # of a domain above; only the number is read
_FOUND: Select[*tuple[Any, ...]] = select(
    Registration.id, Registration.email_key, Registration.total_cents, Event.organisation_id, Event.slug, Event.title_de, Event.title_en,
).join(Event, Event.id == Registration.event_id)
_BY_SECRET = _FOUND.where(Registration.secret_hash == bindparam("hash"))
_BY_CODE = _FOUND.join(Ticket, Ticket.registration_id == Registration.id).where(or_(
    Ticket.code_hash.in_(bindparam("hashes", expanding=True)),
    (Ticket.event_id == Event.id) & Ticket.reference.in_(bindparam("references", expanding=True)),
))
_BY_NUMBER = _FOUND.join(_BILL, _BILL.c.registration_id == Registration.id).where(
    _BILL.c.reference.in_(bindparam("references", expanding=True)),
)
_BY_ADDRESS = _FOUND.where(
    Registration.email_key == bindparam("address"), Event.organisation_id == bindparam("organisation"),
    Registration.state.in_(("unpaid", "confirmed", "passed")),
).order_by(Registration.id.desc()).limit(MOST)


@dataclass(frozen=True)
class Match:
    """A registration, and whose it is."""

    registration_id: int
    organisation_id: int


def find(connection: Connection, identification: str, email: str, organisation_id: int) -> Match | None:
    """The one registration that can be meant; None where there is none, or several. What was written exactly may belong to another
    organisation of this installation: then the declaration is theirs."""
    address = email_key(email)
    exact = [*_exact(connection, identification)]
    mine: Sequence[Row[Any]] = [row for row in exact if row.email_key == address] or exact
    if not mine:
        mine = _named(connection.execute(_BY_ADDRESS, {"address": address, "organisation": organisation_id}).all(), identification)
    ids = {row.id for row in mine}
    return Match(mine[0].id, mine[0].organisation_id) if len(ids) == 1 else None


def candidates(connection: Connection, text: str, organisation_id: int) -> Sequence[int]:
    """For whoever looks by hand: what has this code, this number, this link, this name or this address."""
    exact = [row.id for row in _exact(connection, text) if row.organisation_id == organisation_id]
    if exact or not words(text):
        return list(dict.fromkeys(exact))
    like = [Registration.folded.contains(word, autoescape=True) for word in words(text)]
    found = select(Registration.id).join(Event, Event.id == Registration.event_id).where(
        Event.organisation_id == organisation_id, Registration.state.in_(states.LIVE), *like,
    )
    return list(connection.execute(found.order_by(Registration.id.desc()).limit(MOST)).scalars())


def _exact(connection: Connection, text: str) -> Sequence[Row[Any]]:
    link = _LINK.search(text)
    if link is not None:
        return connection.execute(_BY_SECRET, {"hash": signing.digest(link[1])}).all()
    plain = typed_codes.normal(text)
    references = _windows(plain, codes.REFERENCE_LENGTH)
    hashes = [codes.code_hash(one) for one in _windows(plain, codes.CODE_LENGTH)]
    if not references:
        return ()
    found = connection.execute(_BY_CODE, {"hashes": hashes, "references": [one for one in references if typed_codes.checked(one)]}).all()
    return found or connection.execute(_BY_NUMBER, {"references": references}).all()


def _windows(plain: str, size: int) -> list[str]:
    """All that could be a code in what somebody wrote: with words before it, or without blanks."""
    parts = (plain[at:at + size] for at in range(len(plain) - size + 1))
    return [part for part in parts if typed_codes.in_alphabet(part)]


def _named(rows: Sequence[Row[Any]], identification: str) -> Sequence[Row[Any]]:
    """Of one person's registrations those whose event is named; without a name those that cost something."""
    said = fold(identification)
    named = [row for row in rows if any(title and fold(title) in said for title in (row.title_de, row.title_en, row.slug))]
    return named or [row for row in rows if row.total_cents] or rows
