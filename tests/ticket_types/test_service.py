"""Pools and ticket types are saved with their event, and publishing asks what is missing."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from eventsvc.accounts.models import Organisation
from eventsvc.core.audit import AuditEntry
from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.core.outbox import OutboxRow
from eventsvc.events import queries as events
from eventsvc.events import wishes
from eventsvc.events.models import Event
from eventsvc.ticket_types import pools, service
from eventsvc.ticket_types import queries as ticket_types
from eventsvc.ticket_types.models import Allotment, Pool, TicketType, Voucher
from tests import factories
from tests.support import at_once, frozen
from tests.ticket_types.offers import make_block, make_voucher

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]
START = datetime(2027, 4, 19, 18)  # noqa: DTZ001  a wall time


@pytest.fixture(autouse=True)
def today() -> Any:
    with frozen("2027-04-01 12:00") as stopped:
        yield stopped


def draft(*, places: dict[str, int] | None = None, **changes: Any) -> Event:
    owner = factories.all_of(Organisation)[:1] or [factories.make_organisation()]
    plain = {
        "title_en": "Evening", "zone": "Europe/Berlin", "city": "Hamburg", "local_start": START, "local_end": START + timedelta(hours=2),
        "in_room": True, "online": True, "venue": "Speicher 7",
    }
    new = wishes.New(**{**plain, **changes})
    return factories.only(Event, id=service.create(owner[0].id, new, by=None, calendar_domain="cal.example", places=places))


def saved(event: Event, *, room: int = 180, online_places: int = 1000, **changes: Any) -> None:
    before = events.of_id(event.id)
    change = wishes.unchanged(before, events.programme(event.id), events.speakers(event.id))
    service.save(
        event.id, event.organisation_id, replace(change, **changes), places={"room": room, "online": online_places},
        version=before.version, by=None,
    )


def capacities(event: Event) -> dict[str, int]:
    return {pool.kind: pool.capacity for pool in factories.all_of(Pool, event_id=event.id)}


def test_draft_has_a_free_type_for_each_way() -> None:
    event = draft(places={"room": 60})

    assert [(offer.name_de, offer.kind, offer.capacity, offer.free) for offer in ticket_types.offers(event.id)] == [
        ("Vor Ort", "room", 60, True), ("Online", "online", 1000, True),
    ]


def test_draft_in_the_room_alone_has_one_type() -> None:
    assert [offer.kind for offer in ticket_types.offers(draft(online=False).id)] == ["room"]


@pytest.mark.parametrize("capacity", [2, 3, 500])
def test_capacity_changes_down_to_what_is_taken(capacity: int) -> None:
    event = factories.make_event(room=10)
    factories.make_registration(event, holders=("Ada", "Ben"))

    saved(event, room=capacity)

    assert factories.pool_of(event).capacity == capacity
    assert factories.fresh(event).version == event.version + 1
    assert factories.fresh(event).sequence == event.sequence
    entry = factories.only(AuditEntry)
    assert (entry.deed, entry.before, entry.after) == ("offers", {"room": 10}, {"room": capacity})


def test_capacity_below_what_is_taken_is_refused_and_nothing_saved() -> None:
    event = factories.make_event(room=10)
    factories.make_registration(event, holders=("Ada", "Ben"))

    with pytest.raises(Refused) as refused:
        saved(event, room=1, title_en="Other")

    assert (refused.value.reason, refused.value.facts) == ("below-taken", {"kind": "room", "taken": 2, "capacity": 1})
    assert (factories.pool_of(event).capacity, factories.fresh(event).title_en) == (10, event.title_en)


def test_lowering_and_claiming_at_once_never_end_above_capacity(app: Flask) -> None:
    event = factories.make_event(room=4)
    pool = factories.pool_of(event)

    def one(number: int) -> Any:
        if number == 0:
            return saved(event, room=2)
        with transaction() as connection:
            return pools.claim(connection, pool.id, 1)

    at_once(8, one, app)

    now = factories.pool_of(event)
    assert now.taken <= now.capacity


def test_way_without_guests_is_taken_away_and_comes_back() -> None:
    event = factories.make_event()

    saved(event, in_room=False)
    assert capacities(event) == {"room": 0, "online": 1000}
    assert [offer.kind for offer in ticket_types.offers(event.id)] == ["online"]

    saved(event, in_room=True, room=50)
    assert [offer.kind for offer in ticket_types.offers(event.id)] == ["room", "online"]
    assert capacities(event)["room"] == 50


def test_way_with_guests_stays() -> None:
    event = factories.make_event()
    factories.make_registration(event)

    with pytest.raises(Refused) as refused:
        saved(event, in_room=False)

    assert (refused.value.reason, refused.value.facts["taken"]) == ("way-in-use", 1)


def test_new_way_gets_its_usual_type() -> None:
    event = factories.make_event(online_places=None)

    saved(event, online_places=300, online=True)

    assert [(offer.kind, offer.name_en, offer.capacity) for offer in ticket_types.offers(event.id)] == [
        ("room", "On site", 180), ("online", "Online", 300),
    ]


def test_what_is_kept_for_a_partner_counts_as_taken() -> None:
    event = factories.make_event(room=10)
    make_block(event, 4)

    with pytest.raises(Refused) as refused:
        saved(event, room=3)

    assert (refused.value.reason, refused.value.facts["taken"]) == ("below-taken", 4)


def test_publishing_says_what_is_missing() -> None:
    organisation = factories.make_organisation(phone="", street="")
    event = draft(title_en="", venue="")

    with pytest.raises(Refused) as refused:
        service.publish(event.id, organisation.id, by=None)

    assert (refused.value.reason, refused.value.facts) == ("not-ready", {"missing": ["title", "place", "imprint"]})
    assert factories.fresh(event).state == "draft"


def test_whole_draft_is_published_once() -> None:
    event = draft()

    service.publish(event.id, event.organisation_id, by=None)
    with pytest.raises(Refused) as refused:
        service.publish(event.id, event.organisation_id, by=None)

    assert events.by_slug(event.slug).state == "published"
    assert refused.value.reason == "other-state"
    assert factories.all_of(OutboxRow) == []


def test_draft_is_deleted_with_all_that_it_offers() -> None:
    event = draft()
    make_voucher(event, allotment_id=make_block(event).id)

    service.delete_draft(event.id, event.organisation_id, by=None)

    assert [factories.all_of(table) for table in (Event, Pool, TicketType, Voucher, Allotment)] == [[], [], [], [], []]


def test_public_event_is_not_deleted() -> None:
    event = factories.make_event()

    with pytest.raises(Refused):
        service.delete_draft(event.id, event.organisation_id, by=None)

    assert len(factories.types_of(event)) == 2


def test_a_draft_that_somebody_is_registered_for_stays() -> None:
    event = factories.make_event(state="draft", published_at=None)
    factories.make_registration(event)

    with pytest.raises(Refused) as refused:
        service.delete_draft(event.id, event.organisation_id, by=None)

    assert refused.value.reason == "in-use"
    assert factories.pool_of(event).taken == 1
