"""All payments, and each with its history, what stays of it, and its marks for the bookkeeping."""

from dataclasses import dataclass
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.accounts import roles
from eventsvc.core import clock, wording
from eventsvc.core.bilingual import pick
from eventsvc.desk import money, payment_history
from eventsvc.desk import payment_words as words
from eventsvc.desk.money import bp
from eventsvc.invoices import queries as invoices
from eventsvc.invoices.queries import Entry
from eventsvc.payments import bills, reads
from eventsvc.ticket_types import taxes
from eventsvc.web import invoice_words
from eventsvc.web.guard import requires
from eventsvc.web.shell import Link

DASHBOARD = "https://dashboard.stripe.com"


@bp.get("/payments")
@requires("money.see")
def payments() -> ResponseReturnValue:
    """The newest first, by state and event."""
    owner = g.member.organisation_id
    state, event_id = request.args.get("state", ""), request.args.get("event", type=int)
    state = state if state in reads.GROUPS else ""
    known = reads.events(owner)
    event_id = event_id if event_id in {row.id for row in known} else None
    kept: dict[str, Any] = {name: value for name, value in (("state", state), ("event", event_id)) if value}
    listed = reads.page(
        owner, state=state, event_id=event_id, before=request.args.get("before", type=int), after=request.args.get("after", type=int),
    )
    counts = reads.counts(owner, event_id)
    return render_template(
        "desk/payments.html", tabs=money.tabs("payments"), rows=[_row(one) for one in listed.rows], state=state, event_id=event_id,
        any=bool(counts["all"] or event_id), chips=_chips(counts, state, event_id),
        events=[(row.id, pick(row, "title", g.lang)) for row in known],
        newer=url_for(".payments", **kept, after=listed.newer) if listed.newer is not None else None,
        older=url_for(".payments", **kept, before=listed.older) if listed.older is not None else None,
    )


def _chips(counts: dict[str, int], state: str, event_id: int | None) -> list[Link]:
    more: dict[str, Any] = {"event": event_id} if event_id else {}
    found = [Link(_("All"), url_for(".payments", **more), not state, count=wording.number(counts["all"], g.lang))]
    return found + [
        Link(word, url_for(".payments", **more, state=name), name == state, count=wording.number(counts[name], g.lang))
        for name, word in words.groups().items() if counts[name] or name == state
    ]


def _row(one: Any) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": one.id, "url": url_for(".payment", payment_id=one.id), "name": _name(one), "badge": words.badge(one),
        "title": pick(one, "title", g.lang) if one.title_de is not None else None, "way": words.means(one.means or one.method),
        "when": wording.moment(one.created_at, g.organisation.home_zone, g.lang, now=now),
        "iso": one.created_at.isoformat(timespec="seconds"),
        "sum": wording.money(one.received_cents or one.amount_cents, one.currency, g.lang),
        "fee": wording.money(-one.fee_cents, one.currency, g.lang) if one.fee_cents else "–",
        "back": wording.money(one.returned_cents, one.currency, g.lang) if one.returned_cents else "",
    }


def _name(one: Any) -> str:
    return one.name or (_("deleted") if one.registration_id is not None else _("Cannot be placed"))


@dataclass(frozen=True)
class Stays:
    """What came, went and stays."""

    rows: tuple[tuple[str, str], ...]
    left: str
    tax: str


@bp.get("/payments/<int:payment_id>")
@requires("money.see")
def payment(payment_id: int) -> ResponseReturnValue:
    """One of them."""
    one = reads.one(payment_id, g.member.organisation_id)
    documents = invoices.of_registration(one.registration_id) if one.registration_id is not None else ()
    refunds = reads.refunds(payment_id)
    others = reads.others(payment_id, one.registration_id) if one.registration_id is not None else ()
    return render_template(
        "desk/payment.html", tabs=money.tabs("payments"), name=_name(one), badge=words.badge(one), stays=_stays(one, documents),
        amount=wording.money(one.received_cents or one.amount_cents, one.currency, g.lang), disputed=one.dispute not in reads.SETTLED,
        title=pick(one, "title", g.lang) if one.title_de is not None else None, guest=_guest(one), stripe=_at_stripe(one),
        entries=payment_history.entries(one, refunds, documents, others), marks=_marks(one, refunds, documents),
        documents=[_document(entry) for entry in documents], by_stripe=one.method == "stripe",
        others=[
            (url_for(".payment", payment_id=other.id), wording.money(other.received_cents or other.amount_cents, other.currency, g.lang),
             words.badge(other)) for other in others
        ],
    )


def _stays(one: Any, documents: tuple[Entry, ...]) -> Stays:
    def said(cents: int) -> str:
        return wording.money(cents, one.currency, g.lang)

    fee, left = one.fee_cents or 0, one.received_cents - one.returned_cents
    rows = [(_("Paid"), said(one.received_cents)), (_("Refunded"), said(-one.returned_cents))]
    if one.method == "stripe":
        unknown = one.fee_cents is None and one.received_cents
        rows.append((_("Fee of Stripe"), _("not known yet") if unknown else said(-fee)))
    shares = documents[0].document.shares if documents and one.state == "paid" else ()
    percent = shares[0].percent if shares else None
    tax, income = "", min(left, documents[0].document.gross_cents) if documents else left
    if percent is not None:
        tax = _("%(vat)s of it is VAT at %(rate)s %%.", vat=said(taxes.split_at(income, percent)[1]), rate=percent)
    elif shares:
        tax = shares[0].note
    return Stays(tuple(rows), said(left - fee), tax)


def _guest(one: Any) -> str | None:
    if one.registration_id is None or not roles.may(g.member.role, "guest.see"):
        return None
    return url_for("desk_guests.show", event_id=one.event_id, registration_id=one.registration_id)


def _at_stripe(one: Any) -> str | None:
    """The page at Stripe; that of a connected account is named in it."""
    if not one.intent_id:
        return None
    account = f"/{one.account}" if one.account else ""
    return f"{DASHBOARD}{account}{'' if one.livemode else '/test'}/payments/{one.intent_id}"


def _marks(one: Any, refunds: Any, documents: tuple[Entry, ...]) -> list[tuple[str, str]]:
    found = [
        (_("Order"), bills.shown(one.reference) if one.reference else ""), (_("Payment"), one.intent_id),
        (_("Payment page"), one.session_id),
        *((_("Refund"), refund.stripe_refund_id) for refund in refunds),
        *((_("Checksum of %(number)s", number=entry.document.shown), entry.digest) for entry in documents),
    ]
    return [(word, text) for word, text in found if text]


def _document(entry: Entry) -> dict[str, Any]:
    return {
        "name": invoice_words.title(entry.document), "sum": invoice_words.money(entry.document, g.lang),
        "url": url_for(".invoice_file", invoice_id=entry.id, kind="pdf"),
    }
