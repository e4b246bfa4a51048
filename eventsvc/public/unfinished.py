"""Where a registration stands that waits for something: an address to confirm, an order to pay, a deadline that has ended."""

from datetime import datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsvc.core import clock, signing, wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Missing, Refused
from eventsvc.public import own
from eventsvc.public.own import EmailForm
from eventsvc.registration import holds
from eventsvc.registration import secret as secrets
from eventsvc.registration.queries import OPEN_TICKETS, Whole
from eventsvc.ticket_types import supply
from eventsvc.tickets.queries import Held
from eventsvc.web import languages, price_words, ticket_view, withdrawal_words
from eventsvc.web.guard import secret_holder
from eventsvc.web.refusals import sentence

bp = languages.public("confirming", __name__)


def seats(whole: Whole) -> tuple[Held, ...]:
    """The tickets that are not valid yet."""
    return tuple(held for held in whole.tickets if held.ticket.state in OPEN_TICKETS)


def online(whole: Whole) -> bool:
    """Whether all of it is online."""
    return {held.kind for held in seats(whole)} == {"online"}


def lines(whole: Whole) -> tuple[tuple[str, str], ...]:
    """`2 × On site` and what it costs."""
    held = seats(whole)
    return ((f"{len(held)} × {pick(held[0].type, 'name', languages.current())}", money(whole)),) if held else ()


def taxes(whole: Whole) -> tuple[tuple[str, str], ...]:
    """`of which 19 % VAT`, as lines below."""
    one, held = whole.registration, seats(whole)
    if not held:
        return ()
    return price_words.tax_rows(
        one.total_cents, one.currency, _mode(whole, held[0]), languages.current(), small_business=whole.organisation.small_business,
    )


def _mode(whole: Whole, one: Held) -> str:
    """How it is taxed for who buys it."""
    return supply.mode(one.kind, one.type.tax_mode, whole.registration.buyer_country)


def included(whole: Whole) -> str:
    """`incl. 19 % VAT, no further costs`; nothing of what is free."""
    held = seats(whole)
    if not held or not whole.registration.total_cents:
        return ""
    return price_words.included(_mode(whole, held[0]), languages.current(), small_business=whole.organisation.small_business)


def terms(whole: Whole) -> str:
    """Where the seller's terms stand, if there are any."""
    one = whole.organisation
    return url_for("legal.terms", slug=one.slug) if one.terms_de or one.terms_en else ""


def money(whole: Whole) -> str:
    """What is to be paid, all in all."""
    return wording.money(whole.registration.total_cents, whole.registration.currency, languages.current())


def moment(whole: Whole, at: datetime) -> str:
    """An instant by the event's clock."""
    return wording.moment(at, whole.event.zone, languages.current(), now=clock.now())


def _until(whole: Whole) -> datetime:
    assert whole.registration.deadline is not None  # noqa: S101  the database says so
    return whole.registration.deadline


def in_full(whole: Whole) -> str:
    """The deadline with its weekday, by the event's clock."""
    return wording.day_clock(_until(whole), whole.event.zone, languages.current())


def unconfirmed(whole: Whole, email: EmailForm | None = None) -> ResponseReturnValue:
    """Look into your mailbox; a mistyped address is corrected here."""
    form = email or EmailForm(formdata=None, email=whole.registration.email)
    return render_template(
        "public/unconfirmed.html", whole=whole, event=ticket_view.view_of(whole, languages.current()), form=form,
        until=moment(whole, _until(whole)), own=own.addresses(whole), first_name=own.first_name(whole), languages=own.switch(whole),
    )


@bp.get("/r/<secret>/confirm/<word>")
@secret_holder
def show(secret: str, word: str) -> ResponseReturnValue:
    """The link of the mail: one button, because mail scanners follow links."""
    whole = _mailed(secret, word)
    if whole.registration.state not in {"unconfirmed", "expired"} or whole.registration.total_cents:
        return redirect(url_for("registration.show", secret=secret))
    return render_template(
        "public/confirm.html", whole=whole, event=ticket_view.view_of(whole, languages.current()), first_name=own.first_name(whole),
        press=url_for(".press", secret=secret, word=word), stranger=own.addresses(whole)["stranger"], languages=own.switch(whole),
    )


def _mailed(secret: str, word: str) -> Whole:
    """Only the mail knows the word, so whoever has it reads that mailbox."""
    whole = own.of(secret)
    if not signing.same(word, secrets.confirming(whole.registration.uuid, whole.registration.email)):
        raise Missing
    return whole


@bp.post("/r/<secret>/confirm/<word>")
@secret_holder
def press(secret: str, word: str) -> ResponseReturnValue:
    """Pressed: the tickets are here."""
    whole = _mailed(secret, word)
    try:
        holds.confirm_address(whole.registration.id, word)
    except Refused as no:
        return over(own.of(secret), None, no)
    return redirect(url_for("registration.welcome", secret=secret), 303)


def unpaid(whole: Whole, _email: EmailForm | None = None, *, transfer: str = "", no: Refused | None = None) -> ResponseReturnValue:
    """Ordered: what is to be paid until when, and whom to ask."""
    one = whole.organisation
    return render_template(
        "public/unpaid.html", address=", ".join((one.legal_name or one.name, one.street, one.postcode_city)), many=len(seats(whole)),
        free=url_for("held.free", secret=whole.secret), invoice=url_for("invoices.show", secret=whole.secret), transfer=transfer,
        error="" if no is None else sentence(no), whole=whole, event=ticket_view.view_of(whole, languages.current()),
        lines=(*lines(whole), *taxes(whole)), sum=money(whole), included=included(whole),
        until=in_full(whole), iso=_until(whole).isoformat(timespec="seconds"),
        now=clock.now().isoformat(timespec="seconds"), seller=whole.organisation,
        contact=whole.event.contact_email or whole.organisation.email, own=own.addresses(whole), first_name=own.first_name(whole),
        languages=own.switch(whole), withdrawal=withdrawal_words.notice(
            whole.event, whole.organisation, languages.current(), concluded=whole.registration.created_at,
        ),
    )


def over(whole: Whole, _email: EmailForm | None = None, no: Refused | None = None) -> ResponseReturnValue:
    """The time ran out. Nothing typed is lost: if the places are there, one press goes on; if not, the waitlist is the remedy."""
    return render_template(
        "public/held_over.html", whole=whole, event=ticket_view.view_of(whole, languages.current()),
        error="" if no is None else sentence(no), lasting=no is not None and no.reason == "hold-over",
        again=url_for("held.extend", secret=whole.secret), own=own.addresses(whole), first_name=own.first_name(whole),
        waitlist=waitlist(whole, no), languages=own.switch(whole),
    )


def waitlist(whole: Whole, no: Refused | None) -> str | None:
    """Where to wait, if the places are gone and the event has a list."""
    listed = whole.event.state == "published" and whole.event.waitlist_mode != "none" and clock.now() < whole.event.starts_at
    return url_for("waitlist.form", slug=whole.event.slug) if no is not None and no.reason == "hold-gone" and listed else None
