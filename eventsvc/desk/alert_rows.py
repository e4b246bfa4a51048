"""What about money waits for a person: at the money pages one by one, at the overview as a number."""

from dataclasses import dataclass
from typing import Any

from flask import g, url_for
from flask_babel import ngettext
from sqlalchemy import Row

from eventsvc.accounts import roles
from eventsvc.core import clock, wording
from eventsvc.payments import alerts
from eventsvc.web import alert_words
from eventsvc.web.parts import Todo

BAD = frozenset({"refund-failed", "dispute", "dispute-lost", "stripe-refuses", "ledger"})


@dataclass(frozen=True)
class Shown:
    """One of them."""

    id: int
    kind: str
    text: str
    when: str
    iso: str
    url: str | None


def shown(rows: Any) -> list[Shown]:
    """All that are open, in words."""
    now = clock.now()
    return [
        Shown(
            one.id, "bad" if one.kind in BAD else "warn", alert_words.sentence(one.kind, one.facts, g.lang),
            wording.moment(one.at, g.organisation.home_zone, g.lang, now=now), one.at.isoformat(timespec="seconds"), _there(one),
        )
        for one in rows
    ]


def _there(one: Row[Any]) -> str | None:
    return url_for("desk_money.payment", payment_id=one.payment_id) if one.payment_id is not None else None


def todo(organisation_id: int) -> list[Todo]:
    """For the overview: how many there are, and what the newest says."""
    if not roles.may(g.member.role, "money.see"):
        return []
    rows = alerts.waiting(organisation_id)
    if not rows:
        return []
    return [Todo(
        kind="bad" if any(one.kind in BAD for one in rows) else "warn", icon="euro", url=url_for("desk_money.index") + "#alerts",
        text=ngettext("%(num)s thing about money needs a look", "%(num)s things about money need a look", len(rows)),
        hint=alert_words.sentence(rows[0].kind, rows[0].facts, g.lang),
    )]
