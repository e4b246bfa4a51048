"""The page of an order that is paid by bank transfer: to whom, how much, with which words, until when."""

from datetime import timedelta
from typing import Any

from flask import make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsvc.core import clock, wording, zones
from eventsvc.core.errors import Refused
from eventsvc.payments import bank, bills
from eventsvc.public import own, unfinished
from eventsvc.registration.queries import Whole
from eventsvc.web import giro, languages, ticket_view, withdrawal_words
from eventsvc.web.refusals import sentence


def show(whole: Whole, bill: Any, no: Refused | None = None, *, at_once: bool) -> ResponseReturnValue:
    """What to type into the banking app. `at_once`: one can pay on the payment page instead, as long as nothing came."""
    lang, one = languages.current(), whole.registration
    left = bills.left(bill, one.total_cents)
    here = wording.money(one.total_cents - left, one.currency, lang) if left != one.total_cents else ""
    day = zones.local(one.deadline or clock.now(), whole.event.zone)
    page = render_template(
        "public/by_bank.html", whole=whole, event=ticket_view.view_of(whole, lang), lines=unfinished.lines(whole),
        sum=unfinished.money(whole), slip=giro.slip(whole.organisation.id, bill.reference, left, one.currency, lang), here=here,
        day=wording.day_long(day.date(), lang), iso=day.isoformat(timespec="minutes"),
        reminder=_reminder(whole, bill), days=bank.of(whole.organisation.id).days, error="" if no is None else sentence(no),
        taxes=unfinished.taxes(whole), included=unfinished.included(whole), many=len(unfinished.seats(whole)), seller=whole.organisation,
        ordered=wording.day_month(zones.local(bill.ordered_at, whole.event.zone).date(), lang),
        contact=whole.event.contact_email or whole.organisation.email,
        pay=url_for("paying.pay", secret=whole.secret) if at_once and not here else "",
        free=url_for("held.free", secret=whole.secret), invoice=url_for("invoices.show", secret=whole.secret), languages=own.switch(whole),
        withdrawal=withdrawal_words.notice(whole.event, whole.organisation, lang, concluded=one.created_at),
    )
    return make_response(page, 200 if no is None else 503 if no.reason == "pay-unreachable" else 409)


def _reminder(whole: Whole, bill: Any) -> str:
    """The day on which the reminder goes out, if that is still to come."""
    day = zones.local(whole.registration.deadline or clock.now(), whole.event.zone).date() - timedelta(days=1)
    today = zones.local(clock.now(), whole.event.zone).date()
    return wording.day_month(day, languages.current()) if bill.reminded_at is None and day > today else ""
