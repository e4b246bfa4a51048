"""Filling in the form of questions without a page around it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, g, request
from werkzeug.datastructures import MultiDict

from eventsvc.questions.models import Answer
from eventsvc.registration import queries as registrations
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from eventsvc.web import questions
from eventsvc.web.parts import Asked
from eventsvc.web.questions import QuestionForm
from tests import factories, pages

PAGE = """{% from "parts/forms.html" import error_mark, error_summary %}{% from "parts/questions.html" import question_form %}
<!doctype html><html lang="en"><head><title>{{ error_mark(form) }}Questions</title></head><body>{{ error_summary(form) }}
<form method="post" enctype="{{ form.enctype }}" novalidate>{{ question_form(form) }}<p>{{ form.note }}</p></form></body></html>"""


def tickets() -> list[int]:
    """All tickets there are."""
    return [row.id for row in factories.all_of(Ticket)]


@contextmanager
def opened(
    app: Flask, registration: Registration, typed: dict[str, Any] | MultiDict[str, Any] | None = None, *, lang: str = "en",
    moment: str = "after", **more: Any,
) -> Iterator[QuestionForm]:
    """The form as it is drawn (nothing typed), or as it was sent. Its hidden field comes by itself."""
    whole = registrations.by_id(registration.id)
    with app.test_request_context(f"/{lang}/"):
        seen = questions.form_for(whole, moment, **more).seen
    pairs = [] if typed is None else list(typed.items(multi=True) if isinstance(typed, MultiDict) else typed.items())
    pairs += [] if "questions" in dict(pairs) else [("questions", seen)]
    sent_now: dict[str, Any] = {} if typed is None else {"method": "POST", "data": MultiDict(pairs)}
    with app.test_request_context(f"/{lang}/", **sent_now):
        g.lang = lang
        yield questions.form_for(whole, moment, **more)
        request.close()
        request.environ["wsgi.input"].close()


def drawn(form: QuestionForm, app: Flask) -> str:
    """The form in a page, which must be right HTML."""
    html = app.jinja_env.from_string(PAGE).render(form=form)
    pages.parsed(html.lstrip())
    return html


def kept() -> list[tuple[int, Any]]:
    """Ticket and value of each answer."""
    return [(row.ticket_id, row.value) for row in factories.all_of(Answer)]


def everything(form: QuestionForm) -> list[Asked]:
    """All that is shown, what waits for an answer after what opens it."""
    def below(one: Asked) -> list[Asked]:
        return [one, *(deeper for _value, child in one.below for deeper in below(child))]

    return [found for part in form.parts for one in part.questions for found in below(one)]
