"""Applications in the desk's words: how one stands, what was written, what the mail will say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from eventsvc.core import clock, wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.events.facts import EventFacts
from eventsvc.mails import application_letters
from eventsvc.questions import queries as questions
from eventsvc.questions.facts import AnswerFacts
from eventsvc.registration.approval.queries import Figures, Line
from eventsvc.registration.approval.service import ANSWERS
from eventsvc.registration.queries import Whole
from eventsvc.ticket_types import queries as types
from eventsvc.web.parts import Badge, Go, Row

Preview = application_letters.Told


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A line of the list."""

    id: int
    name: str
    under: str
    url: str
    badge: Badge
    open: bool
    current: bool
    checked: bool


def listed(lines: Sequence[Line], event: EventFacts, current: int, chosen: Sequence[int] = ()) -> list[Listed]:
    """The list, open ones first."""
    return [
        Listed(
            id=one.registration_id, name=one.name, under=_under(one, event), badge=badge(one, event.zone), open=one.open,
            url=url_for("desk_applications.show", event_id=event.id, registration_id=one.registration_id),
            current=one.registration_id == current, checked=one.registration_id in chosen,
        )
        for one in lines
    ]


def _under(one: Line, event: EventFacts) -> str:
    kind = str(pick(one, "name", g.lang))
    kind = f"{one.quantity} × {kind}" if one.quantity > 1 else kind
    return f"{kind}, {wording.day_month(zones.local(one.created_at, event.zone), g.lang)}"


def badge(one: Line, zone: str) -> Badge:
    """How it stands. What can be taken back says until when."""
    if one.pending is not None and one.due_at is not None:
        when = wording.clock_full(zones.local(one.due_at, zone), g.lang)
        return ("accent", "clock", _("%(answer)s, mail at %(time)s", answer=answer_word(one.pending), time=when))
    if one.state == "applied":
        return ("note", "clock", _("later")) if one.put_off else ("warn", "clock", pgettext("application", "open"))
    if one.state == "declined":
        return ("", "cross", _("No"))
    known: dict[str, Badge] = {
        "approved": ("accent", "clock", _("Yes, to be ordered")), "unpaid": ("warn", "clock", _("Yes, to be paid")),
        "cancelled": ("", "minus", _("Yes, then cancelled")), "expired": ("", "minus", _("Yes, deadline over")),
    }
    return known.get(one.state, ("ok", "check", _("Yes")))


def answer_word(answer: str) -> str:
    """Yes, later, no."""
    return {"yes": _("Yes"), "later": _("Later"), "no": _("No")}[answer]


def counted(event_id: int, figures: Figures) -> str:
    """How many applied, and how many places there are still for a yes: by ticket, where there are several."""
    wished = [one for one in types.all_offers(event_id) if one.approval]
    found = [ngettext("%(count)s application", "%(count)s applications", figures.all, count=wording.number(figures.all, g.lang))]
    for one in wished:
        left = ngettext("%(count)s place free", "%(count)s places free", one.left, count=wording.number(one.left, g.lang))
        found.append(f"{pick(one, 'name', g.lang)}: {left}" if len(wished) > 1 else left)
    return ", ".join(found)


def promise(figures: Figures, event: EventFacts) -> tuple[str, str] | None:
    """What was promised, if its hour is near or over."""
    if not figures.due or figures.due_first is None:
        return None
    when = wording.moment(figures.due_first, event.zone, g.lang, now=clock.now())
    if figures.due_first <= clock.now():
        strong = ngettext("%(num)s answer is overdue: it was promised by %(when)s.",
                          "%(num)s answers are overdue: the first was promised by %(when)s.", figures.due, when=when)
    else:
        strong = ngettext("%(num)s answer is promised by %(when)s.", "%(num)s answers are promised, the first by %(when)s.",
                          figures.due, when=when)
    return strong, _("So says the mail that applicants got.")


def rows(whole: Whole) -> list[Row]:
    """What somebody wrote, and for whom."""
    one = whole.registration
    wished = [held for held in whole.tickets if held.ticket.state != "replaced"]
    found = [
        Row(answer.asked, answer.given, _file(whole, answer) if answer.file is not None else None)
        for answer in questions.of_registrations(one.id)
    ]
    kind = str(pick(wished[0].type, "name", g.lang)) if wished else "–"
    amount = wording.money(one.total_cents, one.currency, g.lang) if one.total_cents else _("free")
    found.append(Row(_("Ticket"), f"{len(wished)} × {kind}" if len(wished) > 1 else kind, amount=amount))
    names = [held.ticket.holder for held in wished]
    if names not in ([], [one.name]):
        found.append(Row(_("For"), names))
    if one.answer_at is not None and one.state == "applied":
        found.append(Row(_("Answer promised"), wording.moment(one.answer_at, whole.event.zone, g.lang, now=clock.now())))
    if one.source:
        found.append(Row(_("Came through"), one.source))
    return found


def _file(whole: Whole, answer: AnswerFacts) -> Go | None:
    """Where a file can be had."""
    if "desk_answers.file" not in current_app.view_functions:
        return None
    there = url_for("desk_answers.file", event_id=whole.event.id, registration_id=whole.registration.id, answer_id=answer.id)
    return Go(there, _("Open"), f": {answer.asked}")


def effects(whole: Whole) -> dict[str, str]:
    """What each answer does, beside its name."""
    paid = whole.registration.total_cents > 0
    return {
        "yes": _("A place is kept at once; it is to be ordered and paid within seven days.") if paid
        else _("The place is taken at once, and the ticket comes with the mail."),
        "later": _("name a new hour"),
        "no": _("friendly, with a reason if you like, welcome as a guest"),
    }


def previews(
    registration_id: int, lang: str, *, message: str = "", until: datetime | None = None,
) -> dict[str, Preview]:
    """What would be mailed for each answer."""
    found = {}
    for answer in ANSWERS:
        told = application_letters.preview(registration_id, answer, lang, message=message, until=until)
        if told is not None:
            found[answer] = told
    return found
