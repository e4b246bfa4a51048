"""What a guest owes, and the word of the desk that the money is there: until payments come in by themselves, and beside them."""

from dataclasses import dataclass
from functools import partial

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.core import clock, wording
from eventsvc.desk.guests import bp
from eventsvc.payments import arrivals
from eventsvc.registration import queries as registrations
from eventsvc.registration.queries import Whole
from eventsvc.registration.records import By
from eventsvc.web.guard import requires

LONGEST_REASON = 300


@dataclass(frozen=True)
class Owed:
    """A sum, the deadline, and where to say that it is there."""

    sum: str
    until: str
    settle: str
    ordered: bool


@bp.context_processor
def provide() -> dict[str, object]:
    """`owed(whole)` in the templates of these pages."""
    return {"owed": owed}


def owed(whole: Whole) -> Owed | None:
    """What an order is waiting for; None: nothing."""
    one = whole.registration
    if one.state not in {"unpaid", "approved"} or one.deadline is None or not one.total_cents:
        return None
    there = partial(url_for, event_id=whole.event.id, registration_id=one.id)
    return Owed(
        sum=wording.money(one.total_cents, one.currency, g.lang),
        until=wording.moment(one.deadline, whole.event.zone, g.lang, now=clock.now()),
        settle=there(".settle"), ordered=one.state == "unpaid",
    )


@bp.post("/guests/<int:registration_id>/settle")
@requires("guest.edit")
def settle(event_id: int, registration_id: int) -> ResponseReturnValue:
    """The money is there: the tickets are valid, and the mail with them is on its way."""
    whole = registrations.of_desk(registration_id, event_id, g.member.organisation_id)
    reason = " ".join(request.form.get("reason", "").split())[:LONGEST_REASON]
    state = arrivals.settle(registration_id, by=By(g.member.person_id, reason=reason))
    if state == "confirmed":
        flash(_("Paid. The ticket is on its way to %(email)s.", email=whole.registration.email), "ok")
    else:
        flash(_("This order is over: its deadline has passed, or it was cancelled. Nothing was changed."), "warn")
    return redirect(url_for(".show", event_id=event_id, registration_id=registration_id), 303)
