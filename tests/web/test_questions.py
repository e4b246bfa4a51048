"""The form of questions: what is asked, what is needed, what is said, what is kept."""


import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from eventsvc.events.models import Event
from eventsvc.questions import service
from eventsvc.questions.models import Answer
from eventsvc.registration.models import Registration
from tests import factories
from tests.questions.asking import given, make_use
from tests.web.asking import drawn, everything, kept, opened, tickets


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.make_event()


@pytest.fixture
def ada(event: Event) -> Registration:
    return factories.make_registration(event, "Ada", holders=("Ada", "Ben"))


def test_who_asks_nothing_shows_nothing(app: Flask, ada: Registration) -> None:
    with opened(app, ada) as form:
        assert (form.asks, form.count, form.parts, form.note) == (False, 0, (), "")


def test_each_guest_is_asked_by_name_and_the_registration_once(app: Flask, event: Event, ada: Registration) -> None:
    once, each = make_use(event, per="registration"), make_use(event, asked_en="What do you eat?")
    first, second = tickets()

    with opened(app, ada) as form:
        assert [(part.title, [one.name for one in part.questions]) for part in form.parts] == [
            ("For all of you", [f"q{once.id}"]), ("Ada", [f"q{each.id}-{first}"]), ("Ben", [f"q{each.id}-{second}"]),
        ]
        assert form.count == 3
    with opened(app, ada, ticket_id=second) as form:
        assert [(part.title, [one.name for one in part.questions]) for part in form.parts] == [("", [f"q{each.id}-{second}"])]


def test_what_was_given_comes_back_and_stays_as_it_was_given(app: Flask, event: Event, ada: Registration) -> None:
    text, many = make_use(event, per="registration"), make_use(event, "choices", per="registration")
    number = make_use(event, "number", per="registration")
    with opened(app, ada, {f"q{text.id}": " Cranes ", f"q{number.id}": "1,5", "questions": "x"}, lang="de") as form:
        assert form.validate()
        service.answer(ada.id, form.given())
    again = MultiDict([(f"q{text.id}", "Cranes"), (f"q{many.id}", "oc"), (f"q{many.id}", "oa"), (f"q{number.id}", "1.5")])
    with opened(app, ada, again) as form:
        assert form.validate()
        service.answer(ada.id, form.given())

    rows = {row.question_id: row for row in factories.all_of(Answer)}
    assert (rows[text.question.id].language, rows[text.question.id].asked) == ("de", "Woran arbeitest du?")
    assert (rows[many.question.id].value, rows[many.question.id].given) == (["oa", "oc"], "Energy, Law")
    with opened(app, ada, lang="de") as form:
        shown = {one.name: one for one in everything(form)}
        assert (shown[f"q{text.id}"].value, shown[f"q{many.id}"].values, shown[f"q{number.id}"].value) == ("Cranes", ("oa", "oc"), "1,5")


def test_what_is_wrong_is_said_at_its_field_and_in_the_list_and_everything_typed_stays(app: Flask, event: Event, ada: Registration) -> None:
    needed, number = make_use(event, per="registration", moment="before-needed"), make_use(event, "number", per="registration")
    many, long = make_use(event, "choices", per="registration"), make_use(event, "long", per="registration")
    typed = MultiDict([(f"q{number.id}", "a <dozen>"), (f"q{many.id}", "oa"), (f"q{many.id}", "ob"), (f"q{long.id}", "one\ntwo")])

    with opened(app, ada, typed) as form:
        assert not form.validate()
        html = drawn(form, app)

    assert "<title>Error: Questions" in html
    assert f'<a href="#q{needed.id}">“What are you working on?” needs an answer.</a>' in html
    assert f'<a href="#q{number.id}">A number looks like 12 or 4.5.</a>' in html
    assert html.count('aria-invalid="true"') == 2
    assert f'aria-describedby="q{number.id}-error"' in html
    assert 'value="a &lt;dozen&gt;"' in html
    assert "\none\ntwo</textarea>" in html
    assert html.count(" checked") == 2
    assert kept() == []


def test_a_question_that_waits_is_shown_needed_and_kept_only_if_the_answer_fits(app: Flask, event: Event, ada: Registration) -> None:
    opener = make_use(event, "yesno", per="registration")
    waits = make_use(event, per="registration", moment="before-needed", shown_if_use_id=opener.id, shown_if_values=["yes"])

    with opened(app, ada) as form:
        assert 'data-opened-by' in drawn(form, app)
        assert everything(form)[1].hint == "Only if you choose “Yes”."
        assert form.count == 1
    with opened(app, ada, {f"q{opener.id}": "no", f"q{waits.id}": "left over"}) as form:
        assert form.validate()
        assert [one.value for one in form.given()] == ["no"]
    with opened(app, ada, {f"q{opener.id}": "yes"}) as form:
        assert not form.validate()
        assert list(form.errors) == [f"q{waits.id}"]
        assert everything(form)[1].hint == "Asked because you chose “Yes”."


def test_an_answer_that_is_not_asked_any_more_goes(app: Flask, event: Event, ada: Registration) -> None:
    opener = make_use(event, "yesno", per="registration")
    waits = make_use(event, per="registration", shown_if_use_id=opener.id, shown_if_values=["yes"])
    service.answer(ada.id, [given(opener, "yes"), given(waits, "Linux")])

    with opened(app, ada, {f"q{opener.id}": "no", f"q{waits.id}": "Linux"}) as form:
        assert form.validate()
        service.answer(ada.id, form.given())

    assert kept() == [(0, "no")]


def test_two_answers_may_open_one_question(app: Flask, event: Event, ada: Registration) -> None:
    opener = make_use(event, "choice", per="registration")
    waits = make_use(event, per="registration", shown_if_use_id=opener.id, shown_if_values=["oa", "oc"])

    with opened(app, ada, {f"q{opener.id}": "oc"}) as form:
        html = drawn(form, app)

    assert html.count(f'id="q{waits.id}"') == 1
    assert 'data-opened-value="oa oc"' in html
    assert "Asked because you chose “Energy” or “Law”." in html


def test_a_question_that_was_changed_meanwhile_is_read_once_more(app: Flask, event: Event, ada: Registration) -> None:
    asked = make_use(event, "yesno", per="registration", version=3)
    typed = {f"q{asked.id}": "yes", "questions": f"{asked.id}.2"}

    with opened(app, ada, typed) as form:
        assert not form.validate()
        assert "changed while you had it open" in form.errors[f"q{asked.id}"][0]
        assert form.seen == f"{asked.id}.3"
    with opened(app, ada, {**typed, f"q{asked.id}": ""}) as form:
        assert form.validate()


def test_what_may_tell_something_about_health_is_kept_with_consent_alone(app: Flask, event: Event, ada: Registration) -> None:
    asked = make_use(event, "choices", per="registration", health=True, delete_after_days=7, shown_at_door=True)
    answered = {f"q{asked.id}": "oa"}

    with opened(app, ada) as form:
        consent = everything(form)[1]
        assert (consent.kind, consent.value) == ("tick", "")
        assert consent.hint.startswith("Seen by the team and at the door, by no partner. Deleted on 26 April 2027;")
    with opened(app, ada, answered) as form:
        assert not form.validate()
        assert list(form.errors) == [f"q{asked.id}-consent"]
        assert f'href="#q{asked.id}-consent"' in drawn(form, app)
    with opened(app, ada, {**answered, f"q{asked.id}-consent": "yes"}) as form:
        assert form.validate()
        service.answer(ada.id, form.given())
    assert factories.only(Answer).consent
    with opened(app, ada, {f"q{asked.id}-consent": "yes"}) as form:
        assert form.validate()
        service.answer(ada.id, form.given())
    assert kept() == []


@pytest.mark.parametrize(("kind", "moment", "none"), [("yesno", "after", 1), ("choice", "after", 1), ("yesno", "before-needed", 0)])
def test_a_voluntary_choice_can_be_taken_back_without_script(
    app: Flask, event: Event, ada: Registration, kind: str, moment: str, none: int,
) -> None:
    asked = make_use(event, kind, per="registration", moment=moment)

    with opened(app, ada) as form:
        assert drawn(form, app).count('value="" checked') == none
        assert everything(form)[0].name == f"q{asked.id}"


def test_an_option_that_is_gone_is_shown_to_who_has_it_alone(app: Flask, event: Event, ada: Registration) -> None:
    options = [{"key": key, "de": key, "en": key, "gone": key == "old"} for key in ("new", "old")]
    asked = make_use(event, "choice", per="registration", moment="before-needed", options=options)
    other = factories.make_registration(event, "Cem")
    service.answer(ada.id, [given(asked, "old")])

    with opened(app, ada, {f"q{asked.id}": "old"}) as form:
        assert form.validate()
    with opened(app, other, {f"q{asked.id}": "old"}) as form:
        assert not form.validate()
        assert [value for value, _word in everything(form)[0].choices] == ["new"]


def test_a_question_in_one_language_is_marked_with_it(app: Flask, event: Event, ada: Registration) -> None:
    make_use(event, per="registration", asked_en="")

    with opened(app, ada) as form:
        assert (everything(form)[0].label, everything(form)[0].lang) == ("Woran arbeitest du?", "de")


def test_before_the_ticket_only_what_is_asked_before(app: Flask, event: Event, ada: Registration) -> None:
    make_use(event, per="registration")
    before = make_use(event, per="registration", moment="before")

    with opened(app, ada, moment="before") as form:
        assert [one.name for one in everything(form)] == [f"q{before.id}"]
