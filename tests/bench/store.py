"""A store of the sizes that are measured at: a series with 1,000 events, an event with 12,000 guests, 20 doors."""

import itertools
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from flask import Flask
from sqlalchemy import Connection, Table, insert, select, text, update

from eventsvc import schema
from eventsvc.app import create_app
from eventsvc.core import clock, signing
from eventsvc.core.db import Base, db, transaction
from eventsvc.core.folding import fold
from eventsvc.events.models import Event
from eventsvc.registration import secret
from eventsvc.registration.models import Registration
from eventsvc.series.models import Series
from eventsvc.ticket_types.models import Pool
from eventsvc.tickets import codes
from eventsvc.tickets.models import Roster, Ticket
from eventsvc.web import once
from tests import factories
from tests.checkin.door import make_device, usual_list
from tests.tools.urls import plain_settings

GUESTS, DOORS = 12_000, 20
FIRST = ("Ada", "Ben", "Cem", "Dora", "Émile", "Fatma", "Jörg", "Zoë")
LAST = ("Müller", "Yılmaz", "Sørensen", "García", "Weiß", "Nowak", "O'Neill", "Lindqvist", "Nguyen", "Petersen", "Öztürk")


@dataclass(frozen=True)
class Store:
    """The application on it, and the things that are asked for."""

    app: Flask
    event: Event
    """Two ticket types, 12,000 guests."""
    simple: Event
    """One free type, so that the form stands on its page."""
    few: Series
    many: Series
    phones: tuple[str, ...]
    desk: str
    tickets: tuple[Ticket, ...]


@contextmanager
def filled(folder: Path, url: str = "", *, guests: int = GUESTS, many: int = 1000) -> Iterator[Store]:
    """An application on a database with all that."""
    file = f"sqlite:///{folder / 'instance' / 'eventsvc.sqlite'}"
    (folder / "instance").mkdir(exist_ok=True)
    settings = plain_settings(instance=str(folder / "instance"), database_url=url or file, base_url="http://localhost:8000")
    schema.upgrade(settings.database_url)
    app = create_app(settings)
    with app.app_context():
        try:
            yield _fill(app, guests, many)
        finally:
            db.session.remove()
            db.engine.dispose()
            shutil.rmtree(folder / "instance" / "mail", ignore_errors=True)


def _fill(app: Flask, guests: int, many: int) -> Store:
    organisation = factories.make_organisation()
    series = [factories.make_series(organisation=organisation) for _ in range(2)]
    for one, size in zip(series, (10, many), strict=True):
        _copies(factories.make_event(series=one, roster=False), size - 1)
    event = factories.make_event(organisation=organisation, room=guests + 100_000, online_places=100_000)
    _crowd(event, guests)
    simple = factories.make_event(organisation=organisation, room=100_000, online_places=None)
    usual_list(event)
    phones = tuple(make_device(event, f"Door {number}") for number in range(DOORS))
    with transaction() as connection:
        connection.execute(text("analyze"))
    return Store(
        app, event, simple, series[0], series[1], phones, factories.make_session(factories.make_person(organisation=organisation)),
        tuple(factories.all_of(Ticket, event_id=event.id)[:2000]),
    )


def _table(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


def _row(connection: Connection, model: type[Base], key: int) -> dict[str, Any]:
    table = _table(model)
    return dict(connection.execute(select(table).where(table.c.id == key)).mappings().one())


def _copies(event: Event, size: int) -> None:
    """The same evening every third day from a month ago on, without a sale."""
    with transaction() as connection:
        plain = _row(connection, Event, event.id)
        rows = []
        for number in range(size):
            name, later = str(uuid.uuid4()), timedelta(days=3 * number)
            times = {key: plain[key] + later for key in ("local_start", "local_end", "starts_at", "ends_at")}
            rows.append({**plain, **times, "uuid": name, "uid": f"{name}@localhost", "slug": f"evening-{name[:13]}"})
            del rows[-1]["id"]
        connection.execute(insert(_table(Event)), rows)


def _crowd(event: Event, guests: int) -> None:
    """So many people with a ticket each, in bulk."""
    kind, now, key = factories.types_of(event)[0], clock.now(), codes.event_key(signing.keys().ticket, uuid.UUID(event.uuid))
    people, tickets = [], []
    names = itertools.cycle(f"{first} {last}" for last in LAST for first in FIRST)
    for number, name in zip(range(guests), names, strict=False):
        person, email = str(uuid.uuid4()), f"guest{number}@guests.example"
        people.append({
            "id": number + 1, "uuid": person, "event_id": event.id, "secret_hash": signing.digest(secret.of(person, 0)), "secret_turn": 0,
            "once": uuid.uuid4().hex, "state": "confirmed", "name": name, "email": email, "email_key": email,
            "person_key": secret.person(name, email), "folded": fold(f"{name} {email}"), "language": "en", "quantity": 1,
            "total_cents": 0, "currency": "EUR", "created_at": now, "changed_at": now,
        })
        tickets.append({
            "registration_id": number + 1, "event_id": event.id, "ticket_type_id": kind.id, "pool_id": kind.pool_id, "holder": name,
            "folded": fold(name), "state": "valid", "code_index": number, "code_hash": codes.code_hash(codes.code(key, number)),
            "reference": codes.reference(key, number), "rev": 0, "created_at": now, "changed_at": now,
        })
    with transaction() as connection:
        connection.execute(insert(_table(Registration)), people)
        connection.execute(insert(_table(Ticket)), tickets)
        connection.execute(update(Pool).where(Pool.id == kind.pool_id).values(taken=guests))
        connection.execute(update(Roster).where(Roster.event_id == event.id).values(next_index=guests, rev=1))
        if connection.dialect.name == "postgresql":
            connection.execute(text("select setval(pg_get_serial_sequence('registration', 'id'), max(id)) from registration"))


def tokens(event: Event, many: int) -> list[str]:
    """What so many people got with the form, a while ago."""
    clock.set_source(lambda: clock._system() - timedelta(minutes=1))
    try:
        return [once.make(event.id) for _ in range(many)]
    finally:
        clock.set_source(None)
