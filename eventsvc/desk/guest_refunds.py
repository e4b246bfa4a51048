"""Money back, on a guest's page: what is left of what came, what the event's terms say, and the form."""

import uuid
from dataclasses import dataclass

from flask import g, url_for
from flask_babel import gettext as _

from eventsvc.accounts import roles
from eventsvc.core import clock, wording
from eventsvc.desk.guest_forms import RefundForm
from eventsvc.payments import rights
from eventsvc.registration.queries import Whole


@dataclass(frozen=True)
class Money:
    """In words. `by_terms`: what goes back if the tickets are cancelled now; `all`: where all refunds of the event stand."""

    left: str
    by_terms: str
    all: str


def of(whole: Whole) -> Money | None:
    """None if nothing came, or nothing of it is left."""
    if not whole.registration.total_cents:
        return None
    right = rights.of(whole.registration.id)
    if right is None:
        return None
    many = len(whole.valid)
    cents = right.due(many, many, clock.now()) if many else 0
    left = wording.money(right.left_cents, right.currency, g.lang)
    if not cents:
        words = _("By the terms of the event nothing goes back now.")
    elif many == 1:
        words = _("By the terms of the event %(sum)s go back.", sum=wording.money(cents, right.currency, g.lang))
    else:
        words = _("By the terms of the event %(sum)s go back for all tickets.", sum=wording.money(cents, right.currency, g.lang))
    return Money(left=left, by_terms=words, all=url_for("desk_refunds.index", event_id=whole.event.id))


def open_to(whole: Whole) -> bool:
    """Whether this member can give something back."""
    return roles.may(g.member.role, "money.edit") and of(whole) is not None


def offer(form: RefundForm, whole: Whole) -> None:
    """What can be chosen; a form that is new gets its token."""
    money = of(whole)
    form.extent.choices = [
        ("part", _("A part; the tickets stay valid")),
        ("all", _("All, %(sum)s; the tickets are void", sum=money.left if money is not None else "")),
    ]
    form.once.data = form.once.data or uuid.uuid4().hex
