"""The guest list as a file: one row a ticket, with what was answered; one dialect for all files (web/tables)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g
from flask_babel import gettext as _
from sqlalchemy import select

from eventsvc.core import zones
from eventsvc.core.bilingual import pick
from eventsvc.core.db import reading
from eventsvc.desk import guest_words
from eventsvc.desk.guest_reads import LINE, Guest, Search
from eventsvc.events.facts import EventFacts
from eventsvc.questions import queries as questions
from eventsvc.questions.models import Answer, Question
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import Voucher
from eventsvc.tickets import codes
from eventsvc.tickets.models import Ticket
from eventsvc.web import names

_FILE = LINE.add_columns(Voucher.code, Registration.note).outerjoin(Voucher, Voucher.id == Registration.voucher_id)


@dataclass(frozen=True)
class Column:
    """A question, as a column."""

    question_id: int
    head: str


def head(event: EventFacts) -> list[str]:
    """The columns; what may tell something about somebody's health is no part of a file that is kept elsewhere."""
    return [
        _("Name"), _("Email"), _("Ticket"), _("State"), _("Code"), _("Registered by"), _("Language"), _("Registered at"), _("Came in at"),
        _("Code used"), _("Source"), _("Note"), *(column.head for column in _columns(event)),
    ]


def rows(search: Search, event: EventFacts) -> Iterator[list[str]]:
    """All that a search finds. Instants are ISO by the event's clock, with offset."""
    columns, answers = _columns(event), _answers(event.id)
    for *facts, code, note in reading().execute(_FILE.where(*search.where()).order_by(Ticket.folded, Ticket.id)):
        guest = Guest(*facts)
        said = (
            answers.get((guest.registration_id, guest.ticket_id, one.question_id))
            or answers.get((guest.registration_id, 0, one.question_id), "")
            for one in columns
        )
        yield [*_cells(guest, event.zone), code or "", guest.source, note, *said]


def _columns(event: EventFacts) -> Sequence[Column]:
    """What the event asks, and what it has asked: each question once."""
    found = {
        use.question.id: Column(use.question.id, str(pick(use.question, "asked", g.lang))) for use in questions.uses(event.id)
        if not use.question.health
    }
    gone = (
        select(Question.id, Question.asked_de, Question.asked_en).distinct()
        .join(Answer, Answer.question_id == Question.id).join(Registration, Registration.id == Answer.registration_id)
        .where(Registration.event_id == event.id, ~Question.health).order_by(Question.id)
    )
    for row in reading().execute(gone):
        found.setdefault(row.id, Column(row.id, str(pick(row, "asked", g.lang))))
    return tuple(found.values())


def _answers(event_id: int) -> dict[tuple[int, int, int], str]:
    """(registration, ticket or 0, question) -> what was answered, in one read."""
    given = (
        select(Answer.registration_id, Answer.ticket_id, Answer.question_id, Answer.given)
        .join(Registration, Registration.id == Answer.registration_id).join(Question, Question.id == Answer.question_id)
        .where(Registration.event_id == event_id, ~Question.health)
    )
    return {(row.registration_id, row.ticket_id, row.question_id): row.given for row in reading().execute(given)}


def _cells(guest: Guest, zone: str) -> tuple[str, ...]:
    state = _("came") if guest.came_at is not None else guest_words.badge(guest.state, guest.standing, None, zone)[2]
    return (
        names.of(guest.holder, guest.name), guest.email, pick(guest, "name", g.lang).text, state,
        codes.shown(guest.reference) if guest.state == "valid" else "", guest.name, guest.language, _iso(guest.created_at, zone),
        "" if guest.came_at is None else _iso(guest.came_at, zone),
    )


def _iso(at: datetime, zone: str) -> str:
    return zones.local(at, zone).isoformat(timespec="seconds")
