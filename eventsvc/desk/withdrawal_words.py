"""Withdrawals in words: which right there is, until when the money must be back, how it stands, what happened."""

from collections.abc import Callable
from datetime import date

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.accounts import roles
from eventsvc.accounts.history import Entry
from eventsvc.core import clock, wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.desk.history import Shown
from eventsvc.registration import withdrawal_queries, withdrawal_times
from eventsvc.registration.withdrawal_queries import Declared
from eventsvc.registration.withdrawals import PAID
from eventsvc.web import withdrawal_words
from eventsvc.web.parts import Badge, Todo


def day(at: date) -> str:
    """`28 April`, with the year where it is another one."""
    this = zones.local(clock.now(), g.organisation.home_zone).year
    return wording.day_month(at, g.lang) if at.year == this else withdrawal_words.day(at, g.lang)


def pay_back_by(one: Declared) -> date:
    """The last day for the money."""
    return withdrawal_times.pay_back_by(one.withdrawal.received_at, g.organisation.home_zone)


def right(one: Declared) -> str:
    """Whether there is a right to withdraw."""
    if one.registration is None or one.event is None:
        return _("unclear")
    if not one.registration.total_cents:
        return _("no, free of charge")
    if one.event.withdrawal != "statutory":
        return _("no, fixed date")
    since = zones.local(one.registration.created_at, one.event.zone).date()
    last = withdrawal_times.last_day(one.registration.created_at, one.event.zone)
    if zones.local(one.withdrawal.received_at, one.event.zone).date() > last:
        return _("over: it ended on %(day)s", day=day(last))
    return _("yes, 14 days from %(day)s", day=day(since))


def explained(one: Declared) -> str:
    """The same in full, with what decides about it."""
    if one.registration is None or one.event is None:
        return _("Unclear as long as nobody knows which registration is meant.")
    if not one.registration.total_cents:
        return _("Nothing was paid. The place can be given back at any time.")
    if one.event.withdrawal != "statutory":
        return _("None: leisure at a fixed date (§ 312g (2) no. 9 BGB). The receipt says so and offers to cancel voluntarily.")
    agreed = withdrawal_queries.agreed_at(one.registration.id)
    if agreed is None:
        return _("14 days by law.")
    when = wording.moment(agreed, one.event.zone, g.lang, now=clock.now())
    return _("14 days by law. An early start was asked for: %(when)s; once the event is over, the right has ended.", when=when)


def state(one: Declared) -> Badge:
    """How it stands."""
    now = one.withdrawal.state
    if now != "open":
        return {
            "accepted": ("ok", "check", _("accepted")), "refused": ("bad", "cross", _("refused")), "closed": ("", "minus", _("closed")),
        }[now]
    if one.registration is None:
        return ("", "search", _("to be found, by %(day)s", day=day(pay_back_by(one))))
    if one.event is not None and one.event.withdrawal != "statutory":
        return ("note", "mail", _("offer went out")) if one.own else ("note", "clock", _("to be answered"))
    return ("warn", "clock", _("until %(day)s", day=day(pay_back_by(one))))


def left(one: Declared) -> str:
    """How many days there are."""
    days = (pay_back_by(one) - zones.local(clock.now(), g.organisation.home_zone).date()).days
    if days > 0:
        return ngettext("%(num)s day left", "%(num)s days left", days)
    return _("overdue") if days else _("today is the last day")


def title(one: Declared) -> str:
    """The event it is about."""
    return "" if one.event is None else pick(one.event, "title", g.lang).text or _("Untitled")


def paid(one: Declared) -> int:
    """How many cents would go back."""
    return one.registration.total_cents if one.registration is not None and one.registration.state in PAID else 0


def amount(one: Declared) -> str:
    """The sum that is fought about, or that went back."""
    cents = one.withdrawal.back_cents if one.withdrawal.state == "accepted" else paid(one)
    return wording.money(cents, one.registration.currency, g.lang) if one.registration is not None and cents else "–"


def todo(organisation_id: int) -> list[Todo]:
    """For the overview: what waits for an answer, and until when."""
    if not roles.may(g.member.role, "money.see"):
        return []
    many, first = withdrawal_queries.waiting(organisation_id)
    if first is None:
        return []
    by = withdrawal_times.pay_back_by(first, g.organisation.home_zone)
    soon = (by - zones.local(clock.now(), g.organisation.home_zone).date()).days <= 3
    return [Todo(
        kind="bad" if soon else "warn", icon="undo",
        text=ngettext("%(num)s withdrawal waits for an answer", "%(num)s withdrawals wait for an answer", many),
        hint=_("the first one by %(day)s", day=day(by)), url=url_for("desk_money.withdrawals"),
    )]


def shown(entry: Entry) -> Shown:
    """One line of what happened."""
    known: dict[str, Callable[[], tuple[str, str, str]]] = {
        "withdrawal-received": lambda: ("mail", "", _("Declared")),
        "withdrawal-matched": lambda: ("search", "", _("said which registration is meant")),
        "withdrawal-accepted": lambda: ("check", "ok", _("accepted it")),
        "withdrawal-refused": lambda: ("cross", "bad", _("refused it")),
        "withdrawal-closed": lambda: ("minus", "", _("closed it without a mail")),
    }
    icon, kind, text = known.get(entry.deed, lambda: ("info", "", entry.deed))()
    return Shown(
        icon=icon, kind=kind, who=entry.who, text=text, before=None, after=None, more=str(entry.after.get("answer") or ""),
        when=wording.moment(entry.at, g.organisation.home_zone, g.lang, now=clock.now()), iso=entry.at.isoformat(timespec="seconds"),
    )
