"""The desk's page on questions: collection, order, conditions, and what it says when something does not fit."""

from collections.abc import Callable
from typing import Any

import pytest

from eventsvc.events.models import Event
from eventsvc.questions import queries, service
from eventsvc.questions.models import Question, QuestionUse
from tests import factories, pages
from tests.browser import Browser
from tests.house.matrix import OWN_PAGE
from tests.questions.asking import given, make_question, make_use
from tests.support import counted_queries

Desk = Callable[..., Browser]


@pytest.fixture
def event(app: object) -> Event:
    return factories.make_event()


def at(event: Event, *parts: object) -> str:
    return "/".join([f"/desk/events/{event.id}/questions", *map(str, parts)])


def typed(**changes: Any) -> dict[str, Any]:
    return {"asked_de": "Was isst du?", "asked_en": "What do you eat?", **changes}


def test_a_new_question_is_asked_here_and_stands_in_the_collection(event: Event, desk: Desk) -> None:
    browser = desk("editor")

    answer = browser.submit(at(event), typed(
        kind="choices", options_de="Fleisch\nFisch\n\n", options_en="Meat\nFish", moment="before", delete_after_days="7", health="y",
    ), action=at(event, "new"))

    question = factories.only(Question)
    assert (answer.status_code, answer.location) == (303, at(event, question.id))
    assert [(one["de"], one["en"]) for one in question.options] == [("Fleisch", "Meat"), ("Fisch", "Fish")]
    assert (question.kind, question.moment, question.delete_after_days, question.health) == ("choices", "before", 7, True)
    page = browser.get(at(event, question.id)).text
    assert "Kept in the collection, and asked in this event." in page
    assert "in 1 event, DE EN" in page
    assert "before the ticket, optional" in page
    assert "deleted on 26 April 2027" in page
    assert "asks: Was isst du?" in browser.get(f"/desk/events/{event.id}").text


@pytest.mark.parametrize(("changes", "field", "words"), [
    ({"asked_de": " ", "asked_en": ""}, "asked_de", "Write the question in at least one language."),
    ({"kind": "choice", "options_de": "Fleisch"}, "options_de", "At least two answers are needed"),
    ({"kind": "choice", "options_de": "A\nB\nC", "options_en": "A\nB"}, "options_en", "3 lines in German, 2 in English."),
    ({"kind": "choice", "options_de": "A\n\nC"}, "options_de", "A line is empty in both languages."),
    ({"kind": "choice", "options_de": f"A\n{'x' * 121}"}, "options_en", "An answer has at most 120 characters."),
    ({"health": "y", "moment": "before-needed", "delete_after_days": "7"}, "moment", "asked of free will only"),
    ({"health": "y", "delete_after_days": "30"}, "delete_after_days", "goes within 7 days"),
    ({"asked_en": "x" * 201}, "asked_en", "At most 200 characters."),
])
def test_what_cannot_be_is_said_at_its_field_and_everything_typed_stays(
    event: Event, desk: Desk, changes: dict[str, str], field: str, words: str,
) -> None:
    sent = typed(**{"kind": "text", "help_en": "As long as <you> like", **changes})

    answer = desk("owner").submit(at(event), sent, action=at(event, "new"))

    assert answer.status_code == 200
    assert "<title>Error: Questions" in answer.text
    assert f'<a href="#{field}">' in answer.text
    assert words in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    assert f'{field}-error"' in answer.text
    form = next(one for one in pages.forms(pages.parsed(answer.text)) if one.action == at(event, "new"))
    assert form.fields["help_en"] == ["As long as <you> like"]
    assert form.fields["asked_de"] == [sent["asked_de"].strip()]
    assert factories.all_of(Question) == []


def test_an_edit_keeps_given_answers_and_says_so(event: Event, desk: Desk) -> None:
    asked, browser = make_use(event, "choice"), desk("owner")
    service.answer(factories.make_registration(event).id, [given(asked, "ob", given="Harbour")])
    page = at(event, asked.question.id)

    assert "What was answered before (1 answer) keeps its question." in browser.get(page).text
    answer = browser.submit(page, {"asked_en": "Which part?", "options_de": "Energie\nRecht", "options_en": "Energy\nLaw"}, action=page)

    assert answer.status_code == 303
    now = queries.by_id(asked.question.id, event.organisation_id)
    assert ([one.key for one in now.offered], now.version) == (["oa", "oc"], 2)
    form = next(one for one in pages.forms(browser.page(page)) if one.action == page)
    assert form.fields["options_en"] == ["Energy\nLaw"]
    assert queries.of_registrations(1)[0].given == "Harbour"


def test_the_kind_stays_when_answers_are_there(event: Event, desk: Desk) -> None:
    asked = make_use(event)
    service.answer(factories.make_registration(event).id, [given(asked)])
    page = at(event, asked.question.id)

    answer = desk("owner").submit(page, {"kind": "number"}, action=page)

    assert answer.status_code == 200
    assert queries.by_id(asked.question.id, event.organisation_id).kind == "text"


def test_who_saves_over_somebody_is_told_and_can_save_again(event: Event, desk: Desk) -> None:
    asked, browser = make_use(event), desk("owner")
    page = at(event, asked.question.id)
    other = {"asked_en": "By Ben"}
    stale = next(one for one in pages.forms(browser.page(page)) if one.action == page).filled({"asked_en": "By Ada"})
    browser.submit(page, other, action=page)

    answer = browser.post(page, data=stale)

    assert answer.status_code == 200
    assert "Somebody else has saved in the meantime." in answer.text
    again = next(one for one in pages.forms(pages.parsed(answer.text)) if one.action == page)
    assert again.fields["asked_en"] == ["By Ada"]
    assert browser.post(page, data=again.fields).status_code == 303
    assert queries.by_id(asked.question.id, event.organisation_id).asked_en == "By Ada"


def test_an_event_says_whom_when_and_after_which_answer(event: Event, desk: Desk) -> None:
    opener, asked, browser = make_use(event, "yesno", asked_en="Your own computer?"), make_use(event), desk("owner")
    page, online = at(event, asked.question.id), factories.types_of(event)[1]

    answer = browser.submit(
        page, {"asked_of": str(online.id), "asked_when": "before-needed", "opens": [f"{opener.id}:yes"]},
        action=at(event, asked.question.id, "here"),
    )

    assert (answer.status_code, answer.location) == (303, page)
    text = browser.get(page).text
    assert "only after “Yes” to: Your own computer?" in text
    assert "before the ticket, needed" in text
    assert "Something is needed" in text
    assert "asks differently: Woran arbeitest du?" in browser.get(f"/desk/events/{event.id}").text


def test_answers_to_two_questions_open_nothing(event: Event, desk: Desk) -> None:
    one, other, asked = make_use(event, "yesno"), make_use(event, "yesno"), make_use(event)

    answer = desk("owner").submit(
        at(event, asked.question.id), {"opens": [f"{one.id}:yes", f"{other.id}:no"], "asked_when": "before"},
        action=at(event, asked.question.id, "here"),
    )

    assert "Choose answers to one question only." in answer.text
    assert '<a href="#opens">' in answer.text
    form = next(one for one in pages.forms(pages.parsed(answer.text)) if one.action.endswith("/here"))
    assert (form.fields["opens"], form.fields["asked_when"]) == ([f"{one.id}:yes", f"{other.id}:no"], ["before"])
    saved = next(one for one in pages.forms(pages.parsed(answer.text)) if one.action == at(event, asked.question.id))
    assert saved.fields["asked_en"] == ["What are you working on?"]


def test_questions_are_taken_moved_dropped_and_put_away(event: Event, desk: Desk) -> None:
    spare, browser = make_question(event, asked_en="Where did you hear of it?"), desk("editor")
    first, second = make_use(event), make_use(event)

    browser.submit(at(event), {"question": str(spare.id)}, action=at(event, "ask"))
    browser.submit(at(event), {}, action=at(event, spare.id, "move"), button="up")
    browser.submit(at(event), {}, action=at(event, second.question.id, "move"), button="up")
    browser.submit(at(event, first.question.id), {}, action=at(event, first.question.id, "here"))
    token = {"csrf_token": browser.csrf()}
    browser.post(at(event, first.question.id, "drop"), data=token, headers=OWN_PAGE)
    browser.post(at(event, spare.id, "archive"), data=token, headers=OWN_PAGE)

    assert [use.question.id for use in queries.uses(event.id)] == [second.question.id, spare.id]
    assert [one.id for one in queries.library(event.organisation_id)] == [first.question.id, second.question.id]
    page = browser.get(at(event, spare.id)).text
    assert "Put back into the collection" in page
    browser.post(at(event, spare.id, "archive"), data={**token, "back": "1"}, headers=OWN_PAGE)
    assert len(queries.library(event.organisation_id)) == 3


def test_what_is_archived_cannot_be_taken(event: Event, desk: Desk) -> None:
    gone, browser = make_question(event, archived=True), desk("owner")

    browser.post(at(event, "ask"), data={"csrf_token": browser.csrf()}, headers=OWN_PAGE)
    assert "Choose a question." in browser.get(at(event)).text
    browser.post(at(event, "ask"), data={"csrf_token": browser.csrf(), "question": str(gone.id)}, headers=OWN_PAGE)

    assert "This question is not in the collection any more." in browser.get(at(event)).text
    assert factories.all_of(QuestionUse) == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_preview_shows_all_of_it_in_either_language(event: Event, desk: Desk, language: str) -> None:
    opener = make_use(event, "yesno", moment="before", asked_de="Eigener Rechner?", asked_en="Your own computer?")
    make_use(event, "file", shown_if_use_id=opener.id, shown_if_values=["yes"], health=True, delete_after_days=7)

    page = desk("editor").get(at(event, "preview", language))

    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert page.text.count({"de": "Eigener Rechner?", "en": "Your own computer?"}[language]) == 2
    assert page.text.count('type="file"') == 1


def test_nobody_but_editors_of_this_organisation_come_in(event: Event, desk: Desk) -> None:
    asked = make_use(event)
    others = [desk("door"), desk("finance"), desk("owner", organisation=factories.make_organisation())]

    assert [browser.get(at(event, asked.question.id)).status_code for browser in others] == [404, 404, 404]
    stranger = factories.make_event(organisation=factories.make_organisation())
    assert desk("owner").get(at(event, make_question(stranger).id)).status_code == 404


def test_a_form_that_outlived_its_session_keeps_what_was_typed(event: Event, desk: Desk) -> None:
    browser = desk("owner")
    filled = typed(kind="choice", options_de="Fleisch\nFisch", opens=["1:yes", "1:no"])

    answer = browser.post(at(event, "new"), data={**filled, "csrf_token": "old"}, headers=OWN_PAGE)

    form = next(one for one in pages.forms(pages.parsed(answer.text)) if one.action == at(event, "new"))
    assert answer.status_code == 400
    assert {name: form.fields[name] for name in ("asked_de", "options_de", "opens")} == {
        "asked_de": ["Was isst du?"], "options_de": ["Fleisch\nFisch"], "opens": ["1:yes", "1:no"],
    }
    assert browser.post(at(event, "new"), data={**form.fields, "per": "ticket", "moment": "after", "delete_after_days": "7"},
                        headers=OWN_PAGE).status_code == 303
    assert len(factories.all_of(Question)) == 1


@pytest.mark.parametrize("many", [1, 4])
def test_the_page_asks_the_same_number_of_times_however_much_is_asked(event: Event, desk: Desk, many: int) -> None:
    browser = desk("owner")
    for _number in range(many):
        make_use(event, "choice")
    browser.get(at(event))

    with counted_queries() as seen:
        browser.get(at(event))

    assert len(seen) == 10
