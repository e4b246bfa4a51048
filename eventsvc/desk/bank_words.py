"""Arrivals in words: whose they seem to be, how they fit, what can be done."""

from collections.abc import Callable
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from eventsvc.accounts import roles
from eventsvc.core import wording
from eventsvc.payments import bank_lines, transfers
from eventsvc.payments.arrivals import Booked
from eventsvc.payments.bank_lines import Judged
from eventsvc.web.parts import Badge, Go, Row


def verdicts() -> dict[str, str]:
    """The words of the chips."""
    return {
        "fits": pgettext("arrival", "Fits"), "too-little": _("Too little"), "too-much": _("Too much"), "too-late": _("Too late"),
        "unknown": pgettext("arrival", "Unknown"),
    }


def money(cents: int, currency: str = "EUR") -> str:
    """A sum."""
    return wording.money(cents, currency, g.lang)


def badge(one: Judged) -> Badge:
    """How an arrival fits."""
    if one.line.state != "open":
        return ("ok", "check", _("booked")) if one.line.state == "booked" else ("", "minus", _("put aside"))
    cents, left = one.line.cents, one.left
    known: dict[str, Callable[[], Badge]] = {
        "fits": lambda: ("ok", "check", _("fits")),
        "too-little": lambda: ("warn", "minus", _("%(sum)s too little", sum=money(left - cents))),
        "too-much": lambda: ("note", "plus", _("%(sum)s too much", sum=money(cents - left))),
        "too-late": lambda: ("note", "clock", _("too late")), "unknown": lambda: ("", "search", pgettext("arrival", "unknown")),
    }
    return known[one.verdict]()


def about(one: Judged) -> str:
    """Which registration it seems to be for."""
    line = one.line
    if line.registration_id is None:
        return _("none found")
    parts = [bank_lines.shown(line.reference), line.guest or _("deleted"), money(line.total_cents or 0)]
    said = ", ".join(part for part in parts if part)
    return _("%(registration)s (found by name and sum)", registration=said) if line.found == "name" else said


def row(one: Judged) -> dict[str, Any]:
    """A line of the list."""
    line = one.line
    return {
        "id": line.id, "name": line.name or _("no name"), "under": _("“%(text)s”", text=line.text) if line.text else "",
        "sum": money(line.cents, line.currency), "about": about(one), "badge": badge(one), "fits": one.verdict == "fits",
        "url": url_for(".bank_line", line_id=line.id), "book": url_for(".book_line", line_id=line.id, how="book"),
    }


def facts(one: Judged) -> list[Row]:
    """All that is known of an arrival."""
    line = one.line
    go = None
    if line.registration_id is not None and roles.may(g.member.role, "guest.see"):
        there = url_for("desk_guests.show", event_id=line.event_id, registration_id=line.registration_id)
        go = Go(there, _("Open"), ": " + (line.guest or _("deleted")))
    return [
        Row(_("Sender"), tuple(part for part in (line.name or _("no name"), transfers.in_fours(line.iban)) if part)),
        Row(_("Reference"), line.text or "–"), Row(_("Arrived"), wording.day(line.booked_on, g.lang)),
        Row(_("Registration"), about(one), go),
    ]


def deeds(one: Judged) -> list[tuple[str, str, str, bool]]:
    """What can be done: address, words, what happens then, and whether it is what is proposed."""
    known = {
        "fits": ("book",), "too-little": ("book", "enough", "back"), "too-much": ("excess", "book", "back"), "too-late": ("book", "back"),
    }.get(one.verdict, ()) if one.line.state == "open" else ()
    if one.verdict == "too-much" and not one.left:
        known = ("back",)
    return [
        (url_for(".book_line", line_id=one.line.id, how=how), *_deed(how, one), number == 0) for number, how in enumerate(known)
    ]


def _deed(how: str, one: Judged) -> tuple[str, str]:
    name = one.line.guest or _("deleted")
    more, less = money(one.line.cents - one.left), money(one.left - one.line.cents)
    if how == "book":
        return {
            "too-little": lambda: (_("Book it and ask for the rest"), _("%(name)s gets a mail: %(sum)s are missing.", name=name, sum=less)),
            "too-late": lambda: (
                _("Book it if a place is free"),
                _("If none is, it is listed below, to be given back, and %(name)s gets a mail.", name=name),
            ),
            "too-much": lambda: (_("Book it, keep the excess"), _("The ticket goes out. %(sum)s stay here.", sum=more)),
        }.get(one.verdict, lambda: (_("Book it"), _("Ticket and invoice go out to %(name)s.", name=name)))()
    return {
        "enough": lambda: (_("Accept it as paid"), _("The ticket goes out, and the invoice is reduced by %(sum)s.", sum=less)),
        "excess": lambda: (
            _("Book it, give %(sum)s back", sum=more), _("The ticket goes out; the excess is listed, to be transferred back."),
        ),
        "back": lambda: (_("Give all of it back"), _("It is listed, to be transferred back, and %(name)s gets a mail.", name=name)),
    }[how]()


def booked(done: Booked) -> str:
    """What came of it."""
    if done.why:
        return _("It kept no ticket, and is listed below, to be transferred back.")
    if done.left > 0:
        return _("Booked. %(sum)s are still missing; a mail asks for them.", sum=money(done.left))
    if done.left < 0:
        return _("Booked, the ticket is on its way. %(sum)s were too much.", sum=money(-done.left))
    return _("Booked, the ticket is on its way.")


def owed(one: Any) -> dict[str, Any]:
    """What somebody must transfer back."""
    reasons = {
        "duplicate": _("paid twice"), "too-late": _("came too late"), "mismatch": _("not what was ordered"),
        "withdrawal": _("contract withdrawn"), "event-cancelled": _("event cancelled"),
    }
    return {
        "name": one.payer or one.name or _("no name"), "under": transfers.in_fours(one.iban or "") or _("the account is on the statement"),
        "sum": money(one.amount_cents, one.currency), "why": reasons.get(one.reason, _("cancelled")),
        "about": ", ".join(part for part in (bank_lines.shown(one.reference), one.name) if part),
        "done": url_for(".given_back", refund_id=one.id),
    }
