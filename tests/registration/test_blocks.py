"""Partners' blocks with real registrations: taken out of, given back to, released on their day."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventsvc.core.audit import AuditEntry
from eventsvc.core.errors import Refused
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import offers, recount, service
from eventsvc.registration.models import Registration
from eventsvc.ticket_types import block_service
from eventsvc.ticket_types.block_service import BlockChange
from eventsvc.ticket_types.models import Allotment, Voucher
from tests import factories
from tests.registration.cases import reason, wish
from tests.registration.offering import SOON, kept, registered, waiting_now
from tests.support import at_once, frozen
from tests.ticket_types.offers import make_voucher
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


@pytest.fixture(autouse=True)
def today() -> Any:
    with frozen("2027-04-01 12:00") as stopped:
        yield stopped


def test_a_block_is_claimed_by_one_write_and_opened_by_its_code() -> None:
    event = factories.make_event(room=10)
    guests = factories.make_type(event, visibility="code", name_en="Guest of GABA", approval=True)

    block = factories.only(Allotment, id=kept(event, guests))

    pool, code = factories.pool_of(event), factories.only(Voucher)
    assert (pool.taken, pool.held, block.seats, block.left_seats) == (0, 3, 3, 3)
    assert (code.code, code.unlocks, code.type_ids, code.allotment_id, code.credit) == ("GABA", True, [guests.id], block.id, "GABA")
    mine = service.register(event.id, wish(event, "Cem", ticket_type_id=guests.id, code="gaba"))
    assert mine.state == "confirmed"  # who is invited needs no yes
    assert (factories.pool_of(event).taken, factories.pool_of(event).held, factories.fresh(block).left_seats) == (1, 2, 2)
    assert factories.only(Registration).source == "GABA"
    assert (faults(), recount.differences()) == ([], [])


def test_eight_guests_of_a_partner_for_a_block_of_three(app: Flask) -> None:
    event = factories.make_event(room=20)
    guests = factories.make_type(event, visibility="code")
    kept(event, guests)

    answers = at_once(8, lambda number: registered(event, guests, f"Guest {number}", "GABA"), app)

    assert (answers.count("confirmed"), answers.count("block-empty")) == (3, 5)
    assert (factories.pool_of(event).taken, factories.pool_of(event).held) == (3, 0)
    assert (faults(), recount.differences()) == ([], [])


@pytest.mark.parametrize(("changes", "why", "left"), [
    ({"seats": 11}, "block-too-big", 10), ({"seats": 0}, "block-too-big", 10), ({"ticket_type_id": 10_000}, "type-unknown", None),
    ({"release_at": SOON + timedelta(days=3)}, "block-too-late", None), ({"release_at": SOON - timedelta(days=30)}, "block-too-late", None),
    ({"code": "x"}, "code-short", None), ({"code": "taken"}, "code-taken", None),
])  # fmt: skip
def test_blocks_that_cannot_be_are_refused_and_nothing_is_kept(changes: dict[str, Any], why: str, left: int | None) -> None:
    event = factories.make_event(room=10)
    room = factories.types_of(event)[0]
    make_voucher(event, "TAKEN")

    with pytest.raises(Refused) as refused:
        kept(event, room, **changes)

    assert (refused.value.reason, refused.value.facts.get("left")) == (why, left)
    assert (factories.pool_of(event).held, factories.all_of(Allotment), len(factories.all_of(Voucher))) == (0, [], 1)


def test_a_block_with_a_code_for_each_seat() -> None:
    event = factories.make_event(room=60)
    room = factories.types_of(event)[0]

    kept(event, room, seats=50, each=True, code="HSC")

    codes = factories.all_of(Voucher)
    assert len({one.code_key for one in codes}) == 50
    assert {(one.max_uses, one.batch, one.credit) for one in codes} == {(1, "HSC", "GABA")}
    assert all(one.code.startswith("HSC-") and not set(one.code[4:]) & set("01OIL") for one in codes)


def test_a_released_block_goes_to_those_who_wait_first() -> None:
    event = factories.make_event(room=10, online_places=None)
    room, = factories.types_of(event)
    guests = factories.make_type(event, visibility="code")
    block = factories.only(Allotment, id=kept(event, guests))
    service.register(event.id, wish(event, "Cem", ticket_type_id=guests.id, code="GABA"))
    for number in range(7):
        registered(event, room, f"Guest {number}")
    waits = waiting_now(event, room, "Ada")
    assert registered(event, room, "Ben") == "sold-out"

    freed = offers.release_block(event.id, event.organisation_id, block.id, by=None)
    again = offers.release_block(event.id, event.organisation_id, block.id, by=None)

    assert (freed, again, factories.fresh(waits).state) == (2, 0, "confirmed")
    assert registered(event, guests, "Dora", "GABA") == "block-over"
    assert registered(event, room, "Ben") == "confirmed"
    cem = factories.only(Registration, name="Cem")
    service.cancel(cem.id)  # the seat goes to everybody now
    assert (factories.pool_of(event).taken, factories.pool_of(event).held) == (9, 0)
    assert (faults(letters=False), recount.differences()) == ([], [])


def test_a_seat_given_back_by_a_partners_guest_belongs_to_the_block() -> None:
    event = factories.make_event(room=10, online_places=None)
    guests = factories.make_type(event, visibility="code")
    block = factories.only(Allotment, id=kept(event, guests))
    mine = service.register(event.id, wish(event, "Cem", ticket_type_id=guests.id, code="GABA", holders=("Cem", "Dora")))

    service.cancel(mine.registration_id)

    assert (factories.fresh(block).left_seats, factories.pool_of(event).held, factories.pool_of(event).taken) == (3, 3, 0)
    assert (faults(), recount.differences()) == ([], [])


def test_the_chore_releases_what_is_due_and_says_so(today: Any) -> None:
    event = factories.make_event(room=10, online_places=None)
    room, = factories.types_of(event)
    block = factories.only(Allotment, id=kept(event, room))

    assert offers.release_due() == 0
    today.at = SOON
    assert (offers.release_due(), offers.release_due()) == (1, 0)

    assert factories.fresh(block).released_at == SOON
    entry = factories.all_of(AuditEntry)[-1]
    assert (entry.deed, entry.actor, entry.after) == (
        "block-released", "system", {"partner": "GABA", "seats": 3, "block_id": block.id},
    )


def test_the_partner_is_reminded_once_two_days_before(today: Any) -> None:
    event = factories.make_event(room=10, online_places=None)
    room, = factories.types_of(event)
    block_id = kept(event, room)
    kept(event, room, code="OTHER", email="")

    assert block_service.remind() == 0
    today.at = SOON - timedelta(hours=47)
    assert (block_service.remind(), block_service.remind()) == (1, 0)
    late = kept(event, room, code="LATE")  # made within the two days: nobody has forgotten it yet

    assert block_service.remind() == 0
    letter = factories.only(OutboxRow)
    assert (letter.kind, letter.recipient, letter.payload) == ("block-ends", "block@gaba.example", {"allotment": block_id})
    assert factories.only(Allotment, id=late).reminded_at is None


def test_another_day_of_release_reminds_again(today: Any) -> None:
    event = factories.make_event(room=10, online_places=None)
    block_id = kept(event, factories.types_of(event)[0])
    today.at = SOON - timedelta(hours=47)
    block_service.remind()

    offers.change_block(
        event.id, event.organisation_id, block_id, BlockChange(release_at=SOON + timedelta(days=1), email="new@gaba.example"), by=None,
    )
    today.move(days=1)
    block_service.remind()

    assert [one.recipient for one in factories.all_of(OutboxRow)] == ["block@gaba.example", "new@gaba.example"]
    offers.release_block(event.id, event.organisation_id, block_id, by=None)
    later = BlockChange(release_at=SOON + timedelta(hours=30), email="")
    assert reason(offers.change_block, event.id, event.organisation_id, block_id, later, by=None) == "block-released"


def resized(block: Allotment, seats: int) -> str | None:
    """Why not, or None."""
    to = BlockChange(release_at=block.release_at, email=block.email, seats=seats)
    try:
        offers.change_block(block.event_id, factories.only(Event, id=block.event_id).organisation_id, block.id, to, by=None)
    except Refused as refused:
        return refused.reason
    return None


def test_a_block_grows_into_the_pool_and_shrinks_down_to_what_is_taken() -> None:
    event = factories.make_event(room=5, online_places=None)
    guests = factories.make_type(event, visibility="code")
    block = factories.only(Allotment, id=kept(event, guests))
    for name in ("Cem", "Dora"):
        registered(event, guests, name, "GABA")

    assert [resized(block, seats) for seats in (6, 5, 1, 0, 2)] == ["block-too-big", None, "block-below-taken", "block-below-taken", None]

    now, pool = factories.fresh(block), factories.pool_of(event)
    assert (now.seats, now.left_seats, pool.taken, pool.held) == (2, 0, 2, 0)
    changed = [one for one in factories.all_of(AuditEntry) if one.deed == "block-changed"]
    assert [(one.before, one.after) for one in changed] == [
        ({"seats": 3}, {"partner": "GABA", "seats": 5, "block_id": block.id}),
        ({"seats": 5}, {"partner": "GABA", "seats": 2, "block_id": block.id}),
    ]
    assert (faults(), recount.differences()) == ([], [])


def test_a_smaller_block_lets_those_who_wait_move_up() -> None:
    event = factories.make_event(room=4, online_places=None)
    room, = factories.types_of(event)
    guests = factories.make_type(event, visibility="code")
    block = factories.only(Allotment, id=kept(event, guests))
    registered(event, room, "Ben")
    waits = waiting_now(event, room, "Ada")

    assert resized(block, 2) is None

    assert (factories.fresh(waits).state, factories.pool_of(event).held) == ("confirmed", 2)
    assert (faults(letters=False), recount.differences()) == ([], [])


def test_growing_and_guests_at_once_count_each_seat_once(app: Flask) -> None:
    event = factories.make_event(room=8, online_places=None)
    room, = factories.types_of(event)
    guests = factories.make_type(event, visibility="code")
    block = factories.only(Allotment, id=kept(event, guests))

    def one(number: int) -> object:
        if number % 3 == 0:
            return resized(block, 3 + number)
        return registered(event, guests if number % 3 == 1 else room, f"Guest {number}", "GABA" if number % 3 == 1 else "")

    at_once(9, one, app)

    pool = factories.pool_of(event)
    assert pool.taken + pool.held <= 8
    assert (faults(), recount.differences()) == ([], [])


def test_more_places_get_codes_of_their_own() -> None:
    event = factories.make_event(room=20)
    block = factories.only(Allotment, id=kept(event, factories.types_of(event)[0], each=True, code="HSC"))

    assert [resized(block, seats) for seats in (5, 2, 6)] == [None, None, None]

    codes = factories.all_of(Voucher)
    assert (len(codes), {(one.batch, one.max_uses, one.allotment_id) for one in codes}) == (6, {("HSC", 1, block.id)})
    assert all(one.code.startswith("HSC-") for one in codes)


def test_the_link_is_mailed_to_the_contact_once_a_minute(today: Any) -> None:
    event = factories.make_event(room=80)
    room = factories.types_of(event)[0]
    block_id, silent = kept(event, room), kept(event, room, code="OTHER", email="")
    many = kept(event, room, seats=51, each=True, code="MANY")

    def mailed(which: int) -> None:
        offers.hand_block_on(event.id, event.organisation_id, which, by=None)

    mailed(block_id)
    mailed(block_id)
    today.move(minutes=2)
    mailed(block_id)

    assert [(one.kind, one.recipient) for one in factories.all_of(OutboxRow)] == [("block-link", "block@gaba.example")] * 2
    assert (reason(mailed, silent), reason(mailed, many)) == ("block-no-contact", "block-links-many")
    offers.release_block(event.id, event.organisation_id, block_id, by=None)
    assert reason(mailed, block_id) == "block-released"
