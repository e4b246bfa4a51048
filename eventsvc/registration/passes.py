"""One registration for many events of a series, with a ticket for each: all of it or none, or what is free.

Each event gets a registration of its own, so that everything else works as ever. The mutexes of all events are taken first, in the
order of their ids; the pass itself is locked after the registrations.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select

from eventsvc.core import clock, outbox
from eventsvc.core.db import transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.events.models import Event
from eventsvc.registration import blocks, forgetting, pass_rows, records, rules, seats, service, states, waiting
from eventsvc.registration.pass_rows import Pass
from eventsvc.registration.pass_rules import MOST_DATES, obstacle
from eventsvc.registration.records import By, Record, Wish
from eventsvc.registration.rules import Decision, Offer
from eventsvc.ticket_types.models import Pool, TicketType
from eventsvc.ticket_types.queries import HELD, PUBLIC
from eventsvc.tickets import service as tickets

GUEST = By()
_TYPES = (
    select(TicketType.id, Pool.kind)
    .join(Pool, Pool.id == TicketType.pool_id)
    .join(Event, Event.id == TicketType.event_id)
    .where(TicketType.event_id == bindparam("event"), HELD, PUBLIC)
    .order_by(Pool.kind.desc(), TicketType.position)  # the room first
)
_OF_SERIES = select(Event.id, Event.organisation_id).where(
    Event.series_id == bindparam("series"), Event.id.in_(bindparam("events", expanding=True)), Event.state != "draft",
).order_by(Event.id)


@dataclass(frozen=True, kw_only=True)
class PassWish:
    """What somebody wants, cleaned. `online`: not the room, even where it has places. `whole`: all of these dates or none."""

    series_id: int
    event_ids: tuple[int, ...]
    name: str
    email: str
    language: str
    once: str
    online: bool = False
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class PassKept:
    """The pass as it is kept. `missed`: the dates that could not be had, each with its reason."""

    pass_id: int
    secret: str
    fresh: bool
    missed: Mapping[int, Refused] = field(default_factory=dict)


def register(wish: PassWish) -> PassKept:
    """A registration and a ticket for each date, one letter about all: what is free, or all or nothing.

    Refused: pass-nothing, pass-not-all, pass-gone (each with `dates`: the reason for each date), mailbox-full. A date that somebody has
    already stands in nobody's way. Sent twice, the second answers with the first one's result.
    """
    with transaction() as connection:
        before = pass_rows.earlier(connection, wish.series_id, wish.once)
        if before is not None:
            return PassKept(pass_id=before.id, secret=before.secret, fresh=False)
        owners = _seized(connection, wish.series_id, wish.event_ids)
        made = pass_rows.keep(
            connection, series_id=wish.series_id, name=wish.name, email=wish.email, language=wish.language, once=wish.once,
        )
        if made is None:
            return _same(connection, wish)
        given, missed = _given(connection, made, owners, online=wish.online)
        missed |= {event_id: Refused("pass-gone") for event_id in wish.event_ids if event_id not in owners}
        _check(given, missed, whole=wish.whole)
        _write(made, next(iter(given.items())), owners)
        return PassKept(pass_id=made.id, secret=made.secret, fresh=True, missed=missed)


def _same(connection: Connection, wish: PassWish) -> PassKept:
    before = pass_rows.earlier(connection, wish.series_id, wish.once)
    if before is None:
        raise Refused("pass-gone")  # a token of another series
    return PassKept(pass_id=before.id, secret=before.secret, fresh=False)


def _seized(connection: Connection, series_id: int, event_ids: Iterable[int]) -> dict[int, int]:
    """The events that are there, with their organisation; all their mutexes are held, taken in ascending order."""
    wanted = sorted(set(event_ids))[:MOST_DATES]
    found = {row.id: row.organisation_id for row in connection.execute(_OF_SERIES, {"series": series_id, "events": wanted})}
    for event_id in found:
        records.seized(connection, event_id)
    return found


def _given(connection: Connection, of: Pass, event_ids: Iterable[int], *, online: bool) -> tuple[dict[int, int], dict[int, Refused]]:
    """(event and registration, event and why not). Each date by itself: what is refused leaves nothing behind."""
    records.check_letter_box(of.email)
    given, missed = dict[int, int](), dict[int, Refused]()
    for event_id in event_ids:
        try:
            with connection.begin_nested():
                given[event_id] = _take(connection, of, event_id, online=online)
        except Refused as no:
            missed[event_id] = no
    return given, missed


def _check(given: Mapping[int, int], missed: Mapping[int, Refused], *, whole: bool) -> None:
    if (whole or not given) and any(no.reason == "pass-gone" for no in missed.values()):
        raise Refused("pass-gone", dates=missed)
    if not given:
        raise Refused("pass-nothing", dates=missed)
    if whole and any(no.reason != "pass-have" for no in missed.values()):
        raise Refused("pass-not-all", dates=missed)


def _take(connection: Connection, of: Pass, event_id: int, *, online: bool) -> int:
    """A registration with its ticket, as anybody gets it who registers for this event alone. Whoever has one misses nothing."""
    try:
        offer, decision = _choose(connection, event_id, of.email, online=online)
        if offer.blocks:
            blocks.check(connection, event_id, of.email)
    except Refused as no:
        raise no if records.of_person(connection, event_id, of.name, of.email) is None else Refused("pass-have") from None
    first, rev = tickets.bump(connection, event_id, count=1)
    wish = Wish(
        ticket_type_id=offer.ticket_type_id, name=of.name, email=of.email, holders=(of.name,), language=of.language, once=uuid.uuid4().hex,
    )
    kept = records.keep(connection, offer, wish, decision, pass_id=of.id)
    if kept is None:
        raise Refused("pass-have")
    tickets.issue(connection, tickets.Order(
        event_id=event_id, event_uuid=offer.event_uuid, registration_id=kept.registration_id, ticket_type_id=offer.ticket_type_id,
        pool_id=decision.pool_id, holders=wish.holders, first=first, rev=rev, state=decision.ticket_state, booker=of.name,
    ))
    kind = seats.Kind(ticket_type_id=offer.ticket_type_id, pool_id=decision.pool_id, limited=offer.most is not None)
    seats.count(connection, kind, decision.ticket_state, 1)
    return kept.registration_id


def _choose(connection: Connection, event_id: int, email: str, *, online: bool) -> tuple[Offer, Decision]:
    """The first type that can be had: the room, else online. Refused with the reason of the one that was wished for most."""
    found = list(connection.execute(_TYPES, {"event": event_id}))
    why: Refused | None = None
    for type_id, kind in found:
        if online and kind != "online":
            continue
        offer = records.offer(connection, event_id, type_id)
        stands = obstacle_of(offer)
        try:
            rules.check_event(offer, clock.now())
            if not stands:
                return offer, rules.decide(offer, seats=1, email=email, now=clock.now())
        except Refused as no:
            why = no if why is None or why.reason == "pass-elsewhere" else why
        else:
            why = why or Refused("pass-elsewhere", why=stands)
    raise why or Refused("pass-no-online" if online and found else "pass-elsewhere", why="")


def obstacle_of(offer: Offer) -> str:
    """Why this type cannot be had by a pass."""
    return obstacle(
        costs=offer.price_cents > 0 or offer.price_kind == "choice",
        min_each=offer.min_each, approval=offer.approval, domains=offer.domains, asks=offer.asks,
        confirm_mail=offer.confirm_mail,
    )


def _write(of: Pass, first: tuple[int, int], owners: Mapping[int, int], *, once: str = "") -> None:
    """One letter about all dates. It belongs to the first registration, whose data it is."""
    event_id, registration_id = first
    outbox.enqueue(
        "pass", payload={"pass": of.id}, organisation_id=owners[event_id], event_id=event_id, registration_id=registration_id,
        recipient=of.email, language=of.language, once=once or f"pass:{of.id}",
    )


def add(pass_id: int, event_id: int) -> None:
    """One more date of the series for who has a pass, with a letter of its own. Refused as `register` refuses a date."""
    with transaction() as connection:
        of = pass_rows.one(connection, pass_id)
        owners = _seized(connection, of.series_id, (event_id,))
        if event_id not in owners:
            raise Missing
        records.check_letter_box(of.email)
        record = Record(
            id=_take(connection, of, event_id, online=False), state="confirmed", name=of.name, email=of.email, language=of.language,
            event_id=event_id, organisation_id=owners[event_id],
        )
        _check_same(connection, of)
        records.letter("ticket", record, once=f"ticket:{record.id}")


def wait(pass_id: int, event_id: int) -> None:
    """Onto the waitlist of a date that is full. Refused as `waiting.join`."""
    with transaction() as connection:
        of = pass_rows.one(connection, pass_id)
        if event_id not in {row.id for row in connection.execute(_OF_SERIES, {"series": of.series_id, "events": [event_id]})}:
            raise Missing
        kept = waiting.join(event_id, waiting.JoinWish(
            type_ids=_full(connection, event_id), seats=1, name=of.name, email=of.email, language=of.language, once=uuid.uuid4().hex,
        ))
        pass_rows.join(connection, kept.registration_id, pass_id)
        _check_same(connection, of)


def _full(connection: Connection, event_id: int) -> tuple[int, ...]:
    """The types that a pass could have, if there was a place."""
    offers = [records.offer(connection, event_id, row.id) for row in connection.execute(_TYPES, {"event": event_id})]
    return tuple(one.ticket_type_id for one in offers if not obstacle_of(one) and (not one.left or one.queued))


def _check_same(connection: Connection, of: Pass) -> None:
    """Nobody was forgotten, and no address was corrected meanwhile."""
    if pass_rows.one(connection, of.id, lock=True).email != of.email:
        raise Missing


def leave(pass_id: int, registration_id: int) -> int:
    """One date less; the others stay. As the registration's own page does it. Refused as `service.cancel`."""
    with transaction() as connection:
        if pass_rows.of_registration(connection, registration_id) != pass_id:
            raise Missing
        return service.cancel(registration_id)


def leave_all(pass_id: int) -> tuple[int, tuple[Refused, ...]]:
    """All dates that are still to come, each by itself: (how many were left, why others could not be)."""
    with transaction() as connection:
        live = [row.id for row in pass_rows.dates(connection, pass_id) if row.state in states.LIVE]
    left, refused = 0, []
    for registration_id in live:
        try:
            left += service.cancel(registration_id) > 0
        except Refused as no:
            if no.reason != "past-cancel":
                refused.append(no)
    return left, tuple(refused)


def disown(pass_id: int) -> None:
    """"That wasn't me": who made a pass in somebody's name did so for all its dates. All of them end, each blocks the address."""
    with transaction() as connection:
        of = pass_rows.one(connection, pass_id)
        mine = [row for row in pass_rows.dates(connection, pass_id) if row.email_key == of.email_key]
        for event_id in sorted({row.event_id for row in mine}):
            records.seized(connection, event_id)
        for row in mine:
            forgetting.disown(row.id)


def correct_email(pass_id: int, email: str) -> str:
    """Another address for the pass and all dates that had the former one. One letter goes there; answers the new secret.

    Refused: mailbox-full, address-blocked, already-registered.
    """
    with transaction() as connection:
        of = pass_rows.one(connection, pass_id)
        mine = [row for row in pass_rows.dates(connection, pass_id) if row.state in states.LIVE and row.email_key == of.email_key]
        if not mine:
            raise Refused("ticket-cancelled")
        seized = {event_id: records.seized(connection, event_id) for event_id in sorted({row.event_id for row in mine})}
        records.check_letter_box(email)
        for row in mine:
            blocks.check(connection, row.event_id, email)
            seats.check_domains(connection, row.id, email)
            service.readdress(connection, records.again(connection, row.id, *seized[row.event_id]), email, by=GUEST)
        of = pass_rows.one(connection, pass_id, lock=True)
        fresh = pass_rows.readdress(connection, of, email)
        owners = {event_id: event.organisation_id for event_id, (event, _rev) in seized.items()}
        changed = pass_rows.one(connection, pass_id)
        _write(changed, (mine[0].event_id, mine[0].id), owners, once=f"pass:{of.id}:{changed.turn}:{uuid.uuid4().hex}")
        return fresh
