"""Waiting with a code: for what only a code shows, at its price, without a yes; a use of it is taken as long as somebody waits."""

from typing import Any

import pytest
from flask import Flask

from eventsvc.core.errors import Refused
from eventsvc.events.models import Event
from eventsvc.registration import recount, service, waiting, waitlist_chores
from eventsvc.registration.models import Registration
from eventsvc.registration.waitlist import queries as waitlist_queries
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.ticket_types.models import TicketType
from tests import factories
from tests.registration.cases import reason, wish
from tests.registration.lines import entry, full_event, join_wish, joined, letters, state, ticket_states
from tests.support import at_once, frozen
from tests.ticket_types.offers import make_block, make_voucher
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


@pytest.fixture(autouse=True)
def today() -> Any:
    with frozen("2027-04-01 07:00") as stopped:
        yield stopped


def members(event: Event, **changes: Any) -> TicketType:
    """A type that only a code shows."""
    return factories.make_type(event, **{"visibility": "code", "name_en": "Members", **changes})


def waits(event: Event, kind: TicketType, code: str, name: str = "Dora", **more: Any) -> Any:
    """The registration, or why not."""
    return joined(event, name, type_ids=(kind.id,), code=code, **more)


def refused(event: Event, kind: TicketType, code: str, **more: Any) -> str:
    return reason(waiting.join, event.id, join_wish(event, type_ids=(kind.id,), code=code, **more))


def test_who_has_the_code_waits_for_what_it_shows_and_moves_up() -> None:
    event, [ada] = full_event()
    kind = members(event)
    code = make_voucher(event, "CLUB", unlocks=True, type_ids=[kind.id], max_uses=1, credit="Club")
    assert refused(event, kind, "") == "code-needed"

    dora = waits(event, kind, "club")
    assert (state(dora), factories.fresh(code).used) == ("waiting", 1)
    assert refused(event, kind, "CLUB", name="Ben") == "voucher-used-up"
    service.cancel(ada)

    assert (state(dora), ticket_states(dora), letters(dora)) == ("confirmed", ["valid"], ["waitlist-joined", "waitlist-ticket"])
    assert factories.only(Registration, id=dora).source == "Club"
    assert (factories.fresh(code).used, faults(), recount.differences()) == (1, [], [])


@pytest.mark.parametrize("end", ["leaves", "lapses", "cancels", "event ends"])
def test_the_use_comes_back_when_the_waiting_ends(today: Any, end: str) -> None:
    event, [ada] = full_event(mode="offer")
    kind = members(event)
    code = make_voucher(event, "CLUB", unlocks=True, type_ids=[kind.id], max_uses=1)
    dora = waits(event, kind, "CLUB")

    if end == "leaves":
        waitlist.leave(dora)
    elif end == "cancels":
        service.cancel(dora)
    elif end == "lapses":
        service.cancel(ada)
        today.move(hours=13)
        waitlist.sweep()
        assert entry(dora).state == "lapsed"
    else:
        today.move(days=30)
        assert waitlist_chores.end() == 1

    assert (factories.fresh(code).used, faults(), recount.differences()) == (0, [], [])


def test_the_price_of_the_code_is_offered_and_ordered() -> None:
    event, [ada] = full_event(mode="offer")
    company = factories.make_type(event, price_cents=4500, name_en="Company")
    make_voucher(event, "ELBE", effect="amount", value=1000, type_ids=[company.id])
    dora = waits(event, company, "ELBE", seats=1)
    service.cancel(ada)

    stands = waitlist_queries.standing(dora)
    assert stands is not None
    assert stands.offered is not None
    assert stands.offered.price_cents == 3500
    assert waitlist.accept(dora) == "unpaid"
    assert factories.only(Registration, id=dora).total_cents == 3500
    assert faults() == []


def test_what_a_code_makes_free_comes_at_once_and_without_the_yes() -> None:
    event, [ada] = full_event()
    stage = factories.make_type(event, price_cents=4500, approval=True, name_en="Stage")
    make_voucher(event, "ALL", effect="percent", value=100, skips_approval=True)
    assert refused(event, stage, "") == "apply-instead"

    dora = waits(event, stage, "ALL")
    service.cancel(ada)

    assert (state(dora), ticket_states(dora)) == ("confirmed", ["valid"])
    assert faults() == []


def test_a_code_for_the_room_and_online_until_then() -> None:
    event, [ada] = full_event()
    kind, online = members(event), factories.types_of(event)[1]
    code = make_voucher(event, "CLUB", unlocks=True, type_ids=[kind.id])
    dora = waits(event, kind, "CLUB", meanwhile=online.id)
    assert (state(dora), factories.fresh(code).used) == ("confirmed", 1)

    service.cancel(ada)

    assert ticket_states(dora) == ["replaced", "valid"]
    assert (factories.pool_of(event).taken, factories.pool_of(event, "online").taken) == (1, 0)
    assert (faults(), recount.differences()) == ([], [])


@pytest.mark.parametrize(("code", "why"), [
    ({"state": "off"}, "voucher-off"), ({"unlocks": False}, "code-needed"), ({"type_ids": [1]}, "voucher-other-type"),
    ({"code": "OTHER"}, "voucher-unknown"),
])  # fmt: skip
def test_why_a_code_does_not_hold(code: dict[str, Any], why: str) -> None:
    event, _ = full_event()
    kind = members(event)
    make_voucher(event, **{"code": "CLUB", "unlocks": True, **code})

    assert refused(event, kind, "CLUB") == why
    assert faults() == []


@pytest.mark.parametrize(("left", "why"), [(1, "places-free"), (0, "block-empty")])
def test_nobody_waits_for_the_places_of_a_partner(left: int, why: str) -> None:
    event = factories.make_event(room=2)
    kind = members(event)
    block = make_block(event, 1, kind)
    make_voucher(event, "GABA", unlocks=True, type_ids=[kind.id], allotment_id=block.id)
    service.register(event.id, wish(event, "Ada"))
    if not left:
        service.register(event.id, wish(event, "Ben", ticket_type_id=kind.id, code="GABA"))

    assert refused(event, kind, "GABA") == why
    assert faults() == []


def test_eight_wait_with_the_last_use_of_a_code(app: Flask) -> None:
    event, _ = full_event()
    kind = members(event)
    code = make_voucher(event, "CLUB", unlocks=True, max_uses=1)

    def one(number: int) -> str:
        try:
            return state(waits(event, kind, "CLUB", f"Guest {number}"))
        except Refused as no:
            return str(no.reason)

    answers = at_once(8, one, app)

    assert (answers.count("waiting"), answers.count("voucher-used-up")) == (1, 7)
    assert (factories.fresh(code).used, faults(), recount.differences()) == (1, [], [])
