"""Ticket types of an event and the places they draw on: a list in the order of the page, and a page for each type."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.core import wording
from eventsvc.core.bilingual import Said, pick
from eventsvc.core.errors import Missing, Refused
from eventsvc.desk import event_head, ticket_tabs
from eventsvc.desk.ticket_sentences import sentence
from eventsvc.desk.type_form import TypeForm
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.registration import offers as deeds
from eventsvc.ticket_types import queries as types
from eventsvc.ticket_types.queries import Offer
from eventsvc.web.guard import requires
from eventsvc.web.parts import Badge, Head

bp = Blueprint("desk_types", __name__, url_prefix="/desk/events/<int:event_id>/tickets")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A type in words."""

    id: int
    name: Said
    url: str
    price: str
    given: str
    way: str
    sale: str
    seen: Badge


@dataclass(frozen=True, kw_only=True)
class Filling:
    """A way to take part, and how full it is."""

    name: str
    shown: str
    used: int
    capacity: int
    names: str


def way(kind: str) -> str:
    """Room or online."""
    return _("In the room") if kind == "room" else _("Online")


@bp.get("/")
@requires("event.edit")
def index(event_id: int) -> ResponseReturnValue:
    """All types, and the numbers that are never exceeded."""
    return _index(events.by_id(event_id, g.member.organisation_id))


def _index(event: EventFacts, error: str = "") -> ResponseReturnValue:
    found = types.all_offers(event.id)
    heads = (Head(_("Type")), Head(_("Price")), Head(_("Given"), "num"), Head(_("Places")), Head(_("On offer")), Head(_("Seen by")),
             Head(_("Order"), hidden=True))
    return render_template(
        "desk/ticket_types.html", event=event, head=event_head.of(event, "tickets"), rows=[_row(event, one) for one in found], error=error,
        fills=_fills(event, found), heads=heads, tabs=ticket_tabs.chips(event.id, "types"),
    )


def _fills(event: EventFacts, found: tuple[Offer, ...]) -> list[Filling]:
    return [
        Filling(
            name=way(pool.kind), used=pool.taken + pool.held, capacity=pool.capacity,
            shown=_("%(used)s of %(all)s", used=wording.number(pool.taken + pool.held, g.lang), all=wording.number(pool.capacity, g.lang)),
            names=", ".join(pick(one, "name", g.lang).text for one in found if one.kind == pool.kind),
        )
        for pool in types.pools(event.id)
    ]


def _row(event: EventFacts, one: Offer) -> Row:
    return Row(
        id=one.id, name=pick(one, "name", g.lang), url=url_for(".edit", event_id=event.id, type_id=one.id), way=way(one.kind),
        price=_("free") if one.free else wording.money(one.price_cents, one.currency, g.lang),
        given="" if one.most is None else _("at most %(many)s", many=wording.number(one.most, g.lang)), sale=_sale(one), seen=_seen(one),
    )


def _sale(one: Offer) -> str:
    """From when until when, by the event's clock."""
    def said(at: datetime) -> str:
        return f"{wording.day_brief(at, g.lang)}, {wording.clock_full(at, g.lang)}"

    start, end = one.sale_from, one.sale_until
    if start and end:
        return f"{said(start)} – {said(end)}"
    if start:
        return _("from %(when)s", when=said(start))
    return _("until %(when)s", when=said(end)) if end else _("all the time")


def _seen(one: Offer) -> Badge:
    if one.approval:
        return ("warn", "clock", _("with a yes"))
    return {
        "public": ("ok", "globe", _("public")), "code": ("", "lock", _("only with a code")), "hidden": ("", "off", _("hidden")),
    }[one.visibility]


@bp.route("/new", methods=["GET", "POST"])
@requires("event.edit")
def new(event_id: int) -> ResponseReturnValue:
    """One more type."""
    event = events.by_id(event_id, g.member.organisation_id)
    form = TypeForm(event)
    if form.validate_on_submit():
        try:
            deeds.add_type(event.id, event.organisation_id, form.wish(), by=g.member.person_id)
        except Refused as refused:
            form.form_errors.append(sentence(refused))
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for(".index", event_id=event.id), 303)
    return _form(event, form, None)


@bp.route("/<int:type_id>", methods=["GET", "POST"])
@requires("event.edit")
def edit(event_id: int, type_id: int) -> ResponseReturnValue:
    """What is changed here holds for registrations to come; what is sold keeps its price."""
    event = events.by_id(event_id, g.member.organisation_id)
    one = _one(event, type_id)
    form = TypeForm(event, one)
    if form.validate_on_submit():
        version = form.version.data or ""
        try:
            deeds.edit_type(
                event.id, event.organisation_id, type_id, form.wish(), by=g.member.person_id,
                version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0,
            )
        except Refused as refused:
            form.form_errors.append(sentence(refused))
            form.version.data = str(event.version)
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for(".index", event_id=event.id), 303)
    return _form(event, form, one)


def _one(event: EventFacts, type_id: int) -> Offer:
    found = next((one for one in types.all_offers(event.id) if one.id == type_id), None)
    if found is None:
        raise Missing
    return found


def _form(event: EventFacts, form: TypeForm, one: Offer | None) -> ResponseReturnValue:
    return render_template(
        "desk/ticket_type.html", event=event, head=event_head.of(event, "tickets"), form=form, one=one,
        title=pick(one, "name", g.lang).text if one else _("New ticket type"), back=url_for(".index", event_id=event.id),
    )


@bp.post("/<int:type_id>/remove")
@requires("event.edit")
def remove(event_id: int, type_id: int) -> ResponseReturnValue:
    """Only a type that nobody has."""
    event = events.by_id(event_id, g.member.organisation_id)
    try:
        deeds.remove_type(event.id, event.organisation_id, type_id, by=g.member.person_id)
    except Refused as refused:
        return _index(event, sentence(refused))
    flash(_("Removed."), "ok")
    return redirect(url_for(".index", event_id=event.id), 303)


@bp.post("/<int:type_id>/move")
@requires("event.edit")
def move(event_id: int, type_id: int) -> ResponseReturnValue:
    """One place up or down."""
    event = events.by_id(event_id, g.member.organisation_id)
    step = -1 if request.form.get("step") == "up" else 1
    deeds.move_type(event.id, event.organisation_id, type_id, step, by=g.member.person_id)
    return redirect(url_for(".index", event_id=event.id), 303)
