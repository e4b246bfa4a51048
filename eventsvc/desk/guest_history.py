"""What happened to a guest, in words: who did what, from what to what, when, and why; and what was mailed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import gettext as _

from eventsvc.accounts.history import Entry as Noted
from eventsvc.core import clock, wording
from eventsvc.desk import group_words, money_words, waitlist_words

LONGEST = 160
Told = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the macro `timeline` takes."""

    at: datetime
    icon: str
    kind: str
    who: str
    text: str
    before: str | None = None
    after: str | None = None
    when: str
    iso: str | None
    more: str = ""


def deeds() -> dict[str, Callable[[], Told]]:
    """Each deed on a registration: icon, kind, words that go on after a name."""
    return {
        **waitlist_words.deeds(),
        **group_words.deeds(),
        "registered": lambda: ("plus", "accent", _("added the guest")),
        "renamed": lambda: ("pen", "", _("changed the name")),
        "email-corrected": lambda: ("pen", "", _("corrected the address")),
        "language-changed": lambda: ("language", "", _("chose another language")),
        "ticket-cancelled": lambda: ("cross", "warn", _("cancelled one ticket")),
        "cancelled": lambda: ("cross", "bad", _("cancelled the registration")),
        **money_words.deeds(),
        "paid": lambda: ("euro", "ok", _("said that it is paid")),
        "invoice-readdressed": lambda: ("euro", "", _("had the invoice written to another address")),
        "address-confirmed": lambda: ("check", "ok", _("confirmed the address")),
        "expired": lambda: ("clock", "warn", _("the deadline ended")),
        "sent-again": lambda: ("mail", "", _("had the ticket sent again")),
        "disowned": lambda: ("lock", "bad", _("had the registration deleted")),
        "erased": lambda: ("lock", "bad", _("had all data deleted")),
        "switched": lambda: ("swap", "", _("switched between room and online")),
        "passed-on": lambda: ("arrow-right", "", _("passed a ticket on")),
        "passed-to": lambda: ("arrow-right", "accent", _("got the ticket")),
        "declined-ticket": lambda: ("undo", "warn", _("gave the ticket back")),
        "came-back": lambda: ("undo", "ok", _("has the ticket again")),
        "coming": lambda: ("check", "ok", _("is still coming")),
        "answers-changed": lambda: ("pen", "", _("changed the answers")),
        "reminders-on": lambda: ("bell", "", _("wants reminders")),
        "reminders-off": lambda: ("bell", "", _("wants no reminders")),
        **_of_the_desk(),
    }


def _of_the_desk() -> dict[str, Callable[[], Told]]:
    return {
        "answered-yes": lambda: ("check", "ok", _("said yes to the application")),
        "answered-later": lambda: ("clock", "note", _("put the answer off")),
        "answered-no": lambda: ("cross", "bad", _("said no to the application")),
        "answer-taken-back": lambda: ("undo", "warn", _("took the answer back")),
        "retyped": lambda: ("swap", "", _("gave another ticket")),
        "moved-away": lambda: ("swap", "warn", _("moved the guest to another event")),
        "moved-here": lambda: ("swap", "accent", _("moved the guest here")),
        "deadline-extended": lambda: ("clock", "accent", _("extended the deadline")),
        "paid-part": lambda: ("euro", "warn", _("said that a part is paid")),
        "surplus": lambda: ("undo", "warn", _("money kept no ticket, it goes back")),
        "noted": lambda: ("pen", "", _("changed the note")),
    }


def deed(entry: Noted, zone: str) -> Entry:
    """A line of the history."""
    told = deeds().get(entry.deed)
    icon, kind, text = told() if told else ("info", "", str(entry.deed))
    before, after = _difference(entry, zone)
    message = str(entry.after.get("message", "")) if entry.deed.startswith("answered-") else ""
    return Entry(
        at=entry.at, icon=icon, kind=kind, who=entry.who or _somebody(entry), text=text, before=before, after=after,
        when=_when(entry.at, zone), iso=entry.at.isoformat(timespec="seconds"),
        more=", ".join(_quoted(part) for part in (entry.reason, message) if part),
    )


def _quoted(text: str) -> str:
    return _("“%(text)s”", text=_short(text) if len(text) > LONGEST else text)


def _short(text: str) -> str:
    return text[: LONGEST - 1].rstrip() + "…"


def _difference(entry: Noted, zone: str) -> tuple[str | None, str | None]:
    """What it was, and what it is, where that can be said in a few words."""
    before, after = _value(entry.before, zone), _value(entry.after, zone)
    if entry.deed == "answered-later":
        return None, after
    if entry.deed == "noted":
        return before or "–", after or "–"
    if entry.deed in {"retyped", "moved-away", "moved-here", "passed-on", "passed-to", "came-back"}:
        return before or None, after or None
    return (before, after) if before and after else (None, None)


def _value(values: dict[str, Any], zone: str) -> str:
    """The one thing that is told of these values."""
    for field in ("name", "title"):
        both = [str(values.get(f"{field}_{lang}") or "") for lang in ("de", "en")]
        if any(both):
            return both[1] or both[0] if g.lang == "en" else both[0] or both[1]
    if values.get("until"):
        return _when(datetime.fromisoformat(str(values["until"])), zone)
    words = {
        "de": _("German"), "en": _("English"), "room": _("On site"), "online": _("Online"),
    }
    for field in ("language", "kind"):
        if field in values:
            return words.get(str(values[field]), str(values[field]))
    text = ", ".join(str(values[field]) for field in ("name", "email", "note") if values.get(field))
    return _short(text) if len(text) > LONGEST else text


def _somebody(entry: Noted) -> str:
    """Who did it, if nobody of the team."""
    if entry.actor != "system":
        return _("The guest")
    return _("The waitlist") if entry.deed in waitlist_words.BY_ITSELF else ""


def mails() -> dict[str, Callable[[], str]]:
    """What a letter is."""
    return {
        **waitlist_words.mails(),
        **group_words.mails(),
        **money_words.mails(),
        "ticket": lambda: _("Mail with the ticket"),
        "pass": lambda: _("Mail with the tickets of the series pass"),
        "tickets-again": lambda: _("Mail with the ticket, once more"),
        "registration-cancelled": lambda: _("Mail about the cancellation"),
        "confirm-address": lambda: _("Mail with the button that confirms the address"),
        "ordered": lambda: _("Mail about the order"),
        "invoice": lambda: _("Mail with the invoice"),
        "pay-by-transfer": lambda: _("Mail with the account for the transfer"),
        "transfer-reminder": lambda: _("Mail: the transfer is missing"),
        "transfer-short": lambda: _("Mail: a part of the money is missing"),
        "refund": lambda: _("Mail: money goes back"),
        "deadline-over": lambda: _("Mail: the deadline has passed"),
        "where-it-stands": lambda: _("Mail with the link to the registration"),
        "letter-event-changed": lambda: _("Mail about a change of the event"),
        "letter-event-cancelled": lambda: _("Mail: the event is cancelled"),
        "letter-reminder": lambda: _("Mail: reminder"),
        "letter-still-coming": lambda: _("Mail: still coming?"),
        "passed-to": lambda: _("Mail with the ticket that was passed on"),
        "passed-on": lambda: _("Mail: the ticket is passed on"),
        "came-back": lambda: _("Mail: the ticket came back"),
        "applied": lambda: _("Mail: application received"),
        "approved": lambda: _("Mail with a yes"),
        "declined": lambda: _("Mail with a no"),
        "answer-later": lambda: _("Mail: the answer takes longer"),
        "data-deleted": lambda: _("Mail: data deleted"),
        "application-withdrawn": lambda: _("Mail: application withdrawn"),
        "moved-to": lambda: _("Mail with the ticket of the other event"),
        "moved-away": lambda: _("Mail: moved to another event"),
    }


def letter(row: Any, zone: str) -> Entry:
    """A line of the outbox."""
    states: dict[str, Callable[[], str]] = {
        "waiting": lambda: _("waits"), "sending": lambda: _("is being sent"), "sent": lambda: _("handed over"),
        "failed": lambda: _("failed"), "dropped": lambda: _("not sent, no longer needed"),
    }
    at, name = row.sent_at or row.created_at, mails().get(row.kind)
    what = name() if name else _("Mail")
    return Entry(
        at=at, icon="mail", kind="bad" if row.state == "failed" else "", who="",
        text=f"{what}: {states[row.state]()}", when=_when(at, zone),
        iso=at.isoformat(timespec="seconds"), more=row.reason if row.state == "failed" else "",
    )


def began(created_at: datetime, text: str, zone: str) -> Entry:
    """The first line of every history."""
    return Entry(
        at=created_at, icon="ticket", kind="ok", who="", text=text, when=_when(created_at, zone),
        iso=created_at.isoformat(timespec="seconds"),
    )


def registered(many: int) -> str:
    """How it began, for most."""
    return _("Registered, ticket issued") if many == 1 else _("Registered, %(num)s tickets issued", num=many)


def _when(at: datetime, zone: str) -> str:
    return wording.moment(at, zone, g.lang, now=clock.now())
