"""Offers as of now."""

from datetime import UTC, datetime

import pytest

from eventsvc.core import clock
from eventsvc.core.errors import Missing
from eventsvc.ticket_types import freshness, vouchers
from eventsvc.ticket_types import queries as ticket_types
from tests import factories
from tests.support import counted_queries, frozen
from tests.ticket_types.offers import make_block, make_voucher

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


def test_what_is_held_is_not_left() -> None:
    event = factories.make_event(room=12, online_places=None)
    make_block(event, 4)

    offer, = ticket_types.offers(event.id)
    pool, = ticket_types.pools(event.id)

    assert (offer.left, offer.few, pool.left, pool.held) == (8, 8, 8, 4)
    stamp, = freshness.of_event(event.slug, clock.now()).offers
    assert stamp.few == 8


@pytest.mark.parametrize(("changes", "left", "few", "state"), [
    ({"most": 60, "used": 20}, 40, None, "open"),
    ({"most": 60, "used": 55}, 5, 5, "open"),
    ({"most": 60, "used": 60}, 0, 0, "sold-out"),
    ({"most": 500, "used": 0}, 180, None, "open"),
    ({"most": 60, "used": 57, "min_each": 4}, 0, 0, "sold-out"),  # three are left, and four are the least
])  # fmt: skip
def test_own_limit_of_a_type(changes: dict[str, int], left: int, few: int | None, state: str) -> None:
    event = factories.make_event(room=None, online_places=None, in_room=True)
    factories.make_type(event, capacity=180, **changes)

    with frozen("2027-04-01 12:00"):
        offer, = ticket_types.offers(event.id)
        stamp, = freshness.of_event(event.slug, clock.now()).offers

    assert (offer.left, offer.few, offer.state) == (left, few, state)
    assert (stamp.few, stamp.state) == (few, state)


def test_a_type_that_only_a_code_shows_and_a_hidden_one_do_not_leak() -> None:
    event = factories.make_event()
    press = factories.make_type(event, visibility="code", name_en="Press")
    factories.make_type(event, visibility="hidden", name_en="Stage")
    make_voucher(event, "PRESS", unlocks=True, type_ids=[press.id])
    make_voucher(event, "LESS", effect="percent", value=10)

    def names(code: str) -> list[str]:
        return [one.name_en for one in ticket_types.offers(event.id, vouchers.typed(event.id, code))]

    assert names("") == names("less") == names("guess") == ["On site", "Online"]
    assert names("press") == ["On site", "Online", "Press"]
    assert [one.name_en for one in ticket_types.all_offers(event.id)] == ["On site", "Online", "Press", "Stage"]
    assert [one.name_en for one in ticket_types.offers_of([event.id])[event.id]] == ["On site", "Online"]
    assert len(freshness.of_event(event.slug, clock.now()).offers) == 2


def test_with_the_code_of_a_block_what_is_left_is_the_block() -> None:
    event = factories.make_event(room=4)
    guests = factories.make_type(event, visibility="code", name_en="Guest of GABA")
    block = make_block(event, 3, guests)
    make_voucher(event, "GABA", unlocks=True, type_ids=[guests.id], allotment_id=block.id)
    factories.make_registration(event)  # the last place for the public

    with frozen("2027-04-01 12:00"):
        room, _online, mine = ticket_types.offers(event.id, vouchers.typed(event.id, "gaba"))

    assert (room.left, room.state) == (0, "sold-out")
    assert (mine.left, mine.few, mine.state) == (3, 3, "open")


@pytest.mark.parametrize(("changes", "plain"), [
    ({}, True), ({"price_cents": 100}, False), ({"approval": True}, False), ({"min_each": 2}, False), ({"domains": ["uni.example"]}, False),
])  # fmt: skip
def test_only_a_plain_type_is_registered_for_on_the_page_itself(changes: dict[str, object], plain: object) -> None:
    event = factories.make_event(room=None, online_places=None, in_room=True)
    factories.make_type(event, **changes)

    assert [one.plain for one in ticket_types.offers(event.id)] == [plain]
    assert freshness.of_event(event.slug, clock.now()).short_way is plain


def test_the_stamp_knows_whether_there_are_codes_and_is_one_read() -> None:
    event = factories.make_event()
    make_voucher(event, "OLD", state="off")

    with counted_queries() as seen:
        before = freshness.of_event(event.slug, clock.now())
    make_voucher(event, "NEW")

    assert (len(seen), before.codes, freshness.of_event(event.slug, clock.now()).codes) == (1, False, True)


def test_the_promise_of_an_answer_is_an_instant_at_the_event() -> None:
    event = factories.make_event(room=None, online_places=None, in_room=True)
    factories.make_type(event, approval=True, answer_by=datetime(2027, 4, 12, 18, 0))  # noqa: DTZ001  a wall time

    offer, = ticket_types.offers(event.id)

    assert offer.answers_at == datetime(2027, 4, 12, 16, 0, tzinfo=UTC)
