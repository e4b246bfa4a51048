"""Offers as of now."""

from datetime import datetime

import pytest

from eventsvc.core.errors import Missing
from eventsvc.ticket_types import queries as ticket_types
from tests import factories
from tests.support import counted_queries, frozen

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def test_offers_come_in_order_with_kind_and_what_is_left() -> None:
    event = factories.make_event(room=5)
    factories.make_registration(event, holders=("Ada", "Ben"))

    with frozen("2027-04-01 12:00"):
        offers = ticket_types.offers(event.id)

    assert [(one.name_en, one.kind, one.left, one.few, one.state) for one in offers] == [
        ("On site", "room", 3, 3, "open"), ("Online", "online", 1000, None, "open"),
    ]
    assert ticket_types.offer(offers[0].id).name_de == "Vor Ort"
    assert [(pool.kind, pool.taken, pool.left) for pool in ticket_types.pools(event.id)] == [("room", 2, 3), ("online", 0, 1000)]


def test_types_share_what_is_left_of_their_pool() -> None:
    event = factories.make_event(room=2, online_places=None)
    factories.make_type(event, kind="room", name_de="Firma")
    factories.make_registration(event, holders=("Ada", "Ben"))

    with frozen("2027-04-01 12:00"):
        states = [offer.state for offer in ticket_types.offers(event.id)]

    assert states == ["sold-out", "sold-out"]


def test_window_is_judged_in_the_zone_of_the_event() -> None:
    event = factories.make_event(zone="America/Los_Angeles", online_places=None)
    kind = factories.make_type(event, sale_until=datetime(2027, 4, 18, 23, 59))  # noqa: DTZ001  a wall time

    with frozen("2027-04-19 06:58"):
        assert ticket_types.offer(kind.id).state == "open"
    with frozen("2027-04-19 06:59"):
        assert ticket_types.offer(kind.id).state == "over"


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
def test_event_that_is_off_offers_nothing(state: str) -> None:
    event = factories.make_event(state=state)

    with frozen("2027-04-01 12:00"):
        assert {offer.state for offer in ticket_types.offers(event.id)} == {state}


def test_what_the_event_is_not_held_in_is_not_offered() -> None:
    event = factories.make_event(online=False)

    assert [offer.kind for offer in ticket_types.offers(event.id)] == ["room"]
    assert [pool.kind for pool in ticket_types.pools(event.id)] == ["room"]
    with pytest.raises(Missing):
        ticket_types.offer(factories.types_of(event)[1].id)


@pytest.mark.parametrize("many", [1, 4])
def test_offers_of_many_events_need_one_read(many: int) -> None:
    ids = [factories.make_event().id for _ in range(many)]

    with counted_queries() as seen:
        offers = ticket_types.offers_of(ids)
        pools = ticket_types.pools_of(ids)

    assert len(seen) == 2
    assert [len(offers[one]) for one in ids] == [2] * many
    assert [len(pools[one]) for one in ids] == [2] * many


def test_bucket_changes_only_when_the_page_does() -> None:
    event = factories.make_event(room=180)

    with frozen("2027-04-01 12:00"):
        before = ticket_types.bucket(ticket_types.offers(event.id))
        factories.make_registration(event)
        after = ticket_types.bucket(ticket_types.offers(event.id))

    assert before == after
