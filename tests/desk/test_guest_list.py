"""Tabs by state, the filter by ticket, several tickets by hand, and the file with answers."""

import csv
import io
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from eventsvc.desk import guest_reads
from eventsvc.events.models import Event
from eventsvc.questions import service as questions
from eventsvc.registration import holds, service
from eventsvc.registration.approval import service as applications
from eventsvc.registration.approval.service import Reply
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import Voucher
from eventsvc.tickets.models import Ticket
from tests import factories, pages
from tests.browser import Browser
from tests.desk.test_guests import names, told
from tests.questions.asking import given, make_use
from tests.registration.applying import applied, stage
from tests.registration.cases import SPRING, wish
from tests.registration.lines import joined
from tests.support import Frozen, counted_queries, frozen

Desk = Callable[..., Browser]


@pytest.fixture(autouse=True)
def time(app: Flask) -> Iterator[Frozen]:
    with frozen(SPRING) as standing:
        yield standing


def evening() -> Event:
    """One guest in each state."""
    event = factories.make_event(room=3)
    paid, kind = factories.make_type(event, price_cents=1000, name_en="Company"), stage(event)
    service.register(event.id, wish(event, "Ada"))
    held = service.register(event.id, wish(event, "Ben", ticket_type_id=paid.id)).registration_id
    holds.order(held)
    service.register(event.id, wish(event, "Cem", ticket_type_id=paid.id))
    applied(event, kind, "Dora")
    gone = applied(event, kind, "Emil")
    applications.answer(gone, Reply(answer="no", at_once=True), by=service.By(1))
    joined(event, "Frida")
    return event


@pytest.mark.both
def test_each_state_has_its_tab_and_its_word(desk: Desk) -> None:
    event = evening()
    browser, page = desk(), f"/desk/events/{event.id}/guests"

    assert guest_reads.counts(event.id) == {"all": 6, "valid": 1, "in": 0, "cancelled": 1, "waitlist": 1, "applied": 1, "open": 2}
    assert names(browser, page) == ["Ada", "Ben", "Cem", "Dora", "Emil", "Frida"]
    assert names(browser, f"{page}?state=open") == ["Ben", "Cem"]
    assert names(browser, f"{page}?state=valid") == ["Ada"]
    assert names(browser, f"{page}?state=cancelled") == ["Emil"]
    badges = [pages.text_of(cell) for cell in browser.page(page).iter("td") if cell.get("class") == "cell-status"]
    assert badges == ["registered", "to be paid", "not finished", "request", "declined", "waiting"]
    assert "Not finished 2" in told(browser.get(page))


def test_one_kind_of_ticket(desk: Desk) -> None:
    event = evening()
    paid = next(one for one in factories.types_of(event) if one.name_en == "Company")
    browser, page = desk(), f"/desk/events/{event.id}/guests"

    assert names(browser, f"{page}?type={paid.id}") == ["Ben", "Cem"]
    assert names(browser, f"{page}?type={paid.id}&q=ben") == ["Ben"]
    assert "1 guest in" in told(browser.get(f"{page}?type={paid.id}&q=ben"))
    assert names(browser, f"{page}?type=x") == ["Ada", "Ben", "Cem", "Dora", "Emil", "Frida"]


def rows(browser: Browser, path: str) -> list[dict[str, str]]:
    """The file, as our own import would read it."""
    return list(csv.DictReader(io.StringIO(browser.get(path).data.decode("utf-8-sig"))))


def test_the_file_tells_state_source_code_note_and_answers(desk: Desk) -> None:
    """T40: one dialect, also with line ends and quotes in an answer."""
    event = factories.make_event()
    factories.kept(Voucher(event_id=event.id, code="GAST", code_key="GAST", created_at=SPRING))
    topic, access = make_use(event), make_use(event, health=True, delete_after_days=7, asked_en="Access")
    one = service.register(event.id, wish(event, "Ada", code="GAST", source="Partner A", holders=("Ada", "Ben"))).registration_id
    ticket = factories.all_of(Ticket)[0].id
    questions.answer(one, [given(topic, 'Kräne; "rechnend"\nund mehr', ticket), given(access, "Erste Reihe", ticket)])
    service.cancel(service.register(event.id, wish(event, "Cem")).registration_id)

    found = rows(desk(), f"/desk/events/{event.id}/guests.csv")

    assert [(row["Name"], row["State"], row["Code used"], row["Source"]) for row in found] == [
        ("Ada", "registered", "GAST", "Partner A"), ("Ben", "registered", "GAST", "Partner A"), ("Cem", "cancelled", "", ""),
    ]
    assert [row["What are you working on?"].replace("\r\n", "\n") for row in found] == ['Kräne; "rechnend"\nund mehr', "", ""]
    assert "Access" not in found[0]
    assert found[2]["Code"] == ""


@pytest.mark.parametrize("many", [1, 40])
def test_the_file_asks_a_fixed_number_of_queries(desk: Desk, many: int) -> None:
    event = factories.make_event()
    for number in range(many):
        factories.make_registration(event, f"Guest {number}")
    browser = desk()
    browser.get(f"/desk/events/{event.id}/guests.csv")

    with counted_queries() as seen:
        browser.get(f"/desk/events/{event.id}/guests.csv")

    assert len(seen) <= 12


def test_the_desk_gives_hidden_and_paid_tickets_free_of_charge(desk: Desk) -> None:
    event = factories.make_event(room=5)
    hidden = factories.make_type(event, visibility="hidden", price_cents=4500, approval=True, name_en="Speaker")
    path, browser = f"/desk/events/{event.id}/guests/new", desk("guest-list")
    assert "Speaker, hidden, else €45.00, 5 places free" in told(browser.get(path))

    typed = {
        "name": "Cem", "email": "cem@people.example", "language": "de", "ticket": str(hidden.id), "many": "3", "reason": "Spricht",
        "source": "Partner A",
    }
    answer = browser.submit(path, typed)

    one = factories.only(Registration)
    assert (one.state, one.total_cents, one.source, one.quantity) == ("confirmed", 0, "Partner A", 3)
    assert [ticket.holder for ticket in factories.all_of(Ticket)] == ["Cem", "", ""]
    shown = told(browser.get(answer.location))
    assert "The tickets are on their way." in shown
    assert "added the guest" in shown
    assert "“Spricht”" in shown
