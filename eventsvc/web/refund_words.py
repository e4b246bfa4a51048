"""What goes back to a guest, in words: before the press, and after it."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from eventsvc.core import clock, wording
from eventsvc.payments import policy, refund_reads, refunds, rights
from eventsvc.payments.rights import Right
from eventsvc.registration.queries import Whole
from eventsvc.web import languages

Terms = tuple[str, str, bool]
"""A share of the price, until when, and whether that is now."""


@dataclass(frozen=True)
class Back:
    """What goes back if so many tickets are given back now. `lines`: price and fee, in order; `sum`: empty if nothing goes back."""

    cents: int
    sum: str
    lines: tuple[tuple[str, str], ...]
    terms: tuple[Terms, ...]
    how: str
    moved: bool = False


def of(whole: Whole, many: int, lang: str) -> Back | None:
    """For the page; None if nothing was paid, or nothing of it is left."""
    if not whole.registration.total_cents or not many:
        return None
    right = rights.of(whole.registration.id)
    if right is None:
        return None
    now, live = clock.now(), len(whole.valid)
    cents = right.due(many, live, now)
    paid = policy.capped(right.unit_cents * many, right.left_cents, many, live)
    lines = [(_("%(count)s × %(price)s", count=many, price=_money(right, right.unit_cents, lang)), _money(right, paid, lang))]
    if cents < paid:
        lines.append((_("You do not get back"), "−" + _money(right, paid - cents, lang)))
    return Back(
        cents=cents, sum=_money(right, cents, lang) if cents else "", lines=tuple(lines),
        terms=() if right.freely(now) else _terms(right, whole.event.zone, lang), how=how(right), moved=right.freely(now),
    )


@dataclass(frozen=True)
class Standing:
    """What the page of the registration says about money, and where to press; no address: nothing is to be pressed."""

    text: str
    url: str = ""


def standing(whole: Whole, lang: str) -> Standing | None:
    """Of an event that was cancelled, postponed or moved; None: nothing was paid, or all is as it was ordered."""
    one, event = whole.registration, whole.event
    if not one.total_cents or (event.state == "published" and event.moved_at is None):
        return None
    if event.state == "cancelled":
        back = refund_reads.event_cancelled(one.id)
        return None if back is None else Standing(_("%(sum)s go back to you by the way you paid.", sum=wording.money(*back, lang)))
    money = of(whole, len(whole.valid), lang)
    if money is None or not money.moved or not money.sum:
        return None
    if event.state == "postponed":
        there = url_for("changes.cancel", secret=whole.secret)
        return Standing(_("If you do not want to wait, cancel and get back %(sum)s.", sum=money.sum), there)
    return Standing(_("Come on the new date, or get back %(sum)s", sum=money.sum), url_for("moved.show", secret=whole.secret))


def told(whole: Whole) -> str:
    """After the press."""
    back = refunds.newest(whole.registration.id)
    if back is None:
        return _("Cancelled. The seat is free for somebody else.")
    return _("Cancelled. %(sum)s go back by the way you paid; the mail says so too.", sum=wording.money(*back, languages.current()))


def _money(right: Right, cents: int, lang: str) -> str:
    return wording.money(cents, right.currency, lang)


def _terms(right: Right, zone: str, lang: str) -> tuple[Terms, ...]:
    until, now = right.policy.until, clock.now()
    if until is None or not right.policy.percent:
        return ()
    when, open_ = wording.moment(until, zone, lang, now=now), now < until
    return (
        (_("%(share)s %%", share=right.policy.percent), _("until %(when)s", when=when), open_),
        (_("%(share)s %%", share=0), _("after that"), not open_),
    )


def how(right: Right) -> str:
    """By which way, and how long that takes."""
    if right.method == "bank":
        return _("We transfer it to your account.")
    return _("It goes back by the way you paid, mostly within 5 days.")
