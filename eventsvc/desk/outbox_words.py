"""The outbox in words: what a mail is, how it stands, why, and what happens next."""

import re
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import wording
from eventsvc.core.outbox import GIVEN_UP
from eventsvc.desk import group_words, waitlist_words
from eventsvc.mails.queries import Mail
from eventsvc.mails.transport import NO_ANSWER

_SMTP = re.compile(r"(\d)(\d\d)(?:[ -]+\d\.(\d{1,3})\.(\d{1,3}))?")
_NO_SUCH_BOX = frozenset({"50", "51", "53"})
_NOT_SIGNED_IN = frozenset({"30", "34", "35"})


def kind(mail: Mail) -> str:
    """What it is about."""
    known = {
        **waitlist_words.outbox(),
        **group_words.outbox(),
        "applied": _("Application received"), "approved": _("Answer: yes"), "declined": _("Answer: no"),
        "answer-later": _("Answer: later"), "application-withdrawn": _("Application withdrawn"),
        "moved-to": _("Ticket of another event"), "moved-away": _("Moved to another event"),
        "passed-to": _("Ticket passed on"), "passed-on": _("Ticket passed on"), "came-back": _("Ticket came back"),
        "letter-reminder": _("Reminder"), "letter-still-coming": _("Still coming?"),
        "ticket": _("Ticket"),
        "pass": _("Tickets of a series pass"),
        "tickets-again": _("Ticket, sent again"),
        "registration-cancelled": _("Signed off"),
        "confirm-address": _("Address to confirm"),
        "ordered": _("Order"),
        "invoice": _("Invoice"),
        "deadline-over": _("Deadline passed"),
        "where-it-stands": _("Link to the registration"),
        "event-cancelled": _("Event cancelled"),
        "letter-event-cancelled": _("Event cancelled"),
        "event-changed": _("Event changed"),
        "letter-event-changed": _("Event changed"),
        "block-ends": _("Partner's places end soon"),
        "block-link": _("Partner's places and link"),
        "withdrawal-received": _("Receipt of a withdrawal"),
        "withdrawal-accepted": _("Withdrawal: accepted"), "withdrawal-refused": _("Withdrawal: refused"),
        "money-back": _("Money goes back"), "refund": _("Money goes back"),
        "payment-on-its-way": _("Payment on its way"), "payment-failed": _("Payment failed"),
        "money-alert": _("Alert about money"),
        "sign-in": _("Sign-in link"),
        "invitation": _("Invitation to the team"),
    }
    return known.get(mail.kind, mail.kind)


def states() -> dict[str, str]:
    """The heads of the filters."""
    return {
        "failed": _("Came back"),
        "again": _("Waiting for a new try"),
        "planned": _("Planned"),
        "sent": _("Delivered"),
        "dropped": _("Not sent"),
    }


def badge(mail: Mail) -> tuple[str, str, str]:
    """Kind, icon and word of the state."""
    known = {
        "failed": ("bad", "warn", _("came back")),
        "again": ("warn", "clock", _("waiting")),
        "planned": ("accent", "clock", _("planned")),
        "sent": ("ok", "check", _("delivered")),
        "dropped": ("", "minus", _("not sent")),
    }
    return known[mail.shown]


def story(mail: Mail, zone: str, lang: str, now: datetime) -> str:
    """Why it stands as it does, and when it goes on."""
    if mail.shown == "sent":
        return _after((mail.sent_at or mail.created_at) - mail.created_at)
    if mail.shown == "planned":
        return _("Goes out in a moment.") if mail.after <= now else _when(mail, zone, lang, now)
    why = reason(mail.reason)
    return f"{why} {_when(mail, zone, lang, now)}" if mail.shown == "again" else why


def _when(mail: Mail, zone: str, lang: str, now: datetime) -> str:
    if mail.after <= now:
        return _("The next try begins in a moment.")
    return _("Next try: %(when)s.", when=wording.moment(mail.after, zone, lang, now=now))


def _after(passed: timedelta) -> str:
    seconds = max(0, int(passed.total_seconds()))
    if seconds < 1:
        return _("at once")
    if seconds < 60:
        return ngettext("after %(num)s second", "after %(num)s seconds", seconds)
    if seconds < 3600:
        return ngettext("after %(num)s minute", "after %(num)s minutes", seconds // 60)
    if seconds < 86400:
        return ngettext("after %(num)s hour", "after %(num)s hours", seconds // 3600)
    return ngettext("after %(num)s day", "after %(num)s days", seconds // 86400)


def reason(said: str) -> str:
    """Our own reasons and the servers' words as one sentence."""
    known = {
        "": _("Not tried yet."),
        GIVEN_UP: _("Given up here at the desk."),
        "registration deleted": _("The registration was deleted."),
        "address corrected": _("The address was corrected; the mail went to the right one."),
        "ticket no longer valid": _("The ticket is no longer valid."),
        "registered again": _("Registered again in the meantime."),
        "event takes place again": _("The event takes place again."),
        "no longer valid": _("No longer valid."),
        "released already": _("The places were given back already, or are all taken."),
        "link used or expired, or nobody's": _("The link was used or has expired."),
        NO_ANSWER: _("The mail server does not answer in time."),
    }
    if said in known:
        return known[said]
    if said.startswith("mail server:"):
        return _("The mail server cannot be reached.")
    if said.startswith("mail folder:"):
        return _("The folder for mails cannot be written.")
    answer = _SMTP.match(said)
    return _refusal(*answer.groups()) if answer else _("Something went wrong here.")


def _refusal(first: str, rest: str, subject: str | None, detail: str | None) -> str:
    if rest in _NOT_SIGNED_IN:
        return _("The mail server does not accept our sign-in: check SMTP_URL.")
    if (subject, detail) == ("2", "2") or rest == "52":
        return _("The mailbox is full.")
    if (subject, detail) == ("1", "2"):
        return _("The part after the @ does not exist.")
    if subject == "1" or (subject is None and first == "5" and rest in _NO_SUCH_BOX):
        return _("There is no such mailbox.")
    if first == "4":
        return _("The other server takes nothing at the moment.")
    if subject == "7" or rest == "54":
        return _("The other server took the mail for unwanted.")
    return _("The mail server refused it.")


def verbatim(said: str) -> str:
    """What a server said literally, for those who want to look it up; our own reasons need no repetition."""
    cryptic = _SMTP.match(said) or (said.startswith("mail ") and said != NO_ANSWER)
    return said if cryptic else ""
