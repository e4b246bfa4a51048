"""The event was moved: whoever paid for the old date says whether the new one will do, or gets the whole price back."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import clock, wording, zones
from eventsvc.payments import policy, rights
from eventsvc.public import changes, own
from eventsvc.registration.queries import Whole
from eventsvc.web import languages, refund_words, ticket_view
from eventsvc.web.guard import secret_holder

bp = languages.public("moved", __name__)


@bp.get("/r/<secret>/moved")
@secret_holder
def show(secret: str) -> ResponseReturnValue:
    """Two buttons, until the event begins; whoever has said yes, or did not pay for another date, sees the registration."""
    whole, lang = own.of(secret), languages.current()
    money = refund_words.of(whole, len(whole.valid), lang)
    if money is None or not money.moved or not open_(whole):
        return redirect(url_for("registration.show", secret=secret))
    start, many = zones.local(whole.event.starts_at, whole.event.zone), len(whole.valid)
    return render_template(
        "public/moved.html", event=ticket_view.view_of(whole, lang), name=own.first_name(whole), money=money, many=many,
        before=_before(whole, lang), until=answer_by(whole, lang), day=wording.day_month(start.date(), lang),
        title=ngettext("Your ticket, %(name)s", "Your tickets, %(name)s", many, name=own.first_name(whole)),
        others=changes.instead(whole, changes.ways(whole)), send=url_for("coming.answer", secret=secret),
        mine=url_for("registration.show", secret=secret), languages=own.switch(whole), lede=_lede(whole),
    )


def open_(whole: Whole) -> bool:
    """Whether there is anything to say: a ticket, and a date to come."""
    return bool(whole.valid) and whole.event.state == "published" and clock.now() < whole.event.starts_at


def _lede(whole: Whole) -> str:
    return _("Does the new date suit you?") if len(whole.valid) == 1 else _("Does the new date suit you all?")


def _before(whole: Whole, lang: str) -> str:
    """When it was to be."""
    at = whole.event.moved_from
    return "" if at is None else wording.moment(at, whole.event.zone, lang, now=clock.now())


def answer_by(whole: Whole, lang: str) -> str:
    """Until when an answer helps; empty: it is over, or the date is too near to ask."""
    right = rights.of(whole.registration.id)
    if right is None or right.moved_at is None:
        return ""
    by = policy.answer_by(right.moved_at, whole.event.starts_at)
    return wording.moment(by, whole.event.zone, lang, now=clock.now()) if by is not None and clock.now() < by else ""
