"""Places for partners at the desk: kept, resized, handed on by mail, released."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import Allotment, Voucher
from tests import factories
from tests.browser import Browser
from tests.registration.offering import registered, waiting_now
from tests.support import frozen

Desk = Callable[..., Browser]


@pytest.fixture(autouse=True)
def today() -> Any:
    with frozen("2027-04-01 12:00") as stopped:
        yield stopped


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.make_event(room=10, online_places=None)


def at(event: Event, *parts: object) -> str:
    return "/".join([f"/desk/events/{event.id}/codes/blocks", *map(str, parts)])


def send(browser: Browser, path: str, **typed: Any) -> str:
    """The page that answers a sent form."""
    answer = browser.post(path, data={"csrf_token": browser.csrf(), **typed})
    return browser.get(answer.location).text if answer.location else answer.text


def typed(event: Event, **changes: str) -> dict[str, str]:
    return {
        "partner": "GABA", "email": "block@gaba.example", "type_id": str(factories.types_of(event)[0].id), "seats": "4",
        "release_at": "2027-04-17 18:00", "code": "GABA", **changes,
    }


def test_places_are_kept_and_their_page_has_the_link(event: Event, desk: Desk) -> None:
    browser = desk("owner")

    assert "There are only 10 places free." in send(browser, at(event, "new"), **typed(event, seats="50"))
    page = send(browser, at(event, "new"), **typed(event))

    block = factories.only(Allotment)
    assert (factories.pool_of(event).held, block.seats, block.left_seats, block.email) == (4, 4, 4, "block@gaba.example")
    assert f"/e/{event.slug}?code=GABA" in page
    assert "keeps 4 places for GABA" in page
    listed = browser.get(f"/desk/events/{event.id}/codes/").text
    assert "0 of 4" in listed
    assert "keeps 4" in listed


@pytest.mark.parametrize(("changes", "words"), [
    ({"partner": ""}, "Who is it for?"), ({"email": "gaba"}, "An address looks like ada@uni.example."),
    ({"seats": "0"}, "A whole number from 1 to 10000."), ({"release_at": ""}, "Until when? After that the places are for everybody."),
    ({"release_at": "2027-05-01 18:00"}, "The release must lie ahead, and before the event begins."),
    ({"code": ""}, "A code, or what the codes begin with."), ({"code": "TOO-LONG-FOR-IT", "each": "y"}, "At most 12 characters."),
])  # fmt: skip
def test_what_is_wrong_is_said(event: Event, desk: Desk, changes: dict[str, str], words: str) -> None:
    page = send(desk("owner"), at(event, "new"), **typed(event, **changes))

    assert words in page
    assert factories.all_of(Allotment) == []


def test_a_block_is_resized_moved_and_handed_to_another_contact(event: Event, desk: Desk) -> None:
    browser = desk("owner")
    send(browser, at(event, "new"), **typed(event))
    block, room = factories.only(Allotment), factories.types_of(event)[0]
    for name in ("Cem", "Dora"):
        registered(event, room, name, "GABA")
    there, same = at(event, block.id), {"email": "block@gaba.example", "release_at": "2027-04-17T18:00"}

    assert "2 guests of the partner have a place already." in send(browser, there, seats="1", **same)
    assert "There are only 10 places free." in send(browser, there, seats="11", **same)
    page = send(browser, there, seats="6", email="new@gaba.example", release_at="2027-04-18T12:00")

    now, pool = factories.fresh(block), factories.pool_of(event)
    assert (now.seats, now.left_seats, now.email, pool.taken, pool.held) == (6, 4, "new@gaba.example", 2, 4)
    assert "changed the places of GABA: number, day of the release, contact (4 → 6)" in page


def test_the_link_goes_to_the_partner_by_mail(event: Event, desk: Desk) -> None:
    browser = desk("owner")
    send(browser, at(event, "new"), **typed(event))
    send(browser, at(event, "new"), **typed(event, email="", code="OTHER", seats="1"))
    block, silent = factories.all_of(Allotment)

    page = send(browser, at(event, block.id, "mail"))

    letter = factories.only(OutboxRow)
    assert (letter.kind, letter.recipient, letter.payload) == ("block-link", "block@gaba.example", {"allotment": block.id})
    assert "The mail to the partner is on its way." in page
    assert "wrote the link to GABA" in page
    assert "No address is known." in send(browser, at(event, silent.id, "mail"))


def test_what_is_left_is_released_to_who_waits(event: Event, desk: Desk) -> None:
    browser, room = desk("owner"), factories.types_of(event)[0]
    send(browser, at(event, "new"), **typed(event, seats="10"))
    registered(event, room, "Cem", "GABA")
    waits = waiting_now(event, room, "Ada")
    block = factories.only(Allotment)

    page = send(browser, at(event, block.id, "release"))

    assert "9 places are for everybody now." in page
    assert factories.only(Registration, id=waits.id).state == "confirmed"
    assert (factories.pool_of(event).taken, factories.pool_of(event).held) == (2, 0)
    own = browser.get(at(event, block.id)).text
    assert "gave 9 places of GABA to everybody" in own
    assert "Release now" not in own
    assert "There was nothing left to give back." in send(browser, at(event, block.id, "release"))


def test_a_code_for_each_place_is_taken_away_as_a_table(event: Event, desk: Desk) -> None:
    browser = desk("owner")

    page = send(browser, at(event, "new"), **typed(event, each="y", code="HSC"))

    assert len(factories.all_of(Voucher, batch="HSC")) == 4
    assert "codes.csv?batch=HSC" in page
    table = browser.get(f"/desk/events/{event.id}/codes/codes.csv?batch=HSC").data
    assert table.count(b"?code=HSC-") == 4


def test_blocks_of_others_are_not_there(event: Event, desk: Desk) -> None:
    browser = desk("owner")
    send(browser, at(event, "new"), **typed(event))
    block = factories.only(Allotment)
    other = factories.make_event()

    assert browser.get(at(other, block.id)).status_code == 404
    for deed in ("release", "mail"):
        assert browser.post(at(other, block.id, deed), data={"csrf_token": browser.csrf()}).status_code == 404
    assert factories.fresh(block).released_at is None
