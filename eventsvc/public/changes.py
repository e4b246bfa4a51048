"""Passing a ticket on, taking part in another way, giving tickets back: each has a page that says what will happen before the press."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import EmailField, StringField

from eventsvc.core import clock, wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Missing, Refused
from eventsvc.payments import cancelling as paid
from eventsvc.public import own
from eventsvc.registration import changes
from eventsvc.registration import queries as registrations
from eventsvc.registration.queries import Whole
from eventsvc.ticket_types import queries as types
from eventsvc.ticket_types.queries import Offer
from eventsvc.tickets import codes
from eventsvc.tickets.queries import Held
from eventsvc.web import languages, names, offer_view, people, refund_words, ticket_view
from eventsvc.web.forms import OpenForm
from eventsvc.web.guard import secret_holder
from eventsvc.web.refusals import sentence

bp = languages.public("changes", __name__)


class TransferForm(OpenForm):
    """Who gets the ticket."""

    name = StringField(_l("First and last name of the new person"), [people.name])
    email = EmailField(_l("Email address of the new person"), [people.email])


@dataclass(frozen=True)
class Chosen:
    """The ticket that a page is about."""

    whole: Whole
    held: Held
    number: int

    @property
    def code(self) -> str:
        """As it stands on the ticket."""
        return codes.shown(self.held.ticket.reference)


def _chosen(secret: str, number: int) -> Chosen:
    whole = own.of(secret)
    return Chosen(whole, whole.numbered(number), number)


def open_to_changes(whole: Whole) -> bool:
    """Whether tickets can still be passed on or switched: until the event begins."""
    event = whole.event
    return bool(whole.valid) and event.state == "published" and clock.now() < event.starts_at


def ways(whole: Whole) -> dict[str, Offer]:
    """Where tickets could be switched to, by the way they are now: the first open type of the other way that costs as little."""
    if whole.registration.total_cents or not (whole.event.online and whole.event.in_room) or not open_to_changes(whole):
        return {}
    found: dict[str, Offer] = {}
    for one in types.offers(whole.event.id):
        if one.state == "open" and one.free and not one.approval and one.visibility == "public":
            found.setdefault("room" if one.kind == "online" else "online", one)
    return found


def _back(secret: str, done: str) -> ResponseReturnValue:
    return redirect(url_for("registration.show", secret=secret, done=done), 303)


@bp.route("/r/<secret>/ticket/<int:number>/transfer", methods=["GET", "POST"])
@secret_holder
def transfer(secret: str, number: int) -> ResponseReturnValue:
    """Two fields; the old code is void with the press."""
    chosen, form = _chosen(secret, number), TransferForm()
    whole, lang = chosen.whole, languages.current()
    if not chosen.held.valid or (request.method == "GET" and not open_to_changes(whole)):
        return redirect(url_for("registration.show", secret=secret))
    if form.validate_on_submit():
        try:
            changes.transfer(
                whole.registration.id, chosen.held.ticket.id, name=form.name.data or "", email=form.email.data or "", language=lang,
            )
        except Refused as refused:
            form.form_errors.append(sentence(refused))
        else:
            return _back(secret, "passed")
    return render_template(
        "public/transfer.html", form=form, code=chosen.code, holder=names.of(chosen.held.ticket.holder, whole.registration.name),
        type=pick(chosen.held.type, "name", lang),
        event=ticket_view.view_of(whole, lang), back=url_for("registration.show", secret=secret), until=_begins(whole),
        languages=own.switch(whole),
    )


def _begins(whole: Whole) -> str:
    return wording.moment(whole.event.starts_at, whole.event.zone, languages.current(), now=clock.now())


@bp.post("/r/<secret>/decline")
@secret_holder
def decline(secret: str) -> ResponseReturnValue:
    """The ticket that somebody passed on goes back."""
    whole = own.of(secret)
    changes.decline(whole.registration.id)
    return _back(secret, "declined")


@bp.route("/r/<secret>/ticket/<int:number>/switch", methods=["GET", "POST"])
@secret_holder
def switch(secret: str, number: int) -> ResponseReturnValue:
    """Room or online: what is now and what will be, side by side."""
    chosen = _chosen(secret, number)
    to = request.form.get("to", 0, type=int)
    offer = _other(chosen, to) if chosen.held.valid else None
    if offer is None:
        return redirect(url_for("registration.show", secret=secret))
    error = ""
    if request.method == "POST":
        try:
            changes.switch(chosen.whole.registration.id, chosen.held.ticket.id, to or offer.id)
        except Refused as refused:
            if refused.reason == "same-way":  # pressed twice: it is done
                return _back(secret, "switched")
            error = sentence(refused)
        else:
            return _back(secret, "switched")
    return _switch(chosen, offer, error)


def _other(chosen: Chosen, to: int) -> Offer | None:
    """The type that stood on the page when it was pressed, so that it is said why it cannot be had by now; else the first that can."""
    shown = [one for one in types.offers(chosen.whole.event.id) if one.id == to] if to else []
    return shown[0] if shown else ways(chosen.whole).get(chosen.held.kind)


def _switch(chosen: Chosen, offer: Offer, error: str) -> ResponseReturnValue:
    whole, lang = chosen.whole, languages.current()
    to_online = offer.kind == "online"
    waiting = registrations.queued(whole.event.id) if to_online else 0
    event = ticket_view.view_of(whole, lang)
    link = _("Your own link, open from 15 minutes before the start")
    where = {"room": ("pin", event.place or _("In the room")), "online": ("video", link)}
    return render_template(
        "public/switch.html", event=event, error=error, to_online=to_online, code=chosen.code,
        before=(_("Now"), pick(chosen.held.type, "name", lang).text, [where[chosen.held.kind]]),
        after=(
            _("Then"), pick(offer, "name", lang).text,
            [where[offer.kind], ("ticket", offer_view.price(offer, lang)), _left(offer, lang)],
        ),
        queue=_queue(waiting), to=offer.id,
        back=url_for("registration.show", secret=whole.secret), languages=own.switch(whole),
    )


def _queue(waiting: int) -> str:
    """What becomes of the seat in the room."""
    if not waiting:
        return _("Your place is free for somebody else at once.")
    return ngettext(
        "Your place goes to the waitlist at once; %(num)s person waits.",
        "Your place goes to the waitlist at once; %(num)s people wait.", waiting,
    )


def _left(offer: Offer, lang: str) -> tuple[str, str]:
    count = wording.number(offer.left, lang)
    return ("people", ngettext("%(count)s place left", "%(count)s places left", offer.left, count=count))


@bp.get("/r/<secret>/cancel")
@secret_holder
def cancel(secret: str) -> ResponseReturnValue:
    """What is given back, and until when that goes: shown before the press. One ticket if it is named, else all."""
    return cancelling(own.of(secret), request.args.get("ticket", 0, type=int))


def cancelling(whole: Whole, number: int, error: str = "") -> ResponseReturnValue:
    """The page, with the reason why it did not work."""
    over = whole.event.ends_at <= clock.now() or whole.event.state == "cancelled"
    if not whole.valid or (over and not error):
        return redirect(url_for("registration.show", secret=whole.secret))
    try:
        one = whole.numbered(number) if number else None
    except Missing:
        one = None
    given = (one,) if one is not None and one.valid else whole.valid
    lang, booker = languages.current(), whole.registration.name
    return render_template(
        "public/cancel.html", event=ticket_view.view_of(whole, lang), error=error, ticket=number if one is not None else None,
        given=[(names.of(held.ticket.holder, booker), pick(held.type, "name", lang).text) for held in given], many=len(given),
        stays=names.listed(held.ticket.holder for held in whole.valid if held not in given), until=until(whole),
        others=_instead(whole, given[0]), money=refund_words.of(whole, len(given), lang),
        back=url_for("registration.show", secret=whole.secret),
        send=url_for("registration.cancel", secret=whole.secret), languages=own.switch(whole),
    )


def until(whole: Whole) -> str:
    """Until when tickets can be cancelled."""
    event = whole.event
    at = event.ends_at if event.cancel_until is None else min(zones.instant(event.cancel_until, event.zone), event.ends_at)
    return wording.moment(at, event.zone, languages.current(), now=clock.now())


def _instead(whole: Whole, held: Held) -> tuple[tuple[str, str, str, str], ...]:
    """What may be better than cancelling: (address, icon, words, what it costs)."""
    if not open_to_changes(whole):
        return ()
    number = whole.tickets.index(held) + 1
    found = [(url_for("changes.transfer", secret=whole.secret, number=number), "send", _("Pass it on"), _("costs nothing"))]
    offer = ways(whole).get(held.kind)
    if offer is not None:
        words = _("Rather online") if offer.kind == "online" else _("Rather in the room")
        found.append((url_for("changes.switch", secret=whole.secret, number=number), "swap", words, _("costs nothing")))
    return tuple(found)


def instead(whole: Whole, ways: dict[str, Offer]) -> tuple[tuple[str, str, str, str], ...]:
    """What can be done with the only ticket: (address, icon, name, what it does). Several ones have their buttons."""
    if not open_to_changes(whole) or len(whole.valid) != 1:
        return ()
    held = whole.valid[0]
    number = whole.tickets.index(held) + 1
    found = []
    if held.kind in ways:
        online = ways[held.kind].kind == "online"
        found.append((
            url_for("changes.switch", secret=whole.secret, number=number), "swap",
            _("Join online instead") if online else _("Come to the room instead"),
            _("Your code stays, your seat is free for somebody else.") if online else _("Your code stays, and lets you in at the door."),
        ))
    found.append((
        url_for("changes.transfer", secret=whole.secret, number=number), "send", _("Pass the ticket on"),
        _("Somebody else comes in your place. Your code stops working."),
    ))
    return tuple(found)


def cancelled(whole: Whole, number: int) -> tuple[str, str]:
    """Cancel one ticket or all: (why not, else what is told afterwards)."""
    ticket_id = whole.numbered(number).ticket.id if number else None
    try:
        given = paid.cancel(whole.registration.id, ticket_id=ticket_id, expect=request.form.get("refund", type=int))
    except Refused as refused:
        return sentence(refused), ""
    return "", "refunded" if given.cents else "cancelled"
