"""From an outbox row to a sent mail, or from a job to the letters it spreads into. Called by the worker, one row at a time."""

from dataclasses import replace
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import Row

from eventsvc.core import clock
from eventsvc.core.db import db
from eventsvc.mails import sender, spread, transport
from eventsvc.mails.compose import Letter, message
from eventsvc.mails.letters import find
from eventsvc.mails.making import Found
from eventsvc.mails.transport import Needless, Permanent, Temporary
from eventsvc.settings import Settings

__all__ = ["Needless", "Permanent", "Temporary", "deliver"]


def deliver(row: Row[Any]) -> None:
    """Do what the row says; returns when it is done for good.

    Raises Temporary (try again), Permanent (never works) or Needless (not wanted any more), each with a reason for the desk.
    """
    if row.kind in spread.JOBS:
        spread.into_letters(row)
        return
    settings: Settings = current_app.extensions["settings"]
    with force_locale(row.language):
        found = find(row, settings)
        letter = drawn(found, row)
    db.session.rollback()
    mail = message(letter, mail_from=settings.mail_from, message_id=row.message_id, at=clock.now())
    transport.way(settings)(mail)


def drawn(found: Found, row: Row[Any]) -> Letter:
    """The letter as text and as HTML, in its language, from one pair of templates."""
    draft = found.draft
    accent = found.organisation.accent if found.organisation else ""
    context = {"letter": draft, "sender": _sender(found), "brand": sender.colours(accent)}
    return Letter(
        recipient=row.recipient,
        recipient_name=found.recipient_name,
        sender_name=found.organisation.name if found.organisation else "eventsvc",
        reply_to=found.reply_to,
        subject=draft.subject,
        text=render_template("mail/letter.txt", **context),
        html=render_template("mail/letter.html", **context),
        language=draft.language,
        pictures=found.pictures,
        calendar=found.calendar,
        method=found.method,
        files=found.files,
    )


def _sender(found: Found) -> sender.Sender:
    if found.organisation is None:
        return sender.Sender(name="eventsvc", line="eventsvc", links=(), reply_to="")
    of_it = sender.of(found.organisation, found.draft.language)
    return replace(of_it, links=(*found.links, *of_it.links))
