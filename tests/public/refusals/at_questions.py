"""An answer does not fit: it is said at its question, and whatever was typed stays."""

import io
from typing import Any

from eventsvc.questions.files import MOST_BYTES
from eventsvc.questions.models import Question
from eventsvc.registration import service
from tests import factories, pages
from tests.public.refusals.visit import Cases, Visit, an_event
from tests.questions.asking import PDF, make_use, picture
from tests.registration.cases import wish
from tests.registration.lines import changed

CASES = Cases()
TOPIC = "What are you working on?"


def _opened(visit: Visit, kind: str, **changes: Any) -> tuple[pages.Form, str, int]:
    """Ada is asked what she works on, and one thing more: the form, the name of that field, the question."""
    event = an_event()
    first = make_use(event, "text", moment="before-needed", per="registration")
    second = make_use(event, kind, **{"moment": "before-needed", "per": "registration", **changes})
    ada = service.register(event.id, wish(event, **visit.ada, language=visit.lang)).registration_id
    form = visit.opens(visit.own(ada, "/questions"), "questions", f"q{first.id}")
    form.names.add(f"q{second.id}")
    form.fields[f"q{first.id}"] = ["Kräne"]
    return form, f"q{second.id}", second.question.id


def _answers(kind: str, typed: str, *, keeps: bool = True, **changes: Any) -> Any:
    def act(visit: Visit) -> None:
        form, name, _question = _opened(visit, kind, **changes)
        visit.sends(form, {name: typed, **({"q" + name[1:]: typed} if keeps else {})}, keeps=keeps)

    return act


CASES.row(
    "answer: needed", "„Woran arbeitest du?“ braucht eine Antwort.", "“What are you working on?” needs an answer.",
)(_answers("text", ""))
CASES.row("answer: too long", "Höchstens 300 Zeichen.", "At most 300 characters.")(_answers("text", "x" * 301))
CASES.row("answer: no number", "Eine Zahl sieht aus wie 12 oder 4,5.", "A number looks like 12 or 4.5.")(_answers("number", "viele"))
CASES.row("answer: no day", "Ein Tag sieht so aus: 19.4.2027.", "A day looks like 2027-04-19.")(_answers("date", "morgen"))
CASES.row(
    "answer: no phone number", "Eine Telefonnummer sieht aus wie +49 40 123456.", "A phone number looks like +49 40 123456.",
)(_answers("phone", "ruf mich an"))
CASES.row("answer: no country", "Wähle ein Land aus der Liste.", "Choose a country from the list.")(_answers("country", "XX", keeps=False))
CASES.row(
    "answer: not offered", "Wähle eine der Antworten, die hier stehen.", "Choose one of the answers that stand here.",
)(_answers("choice", "other", keeps=False))
CASES.row(
    "answer: without consent", "Setz diesen Haken, damit wir die Antwort darüber speichern dürfen, oder nimm die Antwort heraus.",
    "Tick this box so that we may keep the answer above, or take the answer out.",
)(_answers("text", "Nüsse", health=True, moment="before", delete_after_days=7))


@CASES.row(
    "question-changed", "Diese Frage wurde geändert, während du sie offen hattest. Lies sie noch einmal und sende sie erneut.",
    "This question was changed while you had it open. Read it once more, and send it again.",
)
def _(visit: Visit) -> None:
    form, name, question = _opened(visit, "text")
    changed(factories.only(Question, id=question), version=2)
    visit.sends(form, {name: "Schiffe"})


def _sends(raw: bytes, file_name: str = "cv.pdf") -> Any:
    """A file beside an answer that stays."""

    def act(visit: Visit) -> None:
        form, name, _question = _opened(visit, "file")
        first = next(one for one in form.fields if one.startswith("q") and one not in {"questions", name})
        form.names.add(name)
        visit.sends(form, {first: "Kräne"}, **{name: (io.BytesIO(raw), file_name)})

    return act


CASES.row("file-empty", "Diese Datei ist leer. Nimm eine andere.", "This file is empty. Choose another one.")(_sends(b""))
CASES.row("file-large", "Eine Datei darf 10 MB haben. Nimm eine kleinere.", "A file may have 10 MB. Choose a smaller one.")(
    _sends(PDF + b" " * MOST_BYTES),
)
CASES.row(
    "file-kind", "Schick ein Bild (PNG, JPEG oder WebP) oder ein PDF; diese Datei ist keins von beiden.",
    "Send a picture (PNG, JPEG or WebP) or a PDF; this file is neither.",
)(_sends(b"<svg onload=alert(1)>", "me.svg"))
CASES.row(
    "file-pixels", "Ein Bild darf 40 Megapixel haben. Nimm ein kleineres.", "A picture may have 40 megapixels. Choose a smaller one.",
)(_sends(picture(size=(8000, 5001)), "me.png"))
