"""What an event offers is changed under its mutex, and whoever waits moves up in the same transaction."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from eventsvc.core.audit import AuditEntry
from eventsvc.core.errors import Missing
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import offers, recount, service
from eventsvc.registration.models import Registration
from eventsvc.ticket_types import service as ticket_types
from eventsvc.ticket_types.models import Voucher
from eventsvc.ticket_types.type_service import TypeWish
from eventsvc.tickets.models import Roster
from tests import factories
from tests.public.rows import changed
from tests.registration.cases import reason, wish
from tests.registration.offering import edited, kept, queued, registered
from tests.support import at_once, frozen
from tests.ticket_types.offers import make_block, make_voucher
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


@pytest.fixture(autouse=True)
def today() -> Any:
    with frozen("2027-04-01 12:00") as stopped:
        yield stopped


def test_types_are_added_edited_ordered_and_removed() -> None:
    event = factories.make_event()
    room, online = factories.types_of(event)

    press_id = offers.add_type(event.id, event.organisation_id, TypeWish(kind="room", name_en="Press", domains=("press.example",)), by=None)
    edited(event, room, name_en="Hall", price_cents=4500, most=60, min_each=2, max_each=5, approval=True)
    offers.move_type(event.id, event.organisation_id, press_id, -1, by=None)
    offers.move_type(event.id, event.organisation_id, press_id, -1, by=None)
    offers.move_type(event.id, event.organisation_id, press_id, -1, by=None)
    offers.remove_type(event.id, event.organisation_id, online.id, by=None)

    found = factories.types_of(event)
    assert [(one.name_en, one.price_cents, one.most) for one in found] == [("Press", 0, None), ("Hall", 4500, 60)]
    assert (found[0].domains, found[1].approval, found[1].min_each, found[1].max_each) == (["press.example"], True, 2, 5)
    assert [entry.deed for entry in factories.all_of(AuditEntry)] == [
        "type-added", "type-edited", "types-ordered", "types-ordered", "type-removed",
    ]
    assert factories.fresh(event).version == event.version + 5  # each of them makes the pages anew


def test_positions_are_swapped_at_both_ends_only_inside() -> None:
    event = factories.make_event()
    room, online = factories.types_of(event)

    offers.move_type(event.id, event.organisation_id, room.id, 1, by=None)
    offers.move_type(event.id, event.organisation_id, room.id, 1, by=None)

    assert [one.id for one in factories.types_of(event)] == [online.id, room.id]


def test_eight_at_once_put_types_in_order(app: Flask) -> None:
    event = factories.make_event()
    for number in range(4):
        factories.make_type(event, name_en=f"Type {number}")
    ids = [one.id for one in factories.types_of(event)]

    answers = at_once(8, lambda number: offers.move_type(event.id, event.organisation_id, ids[number % 6], (-1) ** number, by=None), app)

    assert answers == [None] * 8
    assert sorted(one.id for one in factories.types_of(event)) == ids
    assert sorted(one.position for one in factories.types_of(event)) == list(range(6))


@pytest.mark.parametrize("wish", [
    TypeWish(kind="room", name_en="x", price_cents=4900), TypeWish(kind="room", name_en="x", price_kind="choice"),
])
@pytest.mark.parametrize("state", ["draft", "published"])
def test_what_is_public_costs_nothing_before_the_seller_is_known(wish: TypeWish, state: str) -> None:
    seller = factories.make_organisation(tax_number="")
    event = factories.make_event(organisation=seller, state=state)

    if state == "draft":
        offers.add_type(event.id, seller.id, wish, by=None)
    else:
        assert reason(offers.add_type, event.id, seller.id, wish, by=None) == "seller-missing"
        room = factories.types_of(event)[0]
        assert reason(offers.edit_type, event.id, seller.id, room.id, wish, version=event.version, by=None) == "seller-missing"

    assert len(factories.types_of(event)) == (3 if state == "draft" else 2)


@pytest.mark.parametrize(("wish", "why"), [
    (TypeWish(kind="room"), "name-missing"),
    (TypeWish(kind="room", name_en="x", price_cents=49), "price-too-small"),
    (TypeWish(kind="room", name_en="x", price_cents=100_000_000), "price-too-large"),
    (TypeWish(kind="room", name_en="x", price_kind="choice", price_cents=30), "price-too-small"),
    (TypeWish(kind="room", name_en="x", price_kind="choice", price_cents=500, suggested_cents=499), "suggested-too-small"),
    (TypeWish(kind="room", name_en="x", price_kind="choice", suggested_cents=49), "suggested-too-small"),
    (TypeWish(kind="room", name_en="x", price_kind="choice", suggested_cents=100_000_000), "price-too-large"),
    (TypeWish(kind="room", name_en="x", min_each=3, max_each=2), "each-wrong"),
    (TypeWish(kind="room", name_en="x", sale_from=datetime(2027, 4, 2), sale_until=datetime(2027, 4, 2)), "window-empty"),  # noqa: DTZ001
    (TypeWish(kind="online", name_en="x"), "way-not-held"),
])  # fmt: skip
def test_types_that_cannot_be_are_refused(wish: TypeWish, why: str) -> None:
    event = factories.make_event(online_places=None)

    assert reason(offers.add_type, event.id, event.organisation_id, wish, by=None) == why
    assert len(factories.types_of(event)) == 1


def test_a_price_that_a_code_would_bring_below_the_least_is_refused() -> None:
    event = factories.make_event(online_places=None)
    room, = factories.types_of(event)
    code = make_voucher(event, "ALMOST", effect="percent", value=99)

    assert reason(edited, event, room, price_cents=4900) == "price-with-code"  # 0.49
    edited(event, room, price_cents=5000)  # 0.50
    changed(Voucher, Voucher.id == code.id, state="off")
    edited(event, room, price_cents=4900)
    assert factories.fresh(room).price_cents == 4900


def test_a_code_that_changes_the_price_keeps_guests_from_choosing_it() -> None:
    event = factories.make_event(online_places=None)
    room, = factories.types_of(event)
    code = make_voucher(event, "HALF", effect="percent", value=50, type_ids=[room.id])

    assert reason(edited, event, room, price_kind="choice", price_cents=500) == "choice-with-code"
    changed(Voucher, Voucher.id == code.id, type_ids=[])  # one for all tickets passes over this one
    edited(event, room, price_kind="choice", price_cents=500)
    assert factories.fresh(room).price_kind == "choice"


def test_the_own_limit_is_counted_when_it_is_set_and_never_below_what_is_used() -> None:
    event = factories.make_event(room=10, online_places=None)
    room, = factories.types_of(event)
    for name in ("Ada", "Ben", "Cem"):
        service.register(event.id, wish(event, name))

    assert reason(edited, event, room, most=2) == "below-used"
    edited(event, room, most=3)
    assert (factories.fresh(room).most, factories.fresh(room).used) == (3, 3)
    assert reason(service.register, event.id, wish(event, "Dora")) == "type-full"
    edited(event, room, most=None)
    assert (factories.fresh(room).most, factories.fresh(room).used) == (None, 0)
    service.register(event.id, wish(event, "Dora"))
    edited(event, room, most=9)
    assert factories.fresh(room).used == 4
    assert (faults(), recount.differences()) == ([], [])


def test_a_type_that_somebody_has_or_a_code_is_for_stays() -> None:
    event = factories.make_event()
    room, online = factories.types_of(event)
    factories.make_registration(event)
    code = make_voucher(event, "NET", type_ids=[online.id])

    assert reason(offers.remove_type, event.id, event.organisation_id, room.id, by=None) == "type-in-use"
    assert reason(offers.remove_type, event.id, event.organisation_id, online.id, by=None) == "type-in-code"
    changed(Voucher, Voucher.id == code.id, type_ids=[])
    offers.remove_type(event.id, event.organisation_id, online.id, by=None)
    assert [one.id for one in factories.types_of(event)] == [room.id]


def test_what_somebody_else_saved_meanwhile_is_not_overwritten() -> None:
    event = factories.make_event()
    room = factories.types_of(event)[0]
    edited(event, room, name_en="Hall")

    assert reason(
        offers.edit_type, event.id, event.organisation_id, room.id, TypeWish(kind="room", name_en="Mine"), version=event.version, by=None,
    ) == "changed-meanwhile"


def test_another_organisation_changes_nothing_here() -> None:
    event, other = factories.make_event(), factories.make_organisation()
    room = factories.types_of(event)[0]
    theirs = factories.make_event(organisation=other)
    block = make_block(event)

    for deed in (
        lambda: offers.add_type(event.id, other.id, TypeWish(kind="room", name_en="x"), by=None),
        lambda: offers.remove_type(event.id, other.id, room.id, by=None),
        lambda: offers.remove_type(theirs.id, other.id, room.id, by=None),
        lambda: offers.move_type(theirs.id, other.id, room.id, 1, by=None),
        lambda: offers.resize(event.id, other.id, "room", 9, by=None),
        lambda: offers.release_block(event.id, other.id, block.id, by=None),
        lambda: offers.release_block(theirs.id, other.id, block.id, by=None),
    ):
        with pytest.raises(Missing):
            deed()


def test_the_price_that_was_sold_stays() -> None:
    event = factories.make_event(online_places=None)
    room, = factories.types_of(event)
    edited(event, room, price_cents=4500)
    first = service.register(event.id, wish(event, "Ada"))

    edited(event, room, price_cents=6000)
    second = service.register(event.id, wish(event, "Ben"))

    sold = [factories.only(Registration, id=one.registration_id).total_cents for one in (first, second)]
    assert sold == [4500, 6000]


def test_a_larger_room_lets_the_first_who_wait_move_up() -> None:
    """T25: 12 instead of 10, four wait: two get the seats, and nobody is above."""
    event = factories.make_event(room=2, online_places=None)
    room, = factories.types_of(event)
    waiting = queued(event, room, "Ada", "Ben", "Cem", "Dora")

    offers.resize(event.id, event.organisation_id, "room", 4, by=None)

    states = [factories.fresh(one).state for one in waiting]
    assert states == ["confirmed", "confirmed", "waiting", "waiting"]
    assert reason(offers.resize, event.id, event.organisation_id, "room", 3, by=None) == "below-taken"
    offers.resize(event.id, event.organisation_id, "room", 500, by=None)
    assert [factories.fresh(one).state for one in waiting] == ["confirmed"] * 4
    assert len(factories.all_of(OutboxRow, kind="waitlist-ticket")) == 4
    assert (faults(letters=False), recount.differences()) == ([], [])


def test_a_higher_limit_of_a_type_lets_those_who_wait_move_up() -> None:
    event = factories.make_event(room=10, online_places=None)
    room, = factories.types_of(event)
    waiting = queued(event, room, "Ada", "Ben")
    edited(event, room, most=11)
    offers.resize(event.id, event.organisation_id, "room", 20, by=None)
    assert [factories.fresh(one).state for one in waiting] == ["confirmed", "waiting"]

    edited(event, room, most=12)

    assert [factories.fresh(one).state for one in waiting] == ["confirmed", "confirmed"]
    assert faults(letters=False) == []


def test_a_draft_is_changed_without_anything_that_belongs_to_registering() -> None:
    event = factories.make_event(state="draft", published_at=None, roster=False)
    room = factories.types_of(event)[0]

    edited(event, room, name_en="Hall")
    kept(event, room)

    assert factories.all_of(Roster) == []
    ticket_types.delete_draft(event.id, event.organisation_id, by=None)
    assert factories.all_of(Event) == []


def test_lowering_the_room_and_registering_at_once_never_end_above_it(app: Flask) -> None:
    event = factories.make_event(room=6, online_places=None)
    room, = factories.types_of(event)

    def one(number: int) -> Any:
        if number == 0:
            return offers.resize(event.id, event.organisation_id, "room", 3, by=None)
        if number == 1:
            return kept(event, room, seats=2)
        return registered(event, room, f"Guest {number}")

    answers = at_once(8, one, app)

    pool = factories.pool_of(event)
    assert pool.taken + pool.held <= pool.capacity
    assert pool.taken == answers.count("confirmed")
    assert {one.reason for one in answers if isinstance(one, BaseException)} <= {"below-taken", "block-too-big"}  # type: ignore[attr-defined]
    assert (faults(), recount.differences()) == ([], [])


def test_a_type_stays_in_the_room_or_online() -> None:
    event = factories.make_event()
    room = factories.types_of(event)[0]

    assert reason(edited, event, room, kind="online") == "way-fixed"
    assert factories.fresh(room).pool_id == room.pool_id
