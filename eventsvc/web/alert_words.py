"""What about money needs a person's eye, in words: the same sentence at the desk and in the mail."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from eventsvc.core import wording


def sentence(kind: str, facts: dict[str, Any], lang: str) -> str:
    """What an alert is about, in one sentence that says what to do."""
    amount = wording.money(facts.get("cents", 0), facts.get("currency") or "EUR", lang)
    words: dict[str, Callable[[], str]] = {
        "duplicate": lambda: _("%(sum)s were paid twice for one order. The second payment goes back by itself.", sum=amount),
        "mismatch": lambda: _("A payment of %(sum)s does not fit its order. It goes back by itself; look what happened.", sum=amount),
        "unknown": lambda: _("%(sum)s came for an order that is not here (any more). They go back by themselves.", sum=amount),
        "refund-failed": lambda: _("A refund of %(sum)s failed. Try again, or transfer the money.", sum=amount),
        "refund-stuck": lambda: _("A refund of %(sum)s does not get through yet. Look at your account at Stripe.", sum=amount),
        "dispute": lambda: _("Somebody denies a payment of %(sum)s at the bank. Answer it at Stripe in time.", sum=amount),
        "dispute-lost": lambda: _("A denied payment of %(sum)s is lost: the money is gone, and the ticket is void.", sum=amount),
        "stripe-refuses": lambda: _("Stripe does not make payment pages: %(text)s", text=facts.get("text", "")),
        "ledger": lambda: _("Stripe's ledger and ours differ for a payment. Compare them."),
    }
    return words[kind]() if kind in words else kind
