"""Writes the sample data through the same services as the desk and the pages do."""

import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy import delete, select

from eventsvc.accounts.models import Membership, Organisation, Person
from eventsvc.core import clock, sealing
from eventsvc.core.addresses import email_key
from eventsvc.core.db import db, reading, transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.demo import applications, questions, texts
from eventsvc.demo.texts import Sample
from eventsvc.events import queries as events
from eventsvc.events import service as event_desk
from eventsvc.events.facts import EventFacts, ProgrammeLine, SpeakerLine
from eventsvc.events.wishes import New, unchanged
from eventsvc.payments.models import StripeAccount
from eventsvc.practice.keys import KEY, SECRET
from eventsvc.registration import service as registrations
from eventsvc.registration import waiting
from eventsvc.registration.records import By, Wish
from eventsvc.registration.waiting import JoinWish
from eventsvc.series.models import Series
from eventsvc.ticket_types import service as offers
from eventsvc.ticket_types import type_service
from eventsvc.ticket_types.models import Pool, TicketType

OWNER = texts.TEAM[0][1]
Told = Callable[[str, int, int], None]


def is_there() -> bool:
    """Whether the sample data (or anything else) is in the database already."""
    found = reading().execute(select(Organisation.id).limit(1)).first() is not None
    db.session.rollback()
    return found


def fill(*, calendar_domain: str, told: Told) -> None:
    """Write everything. `told(words, done, of)` is called after each step."""
    steps = len(texts.EVENTS) + 1
    organisation_id, owner_id = _organisation()
    series = {"talks": _series(organisation_id, texts.TALKS), "campus": _series(organisation_id, texts.CAMPUS)}
    told("organisation", 1, steps)
    crowd = _crowd()
    for done, sample in enumerate(texts.EVENTS, start=2):
        _event(organisation_id, owner_id, series, sample, calendar_domain, crowd)
        told(sample.title_de, done, steps)


def _organisation() -> tuple[int, int]:
    now = clock.now()
    with transaction():
        organisation = Organisation(**texts.ORGANISATION, feed_changed_at=now, created_at=now)
        people = [
            Person(name=name, email=email, email_key=email_key(email), language="de", created_at=now) for name, email, _role in texts.TEAM
        ]
        db.session.add_all([organisation, *people])
        db.session.flush()
        db.session.add(StripeAccount(
            organisation_id=organisation.id, kind="keys", key_sealed=sealing.seal(KEY), webhook_sealed=sealing.seal(SECRET),
            tested_at=now, created_at=now,
        ))
        db.session.add_all([
            Membership(person_id=person.id, organisation_id=organisation.id, role=role, invited_at=now, joined_at=now)
            for person, (_name, _email, role) in zip(people, texts.TEAM, strict=True)
        ])
        return organisation.id, people[0].id


def _series(organisation_id: int, values: Mapping[str, object]) -> Series:
    now = clock.now()
    with transaction():
        series = Series(**values, organisation_id=organisation_id, feed_changed_at=now, created_at=now)
        db.session.add(series)
        db.session.flush()
    return series


def _event(
    organisation_id: int, owner_id: int, series: dict[str, Series], sample: Sample, calendar_domain: str, crowd: list[tuple[str, str]],
) -> None:
    """One event with its guests, in one transaction; letters to invented guests are not sent."""
    of = series.get(sample.series or "")
    with transaction() as connection:
        event_id = offers.create(organisation_id, _new(sample, of), by=owner_id, calendar_domain=calendar_domain, places=_places(sample))
        event = events.by_id(event_id, organisation_id)
        change = replace(
            unchanged(event, (), ()),
            summary_de=sample.summary_de, summary_en=sample.summary_en, text_de=sample.text_de, text_en=sample.text_en,
            doors_at=sample.doors, access_de=sample.access_de, access_en=sample.access_en, spoken_de=sample.spoken_de,
            spoken_en=sample.spoken_en, cover=sample.cover,
            programme=tuple(ProgrammeLine(*line) for line in sample.programme),
            speakers=tuple(SpeakerLine(*line) for line in sample.speakers),
        )
        event_desk.edit(event_id, organisation_id, change, version=event.version, by=owner_id)
        if sample.state != "draft":
            offers.publish(event_id, organisation_id, by=owner_id)
            _guests(event_id, owner_id, sample, crowd)
            _waiting(event_id, owner_id, sample, crowd)
        if sample.applying:
            first = sum(sample.guests) + sample.waiting
            applications.apply(organisation_id, event_id, owner_id, sample, crowd[first:first + len(sample.applying)])
        if sample.asks:
            questions.ask(organisation_id, event_id)
        if sample.company:
            _company(organisation_id, event)
        if sample.state == "cancelled":
            event_desk.turn("cancel", event_id, organisation_id, by=owner_id, reason_de=sample.reason_de, reason_en=sample.reason_en)
        connection.execute(delete(OutboxRow).where(OutboxRow.event_id == event_id))


def _new(sample: Sample, of: Series | None) -> New:
    partner = (of.partner_zone, of.partner_city) if of else (None, None)
    return New(
        title_de=sample.title_de, title_en=sample.title_en, series_id=of.id if of else None, zone="Europe/Berlin", city="Hamburg",
        partner_zone=partner[0], partner_city=partner[1], local_start=sample.start, local_end=sample.end,
        in_room=sample.room is not None, online=sample.online is not None, venue=sample.venue, street=sample.street,
        postcode_city=sample.postcode_city, stream_url="https://stream.example/room" if sample.online else "", cover=sample.cover,
    )


def _places(sample: Sample) -> dict[str, int]:
    return {kind: places for kind, places in (("room", sample.room), ("online", sample.online)) if places is not None}


def _guests(event_id: int, owner_id: int, sample: Sample, crowd: list[tuple[str, str]]) -> None:
    for kind, many in zip(("room", "online"), sample.guests, strict=True):
        if not many:
            continue
        wanted = select(TicketType.id).join(Pool, Pool.id == TicketType.pool_id).where(TicketType.event_id == event_id, Pool.kind == kind)
        type_id = reading().execute(wanted.limit(1)).scalar_one()
        for number in range(many):
            name, address = crowd[number if kind == "room" else -1 - number]
            registrations.register(
                event_id,
                Wish(
                    ticket_type_id=type_id, name=name, email=address, holders=(name,), language="en" if number % 4 == 3 else "de",
                    once=uuid.uuid4().hex,
                ),
                by=By(person_id=owner_id),
            )


def _company(organisation_id: int, event: EventFacts) -> None:
    """A workshop that companies pay for, and that asks everybody first."""
    with transaction() as connection:
        type_service.add(connection, event, texts.COMPANY, by=None)
    questions.ask_first(organisation_id, event.id)


def _waiting(event_id: int, owner_id: int, sample: Sample, crowd: list[tuple[str, str]]) -> None:
    """Who came too late; every third one would bring somebody along."""
    for number in range(sample.waiting):
        name, address = crowd[sum(sample.guests) + number]
        waiting.join(
            event_id,
            JoinWish(
                type_ids=tuple(reading().execute(select(TicketType.id).where(TicketType.event_id == event_id)).scalars()),
                seats=2 if number % 3 == 2 else 1, name=name, email=address, language="de", once=uuid.uuid4().hex,
            ),
            by=By(person_id=owner_id),
        )


def _crowd() -> list[tuple[str, str]]:
    """Invented people, the same ones at each start: every first name with every last name, shuffled."""
    names = [f"{first} {last}" for first in texts.FIRST_NAMES for last in texts.LAST_NAMES]
    random.Random(1904).shuffle(names)  # noqa: S311  sample names, no secret
    return [(name, f"guest{number}@{texts.PLACES[number % len(texts.PLACES)]}") for number, name in enumerate(names, start=1)]
