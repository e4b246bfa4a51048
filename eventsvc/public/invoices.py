"""My receipt and invoices: to download, and to have one written to a company, before it is paid or afterwards."""

from dataclasses import asdict
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsvc.core import wording
from eventsvc.core.errors import Missing, Refused
from eventsvc.invoices import buyers, queries, rules, service
from eventsvc.invoices.facts import Document
from eventsvc.invoices.queries import Entry
from eventsvc.public import billing, own, unfinished
from eventsvc.registration.queries import Whole
from eventsvc.web import invoice_files, invoice_words, languages, ticket_view
from eventsvc.web.buyer_fields import BuyerForm
from eventsvc.web.guard import secret_holder
from eventsvc.web.invoice_words import Sum

bp = languages.public("invoices", __name__)


@bp.get("/r/<secret>/invoice")
@secret_holder
def show(secret: str) -> ResponseReturnValue:
    """All documents, and the form."""
    whole = own.of(secret)
    entries = queries.of_registration(whole.registration.id)
    named = last(entries).buyer if entries else buyers.of(whole.registration.id)
    return _page(whole, entries, BuyerForm(formdata=None, data=asdict(named) if named else None))


@bp.post("/r/<secret>/invoice")
@secret_holder
def ask(secret: str) -> ResponseReturnValue:
    """Before it is paid the address is kept; afterwards the invoice is written at once."""
    whole, form = own.of(secret), BuyerForm()
    entries = queries.of_registration(whole.registration.id)
    _check(whole, entries)
    if form.validate():
        try:
            if entries:
                service.request(whole.registration.id, form.buyer())
                return redirect(url_for(".show", secret=secret, done="issued"), 303)
            buyers.keep(whole.registration.id, form.buyer())
        except Refused as no:
            form.refuse(no)
        else:
            return redirect(url_for("registration.show", secret=secret), 303)
    return make_response(_page(whole, entries, form), 400)


@bp.get("/r/<secret>/invoice/<number>.<any(pdf, xml):kind>")
@secret_holder
def download(secret: str, number: str, kind: str) -> ResponseReturnValue:
    """One document as a file, the same bytes each time."""
    whole = own.of(secret)
    for entry in queries.of_registration(whole.registration.id):
        if entry.document.shown == number:
            return invoice_files.sent(entry.id, number, kind)
    raise Missing


def last(entries: tuple[Entry, ...]) -> Document:
    """The receipt or invoice that counts."""
    return next(one.document for one in reversed(entries) if one.document.kind != "correction")


def _check(whole: Whole, entries: tuple[Entry, ...]) -> None:
    """What is free, or was never paid, has no such page."""
    if not entries and not (whole.registration.total_cents and whole.registration.state in billing.OPEN):
        raise Missing


def _page(whole: Whole, entries: tuple[Entry, ...], form: BuyerForm) -> str:
    _check(whole, entries)
    lang, one = languages.current(), whole.registration
    return render_template(
        "public/invoices.html", whole=whole, event=ticket_view.view_of(whole, lang), form=form, languages=own.switch(whole),
        documents=[_shown(whole, entry, lang) for entry in entries], sums=_sums(whole, entries, lang),
        back=url_for("registration.show", secret=whole.secret), done=request.args.get("done") == "issued" and bool(entries),
        small=wording.money(rules.SMALL_CENTS, one.currency, lang), needed=not entries and rules.needs_address(one.total_cents),
        privacy=url_for("legal.privacy"), paid=_paid(entries, lang),
    )


def _sums(whole: Whole, entries: tuple[Entry, ...], lang: str) -> Sum:
    if entries:
        return invoice_words.sums(last(entries), lang)
    return Sum((*unfinished.lines(whole), *unfinished.taxes(whole)), unfinished.money(whole))


def _paid(entries: tuple[Entry, ...], lang: str) -> str:
    return wording.iso_day(last(entries).paid_on, lang) if entries else ""


def _shown(whole: Whole, entry: Entry, lang: str) -> dict[str, Any]:
    one = entry.document
    return {
        "title": invoice_words.title(one), "sum": invoice_words.money(one, lang), "day": wording.iso_day(one.issued_on, lang),
        "to": invoice_words.address(one.buyer) if one.buyer else "", "refers": one.refers_to.number if one.refers_to else "",
        "correction": one.kind == "correction",
        "files": [
            (kind.upper(), url_for(".download", secret=whole.secret, number=one.shown, kind=kind)) for kind in entry.kinds
        ],
    }
