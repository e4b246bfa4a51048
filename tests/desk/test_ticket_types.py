"""Ticket types, codes and places for partners at the desk."""

from collections.abc import Callable

from flask import Flask

from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import Allotment, TicketType, Voucher
from tests import factories
from tests.browser import Browser


def send(browser: Browser, path: str, **typed: str) -> str:
    """The page that answers a sent form."""
    answer = browser.post(path, data={"csrf_token": browser.csrf(), **typed})
    return browser.get(answer.location).text if answer.location else answer.text


def test_a_type_is_made_with_its_limits(app: Flask, desk: Callable[..., Browser]) -> None:
    event, ada = factories.make_event(), desk("owner")

    send(
        ada, f"/desk/events/{event.id}/tickets/new", kind="room", name_de="Studium", name_en="Students", price="12,50", most="30",
        min_each="1", max_each="2", visibility="code", domains="Uni.example tu.example", sale_until="2027-04-18 12:00", approval="y",
        answer_by="2027-04-12 18:00",
    )

    made = factories.all_of(TicketType)[-1]
    assert (made.price_cents, made.most, made.max_each, made.visibility, made.domains, made.approval) == (
        1250, 30, 2, "code", ["uni.example", "tu.example"], True,
    )
    page = ada.get(f"/desk/events/{event.id}/tickets/").text
    assert "Students" in page
    assert "€12.50" in page
    assert 'value="12.50"' in ada.get(f"/desk/events/{event.id}/tickets/{made.id}").text


def test_what_is_wrong_is_said_and_what_was_typed_stays(app: Flask, desk: Callable[..., Browser]) -> None:
    event, ada = factories.make_event(), desk("owner")

    page = send(ada, f"/desk/events/{event.id}/tickets/new", kind="room", name_en="Cheap", price="0,20", min_each="1", max_each="1",
                visibility="public", domains="")

    assert "Nothing can be paid below €0.50." in page
    assert 'value="Cheap"' in page
    page = send(ada, f"/desk/events/{event.id}/tickets/new", kind="room", name_en="Odd", price="x", min_each="0", max_each="1",
                visibility="public", domains="nonsense")
    for words in ("A sum like 45 or 45.00", "A whole number from 1 to 20.", "“nonsense” is no domain."):
        assert words in page
    assert len(factories.all_of(TicketType)) == 2


def test_types_change_places_and_go(app: Flask, desk: Callable[..., Browser]) -> None:
    event, ada = factories.make_event(), desk("owner")
    room, online = factories.types_of(event)

    send(ada, f"/desk/events/{event.id}/tickets/{online.id}/move", step="up")
    assert [one.id for one in factories.types_of(event)] == [online.id, room.id]

    factories.make_registration(event, ticket_type=room)
    assert "Somebody has a ticket of this type." in send(ada, f"/desk/events/{event.id}/tickets/{room.id}/remove")
    send(ada, f"/desk/events/{event.id}/tickets/{online.id}/remove")
    assert [one.id for one in factories.types_of(event)] == [room.id]


def test_a_code_is_made_used_and_switched_off(app: Flask, desk: Callable[..., Browser]) -> None:
    event, ada = factories.make_event(), desk("owner")
    there = f"/desk/events/{event.id}/codes/"

    page = send(ada, there, **{
        "code-code": "Elbe 2027", "code-effect": "percent", "code-value": "20", "code-type_id": "", "code-max_uses": "5",
    })

    made = factories.only(Voucher)
    assert (made.effect, made.value, made.max_uses) == ("percent", 20, 5)
    assert "20 % less" in page
    assert "There is such a code already." in send(
        ada, there, **{"code-code": "ELBE-2027", "code-effect": "none", "code-type_id": ""},
    )
    send(ada, f"{there}{made.id}/switch", state="off")
    assert factories.fresh(made).state == "off"


def test_many_codes_at_once_with_their_links_in_a_table(app: Flask, desk: Callable[..., Browser]) -> None:
    event, ada = factories.make_event(), desk("owner")

    send(ada, f"/desk/events/{event.id}/codes/", **{"code-code": "HSC", "code-many": "30", "code-effect": "none", "code-type_id": ""})

    codes = factories.all_of(Voucher)
    assert len({one.code_key for one in codes}) == 30
    table = ada.get(f"/desk/events/{event.id}/codes/codes.csv").data
    assert table.startswith(b"\xef\xbb\xbf")
    assert table.count(b"\r\n") == 31
    assert f"code={codes[0].code}".encode() in table


def test_places_for_a_partner_are_kept_and_released(app: Flask, desk: Callable[..., Browser]) -> None:
    event, ada = factories.make_event(room=10), desk("owner")
    room = factories.types_of(event)[0]
    typed = {
        "block-partner": "GABA", "block-email": "", "block-type_id": str(room.id), "block-release_at": "2027-04-17 18:00",
        "block-code": "GABA",
    }

    assert "There are only 10 places free." in send(ada, f"/desk/events/{event.id}/codes/block", **typed, **{"block-seats": "50"})
    send(ada, f"/desk/events/{event.id}/codes/block", **typed, **{"block-seats": "4"})

    block = factories.only(Allotment)
    assert factories.pool_of(event).held == 4
    send(ada, f"/desk/events/{event.id}/codes/block/{block.id}/release")
    assert factories.pool_of(event).held == 0
    assert factories.all_of(Registration) == []
