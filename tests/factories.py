"""Plain cases by direct inserts: what matters to a test is written in the test.

Rows come back detached, as they were when made; read them anew with `fresh(row)`.
"""

import itertools
import uuid
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from eventsvc.accounts.models import Membership, Organisation, Person, StaffSession
from eventsvc.core import clock, signing, zones
from eventsvc.core.addresses import email_key
from eventsvc.core.db import Base, db, transaction
from eventsvc.core.folding import fold
from eventsvc.events.models import Event
from eventsvc.registration import secret
from eventsvc.registration.models import Registration, SeriesPass
from eventsvc.series.models import Series
from eventsvc.ticket_types.models import Pool, TicketType
from eventsvc.tickets import codes
from eventsvc.tickets.models import Roster, Ticket

Row = TypeVar("Row", bound=Base)
_numbers = itertools.count(1)


def kept(row: Row) -> Row:
    """Write one row and let go of it."""
    with transaction():
        db.session.add(row)
        db.session.flush()
        db.session.expunge(row)
    return row


def fresh(row: Row) -> Row:
    """The same row as it stands in the database now."""
    db.session.rollback()
    key = [getattr(row, str(column.key)) for column in type(row).__mapper__.primary_key]
    found = db.session.get(type(row), key, populate_existing=True)
    assert found is not None, f"{row!r} is gone"
    db.session.expunge(found)
    return found


def all_of(table: type[Row], **where: Any) -> list[Row]:
    """All rows of a table with these values, oldest first."""
    db.session.rollback()
    rows = list(db.session.scalars(select(table).filter_by(**where).order_by(*table.__mapper__.primary_key)))
    db.session.expunge_all()
    return rows


def only(table: type[Row], **where: Any) -> Row:
    """The one row of a table with these values."""
    rows = all_of(table, **where)
    assert len(rows) == 1, f"{len(rows)} rows of {table.__tablename__} with {where}"
    return rows[0]


def make_organisation(**changes: Any) -> Organisation:
    """A body whose imprint is complete."""
    plain = {
        "slug": f"hafen-{next(_numbers)}", "name": "Hafen Forum", "legal_name": "Hafen Forum e. V.", "represented_by": "Ada Ahrens",
        "street": "Am Sandtorkai 1", "postcode_city": "20457 Hamburg", "email": "hello@hafen.example", "phone": "+49 40 123456",
        "register_entry": "VR 12345, Amtsgericht Hamburg", "tax_number": "17/123/45678", "editor_name": "Ada Ahrens",
        "feed_changed_at": clock.now(), "created_at": clock.now(),
    }
    return kept(Organisation(**{**plain, **changes}))


def _organisation() -> Organisation:
    """The first organisation; one is made if there is none."""
    rows = all_of(Organisation)
    return rows[0] if rows else make_organisation()


def make_person(name: str = "Ada", *, role: str | None = "owner", organisation: Organisation | None = None, **changes: Any) -> Person:
    """Somebody in the team (role None: in no team)."""
    email = changes.pop("email", f"{name.lower()}{next(_numbers)}@people.example")
    plain = {"name": name, "email": email, "email_key": email_key(email), "language": "en", "created_at": clock.now()}
    person = kept(Person(**{**plain, **changes}))
    if role is not None:
        join(person, organisation or _organisation(), role)
    return person


def join(person: Person, organisation: Organisation, role: str) -> Membership:
    """A person's role in an organisation."""
    now = clock.now()
    return kept(Membership(person_id=person.id, organisation_id=organisation.id, role=role, invited_at=now, joined_at=now))


def make_session(person: Person, **content: Any) -> str:
    """A signed-in browser; answers what stands in its cookie."""
    token, now = uuid.uuid4().hex, clock.now()
    kept(StaffSession(
        token_hash=signing.digest(token), person_id=person.id, content=content, device="Firefox", created_at=now, seen_at=now,
        expires_at=now + timedelta(days=30),
    ))
    return token


def make_series(*, organisation: Organisation | None = None, **changes: Any) -> Series:
    """Hamburg and San Francisco, public."""
    plain = {
        "organisation_id": (organisation or _organisation()).id, "slug": f"bridge-{next(_numbers)}",
        "title_de": "Brücke Hamburg–San Francisco", "title_en": "Bridge Hamburg–San Francisco",
        "home_zone": "Europe/Berlin", "home_city": "Hamburg", "partner_zone": "America/Los_Angeles", "partner_city": "San Francisco",
        "feed_changed_at": clock.now(), "created_at": clock.now(),
    }
    return kept(Series(**{**plain, **changes}))


def make_event(
    *, series: Series | None = None, organisation: Organisation | None = None, room: int | None = 180, online_places: int | None = 1000,
    roster: bool = True, **changes: Any,
) -> Event:
    """Published, in Hamburg and online, 19 April 2027 at 18:00, with a free ticket type for each pool (a pool of None is not there)."""
    zone = changes.get("zone", "Europe/Berlin")
    start = changes.get("local_start", datetime(2027, 4, 19, 18, 0))  # noqa: DTZ001  a wall time
    end = changes.get("local_end", start + timedelta(hours=2))
    owner = series.organisation_id if series else (organisation or _organisation()).id
    name, now = uuid.uuid4(), clock.now()
    plain = {
        "uuid": str(name), "organisation_id": owner, "series_id": series.id if series else None, "slug": f"evening-{next(_numbers)}",
        "state": "published", "title_de": "Abend im Hafen", "title_en": "Evening at the harbour",
        "summary_de": "Ein Abend.", "summary_en": "An evening.", "zone": zone, "city": "Hamburg",
        "partner_zone": "America/Los_Angeles", "partner_city": "San Francisco", "local_start": start, "local_end": end,
        "starts_at": zones.instant(start, zone), "ends_at": zones.instant(end, zone), "venue": "Speicher 7", "street": "Am Sandtorkai 7",
        "postcode_city": "20457 Hamburg", "in_room": room is not None, "online": online_places is not None,
        "stream_url": "https://stream.example/evening", "uid": f"{name}@events.example.org", "changed_at": now, "published_at": now,
        "created_at": now,
    }
    event = kept(Event(**{**plain, **changes}))
    if room is not None:
        make_type(event, kind="room", capacity=room, name_de="Vor Ort", name_en="On site")
    if online_places is not None:
        make_type(event, kind="online", capacity=online_places, name_de="Online", name_en="Online")
    if roster:
        kept(Roster(event_id=event.id))
    return event


def pool_of(event: Event, kind: str = "room") -> Pool:
    """The pool as it stands now."""
    return only(Pool, event_id=event.id, kind=kind)


def types_of(event: Event) -> list[TicketType]:
    """The event's ticket types in their order ("Vor Ort", "Online" in the plain case)."""
    return sorted(all_of(TicketType, event_id=event.id), key=lambda one: one.position)


def make_type(event: Event, *, kind: str = "room", capacity: int = 180, **changes: Any) -> TicketType:
    """A free ticket type; its pool is made if the event has none of this kind."""
    pools = all_of(Pool, event_id=event.id, kind=kind)
    pool = pools[0] if pools else kept(Pool(event_id=event.id, kind=kind, capacity=capacity))
    plain = {"event_id": event.id, "pool_id": pool.id, "position": len(types_of(event)), "name_de": "Karte", "name_en": "Ticket"}
    return kept(TicketType(**{**plain, **changes}))


def make_registration(
    event: Event, name: str = "Ada", *, email: str | None = None, holders: tuple[str, ...] | None = None,
    ticket_type: TicketType | None = None, **changes: Any,
) -> Registration:
    """Confirmed, with one ticket for each holder (one for the person who registered), places taken; no letter."""
    email = email or f"{name.split(maxsplit=1)[0].lower()}{next(_numbers)}@guests.example"
    holders, now = (name,) if holders is None else holders, clock.now()
    key = changes.get("uuid", str(uuid.uuid4()))
    plain = {
        "uuid": key, "event_id": event.id, "secret_hash": signing.digest(_secret(key)), "once": uuid.uuid4().hex, "name": name,
        "email": email, "email_key": email_key(email), "folded": fold(f"{name} {email}"), "language": "en", "quantity": len(holders),
        "created_at": now, "changed_at": now,
    }
    registration = kept(Registration(**{**plain, **changes}))
    for holder in holders:
        make_ticket(event, registration, holder, ticket_type)
    return registration


def make_ticket(event: Event, registration: Registration, holder: str, ticket_type: TicketType | None = None, **changes: Any) -> Ticket:
    """One more ticket: the next index of the event's code pool, one place of its pool."""
    ticket_type, now = ticket_type or types_of(event)[0], clock.now()
    with transaction():
        roster, pool = db.session.get_one(Roster, event.id), db.session.get_one(Pool, ticket_type.pool_id)
        index, roster.next_index, roster.rev, pool.taken = roster.next_index, roster.next_index + 1, roster.rev + 1, pool.taken + 1
        key = codes.event_key(signing.keys().ticket, uuid.UUID(event.uuid))
        plain = {
            "registration_id": registration.id, "event_id": event.id, "ticket_type_id": ticket_type.id, "pool_id": pool.id,
            "holder": holder, "folded": fold(holder), "code_index": index, "code_hash": codes.code_hash(codes.code(key, index)),
            "reference": codes.reference(key, index), "rev": roster.rev, "created_at": now, "changed_at": now,
        }
        ticket = Ticket(**{**plain, **changes})
        db.session.add(ticket)
        db.session.flush()
        db.session.expunge(ticket)
    return ticket


def code_of(ticket: Ticket) -> str:
    """The code in the ticket's QR."""
    event = only(Event, id=ticket.event_id)
    return codes.code(codes.event_key(signing.keys().ticket, uuid.UUID(event.uuid)), ticket.code_index)


def secret_of(registration: Registration) -> str:
    """What stands in the registration's address."""
    return _secret(registration.uuid, registration.secret_turn)


def make_pass(series: Series, *registrations: Registration) -> SeriesPass:
    """A pass in the name of the first of these registrations, which are its dates."""
    first, key = registrations[0], str(uuid.uuid4())
    made = kept(SeriesPass(
        uuid=key, series_id=series.id, secret_hash=signing.digest(secret.of_pass(key, 0)), once=uuid.uuid4().hex, name=first.name,
        email=first.email, email_key=first.email_key, language=first.language, created_at=clock.now(),
    ))
    with transaction():
        for one in registrations:
            db.session.get_one(Registration, one.id).pass_id = made.id
    return made


def secret_of_pass(made: SeriesPass) -> str:
    """What stands in the pass's address."""
    return secret.of_pass(made.uuid, made.secret_turn)


def _secret(key: str, turn: int = 0) -> str:
    return signing.secret_for(signing.keys().derived("registration"), key, turn)


