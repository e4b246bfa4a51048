"""The guest list: found by any spelling, 50 at a time, as a file; one guest with history; what the desk can do."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from eventsvc.core.db import db, transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.desk import guest_reads
from eventsvc.desk.guest_reads import Search
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories, pages
from tests.browser import Browser
from tests.registration.cases import SPRING
from tests.support import counted_queries, frozen

Desk = Callable[..., Browser]


@pytest.fixture(autouse=True)
def _now() -> Any:
    with frozen(SPRING):
        yield


def names(browser: Browser, path: str) -> list[str]:
    """Who stands in the list, in its order."""
    return [pages.text_of(link) for link in browser.page(path).iter("a") if link.get("class") == "name"]


def told(answer: Any) -> str:
    """What can be read in an answer."""
    return pages.text_of(pages.parsed(answer.get_data(as_text=True)))


def test_list_is_sorted_by_name_whatever_the_letters(desk: Desk) -> None:
    event = factories.make_event()
    for name in ("zoe", "Ärzte Müller", "Ada", "Łukasik", "ben"):
        factories.make_registration(event, name)

    assert names(desk("guest-list"), f"/desk/events/{event.id}/guests") == ["Ada", "Ärzte Müller", "ben", "Łukasik", "zoe"]


@pytest.mark.both
@pytest.mark.parametrize(("query", "found"), [
    ("oeztuerk", "ÄNNE ÖZTÜRK"), ("öztürk änne", "ÄNNE ÖZTÜRK"), ("WEISS", "Jörg Weiß"), ("joerg", "Jörg Weiß"), ("isik", "İpek Işık"),
    ("nguyen anh", "Nguyễn Thị Ánh"), ("o'brien", "O’Brien"), ("tuhh.example", "Dora"), ("dora@tuhh", "Dora"),
])
def test_search_finds_any_spelling_and_any_part(desk: Desk, query: str, found: str) -> None:
    event = factories.make_event()
    for name in ("ÄNNE ÖZTÜRK", "Jörg Weiß", "İpek Işık", "Nguyễn Thị Ánh", "O’Brien"):
        factories.make_registration(event, name, email=f"{len(name)}@people.example")
    factories.make_registration(event, "Dora", email="dora@tuhh.example")

    assert names(desk(), f"/desk/events/{event.id}/guests?q={query}") == [found]


def test_search_by_code_and_by_reference(desk: Desk) -> None:
    event = factories.make_event()
    for name in ("Ada", "Cem"):
        factories.make_registration(event, name)
    ticket = factories.all_of(Ticket)[1]
    browser = desk()

    for query in (ticket.reference, f"{ticket.reference[:4]}+{ticket.reference[4:].lower()}", factories.code_of(ticket)):
        assert names(browser, f"/desk/events/{event.id}/guests?q={query}") == ["Cem"]


def test_nobody_found_says_so(desk: Desk) -> None:
    event = factories.make_event()
    factories.make_registration(event)

    page = pages.text_of(desk().page(f"/desk/events/{event.id}/guests?q=xyz"))

    assert "Nobody found" in page
    assert "0 guests in" in page


def test_chips_filter_and_count(desk: Desk) -> None:
    event = factories.make_event()
    for name in ("Ada", "Ben", "Cem"):
        factories.make_registration(event, name)
    gone = factories.all_of(Ticket)[1].id
    with transaction():
        db.session.get_one(Ticket, gone).state = "cancelled"
    browser = desk()

    assert names(browser, f"/desk/events/{event.id}/guests?state=valid") == ["Ada", "Cem"]
    assert names(browser, f"/desk/events/{event.id}/guests?state=cancelled") == ["Ben"]
    assert guest_reads.counts(event.id) == {"all": 3, "valid": 2, "in": 0, "cancelled": 1, "waitlist": 0, "applied": 0, "open": 0}


@pytest.mark.both
def test_pages_lead_through_the_list_and_back(desk: Desk) -> None:
    event = factories.make_event()
    for number in range(7):
        factories.make_registration(event, f"Guest {number}")
    search = Search(event.id)

    seen, after = [], None
    while True:
        page = guest_reads.page(search, after=after, size=3)
        seen += [one.holder for one in page.guests]
        if not page.later:
            break
        after = page.guests[-1].ticket_id

    assert seen == [f"Guest {number}" for number in range(7)]
    back = guest_reads.page(search, before=page.guests[0].ticket_id, size=3)
    assert ([one.holder for one in back.guests], back.earlier, back.later) == (["Guest 3", "Guest 4", "Guest 5"], True, True)
    first = guest_reads.page(search, before=back.guests[0].ticket_id, size=3)
    assert ([one.holder for one in first.guests], first.earlier) == (["Guest 0", "Guest 1", "Guest 2"], False)


def test_a_second_page_is_offered_after_fifty(desk: Desk) -> None:
    event = factories.make_event()
    factories.make_registration(event, "Ada", holders=tuple(f"Guest {number:02}" for number in range(52)))
    browser = desk()

    page = browser.page(f"/desk/events/{event.id}/guests?state=valid")
    following = next(link.get("href", "") for link in page.iter("a") if link.get("rel") == "next")

    assert names(browser, following) == ["Guest 50", "Guest 51"]


@pytest.mark.parametrize("many", [1, 40])
def test_list_asks_a_fixed_number_of_queries(desk: Desk, many: int) -> None:
    event = factories.make_event()
    for number in range(many):
        factories.make_registration(event, f"Guest {number}")
    browser = desk()
    browser.get(f"/desk/events/{event.id}/guests")

    with counted_queries() as seen:
        browser.get(f"/desk/events/{event.id}/guests?q=guest")

    assert len(seen) <= 9


def test_file_is_one_dialect_and_runs_nothing(desk: Desk) -> None:
    event = factories.make_event()
    for name in ("Jörg Müller", "a;b", '"q"', "=1+1", "-Ada", "@Cem"):
        factories.make_registration(event, name)
    browser = desk()

    answer = browser.get(f"/desk/events/{event.id}/guests.csv")

    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbfName,")
    assert b"\r\n" in answer.data
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert sorted(row["Name"] for row in rows) == sorted(["Jörg Müller", "a;b", '"q"', "'=1+1", "'-Ada", "'@Cem"])
    assert {row["Registered at"] for row in rows} == {"2027-04-01T14:00:00+02:00"}
    found = browser.get(f"/desk/events/{event.id}/guests.csv?q=mueller").data.decode("utf-8-sig").splitlines()
    assert len(found) == 2


def test_german_file_has_semicolons(desk: Desk) -> None:
    event = factories.make_event()
    person = factories.make_person(language="de")

    answer = desk(person=person).get(f"/desk/events/{event.id}/guests.csv")

    assert answer.data.decode("utf-8-sig").startswith("Name;E-Mail;Ticket;")


def test_guest_shows_tickets_and_history(desk: Desk) -> None:
    event = factories.make_event()
    guest = factories.make_registration(event, "Dora Ditz", email="dora@firma.example")
    browser, path = desk(), f"/desk/events/{event.id}/guests/{guest.id}"
    ticket = factories.only(Ticket)

    answer = browser.submit(path, {"name": "Dora Dietz"}, action=f"{path}/tickets/{ticket.id}/name")
    assert answer.headers["Location"] == path
    page = browser.get(path)

    assert "Dora Dietz" in told(page)
    assert "<del>Dora Ditz</del><ins>Dora Dietz</ins>" in page.get_data(as_text=True)
    assert "Ada changed the name" in told(page)
    assert "Registered, ticket issued" in told(page)


def test_desk_corrects_resends_and_cancels(desk: Desk) -> None:
    event = factories.make_event()
    guest = factories.make_registration(event, "Dora", holders=("Dora", "Cem"), email="dora@firma.exmaple")
    browser, path = desk("guest-list"), f"/desk/events/{event.id}/guests/{guest.id}"

    wrong = browser.submit(path, {"email": "dora"}, action=f"{path}/email")
    assert "has no @" in told(wrong)
    browser.submit(path, {"email": "dora@firma.example"}, action=f"{path}/email")
    browser.submit(path, action=f"{path}/again")
    browser.submit(path, {"reason": "Krank"}, button="Cancel the ticket of Cem")
    browser.submit(path, {"reason": "Auch krank"}, button="Cancel the registration")

    assert [(one.kind, one.recipient) for one in factories.all_of(OutboxRow)] == [
        ("ticket", "dora@firma.example"), ("tickets-again", "dora@firma.example"), ("ticket", "dora@firma.example"),
        ("registration-cancelled", "dora@firma.example"),
    ]
    assert factories.fresh(guest).state == "cancelled"
    assert factories.pool_of(event).taken == 0
    assert "What you can do" not in told(browser.get(path))


def test_desk_adds_a_guest_once(desk: Desk) -> None:
    event = factories.make_event()
    browser, path = desk("guest-list"), f"/desk/events/{event.id}/guests/new"
    form = next(one for one in pages.forms(browser.page(path)) if "once" in one.names)

    sent = form.filled({"name": "Cem", "email": "cem@people.example", "language": "de"})
    first, second = browser.post(path, data=sent), browser.post(path, data=sent)

    assert first.headers["Location"] == second.headers["Location"]
    assert factories.only(Registration).language == "de"
    assert factories.only(OutboxRow).kind == "ticket"


def test_adding_to_a_full_event_is_refused_in_a_sentence(desk: Desk) -> None:
    event = factories.make_event(room=0, online_places=None)
    path = f"/desk/events/{event.id}/guests/new"

    answer = desk().submit(path, {"name": "Cem", "email": "cem@people.example"})

    assert "There are no places left." in told(answer)
    assert 'value="Cem"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(("role", "code"), [
    ("owner", 200), ("manager", 200), ("guest-list", 200), ("editor", 404), ("door", 404), ("finance", 404),
])
def test_roles_that_may_see_guests(desk: Desk, role: str, code: int) -> None:
    event = factories.make_event()
    guest = factories.make_registration(event)
    browser = desk(role)

    for path in ("", ".csv", f"/{guest.id}"):
        assert browser.get(f"/desk/events/{event.id}/guests{path}").status_code == code


def test_guests_of_others_are_not_there(desk: Desk) -> None:
    factories.make_organisation()
    browser = desk()
    stranger = factories.make_event(organisation=factories.make_organisation())
    guest = factories.make_registration(stranger)
    mine = factories.make_event()

    for path in (f"{stranger.id}/guests", f"{stranger.id}/guests.csv", f"{stranger.id}/guests/{guest.id}", f"{mine.id}/guests/{guest.id}"):
        assert browser.get(f"/desk/events/{path}").status_code == 404


def test_strangers_are_sent_to_sign_in(client: Browser) -> None:
    event = factories.make_event()

    assert client.get(f"/desk/events/{event.id}/guests").status_code == 302


@pytest.mark.parametrize("typed", ["0", "", "x", "9" * 30])
def test_a_ticket_that_is_none_cancels_nothing(desk: Desk, typed: str) -> None:
    event = factories.make_event()
    guest = factories.make_registration(event, "Dora", holders=("Dora", "Cem"))
    browser = desk("guest-list")

    browser.post(f"/desk/events/{event.id}/guests/{guest.id}/cancel", data={"ticket": typed, "csrf_token": browser.csrf()})

    assert {one.state for one in factories.all_of(Ticket)} == {"valid"}
