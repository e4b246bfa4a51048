"""Paying an order: on to the payment page, back from it, and what is said as long as nobody knows (spec: payments 5, invariant 10)."""

from datetime import datetime
from functools import partial
from typing import Any

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.core import clock, wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.payments import attempts, bank, bills, gateway
from eventsvc.payments import service as payments
from eventsvc.payments.attempts import Page
from eventsvc.public import by_bank, own, unfinished
from eventsvc.public import ways as pay_ways
from eventsvc.public.own import EmailForm
from eventsvc.registration import ends, finishing
from eventsvc.registration.queries import Whole
from eventsvc.web import languages, ticket_view
from eventsvc.web.addresses import external
from eventsvc.web.guard import secret_holder
from eventsvc.web.parts import Option
from eventsvc.web.refusals import sentence

bp = languages.public("paying", __name__)
LOOKS = 24
EVERY_SECONDS = 5


def ways(whole: Whole) -> tuple[Option, ...]:
    """How this order can be paid; none: it costs nothing, or the organisation says how."""
    if not whole.registration.total_cents:
        return ()
    bill = bills.of(whole.registration.id)
    return pay_ways.of(whole.organisation.id, whole.event.starts_at, whole.event.zone, None if bill is None else bill.ordered_at)


def leads_away() -> None:
    """This page has a form whose answer leads to the payment page, and says so to the browser."""
    g.leads_to = gateway.page_host()


def order(whole: Whole) -> payments.Next:
    """The button was pressed: ordered, and on to paying in the way that was chosen. Refused: as `payments.service.order`."""
    open_ways = {way.value for way in ways(whole)}
    chosen = request.form.get("way") or next(iter(open_ways), "")
    method = chosen if chosen in open_ways else ""
    until = attempts.until() if method == "stripe" else _until(whole) if method == "bank" else None
    page = page_of(whole, until) if method == "stripe" else None
    found: list[payments.Next] = []

    def deed(registration_id: int) -> str:
        found.append(payments.order(registration_id, method, page, until))
        return found[0].state

    state = finishing.told(whole.registration.id, deed)
    return found[0] if found else payments.Next(state)


def _until(whole: Whole) -> datetime | None:
    """By when a transfer must be here."""
    bill = bills.of(whole.registration.id)
    ordered = clock.now() if bill is None else bill.ordered_at
    return bank.until(whole.organisation.id, ordered, whole.event.starts_at, whole.event.zone)


def page_of(whole: Whole, until: Any = None) -> Page:
    """What the payment page shows, in the language of the registration."""
    lang = whole.registration.language
    at = wording.clock_full(zones.local(until or attempts.until(), whole.event.zone), lang)
    there = partial(external, lang=lang, secret=whole.secret)
    return Page(
        language=lang, line=str(pick(unfinished.seats(whole)[0].type, "name", lang)) or _("Ticket"),
        title=str(pick(whole.event, "title", lang)),
        note=_("You can pay here until %(when)s. After that the place is free for others.", when=at),
        success=there("paying.back"), cancel=there("registration.show") + "?from=payment",
    )


def unpaid(whole: Whole, _email: EmailForm | None = None, no: Refused | None = None) -> ResponseReturnValue:
    """Ordered and not paid: the payment page, or how else to pay."""
    live = attempts.live(whole.registration.id)
    if live is not None and live.state == "processing":
        return _on_its_way(whole)
    bill, open_ways = bills.of(whole.registration.id), {way.value for way in ways(whole)}
    if bill is not None and bill.method == "bank" and bank.of(whole.organisation.id).iban:
        leads_away()
        return by_bank.show(whole, bill, no, at_once="stripe" in open_ways)
    if "stripe" not in open_ways:
        return unfinished.unpaid(whole, transfer=_transfer(whole, open_ways), no=no)
    leads_away()
    page = render_template(
        "public/pay.html", whole=whole, event=ticket_view.view_of(whole, languages.current()), lines=unfinished.lines(whole),
        sum=unfinished.money(whole), until=unfinished.in_full(whole), iso=_iso(whole.registration.deadline),
        now=_iso(clock.now()), reference="" if bill is None else bills.shown(bill.reference), many=len(unfinished.seats(whole)),
        names=", ".join(dict.fromkeys(held.ticket.holder for held in unfinished.seats(whole) if held.ticket.holder)),
        back=request.args.get("from") == "payment", error="" if no is None else sentence(no),
        pay_by=pay_ways.named(ways(whole), whole.organisation.name), included=unfinished.included(whole), taxes=unfinished.taxes(whole),
        pay=url_for("paying.pay", secret=whole.secret), free=url_for("held.free", secret=whole.secret),
        transfer=_transfer(whole, open_ways), within=pay_ways.within(whole.organisation.id), languages=own.switch(whole),
    )
    return make_response(page, 200 if no is None else 503 if no.reason == "pay-unreachable" else 409)


def _transfer(whole: Whole, open_ways: set[str]) -> str:
    """Where to choose to pay by bank transfer instead, if one can."""
    return url_for("paying.transfer", secret=whole.secret) if "bank" in open_ways else ""


def _iso(at: Any) -> str:
    return str(at.isoformat(timespec="seconds"))


def _on_its_way(whole: Whole) -> str:
    bill = bills.of(whole.registration.id)
    return render_template(
        "public/pay_on_its_way.html", whole=whole, event=ticket_view.view_of(whole, languages.current()), sum=unfinished.money(whole),
        reference="" if bill is None else bills.shown(bill.reference), contact=_contact(whole), languages=own.switch(whole),
    )


def _contact(whole: Whole) -> str:
    return whole.event.contact_email or whole.organisation.email


@bp.post("/r/<secret>/pay")
@secret_holder
def pay(secret: str) -> ResponseReturnValue:
    """On to the payment page: the one that is open, else a new one."""
    whole = own.of(secret)
    if whole.registration.state != "unpaid" or not ways(whole):
        return redirect(url_for("registration.show", secret=secret), 303)
    return begin(whole)


def begin(whole: Whole) -> ResponseReturnValue:
    """The way to the payment page of what is ordered, or why there is none."""
    secret = whole.secret
    try:
        after = payments.pay(whole.registration.id, page_of(whole))
    except Refused as no:
        whole = own.of(secret)
        there = url_for("registration.show", secret=secret)
        return unpaid(whole, None, no) if whole.registration.state == "unpaid" else redirect(there, 303)
    return onward(secret, after)


def onward(secret: str, after: payments.Next) -> ResponseReturnValue:
    """Where an order goes on."""
    if after.url:
        leads_away()
        return redirect(after.url, 303)
    return redirect(url_for("registration.welcome" if after.state == "confirmed" else "registration.show", secret=secret), 303)


@bp.post("/r/<secret>/by-transfer")
@secret_holder
def transfer(secret: str) -> ResponseReturnValue:
    """By bank transfer after all: a payment page that is open is ended first."""
    whole = own.of(secret)
    until = _until(whole) if whole.registration.state == "unpaid" else None
    if until is not None:
        try:
            payments.transfer(whole.registration.id, until)
        except Refused as no:
            return unpaid(own.of(secret), None, no)
    return redirect(url_for("registration.show", secret=secret), 303)


@bp.get("/r/<secret>/paid")
@secret_holder
def back(secret: str) -> ResponseReturnValue:
    """Back from the payment page. Whether the money is there is asked at Stripe; until that is known, the page says so."""
    whole = own.of(secret)
    known = whole.registration.state != "unpaid" or payments.look(whole.registration.id)
    whole = own.of(secret)
    if whole.registration.state == "confirmed":
        return redirect(url_for("registration.welcome", secret=secret))
    if whole.registration.state != "unpaid" or known:
        return redirect(url_for("registration.show", secret=secret))
    return _checking(whole)


def _checking(whole: Whole) -> Response:
    """The page looks again by itself for two minutes, by a header, so without script."""
    looks = min(request.args.get("n", 1, type=int) or 1, LOOKS)
    by_itself = request.args.get("auto") != "0" and looks < LOOKS
    again = partial(url_for, "paying.back", secret=whole.secret)
    bill = bills.of(whole.registration.id)
    local = partial(zones.local, zone=whole.event.zone)
    lang = languages.current()
    page = make_response(render_template(
        "public/pay_checking.html", whole=whole, event=ticket_view.view_of(whole, lang), sum=unfinished.money(whole),
        reference="" if bill is None else bills.shown(bill.reference), contact=_contact(whole), by_itself=by_itself, looks=looks,
        ordered="" if bill is None else wording.clock_full(local(bill.ordered_at), lang), now=wording.clock_full(local(clock.now()), lang),
        until=unfinished.moment(whole, whole.registration.deadline or clock.now()), every=EVERY_SECONDS,
        again=again(n=looks + 1), rest=again(auto=0), many=len(unfinished.seats(whole)), languages=own.switch(whole),
    ))
    if by_itself:
        page.headers["Refresh"] = f"{EVERY_SECONDS}; url={again(n=looks + 1)}"
    return page


def give_up(whole: Whole) -> None:
    """Rather not: the payment page is ended first, then the places are free. What was paid meanwhile stays paid.

    Refused: pay-unreachable, being-paid.
    """
    payments.stop(whole.registration.id)
    if own.of(whole.secret).registration.state != "confirmed":
        ends.cancel(whole.registration.id)
