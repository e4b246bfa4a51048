"""The rows behind the deeds, as statements built once. Everything here joins the transaction of the deed."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, Table, and_, bindparam, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from eventsvc.core import audit, clock, limits, outbox, signing
from eventsvc.core.addresses import email_key
from eventsvc.core.db import violated
from eventsvc.core.errors import Missing, Refused
from eventsvc.core.folding import fold
from eventsvc.events.models import Event
from eventsvc.questions import queries as questions
from eventsvc.registration import blocks, secret, states
from eventsvc.registration.models import Registration, Ruling, WaitlistChoice, WaitlistEntry
from eventsvc.registration.rules import NOT_ASKED, Decision, Offer, Paying
from eventsvc.ticket_types.models import Pool, TicketType
from eventsvc.ticket_types.queries import HELD
from eventsvc.tickets import service as tickets

LETTERS = 3
LETTERS_PER = timedelta(hours=1)

_T = cast(Table, Registration.__table__)
_QUEUED = and_(
    Event.waitlist_mode == "hand",  # else whoever waits has moved up already, or does not fit
    select(1).where(
        WaitlistChoice.ticket_type_id == TicketType.id, WaitlistEntry.id == WaitlistChoice.entry_id,
        WaitlistEntry.state == literal_column("'waiting'"),  # a value would be held against the partial indexes, each time anew
    ).correlate(TicketType).exists(),
)
_OFFER = (
    select(
        Event.id.label("event_id"), Event.uuid.label("event_uuid"), Event.organisation_id, Event.state, Event.zone, Event.starts_at,
        Event.ends_at, Event.confirm_mail, Pool.id.label("pool_id"), Pool.kind, Pool.capacity, Pool.taken, Pool.held,
        TicketType.id.label("ticket_type_id"), TicketType.sale_from, TicketType.sale_until, TicketType.price_cents, TicketType.currency,
        TicketType.most, TicketType.used, TicketType.min_each, TicketType.max_each, TicketType.visibility, TicketType.domains,
        TicketType.approval, TicketType.answer_by, TicketType.price_kind, TicketType.sold_to,
        _QUEUED.label("queued"), blocks.ANY.label("blocks"),
        questions.asks_before(Event.id, TicketType.id).label("asks"),
    )
    .select_from(Event)
    .outerjoin(TicketType, and_(TicketType.event_id == Event.id, TicketType.id == bindparam("type")))
    .outerjoin(Pool, and_(Pool.id == TicketType.pool_id, HELD))
    .where(Event.id == bindparam("event"))
    .with_for_update(read=True, of=Event)  # nobody registers past a cancellation that is under way
)
_KEEP: dict[str, Any] = {
    "sqlite": sqlite.insert(_T).on_conflict_do_nothing().returning(_T.c.id),
    "postgresql": postgresql.insert(_T).on_conflict_do_nothing().returning(_T.c.id),
}
_BY_ONCE = select(_T.c.id, _T.c.uuid, _T.c.secret_turn, _T.c.event_id, _T.c.state).where(_T.c.once == bindparam("token"))
_BY_PERSON = select(_T.c.id).where(
    _T.c.event_id == bindparam("event"), _T.c.person_key == bindparam("person"), _T.c.state.in_(states.LIVE),
)
_OF_EVENT = (
    Event.id, Event.organisation_id, Event.uuid, Event.state, Event.zone, Event.starts_at, Event.ends_at, Event.cancel_until,
)
_EVENT_OF = (
    select(*_OF_EVENT)
    .join(_T, _T.c.event_id == Event.id)
    .where(_T.c.id == bindparam("of"))
    .with_for_update(read=True, of=Event)
)
_EVENT = (
    select(*_OF_EVENT)
    .where(Event.id == bindparam("event"))
    .with_for_update(read=True)
)
_UNWRITTEN = update(Ruling).where(Ruling.registration_id == bindparam("of")).values(message="")
_LOCKED = select(_T).where(_T.c.id == bindparam("of")).with_for_update()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants, cleaned. `once` is the form's token: the second submit of it answers with the first one's result."""

    ticket_type_id: int
    name: str
    email: str
    holders: tuple[str, ...]
    language: str
    once: str
    code: str = ""
    source: str = ""
    paying: Paying = NOT_ASKED


@dataclass(frozen=True)
class By:
    """Who acts: a member of the team (with a reason for the history), the service by itself, else the guest."""

    person_id: int | None = None
    reason: str = ""
    system: bool = False

    @property
    def guest(self) -> bool:
        """Whether the person concerned acts."""
        return self.person_id is None and not self.system

    @property
    def actor(self) -> str:
        """The word for the history where nobody of the team acted."""
        return "system" if self.system else "guest" if self.guest else ""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The registration as it is kept. `fresh` is False for a repeated submit. `state` tells how it goes on."""

    registration_id: int
    secret: str
    fresh: bool
    state: str = "confirmed"


@dataclass(frozen=True, kw_only=True)
class Record:
    """A registration that is being changed. Its event's mutex is held: nobody else changes anything of that event's registrations.

    `rev` is the door revision of this change.
    """

    id: int
    state: str
    name: str
    email: str
    language: str
    event_id: int
    organisation_id: int
    uuid: str = ""
    turn: int = 0
    rev: int = 0
    quantity: int = 1
    total_cents: int = 0
    deadline: datetime | None = None
    extended: int = 0
    voucher_id: int | None = None
    allotment_id: int | None = None
    passed_from: int | None = None
    source: str = ""
    chosen_cents: int | None = None
    country: str = ""
    event_uuid: str = ""
    event_state: str = "published"
    zone: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    cancel_until: datetime | None = None
    paying: bool = False

    @property
    def event_over(self) -> bool:
        """Whether the evening has ended."""
        return self.ends_at is not None and self.ends_at <= clock.now()

    @property
    def event_begun(self) -> bool:
        """Whether the evening has begun."""
        return self.starts_at is not None and self.starts_at <= clock.now()


def offer(connection: Connection, event_id: int, ticket_type_id: int) -> Offer:
    """The event and the ticket type as they are now, and stay until the transaction ends. A draft is not there."""
    row = connection.execute(_OFFER, {"event": event_id, "type": ticket_type_id}).first()
    if row is None or row.state == "draft":
        raise Missing
    facts = {name: value for name, value in row._mapping.items() if value is not None}
    return Offer(**{**facts, "domains": tuple(facts.get("domains", ()))})


def keep(connection: Connection, wanted: Offer, wish: Wish, begins: Decision, **more: object) -> Kept | None:
    """Write the registration, unless this token or this person is here already. `more`: columns that few registrations have."""
    number, now = str(uuid.uuid4()), clock.now()
    of_it = secret.of(number, 0)
    registration_id = connection.execute(_KEEP[connection.dialect.name], {
        "uuid": number, "event_id": wanted.event_id, "secret_hash": signing.digest(of_it), "secret_turn": 0, "once": wish.once,
        "state": begins.state, "name": wish.name, "email": wish.email, "email_key": email_key(wish.email),
        "person_key": secret.person(wish.name, wish.email), "folded": fold(f"{wish.name} {wish.email}"), "language": wish.language,
        "quantity": len(wish.holders), "total_cents": begins.total_cents, "currency": wanted.currency, "created_at": now,
        "changed_at": now, "extended": 0, "source": wish.source, "note": "", **_few(begins, wish.paying), **more,
    }).scalar()
    if registration_id is None:
        return None
    return Kept(registration_id=registration_id, secret=of_it, fresh=True, state=begins.state)


def _few(begins: Decision, paying: Paying) -> dict[str, object]:
    """The columns that only few have: what is not finished, and who was asked for the country."""
    found = {"deadline": begins.deadline, "answer_at": begins.answer_at, "buyer_country": paying.country or None}
    return {name: value for name, value in found.items() if value is not None}


def earlier(connection: Connection, event_id: int, once: str) -> Kept | None:
    """What the first submit of this token gave."""
    row = connection.execute(_BY_ONCE, {"token": once}).first()
    if row is None or row.event_id != event_id:
        return None
    return Kept(registration_id=row.id, secret=secret.of(row.uuid, row.secret_turn), fresh=False, state=row.state)


def of_person(connection: Connection, event_id: int, name: str, email: str) -> int | None:
    """The registration that this person has for this event."""
    found: int | None = connection.execute(_BY_PERSON, {"event": event_id, "person": secret.person(name, email)}).scalar()
    return found


def locked(connection: Connection, registration_id: int) -> Record:
    """The registration as it is now; nobody else changes it until the transaction ends.

    In the order in which everybody locks: the event (shared), its mutex, the registration.
    """
    event = connection.execute(_EVENT_OF, {"of": registration_id}).first()
    if event is None:
        raise Missing
    _, rev = tickets.bump(connection, event.id)
    return again(connection, registration_id, event, rev)


def again(connection: Connection, registration_id: int, event: Any, rev: int) -> Record:
    """A registration of an event whose mutex is held already (`event`: a row with its columns)."""
    row = connection.execute(_LOCKED, {"of": registration_id}).one()
    return Record(
        id=row.id, uuid=row.uuid, turn=row.secret_turn, rev=rev, state=row.state, name=row.name, email=row.email, language=row.language,
        event_id=row.event_id, organisation_id=event.organisation_id, quantity=row.quantity, total_cents=row.total_cents,
        deadline=row.deadline, extended=row.extended, voucher_id=row.voucher_id, allotment_id=row.allotment_id,
        passed_from=row.passed_from, source=row.source, chosen_cents=row.chosen_cents, country=row.buyer_country,
        event_uuid=event.uuid, event_state=event.state, zone=event.zone,
        starts_at=event.starts_at, ends_at=event.ends_at, cancel_until=event.cancel_until, paying=row.paying,
    )


def seized(connection: Connection, event_id: int) -> tuple[Any, int]:
    """An event whose registrations are to be changed: its row (shared), and the door revision; its mutex is held from here on."""
    event = connection.execute(_EVENT, {"event": event_id}).one()
    return event, tickets.bump(connection, event_id)[1]


def change(connection: Connection, record: Record, **values: object) -> None:
    """Write other values into a locked registration. Refused: already-registered, if another of its event has that name and address."""
    try:
        with connection.begin_nested():
            connection.execute(update(_T).where(_T.c.id == record.id).values(changed_at=clock.now(), **values))
    except IntegrityError as no:
        if violated(no) == "uq_registration_person":
            raise Refused("already-registered", email=values.get("email", record.email)) from no
        raise


def note(record: Record, deed: str, by: By, *, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None) -> None:
    """One line in the guest's history."""
    audit.note(
        organisation_id=record.organisation_id, deed=deed, kind="registration", subject_id=record.id, person_id=by.person_id,
        actor=by.actor, before=before, after=after, reason=by.reason,
    )


def letter(kind: str, record: Record, *, once: str | None = None, after: datetime | None = None, **payload: object) -> None:
    """A letter to the registration's address, in its language; `after`: not before then (`outbox.enqueue`)."""
    outbox.enqueue(
        kind, organisation_id=record.organisation_id, event_id=record.event_id, registration_id=record.id, recipient=record.email,
        language=record.language, once=once, after=after, payload=payload,
    )


def may_write(email: str) -> bool:
    """Count one letter that a stranger can cause. A letter box gets three an hour, whoever asks for them."""
    return limits.allowed(_box(email), most=LETTERS, per=LETTERS_PER)


def check_mailbox(connection: Connection, event_id: int, email: str) -> None:
    """What every mail asks that a guest causes. Refused: address-blocked, mailbox-full."""
    blocks.check(connection, event_id, email)
    check_letter_box(email)


def check_letter_box(email: str) -> None:
    """Refuse what would send a fourth letter within the hour."""
    if not may_write(email):
        raise Refused("mailbox-full", retry_at=limits.retry_at(_box(email), LETTERS_PER), most=LETTERS)


def _box(email: str) -> str:
    return f"letters:{signing.digest(email_key(email))[:32]}"


def forget(connection: Connection, registration_id: int) -> None:
    """Take name and address out of the letters and the history of a registration that nobody wanted, and what the desk wrote to it."""
    connection.execute(_UNWRITTEN, {"of": registration_id})
    outbox.forget(registration_id)
    audit.forget(connection, "registration", registration_id)
