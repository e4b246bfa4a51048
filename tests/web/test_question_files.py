"""Files in the form of questions, and who gets them."""

import io
from typing import Any

import pytest
from flask import Flask

from eventsvc.events.models import Event
from eventsvc.questions import queries, service
from eventsvc.questions.models import Answer, Upload
from eventsvc.registration.models import Registration
from tests import factories
from tests.questions.asking import PDF, given, make_use, picture, sent
from tests.web.asking import drawn, everything, kept, opened


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.make_event()


@pytest.fixture
def ada(event: Event) -> Registration:
    return factories.make_registration(event, "Ada", holders=("Ada", "Ben"))


def upload(raw: bytes = PDF, name: str = "cv.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(raw), name


def test_a_file_is_kept_and_another_one_takes_its_place(app: Flask, event: Event, ada: Registration) -> None:
    asked = make_use(event, "file", per="registration", moment="before-needed")

    for name in ("cv.pdf", "cv two.pdf"):
        with opened(app, ada, {f"q{asked.id}": upload(name=name)}) as form:
            assert form.enctype == "multipart/form-data"
            assert form.validate()
            service.answer(ada.id, form.given())
    with opened(app, ada, {}) as form:
        assert form.validate()
        assert form.given() == ()
        assert everything(form)[0].kept == "cv two.pdf, 1 kB"

    assert kept() == [(0, "cv two.pdf")]
    assert len(factories.all_of(Upload)) == 2


def test_a_fine_file_beside_a_mistake_is_kept_at_once(app: Flask, event: Event, ada: Registration) -> None:
    number, asked = make_use(event, "number", per="registration"), make_use(event, "file", per="registration", moment="before-needed")

    with opened(app, ada, {f"q{number.id}": "x", f"q{asked.id}": upload(picture(), "me.png")}) as form:
        assert not form.validate()
        html = drawn(form, app)

    assert list(form.errors) == [f"q{number.id}"]
    assert "me.jpg, 1 kB" in html
    assert f'name="drop" value="q{asked.id}"' in html
    with opened(app, ada, {f"q{number.id}": "4"}) as form:
        assert form.validate()
    with opened(app, ada, {f"q{number.id}": "5", "drop": f"q{asked.id}"}) as form:
        assert not form.validate()
        assert form.errors == {}
        assert [(one.value, one.kept) for one in everything(form)] == [("5", ""), ("", "")]
    assert kept() == []


@pytest.mark.parametrize(("raw", "words"), [
    (b"", "This file is empty."), (b"<svg onload=alert(1)>", "Send a picture (PNG, JPEG or WebP) or a PDF"),
    (PDF + b" " * 10_000_000, "A file may have 10 MB."),
])
def test_a_file_that_is_not_taken_is_told_why_and_nothing_is_written(
    app: Flask, event: Event, ada: Registration, raw: bytes, words: str,
) -> None:
    asked = make_use(event, "file", per="registration")
    app.config["MAX_CONTENT_LENGTH"] = 20_000_000

    with opened(app, ada, {f"q{asked.id}": upload(raw, "cv.pdf")}) as form:
        assert not form.validate()
        assert words in drawn(form, app)

    assert (kept(), factories.all_of(Upload)) == ([], [])


def test_extending_keeps_the_files_and_judges_nothing(app: Flask, event: Event, ada: Registration) -> None:
    needed, asked = make_use(event, per="registration", moment="before-needed"), make_use(event, "file", per="registration")

    with opened(app, ada, {f"q{asked.id}": upload()}) as form:
        form.keep_files()
        assert form.errors == {}
        assert [(one.name, one.kept) for one in everything(form)] == [(f"q{needed.id}", ""), (f"q{asked.id}", "cv.pdf, 1 kB")]

    assert kept() == [(0, "cv.pdf")]


def test_a_file_about_health_is_not_kept_without_consent(app: Flask, event: Event, ada: Registration) -> None:
    asked = make_use(event, "file", per="registration", health=True, delete_after_days=7)

    with opened(app, ada, {f"q{asked.id}": upload()}) as form:
        assert not form.validate()

    assert factories.all_of(Upload) == []


def test_guests_and_desk_get_the_file_as_a_download_and_nobody_else(app: Flask, event: Event, ada: Registration, desk: Any) -> None:
    asked, upload_id = make_use(event, "file", per="registration"), sent('Über "mich".pdf')
    service.answer(ada.id, [given(asked, "x", upload_id=upload_id)])
    answer_id = queries.of_registrations(ada.id)[0].id
    other = factories.make_registration(event, "Cem")
    client: Any = app.test_client()

    answer = client.get(f"/en/r/{factories.secret_of(ada)}/answers/{answer_id}")
    there = f"/desk/events/{event.id}/guests/{ada.id}/answers/{answer_id}"
    for one in (answer, desk("guest-list").get(there)):
        assert (one.status_code, one.data, one.mimetype) == (200, PDF, "application/pdf")
        assert one.headers["Content-Disposition"].startswith("attachment; filename")
        assert (one.headers["X-Content-Type-Options"], one.headers["Cache-Control"]) == ("nosniff", "no-store")
        assert "sandbox" in one.headers["Content-Security-Policy"]
    assert client.get(f"/en/r/{factories.secret_of(other)}/answers/{answer_id}").status_code == 404
    stranger = desk("owner", organisation=factories.make_organisation())
    assert [one.get(there).status_code for one in (desk("door"), stranger)] == [404, 404]


def test_an_answer_in_words_has_no_file(app: Flask, event: Event, ada: Registration, client: Any) -> None:
    asked = make_use(event, per="registration")
    service.answer(ada.id, [given(asked)])

    assert client.get(f"/en/r/{factories.secret_of(ada)}/answers/{factories.only(Answer).id}").status_code == 404
