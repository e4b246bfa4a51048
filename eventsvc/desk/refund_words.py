"""Refunds in words: why, how they stand, how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import clock, wording
from eventsvc.payments.refund_reads import Standing

Badge = tuple[str, str, str]


@dataclass(frozen=True)
class Job:
    """How far it is: of so many refunds so many are back."""

    value: int
    most: int
    count: str
    kind: str
    line: str
    left: str


def job(there: Standing, state: str, lang: str) -> Job:
    """Of a cancelled event: all that must go back; else what was asked for."""
    asked = there.done + there.running + there.failed + there.by_hand
    to_come = max(there.kept - there.failed, 0) if state == "cancelled" else 0
    parts = [_("%(back)s back", back=wording.money(there.done_cents, there.currency, lang))]
    if there.running + to_come:
        parts.append(ngettext("%(num)s is under way", "%(num)s are under way", there.running + to_come))
    if there.by_hand:
        parts.append(ngettext("%(num)s is to be transferred by hand", "%(num)s are to be transferred by hand", there.by_hand))
    if there.failed:
        parts.append(ngettext("%(num)s failed", "%(num)s failed", there.failed))
    most = asked + to_come
    left = ngettext(
        "%(num)s is open, %(sum)s", "%(num)s are open, %(sum)s", asked - there.done,
        sum=wording.money(there.open_cents, there.currency, lang),
    )
    return Job(
        value=there.done, most=max(most, 1), count=_("%(done)s of %(all)s", done=there.done, all=most),
        kind="bad" if there.failed else "ok" if there.done == most else "warn", line=", ".join(parts), left=left,
    )


def why(row: Any, zone: str, lang: str) -> str:
    """What caused it; what hinders it, if something does."""
    reason = REASONS[row.reason]() if row.reason in REASONS else str(row.reason)
    if row.state in {"failed", "canceled"}:
        return FAILURES.get(row.failure, lambda: _("The bank or Stripe did not take it (%(code)s)", code=row.failure or row.state))()
    if row.state == "to-send" and row.failure:
        when = wording.moment(row.after, zone, lang, now=clock.now())
        return _("%(why)s; next try %(when)s", why=WAITS.get(row.failure, lambda: _("Stripe does not answer"))(), when=when)
    return f"{reason}: {row.note}" if row.note else reason


REASONS: dict[str, Callable[[], str]] = {
    "guest": lambda: _("Cancelled by the guest"),
    "desk": lambda: _("Given back by you"),
    "event-cancelled": lambda: _("The event is cancelled"),
    "moved": lambda: _("The date was moved"),
    "duplicate": lambda: _("Paid twice"),
    "mismatch": lambda: _("Not the sum that was ordered"),
    "too-late": lambda: _("Paid after the deadline"),
    "unknown": lambda: _("Cannot be placed"),
    "dashboard": lambda: _("Made in Stripe's pages"),
    "dispute": lambda: _("Denied at the bank, and lost"),
    "withdrawal": lambda: _("Withdrawn from the contract"),
}
FAILURES: dict[str, Callable[[], str]] = {
    "expired_or_canceled_card": lambda: _("The card has expired or was cancelled; the bank sent the money back"),
    "lost_or_stolen_card": lambda: _("The card is lost or stolen; the bank sent the money back"),
    "charge_for_pending_refund_disputed": lambda: _("The guest denied the payment at the bank meanwhile"),
    "charge_disputed": lambda: _("The payment is denied at the bank; as long as that lasts nothing can be given back"),
    "declined": lambda: _("The bank declined it"),
    "insufficient_funds": lambda: _("Your balance at Stripe was not enough"),
    "merchant_request": lambda: _("Stopped in Stripe's pages"),
}
WAITS: dict[str, Callable[[], str]] = {
    "balance_insufficient": lambda: _("Your balance at Stripe is not enough yet"),
    "api_key_expired": lambda: _("Your key at Stripe has expired"),
    "AuthenticationError": lambda: _("Stripe does not accept your key any more"),
    "PermissionError": lambda: _("Your key at Stripe may not give money back"),
}


def badge(state: str) -> Badge:
    """How one stands."""
    if state == "succeeded":
        return ("ok", "check", _("back"))
    if state in {"failed", "canceled"}:
        return ("bad", "warn", _("failed"))
    if state == "by-hand":
        return ("accent", "euro", _("to be transferred"))
    return ("warn", "clock", _("under way"))
