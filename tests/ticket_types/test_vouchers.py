"""Codes: as typed, as they hold, what they make of a price, and that the last use has one queue."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from eventsvc.core.db import db, reading, transaction
from eventsvc.core.errors import Refused
from eventsvc.registration import states
from eventsvc.ticket_types import vouchers
from eventsvc.ticket_types.vouchers import Code
from tests import factories
from tests.support import at_once, counted_queries
from tests.ticket_types.offers import make_block, make_voucher


def wall(day: int, hour: int, minute: int = 0) -> datetime:
    """In Hamburg, in April."""
    return datetime(2027, 4, day, hour, minute)  # noqa: DTZ001  a wall time


NOON = datetime(2027, 4, 1, 10, 0, tzinfo=UTC)  # 12:00 in Hamburg


def code(**changes: Any) -> Code:
    """Active, for all types, without limits."""
    plain: dict[str, Any] = {
        "id": 1, "event_id": 1, "code": "HAFEN", "effect": "none", "value": 0, "unlocks": False, "skips_approval": False, "type_ids": (),
        "max_uses": None, "per_email": None, "used": 0, "valid_from": None, "valid_until": None, "state": "active", "credit": "",
        "allotment_id": None, "block_left": None, "block_partner": None, "block_until": None, "block_over": False,
    }
    return Code(**{**plain, **changes})


@pytest.mark.parametrize("typed", ["GABA-10XL", "gaba 10xl", " g a b a – 1 0 x l ", "GABA10XL", "gaba-lOxl", "GABA-I0X1", "gaba\u200b10xl"])
def test_a_code_is_found_however_it_is_typed(typed: str) -> None:
    assert vouchers.key(typed) == "GABA10X1"


@pytest.mark.parametrize("typed", ["", "  ", "---", "X" * 41, "X" * 100_000])
def test_what_cannot_be_a_code_has_no_key(typed: str) -> None:
    assert vouchers.key(typed) == ""


@pytest.mark.both
def test_find_takes_one_read(app: Flask) -> None:
    event, other = factories.make_event(), factories.make_event()
    made = make_voucher(event, "GABA-10", effect="percent", value=20, type_ids=[4])
    make_voucher(other, "GABA-10")

    with counted_queries() as seen:
        found = vouchers.find(reading(), event.id, "gaba 1o")

    assert found is not None
    assert (len(seen), found.id, found.effect, found.value, found.type_ids) == (1, made.id, "percent", 20, (4,))
    assert vouchers.find(reading(), event.id, "GABA-11") is None
    assert vouchers.find(reading(), event.id, "") is None
    assert vouchers.by_id(reading(), event.id, made.id) == found
    assert vouchers.by_id(reading(), other.id, made.id) is None


def test_a_code_knows_its_block(app: Flask) -> None:
    event = factories.make_event()
    block = make_block(event, 3)
    gone = make_block(event, 2, left_seats=0, released_at=NOON)
    make_voucher(event, "KEPT", allotment_id=block.id)
    make_voucher(event, "GONE", allotment_id=gone.id)

    kept, over = vouchers.typed(event.id, "kept"), vouchers.typed(event.id, "gone")

    assert kept is not None
    assert over is not None
    assert (kept.allotment_id, kept.block_left, kept.block_partner, kept.block_over) == (block.id, 3, "GABA", False)
    assert (over.allotment_id, over.block_left, over.block_over) == (gone.id, 0, True)


@pytest.mark.parametrize(("changes", "type_id", "reason"), [
    ({}, None, None),
    ({}, 7, None),
    ({"state": "off"}, None, "voucher-off"),
    ({"valid_from": wall(1, 12)}, 7, None),
    ({"valid_from": wall(1, 12, 1)}, 7, "voucher-not-yet"),
    ({"valid_until": wall(1, 12, 1)}, 7, None),
    ({"valid_until": wall(1, 12)}, 7, "voucher-over"),
    ({"allotment_id": 3, "block_over": True, "max_uses": 1, "used": 1}, 7, "block-over"),
    ({"allotment_id": 3, "block_left": 0}, 7, None),  # who comes too late for the block hears of it when registering
    ({"max_uses": 2, "used": 1}, 7, None),
    ({"max_uses": 2, "used": 2}, 7, "voucher-used-up"),
    ({"type_ids": (7, 8)}, 7, None),
    ({"type_ids": (7, 8)}, None, None),
    ({"type_ids": (8,)}, 7, "voucher-other-type"),
])  # fmt: skip
def test_whether_a_code_holds(changes: dict[str, Any], type_id: int | None, reason: str | None) -> None:
    assert vouchers.refusal(code(**changes), type_id, NOON, "Europe/Berlin") == reason


def test_no_code_is_an_unknown_code() -> None:
    assert vouchers.refusal(None, None, NOON, "Europe/Berlin") == "voucher-unknown"


def test_the_refusal_knows_when() -> None:
    with pytest.raises(Refused) as later:
        vouchers.check(code(valid_from=wall(2, 9)), None, NOON, "Europe/Berlin")
    with pytest.raises(Refused) as over:
        vouchers.check(code(valid_until=wall(1, 9)), None, NOON, "Europe/Berlin")

    assert later.value.facts == {"opens": datetime(2027, 4, 2, 7, 0, tzinfo=UTC), "zone": "Europe/Berlin", "partner": None}
    assert over.value.facts == {"ended": datetime(2027, 4, 1, 7, 0, tzinfo=UTC), "zone": "Europe/Berlin", "partner": None}
    vouchers.check(code(), 7, NOON, "Europe/Berlin")


@pytest.mark.parametrize(("cents", "effect", "value", "paid"), [
    (4900, "none", 0, 4900),
    (4900, "percent", 20, 3920),
    (999, "percent", 50, 500),  # 499.5 rounds half up
    (1001, "percent", 33, 671),  # 670.67
    (4900, "percent", 100, 0),
    (4900, "percent", 0, 4900),
    (4900, "amount", 4900, 0),
    (4900, "amount", 5000, 0),
    (4900, "amount", 1000, 3900),
    (4900, "price", 2500, 2500),
    (4900, "price", 0, 0),
    (2000, "price", 2500, 2000),  # a code never makes anything dearer
    (0, "amount", 500, 0),
    (0, "price", 2500, 0),
])  # fmt: skip
def test_price(cents: int, effect: str, value: int, paid: int) -> None:
    assert vouchers.price(cents, code(effect=effect, value=value)) == paid


def test_price_without_code() -> None:
    assert vouchers.price(4900, None) == 4900


def test_no_code_changes_what_guests_choose() -> None:
    assert vouchers.price(500, code(effect="percent", value=50), "choice") == 500


def test_shows_only_what_it_is_meant_for() -> None:
    assert code(unlocks=True, type_ids=(7,)).shows(7) is True
    assert code(unlocks=True, type_ids=(7,)).shows(8) is False
    assert code(unlocks=True).shows(8) is True
    assert code(type_ids=(7,)).shows(7) is False


def used(_number: int, voucher_id: int, email: str = "cem@guests.example") -> str:
    """What the counter answers."""
    try:
        with transaction() as connection:
            vouchers.use(connection, voucher_id, email)
    except Refused as refused:
        return refused.reason
    return "used"


@pytest.mark.both
def test_8_people_for_the_last_use(app: Flask) -> None:
    made = make_voucher(factories.make_event(), max_uses=3, used=2)

    answers = at_once(8, lambda number: used(number, made.id))

    assert (answers.count("used"), answers.count("voucher-used-up"), factories.fresh(made).used) == (1, 7, 3)


@pytest.mark.both
def test_a_use_given_back_is_free_and_never_below_none(app: Flask) -> None:
    made = make_voucher(factories.make_event(), max_uses=1)
    used(0, made.id)

    with transaction() as connection:
        vouchers.give_back(connection, made.id)
        vouchers.give_back(connection, made.id)

    assert factories.fresh(made).used == 0
    assert (used(0, made.id), used(0, made.id)) == ("used", "voucher-used-up")


@pytest.mark.both
def test_uses_of_one_address(app: Flask) -> None:
    event = factories.make_event()
    made = make_voucher(event, per_email=1)
    first = factories.make_registration(event, "Cem", email="cem@guests.example", voucher_id=made.id)

    assert used(0, made.id) == "voucher-email"
    assert used(0, made.id, "dora@guests.example") == "used"
    with transaction() as connection:
        vouchers.use(connection, made.id, "cem@guests.example", registration_id=first.id)
        connection.execute(db.update(type(first)).where(type(first).id == first.id).values(state="cancelled"))
    assert used(0, made.id) == "used"


@pytest.mark.both
def test_a_code_switched_off_is_not_used(app: Flask) -> None:
    made = make_voucher(factories.make_event(), state="off")

    assert (used(0, made.id), used(0, made.id + 1), factories.fresh(made).used) == ("voucher-off", "voucher-unknown", 0)


def test_ended_is_every_state_that_is_over() -> None:
    assert set(vouchers.ENDED) == set(states.STATES) - set(states.OPEN) - {"passed"}
