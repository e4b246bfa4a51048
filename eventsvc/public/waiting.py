"""Whoever waits: where one stands, what is offered, other wishes, and the way out.

Links only open pages; each answer is a POST, because mail scanners follow links.
"""

from collections.abc import Sequence

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.payments import service as payments
from eventsvc.public import held, own, paying, unfinished, waiting_view, ways
from eventsvc.public.own import EmailForm
from eventsvc.questions import queries as question_reads
from eventsvc.registration import waiting
from eventsvc.registration.queries import Whole
from eventsvc.registration.waitlist import queries as waitlist_queries
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.registration.waitlist.queries import Standing
from eventsvc.ticket_types import queries as types
from eventsvc.ticket_types import supply, vouchers
from eventsvc.ticket_types.queries import Offer
from eventsvc.ticket_types.vouchers import Code
from eventsvc.tickets.queries import Held
from eventsvc.web import languages, offer_view, ticket_view, waiting_words, withdrawal_words
from eventsvc.web.forms import number
from eventsvc.web.guard import secret_holder
from eventsvc.web.parts import Card, Option
from eventsvc.web.refusals import sentence

bp = languages.public("waiting", __name__)
MOST = 8


def show(whole: Whole, email: EmailForm | None = None, error: str = "", early: str = "") -> ResponseReturnValue:
    """A registration that waits: what is offered to it, or where it stands."""
    stands = waitlist_queries.standing(whole.registration.id)
    if stands is None:
        return over(whole, email)
    return _offer(whole, stands, email, error, early) if stands.state == "offered" else _place(whole, stands, email, error)


def _place(whole: Whole, stands: Standing, email: EmailForm | None, error: str = "") -> ResponseReturnValue:
    lang = languages.current()
    return _answer(
        "public/waiting.html", whole, stands, email, error,
        title=waiting_view.title(whole, stands, lang), lede=waiting_view.progress(whole, stands, lang),
        ahead=waiting_view.ahead(whole, stands, lang), now=waiting_view.as_of(whole, lang), told=waiting_view.told(whole, stands, lang),
        rows=waiting_view.details(whole, stands, _to(whole, "wishes"), lang), steps=waiting_view.history(whole, stands, lang),
    )


def _offer(whole: Whole, stands: Standing, email: EmailForm | None, error: str, early: str) -> ResponseReturnValue:
    lang, pays = languages.current(), ways.of(whole.organisation.id, whole.event.starts_at, whole.event.zone)
    return _answer(
        "public/offer.html", whole, stands, email, error, code=409 if early else 0, early_error=early,
        withdrawal=withdrawal_words.notice(whole.event, whole.organisation, lang), offer=waiting_view.offer(whole, stands, lang),
        lacks=question_reads.lacking(whole.registration.id), terms=unfinished.terms(whole), ways=pays,
        pay_by=ways.named(pays, whole.organisation.name),
        steps=waiting_view.offered(whole, stands, lang), seller=whole.organisation,
    )


def _answer(
    template: str, whole: Whole, stands: Standing, email: EmailForm | None, error: str, *, code: int = 0, **words: object,
) -> ResponseReturnValue:
    page = render_template(
        template, whole=whole, stands=stands, error=error, event=ticket_view.view_of(whole, languages.current()),
        own=own.addresses(whole), languages=own.switch(whole), first_name=own.first_name(whole),
        actions={name: _to(whole, name) for name in ("take", "leave", "wishes")}, language=whole.registration.language,
        email=email or EmailForm(formdata=None, email=whole.registration.email), faulty=email,
        online=whole.registration.state == "confirmed", off=waiting_view.off(whole), **words,
    )
    return make_response(page, code or (409 if error else 200))


def _to(whole: Whole, deed: str) -> str:
    return url_for(f"waiting.{deed}", secret=whole.secret)


@bp.get("/r/<secret>/waitlist")
@secret_holder
def place(secret: str) -> ResponseReturnValue:
    """Where somebody with an online ticket stands; for all others it is the registration's page itself."""
    whole = own.of(secret)
    if waitlist_queries.standing(whole.registration.id) is None:
        return redirect(url_for("registration.show", secret=secret))
    return show(whole)


@bp.get("/r/<secret>/waitlist/<any(take, leave):_deed>")
@secret_holder
def elsewhere(secret: str, _deed: str = "") -> ResponseReturnValue:
    """Who reloads or bookmarks the answer to a deed gets to the page itself."""
    return redirect(url_for(".place", secret=secret))


@bp.post("/r/<secret>/waitlist/take")
@secret_holder
def take(secret: str) -> ResponseReturnValue:
    """Take the offered place: the tickets at once, or what is to be paid."""
    whole = own.of(secret)
    held.wished(whole)
    try:
        state = waitlist.accept(whole.registration.id, shown_cents=number(request.form.get("total", "0")))
    except Refused as refused:
        if refused.reason == "answers-missing":
            return redirect(url_for("asking.show", secret=secret), 303)
        early = refused.reason == "early-start"
        return show(whole, error="" if early else sentence(refused), early=sentence(refused) if early else "")
    if state == "unpaid" and request.form.get("way") == "stripe":
        return paying.begin(own.of(secret))
    return paying.onward(secret, payments.Next(state))


@bp.post("/r/<secret>/waitlist/leave")
@secret_holder
def leave(secret: str) -> ResponseReturnValue:
    """Off the list, or the place to the next one: one press, no question."""
    whole = own.of(secret)
    waitlist.leave(whole.registration.id)
    return redirect(url_for("registration.show", secret=secret, done="left-list"), 303)


@bp.get("/r/<secret>/waitlist/wishes")
@secret_holder
def wishes(secret: str) -> ResponseReturnValue:
    """Other wishes, more or fewer people; or, with an online ticket, onto the list for the room."""
    whole = own.of(secret)
    stands = waitlist_queries.standing(whole.registration.id)
    if stands is not None and stands.state == "offered":
        return redirect(url_for("registration.show", secret=secret))
    if stands is None and not _online(whole):
        return redirect(url_for("registration.show", secret=secret))
    return _wishes(whole, stands)


@bp.post("/r/<secret>/waitlist/wishes")
@secret_holder
def wish(secret: str) -> ResponseReturnValue:
    """What would do from now on."""
    whole = own.of(secret)
    stands = waitlist_queries.standing(whole.registration.id)
    chosen = [int(one) for one in request.form.getlist("types") if one.isascii() and one.isdecimal() and len(one) < 10]
    many = request.form.get("seats", 0, type=int) or None
    try:
        if not chosen:
            return _wishes(whole, stands, _("Choose at least one kind of place"), chosen, many)
        if stands is None:
            waiting.wait(whole.registration.id, chosen)
        else:
            waiting.change(whole.registration.id, chosen, many)
    except Refused as refused:
        return _wishes(whole, waitlist_queries.standing(whole.registration.id), sentence(refused), chosen, many)
    return redirect(url_for(".place", secret=secret), 303)


def _wishes(
    whole: Whole, stands: Standing | None, error: str = "", chosen: Sequence[int] | None = None, many: int | None = None,
) -> ResponseReturnValue:
    lang = languages.current()
    wished = chosen if chosen is not None else [one.id for one in stands.types] if stands is not None else []
    waits = stands is not None and whole.registration.state == "waiting"
    offers = _possible(whole, stands)
    page = render_template(
        "public/waiting_wishes.html", whole=whole, event=ticket_view.view_of(whole, lang), error=error, fresh=stands is None,
        cards=tuple(_card(offer, wished or ([offers[0].id] if len(offers) == 1 else []), lang) for offer in offers),
        sizes=_sizes(stands.seats, many or stands.seats, lang) if waits and stands is not None else (),
        back=_to(whole, "place"), action=_to(whole, "wishes"),
        languages=own.switch(whole), own=own.addresses(whole),
    )
    return make_response(page, 409 if error else 200)


def _possible(whole: Whole, stands: Standing | None) -> list[Offer]:
    """What one can wish for: what is chosen already, and what is sold out; with an online ticket what costs as much in the room."""
    mine = {one.id for one in stands.types} if stands is not None else set[int]()
    code = vouchers.carried(whole.event.id, whole.registration.voucher_id)
    offers = [
        offer for offer in types.offers(whole.event.id, code)
        if not offer.approval and (offer.id in mine or offer.state in {"sold-out", "open"}) and _known_price(whole, offer)
    ]
    if whole.registration.state != "waiting":
        paid = {_price(one, code) for one in _online(whole)}
        offers = [offer for offer in offers if offer.kind == "room" and {offer.price_cents} == paid and not offer.choice]
    return offers


def _known_price(whole: Whole, offer: Offer) -> bool:
    """Whether nothing more has to be asked: what somebody will pay, and in which country an online ticket is bought."""
    one = whole.registration
    elsewhere = offer.asks_country and supply.refusal(offer.kind, offer.sold_to, one.buyer_country)
    return (one.chosen_cents is not None or not offer.choice) and not elsewhere


def _price(one: Held, code: Code | None) -> int:
    holds = code is not None and code.holds_for(one.type.id)
    return vouchers.price(one.type.price_cents, code) if holds else int(one.type.price_cents)


def _online(whole: Whole) -> list[Held]:
    return [one for one in whole.valid if one.kind == "online"]


def _card(offer: Offer, chosen: Sequence[int], lang: str) -> Card:
    return Card(
        value=str(offer.id), name=pick(offer, "name", lang).text, price=offer_view.price(offer, lang),
        more=pick(offer, "note", lang).text, checked=offer.id in chosen,
    )


def _sizes(seats: int, wanted: int, lang: str) -> tuple[Option, ...]:
    return tuple(
        Option(str(number), text=waiting_words.people(number, lang), checked=number == wanted) for number in range(1, max(seats, MOST) + 1)
    )


def over(whole: Whole, email: EmailForm | None = None) -> ResponseReturnValue:
    """An offer that was not taken in time, or a list that ended with its event; what was begun elsewhere has a page of its own."""
    ended = waitlist_queries.last_entry(whole.registration.id)
    if ended not in {"lapsed", "ended"}:
        return unfinished.over(whole, email)
    lang = languages.current()
    page = render_template(
        "public/offer_over.html", whole=whole, event=ticket_view.view_of(whole, lang), lapsed=ended == "lapsed",
        first_name=own.first_name(whole), own=own.addresses(whole), languages=own.switch(whole),
        again=url_for("waitlist.form", slug=whole.event.slug),
    )
    return make_response(page)
