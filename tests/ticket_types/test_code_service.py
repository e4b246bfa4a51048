"""Codes at the desk: one, many at once, off and on."""

from datetime import datetime
from typing import Any

import pytest

from eventsvc.core.audit import AuditEntry
from eventsvc.core.errors import Missing, Refused
from eventsvc.ticket_types import code_service
from eventsvc.ticket_types.code_service import CodeWish
from eventsvc.ticket_types.models import Voucher
from tests import factories
from tests.registration.cases import reason
from tests.ticket_types.offers import make_block, make_voucher

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]
DAY = datetime(2027, 4, 2, 9)  # noqa: DTZ001  a wall time


def test_a_code_is_made_edited_and_deleted() -> None:
    event = factories.make_event()
    room = factories.types_of(event)[0]
    mine = {"event_id": event.id, "organisation_id": event.organisation_id, "by": None}

    voucher_id = code_service.create(wish=CodeWish(code="Elbe-2027", effect="amount", value=1000, type_ids=(room.id,)), **mine)
    code_service.edit(voucher_id=voucher_id, wish=CodeWish(code="ELBE-27", effect="percent", value=20, max_uses=40, credit="Elbe"), **mine)

    code = factories.only(Voucher)
    assert (code.code, code.code_key, code.effect, code.value, code.type_ids) == ("ELBE-27", "E1BE27", "percent", 20, [])
    assert (code.max_uses, code.credit, code.used, code.state) == (40, "Elbe", 0, "active")
    code_service.remove(voucher_id=voucher_id, **mine)
    assert factories.all_of(Voucher) == []
    assert [entry.deed for entry in factories.all_of(AuditEntry)] == ["code-made", "code-edited", "code-removed"]


@pytest.mark.parametrize(("wish", "why"), [
    (CodeWish(code="taken"), "code-taken"),
    (CodeWish(code="T A-K e n"), "code-taken"),
    (CodeWish(code="--x-"), "code-short"),
    (CodeWish(code="X" * 41), "code-short"),
    (CodeWish(code="FINE", effect="percent", value=101), "percent-wrong"),
    (CodeWish(code="FINE", effect="amount", value=-1), "percent-wrong"),
    (CodeWish(code="FINE", effect="gift"), "percent-wrong"),
    (CodeWish(code="FINE", valid_from=DAY, valid_until=DAY), "window-empty"),
    (CodeWish(code="FINE", type_ids=(10_000,)), "type-unknown"),
    (CodeWish(code="FINE", effect="percent", value=99), "code-price"),  # 0.45 of 45.00
    (CodeWish(code="FINE", effect="amount", value=4451), "code-price"),
    (CodeWish(code="FINE", effect="price", value=49), "code-price"),
])  # fmt: skip
def test_codes_that_cannot_be_are_refused(wish: CodeWish, why: str) -> None:
    event = factories.make_event()
    factories.make_type(event, price_cents=4500)
    other = make_voucher(event, "TAKEN")
    spare = make_voucher(event, "SPARE")

    assert reason(code_service.create, event.id, event.organisation_id, wish, by=None) == why
    assert reason(code_service.edit, event.id, event.organisation_id, spare.id, wish, by=None) == why
    assert [one.id for one in factories.all_of(Voucher)] == [other.id, spare.id]


def test_a_code_for_a_free_type_may_take_anything_off() -> None:
    event = factories.make_event()
    factories.make_type(event, price_cents=4500)
    free = factories.types_of(event)[0]

    code_service.create(
        event.id, event.organisation_id, CodeWish(code="FINE", effect="percent", value=99, type_ids=(free.id,)), by=None,
    )

    assert factories.only(Voucher).value == 99


def test_the_same_code_belongs_to_two_events() -> None:
    for _number in range(2):
        event = factories.make_event()
        code_service.create(event.id, event.organisation_id, CodeWish(code="HAFEN"), by=None)

    assert len(factories.all_of(Voucher, code="HAFEN")) == 2


def test_fewer_uses_than_are_used_are_refused() -> None:
    event = factories.make_event()
    code = make_voucher(event, "HAFEN", used=3, max_uses=5)

    def edit(most: int) -> None:
        code_service.edit(event.id, event.organisation_id, code.id, CodeWish(code="HAFEN", max_uses=most), by=None)

    assert reason(edit, 2) == "code-below-used"
    edit(3)
    assert factories.fresh(code).max_uses == 3


def test_many_codes_are_single_pieces() -> None:
    event = factories.make_event()
    mine: dict[str, Any] = {"event_id": event.id, "organisation_id": event.organisation_id, "by": None}

    first = code_service.create_many(wish=CodeWish(effect="percent", value=50), many=200, prefix="HSC", **mine)
    second = code_service.create_many(wish=CodeWish(), many=2, prefix="HSC", **mine)

    assert (first, second) == ("HSC", "HSC 2")
    codes = factories.all_of(Voucher, batch="HSC")
    assert len({one.code_key for one in codes}) == 200
    assert {(one.max_uses, one.effect, one.value) for one in codes} == {(1, "percent", 50)}
    assert all(len(one.code) == len("HSC-7KQM-4X") for one in codes)
    assert [reason(code_service.create_many, event.id, event.organisation_id, CodeWish(), many, "X", by=None) for many in (0, 1001)] == [
        "codes-too-many", "codes-too-many",
    ]


def test_a_batch_is_switched_off_and_on_at_once() -> None:
    event = factories.make_event()
    code_service.create_many(event.id, event.organisation_id, CodeWish(), 3, "HSC", by=None)
    single = make_voucher(event, "HAFEN")

    first = code_service.switch(event.id, event.organisation_id, "off", batch="HSC", by=None)
    again = code_service.switch(event.id, event.organisation_id, "off", batch="HSC", by=None)

    assert (first, again) == (3, 0)
    assert (factories.fresh(single).state, {one.state for one in factories.all_of(Voucher, batch="HSC")}) == ("active", {"off"})
    assert code_service.switch(event.id, event.organisation_id, "active", batch="HSC", by=None) == 3
    with pytest.raises(Missing):
        code_service.switch(event.id, event.organisation_id, "off", batch="", by=None)


def test_a_code_is_not_switched_on_where_the_price_has_become_too_small() -> None:
    event = factories.make_event()
    code = make_voucher(event, "ALMOST", effect="percent", value=99, state="off")
    factories.make_type(event, price_cents=4500)

    assert reason(code_service.switch, event.id, event.organisation_id, "active", voucher_id=code.id, by=None) == "code-price"
    assert factories.fresh(code).state == "off"


def test_a_code_that_somebody_used_stays() -> None:
    event = factories.make_event()
    code = make_voucher(event)
    factories.make_registration(event, voucher_id=code.id, state="cancelled")

    assert reason(code_service.remove, event.id, event.organisation_id, code.id, by=None) == "code-in-use"
    assert factories.only(Voucher).id == code.id


def test_the_code_of_a_block_goes_on_opening_it() -> None:
    event = factories.make_event()
    room, online = factories.types_of(event)
    code = make_voucher(event, "GABA", unlocks=True, type_ids=[room.id], allotment_id=make_block(event).id)

    code_service.edit(event.id, event.organisation_id, code.id, CodeWish(code="GABA-1", type_ids=(online.id,), per_email=1), by=None)

    found = factories.fresh(code)
    assert (found.code, found.unlocks, found.type_ids, found.per_email) == ("GABA-1", True, [room.id], 1)


def test_codes_of_others_are_not_there() -> None:
    event, other = factories.make_event(), factories.make_organisation()
    theirs = factories.make_event(organisation=other)
    code = make_voucher(event)

    for deed in (
        lambda: code_service.create(event.id, other.id, CodeWish(code="FINE"), by=None),
        lambda: code_service.create_many(event.id, other.id, CodeWish(), 2, "FINE", by=None),
        lambda: code_service.edit(theirs.id, other.id, code.id, CodeWish(code="FINE"), by=None),
        lambda: code_service.switch(theirs.id, other.id, "off", voucher_id=code.id, by=None),
        lambda: code_service.remove(theirs.id, other.id, code.id, by=None),
    ):
        with pytest.raises(Missing):
            deed()


def test_a_code_leaves_alone_what_guests_choose() -> None:
    """One for all tickets passes over them; one for them alone may show them, but change no price."""
    event = factories.make_event()
    chosen = factories.make_type(event, price_kind="choice", price_cents=60)

    code_service.create(event.id, event.organisation_id, CodeWish(code="ALL", effect="percent", value=50), by=None)
    code_service.create(event.id, event.organisation_id, CodeWish(code="SHOW", unlocks=True, type_ids=(chosen.id,)), by=None)
    with pytest.raises(Refused) as no:
        code_service.create(
            event.id, event.organisation_id, CodeWish(code="HALF", effect="percent", value=50, type_ids=(chosen.id,)), by=None,
        )

    assert no.value.reason == "code-choice"


@pytest.mark.parametrize(("currency", "price", "why"), [
    ("EUR", 99, "code-price"), ("EUR", 100, ""), ("GBP", 60, ""), ("PLN", 390, "code-price"),
])  # fmt: skip
def test_what_is_too_little_depends_on_the_currency(currency: str, price: int, why: str) -> None:
    """Trap T31: half of it must be payable."""
    event = factories.make_event()
    kind = factories.make_type(event, price_cents=price, currency=currency)
    half = CodeWish(code="HALF", effect="amount", value=price - price // 2, type_ids=(kind.id,))

    found = ""
    try:
        code_service.create(event.id, event.organisation_id, half, by=None)
    except Refused as no:
        found = no.reason

    assert found == why
