"""Ticket types at the desk."""

from collections.abc import Callable

from flask import Flask

from eventsvc.ticket_types.models import TicketType
from tests import factories, pages
from tests.browser import Browser
from tests.ticket_types.offers import make_voucher


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


def test_a_type_says_how_many_have_it_and_all_pages_lead_to_each_other(app: Flask, desk: Callable[..., Browser]) -> None:
    event, ada = factories.make_event(), desk("owner")
    room = factories.types_of(event)[0]
    factories.make_registration(event, ticket_type=room)

    assert "Given: 1." in ada.get(f"/desk/events/{event.id}/tickets/{room.id}").text
    for path in ("tickets/", "tickets/new", "codes/", "codes/new", "codes/many", "codes/blocks/new", "questions", "registration"):
        tree = ada.page(f"/desk/events/{event.id}/{path}")
        row = next(one for one in tree.iter("nav") if one.get("aria-label") == "Tickets")
        assert [pages.text_of(link) for link in row.iter("a")] == [
            "Types and quotas", "Codes 0", "Questions 0", "Registration", "Waitlist",
        ], path
        assert len([link for link in row.iter("a") if link.get("aria-current")]) == 1, path


def test_an_order_goes_back_to_the_row_that_moved(app: Flask, desk: Callable[..., Browser]) -> None:
    event, ada = factories.make_event(), desk("owner")
    room, online = factories.types_of(event)

    answer = ada.post(f"/desk/events/{event.id}/tickets/{room.id}/move", data={"csrf_token": ada.csrf(), "step": "down"})

    assert answer.location.endswith(f"/tickets/#type-{room.id}")
    page = ada.get(f"/desk/events/{event.id}/tickets/").text
    assert page.index(f'id="type-{online.id}"') < page.index(f'id="type-{room.id}"')
    assert "changed the order of the ticket types" in ada.get(f"/desk/events/{event.id}").text


def test_a_price_that_a_code_makes_too_small_names_the_code(app: Flask, desk: Callable[..., Browser]) -> None:
    event, ada = factories.make_event(), desk("owner")
    make_voucher(event, "ALMOST", effect="percent", value=90)

    page = send(ada, f"/desk/events/{event.id}/tickets/new", kind="room", name_en="Company", price="4.50", min_each="1", max_each="1",
                visibility="public", domains="")

    assert "With the code ALMOST this would cost €0.45, which cannot be paid. Change the price or the code." in page
    assert len(factories.types_of(event)) == 2


PLAIN = {"kind": "room", "min_each": "1", "max_each": "1", "visibility": "public", "domains": ""}


def test_guests_may_say_what_they_pay(app: Flask, desk: Callable[..., Browser]) -> None:
    event, ada = factories.make_event(), desk("owner")
    path = f"/desk/events/{event.id}/tickets/new"

    assert "Suggest €5.00 at least, or nothing." in send(
        ada, path, **PLAIN, name_en="Support", price_kind="choice", price="5", suggested="4",
    )
    assert "Nothing can be paid below €0.50." in send(ada, path, **PLAIN, name_en="Support", price_kind="choice", price="0,20")
    assert "Suggest €0.50 at least, or nothing." in send(
        ada, path, **PLAIN, name_en="Support", price_kind="choice", price="0", suggested="0",
    )
    page = send(ada, path, **PLAIN, name_en="Support", price_kind="choice", price="5", suggested="20")

    made = factories.all_of(TicketType)[-1]
    assert (made.price_kind, made.price_cents, made.suggested_cents) == ("choice", 500, 2000)
    assert "from €5.00" in page
    form = ada.get(f"/desk/events/{event.id}/tickets/{made.id}").text
    assert 'value="20.00"' in form


def test_a_code_never_changes_what_guests_choose(app: Flask, desk: Callable[..., Browser]) -> None:
    event, ada = factories.make_event(), desk("owner")
    fixed = factories.make_type(event, price_cents=1000)
    make_voucher(event, "HALF", effect="percent", value=50, type_ids=[fixed.id])

    page = send(ada, f"/desk/events/{event.id}/tickets/{fixed.id}", **PLAIN, name_en="x", price_kind="choice", price="5", version="1")

    assert "The code HALF changes the price of this ticket." in page
    assert factories.fresh(fixed).price_kind == "fixed"


def test_the_case_for_the_tax_is_chosen_in_plain_words(app: Flask, desk: Callable[..., Browser]) -> None:
    event, ada = factories.make_event(), desk("owner")
    path = f"/desk/events/{event.id}/tickets/new"
    page = ada.get(path).text
    for words in ("The usual case for a place in a room in Germany", "Written: “incl. 19 % VAT”", "Written: “not taxable in Germany”"):
        assert words in page
    assert 'value="standard" checked' in page

    page = send(ada, path, **PLAIN, name_en="Course", price="107", tax_mode="reduced")

    made = factories.all_of(TicketType)[-1]
    assert made.tax_mode == "reduced"
    shown = ada.get(f"/desk/events/{event.id}/tickets/{made.id}").text
    assert "incl. 7 % VAT, no further costs" in shown
    assert "Net €100.00, tax €7.00" in shown
    assert 'value="reduced" checked' in ada.get(path).text  # the next one begins with what was sold last


def test_a_room_abroad_is_not_taxed_in_germany(app: Flask, desk: Callable[..., Browser]) -> None:
    event, ada = factories.make_event(zone="America/Los_Angeles", city="San Francisco"), desk("owner")

    send(ada, f"/desk/events/{event.id}/tickets/new", **PLAIN, name_en="Pier", price="20")

    assert factories.all_of(TicketType)[-1].tax_mode == "abroad"


def test_a_small_business_names_no_tax(app: Flask, desk: Callable[..., Browser]) -> None:
    event, ada = factories.make_event(organisation=factories.make_organisation(small_business=True)), desk("owner")
    kind = factories.make_type(event, price_cents=2000)

    page = ada.get(f"/desk/events/{event.id}/tickets/{kind.id}").text

    assert "no tax is named anywhere" in page
    assert 'name="tax_mode"' not in page
    send(ada, f"/desk/events/{event.id}/tickets/{kind.id}", **PLAIN, name_en="x", price="25", version="1")
    assert (factories.fresh(kind).price_cents, factories.fresh(kind).tax_mode) == (2500, "standard")
