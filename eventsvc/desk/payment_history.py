"""What happened with a payment, in words, the newest first."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import gettext as _

from eventsvc.core import clock, wording
from eventsvc.desk import payment_words as words
from eventsvc.desk.history import Shown
from eventsvc.invoices.queries import Entry
from eventsvc.web import invoice_words

Happening = tuple[datetime, str, str, str, str]
"""When, symbol, colour, words, and what more."""


def entries(row: Any, refunds: Sequence[Any], documents: Sequence[Entry], others: Sequence[Any]) -> list[Shown]:
    """All of one payment and its order."""
    found = [*_ordered(row), *_attempt(row), *_others(others), *_back(row, refunds), *_documents(documents)]
    now, zone = clock.now(), g.organisation.home_zone
    ordered = sorted(enumerate(found), key=lambda one: (one[1][0], one[0]), reverse=True)
    return [
        Shown(icon, kind, "", text, None, None, wording.moment(at, zone, g.lang, now=now), at.isoformat(timespec="seconds"), more)
        for _place, (at, icon, kind, text, more) in ordered
    ]


def _sum(cents: int, row: Any) -> str:
    return wording.money(cents, row.currency, g.lang)


def _ordered(row: Any) -> Iterator[Happening]:
    if row.ordered_at is not None:
        yield row.ordered_at, "arrow-right", "", _("Ordered with an obligation to pay"), ""


def _attempt(row: Any) -> Iterator[Happening]:
    amount = _sum(row.received_cents or row.amount_cents, row)
    if row.method == "stripe":
        yield row.created_at, "open", "", _("The payment page at Stripe was made: %(sum)s", sum=_sum(row.amount_cents, row)), ""
    if row.paid_at is not None:
        text = _("%(sum)s arrived, paid by %(way)s", sum=amount, way=words.means(row.means or row.method))
        why = "" if row.state == "paid" else _("keeps no ticket: %(why)s", why=words.reason(row.why))
        yield row.paid_at, "euro", "ok" if row.state == "paid" else "warn", text, why
    ends = {
        "processing": ("clock", "warn", _("The page is done, the money is still on its way")),
        "failed": ("cross", "bad", _("The bank did not carry out the payment")),
        "expired": ("minus", "", _("The page ended unpaid")),
        "abandoned": ("minus", "", _("Nobody waits for this page any more")),
    }
    if row.state in ends:
        yield row.changed_at, *ends[row.state], ""
    if row.dispute:
        said = {
            "won": _("The payment was denied at the bank; the answer was accepted, and the money is here"),
            "lost": _("The payment was denied at the bank, and is lost"),
        }.get(row.dispute, _("The payment is denied at the bank"))
        yield row.changed_at, "warn", "ok" if row.dispute == "won" else "bad", said, ""


def _others(others: Sequence[Any]) -> Iterator[Happening]:
    for one in others:
        state = words.badge(one)
        yield one.created_at, "again", "", _("Another attempt for the same order: %(state)s", state=state[2]), _sum(one.amount_cents, one)


def _back(row: Any, refunds: Sequence[Any]) -> Iterator[Happening]:
    for one in refunds:
        why = words.reason(one.reason)
        more = f"{why}: {one.note}" if one.note else why
        yield one.created_at, "undo", "note", _("%(sum)s go back", sum=_sum(one.amount_cents, row)), more
        kind, text = words.refund_state(one.state)
        if one.changed_at != one.created_at or one.state in {"failed", "canceled", "succeeded"}:
            said = _("Refund of %(sum)s: %(state)s", sum=_sum(one.amount_cents, row), state=text)
            yield one.changed_at, "check" if kind == "ok" else "undo", kind, said, one.failure


def _documents(documents: Sequence[Entry]) -> Iterator[Happening]:
    for entry in documents:
        yield entry.issued_at, "document", "", _("%(document)s was issued", document=invoice_words.title(entry.document)), ""
