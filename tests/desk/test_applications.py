"""The desk's page of applications: read, answered singly or many at once, taken back; without script."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration.approval import service as applications
from eventsvc.registration.models import AnswerText, Registration, Ruling
from tests import factories, pages
from tests.browser import Browser
from tests.desk.test_guests import told
from tests.registration.applying import applied, counters, letters, stage, stands
from tests.registration.cases import SPRING
from tests.support import Frozen, counted_queries, frozen

Desk = Callable[..., Browser]


@pytest.fixture(autouse=True)
def time(app: Flask) -> Iterator[Frozen]:
    with frozen(SPRING) as standing:
        yield standing


def asked(names: tuple[str, ...] = ("Ada Ahlers",), **changes: Any) -> tuple[Event, list[int], str]:
    """An event, who applied, and where the desk sees them."""
    event = factories.make_event(room=2, title_de="Vom Labor in den Hafen", title_en="From lab to harbour")
    kind = stage(event, **changes)
    return event, [applied(event, kind, name) for name in names], f"/desk/events/{event.id}/applications"


def badges(browser: Browser, path: str) -> list[str]:
    """How each line of the list stands."""
    return [pages.text_of(cell) for cell in browser.page(path).iter("td") if "cell-status" in (cell.get("class") or "")]


def test_an_application_is_read_and_answered_with_yes(desk: Desk, time: Frozen) -> None:
    event, [ada], page = asked()
    browser = desk("guest-list")
    shown = told(browser.get(page))
    for words in ("Ada Ahlers", "Stage", "This mail goes to Ada Ahlers DE", "Zusage: Vom Labor in den Hafen", "1 application"):
        assert words in shown

    typed = {"answer": "yes", "message": "Folien bis Sonntag.", "note": "Passt."}
    answer = browser.submit(f"{page}/{ada}", typed, button="Answer and send the mail")

    assert answer.location == f"{page}/{ada}"
    assert (stands(ada), counters(event)) == (("applied", ["reserved"]), (0, 1))
    after = told(browser.get(f"{page}/{ada}"))
    assert "Yes to Ada Ahlers. The mail goes out at 2:10 PM; until then it can be taken back." in after
    assert "Folien bis Sonntag." in after
    assert factories.only(Registration).note == "Passt."
    assert badges(browser, page) == ["Yes, mail at 2:10 PM"]
    time.move(minutes=10)
    applications.sweep()
    assert badges(browser, page) == ["Yes"]
    assert "Answered: Yes, today, 2:00 PM. Folien bis Sonntag." in told(browser.get(f"{page}/{ada}"))


def test_an_answer_is_taken_back_or_sent_at_once(desk: Desk) -> None:
    _event, [ada, ben], page = asked(("Ada", "Ben"))
    browser = desk()
    for one in (ada, ben):
        browser.submit(f"{page}/{one}", {"answer": "no"}, button="Answer and send the mail")

    browser.submit(f"{page}/{ada}", {}, button="Take it back")
    browser.submit(f"{page}/{ben}", {}, button="Send the mail now")

    assert (stands(ada)[0], stands(ben)[0]) == ("applied", "declined")
    assert (letters(ada), letters(ben)) == (["applied"], ["applied", "declined"])
    assert badges(browser, page) == ["open", "No"]
    late = browser.post(f"{page}/{ben}/undo", data={"csrf_token": browser.csrf()})
    assert late.location == f"{page}/{ben}"
    assert "The mail has gone out" in told(browser.get(page))


def test_later_names_an_hour_by_the_events_clock(desk: Desk) -> None:
    """T46: whoever sits elsewhere still types the event's time."""
    _event, [ada], page = asked()
    browser = desk()

    empty = browser.submit(f"{page}/{ada}", {"answer": "later", "until": ""}, button="Answer and send the mail")
    past = browser.submit(f"{page}/{ada}", {"answer": "later", "until": "2027-03-01T18:00"}, button="Answer and send the mail")
    browser.submit(f"{page}/{ada}", {"answer": "later", "until": "2027-04-14T12:00"}, button="Answer and send the mail")

    assert "Name the hour until which you will answer." in told(empty)
    assert past.status_code == 409
    assert "Name an hour that is still to come, and before the event begins: 19 April, 6:00 PM." in told(past)
    assert factories.only(Ruling).until == datetime.fromisoformat("2027-04-14T10:00:00+00:00")


def test_the_mail_is_shown_with_what_was_typed_and_nothing_is_done(desk: Desk) -> None:
    _event, [ada], page = asked()
    browser = desk()

    shown = browser.submit(f"{page}/{ada}", {"answer": "no", "message": "Der Abend ist voll."}, button="Show the mail")
    english = browser.get(f"{page}/{ada}?lang=en")

    assert "Dieses Mal ist dafür kein Platz. Der Abend ist voll." in told(shown)
    assert "This mail goes to Ada Ahlers EN" in told(english)
    assert "This time there is no place for it." in told(english)
    assert factories.all_of(Ruling) == []


def test_a_yes_without_a_place_is_refused_and_what_was_typed_stays(desk: Desk) -> None:
    event, [ada, ben, cem], page = asked(("Ada", "Ben", "Cem"))
    for one in (ada, ben):
        applications.answer(one, applications.Reply(answer="yes"), by=applications.By(1))

    answer = desk().submit(f"{page}/{cem}", {"answer": "yes", "message": "Willkommen!"}, button="Answer and send the mail")

    assert answer.status_code == 409
    assert "There are no places left." in told(answer)
    assert "Willkommen!" in answer.text
    assert counters(event) == (0, 2)


def test_many_are_answered_after_a_look_at_the_mail(desk: Desk) -> None:
    event, ids, page = asked(("Ada", "Ben", "Cem"))
    browser = desk()
    form = next(one for one in pages.forms(browser.page(page)) if "who" in one.names)

    sure = browser.post(f"{page}/many", data={"who": ids, "answer": "yes", "csrf_token": browser.csrf()})
    nothing = factories.all_of(Ruling)
    typed = {"who": ids, "answer": "yes", "sure": "1", "message": "Bis dann!"}
    done = browser.post(f"{page}/many", data={**typed, "csrf_token": browser.csrf()})

    assert form is not None
    assert "“Yes” to 3 applications" in told(sure)
    assert "As Ada gets it DE" in told(sure)
    assert nothing == []
    assert done.location == page
    said = told(browser.get(page))
    assert "2 applications are answered." in said
    assert "Cem: There are no places left." in said
    assert [stands(one)[1] for one in ids] == [["reserved"], ["reserved"], ["wanted"]]
    assert {one.message for one in factories.all_of(Ruling)} == {"Bis dann!"}
    assert counters(event) == (0, 2)


@pytest.mark.parametrize("typed", [[], ["x"], ["99999"], ["9" * 30]])
def test_nobody_ticked_is_said(desk: Desk, typed: list[str]) -> None:
    _event, _ids, page = asked()
    browser = desk()

    browser.post(f"{page}/many", data={"who": typed, "answer": "no", "csrf_token": browser.csrf()})

    assert "Nobody is ticked." in told(browser.get(page))


def test_promised_answers_are_counted(desk: Desk, time: Frozen) -> None:
    _event, _ids, page = asked(("Ada", "Ben"))
    browser = desk()
    quiet = told(browser.get(page))
    time.at = datetime.fromisoformat("2027-04-12T08:00:00+00:00")
    browser = desk()
    near = told(browser.get(page))
    time.move(hours=9)

    assert "promised by today" not in quiet
    assert "2 answers are promised, the first by today, 6:00 PM." in near
    assert "2 answers are overdue: the first was promised by today, 6:00 PM." in told(browser.get(page))


def test_a_no_can_become_a_yes_and_says_that_the_mail_goes_at_once(desk: Desk) -> None:
    _event, [ada], page = asked()
    applications.answer(ada, applications.Reply(answer="no", at_once=True), by=applications.By(1))
    browser = desk()

    assert "The mail goes out at once." in told(browser.get(f"{page}/{ada}"))
    browser.submit(f"{page}/{ada}", {"answer": "yes"}, button="Answer and send the mail")

    assert stands(ada) == ("confirmed", ["valid"])
    assert "Said yes to Ada Ahlers; the mail is on its way." in told(browser.get(page))


def test_only_the_note_is_kept_when_that_is_pressed(desk: Desk) -> None:
    _event, [ada], page = asked()
    browser = desk()
    browser.submit(f"{page}/{ada}", {"answer": "yes"}, button="Answer and send the mail")

    browser.submit(f"{page}/{ada}", {"note": "Zahlen nachfragen."}, button="Save the note")

    assert factories.only(Registration).note == "Zahlen nachfragen."
    assert len(factories.all_of(Ruling)) == 1


def test_places_that_are_left_for_a_yes_are_counted(desk: Desk) -> None:
    event, _ids, page = asked(("Ada", "Ben"))
    browser = desk()
    one = told(browser.get(page))
    stage(event, name_en="Company", most=1)

    assert "2 applications, 2 places free" in one
    assert "2 applications, Stage: 2 places free, Company: 1 place free" in told(browser.get(page))


def test_an_empty_page_says_so(desk: Desk) -> None:
    event = factories.make_event()

    assert "Nobody has applied" in told(desk().get(f"/desk/events/{event.id}/applications"))


@pytest.mark.parametrize("many", [1, 20])
def test_the_list_asks_a_fixed_number_of_queries(desk: Desk, many: int) -> None:
    _event, _ids, page = asked(tuple(f"Guest {number}" for number in range(many)))
    browser = desk()
    browser.get(page)

    with counted_queries() as seen:
        browser.get(page)

    assert len(seen) <= 40


def test_own_words_are_kept_for_the_event_or_for_all(desk: Desk) -> None:
    event, [ada], page = asked()
    browser = desk("editor")
    words = {"subject_de": "Ja: {event}", "text_de": "Hallo {name}.", "subject_en": "Yes: {event}", "text_en": "Hello {name}."}

    half = browser.submit(f"{page}/texts/yes", {**words, "text_en": ""}, button="Save")
    browser.submit(f"{page}/texts/yes", {**words, "for_all": "y"}, button="Save")
    browser.submit(f"{page}/texts/yes", {**words, "subject_de": "Dabei: {event}", "for_all": None}, button="Save")

    assert half.status_code == 409
    assert "in both languages" in told(half)
    assert [(one.event_id, one.subject_de) for one in factories.all_of(AnswerText)] == [(None, "Ja: {event}"), (event.id, "Dabei: {event}")]
    assert "Dabei: Vom Labor in den Hafen" in told(desk().get(f"{page}/{ada}"))
    browser.submit(f"{page}/texts/yes", dict.fromkeys(words, ""), button="Save")
    assert "Ja: Vom Labor in den Hafen" in told(desk().get(f"{page}/{ada}"))


@pytest.mark.parametrize(("role", "reads", "answers", "texts"), [
    ("owner", 200, 303, 200), ("manager", 200, 303, 200), ("guest-list", 200, 303, 404), ("editor", 404, 404, 200), ("door", 404, 404, 404),
    ("finance", 404, 404, 404),
])
def test_who_may_read_and_answer(desk: Desk, role: str, reads: int, answers: int, texts: int) -> None:
    _event, [ada], page = asked()
    browser = desk(role)

    assert browser.get(page).status_code == reads
    assert browser.get(f"{page}/{ada}").status_code == reads
    assert browser.get(f"{page}/texts/no").status_code == texts
    assert browser.post(f"{page}/{ada}", data={"answer": "no", "csrf_token": browser.csrf()}).status_code == answers
    assert len(factories.all_of(Ruling)) == (1 if answers == 303 else 0)


def test_applications_of_others_are_not_there(desk: Desk) -> None:
    browser = desk()
    mine = factories.make_event()
    foreign = factories.make_event(organisation=factories.make_organisation())
    ada = applied(foreign, stage(foreign))
    token = browser.csrf()

    for path in (f"{foreign.id}/applications", f"{foreign.id}/applications/{ada}", f"{mine.id}/applications/{ada}"):
        assert browser.get(f"/desk/events/{path}").status_code == 404
    for deed in ("", "/undo", "/tell"):
        answer = browser.post(f"/desk/events/{mine.id}/applications/{ada}{deed}", data={"answer": "no", "csrf_token": token})
        assert answer.status_code == 404
    browser.post(f"/desk/events/{mine.id}/applications/many", data={"who": [ada], "answer": "no", "sure": "1", "csrf_token": token})
    assert (factories.all_of(Ruling), len(factories.all_of(OutboxRow))) == ([], 1)


def test_a_draft_of_until_lies_before_the_event(desk: Desk, time: Frozen) -> None:
    event, [ada], page = asked()
    time.at = event.starts_at - timedelta(hours=5)

    assert 'value="2027-04-19T18:00"' in desk().get(f"{page}/{ada}").text
