"""Payments in words: how they stand, by which way, why money goes back."""

from collections.abc import Callable
from typing import Any

from flask import g
from flask_babel import gettext as _

from eventsvc.desk.refund_words import REASONS
from eventsvc.invoices.words import MEANS
from eventsvc.payments.reads import SETTLED

Badge = tuple[str, str, str]


def badge(row: Any) -> Badge:
    """How it stands."""
    if row.dispute not in SETTLED:
        return ("bad", "warn", _("denied at the bank"))
    if row.received_cents and row.returned_cents == row.received_cents:
        return ("", "undo", _("money back"))
    if row.state == "paid" and row.returned_cents:
        return ("note", "undo", _("given back in part"))
    known: dict[str, Callable[[], Badge]] = {
        "creating": lambda: ("accent", "clock", _("page open")),
        "open": lambda: ("accent", "clock", _("page open")),
        "processing": lambda: ("warn", "clock", _("on its way")),
        "paid": lambda: ("ok", "euro", _("paid")),
        "surplus": lambda: ("warn", "undo", _("to be given back")),
        "failed": lambda: ("bad", "cross", _("did not come")),
        "expired": lambda: ("", "minus", _("page expired")),
        "abandoned": lambda: ("", "minus", _("not used")),
    }
    return known[row.state]()


def groups() -> dict[str, str]:
    """The chips above the list."""
    return {
        "paid": _("Paid"), "open": _("Under way"), "surplus": _("To be given back"), "disputed": _("Denied at the bank"),
        "ended": _("Came to nothing"),
    }


def means(way: str) -> str:
    """How it was paid; a way that nobody has a word for is named as it is."""
    if way == "stripe":
        return _("Stripe")
    return MEANS[way][g.lang != "de"] if way in MEANS else way


def reason(why: str) -> str:
    """Why money goes back."""
    return REASONS[why]() if why in REASONS else why


def refund_state(state: str) -> tuple[str, str]:
    """Colour and words of how a refund stands."""
    known: dict[str, Callable[[], tuple[str, str]]] = {
        "to-send": lambda: ("warn", _("Stripe is to be told")),
        "by-hand": lambda: ("warn", _("to be transferred by hand")),
        "pending": lambda: ("warn", _("on its way")),
        "requires-action": lambda: ("warn", _("the guest must do something first")),
        "succeeded": lambda: ("ok", _("done")),
        "failed": lambda: ("bad", _("failed")),
        "canceled": lambda: ("bad", _("was called off")),
    }
    return known[state]() if state in known else ("", state)
