"""Ticket types of an event and the places they draw on: a list in the order of the page, and a page for each type."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.core import wording
from eventsvc.core.bilingual import Said, pick
from eventsvc.core.errors import Missing, Refused
from eventsvc.desk import code_words as words
from eventsvc.desk import event_head, tax_words, ticket_tabs
from eventsvc.desk.figures import kind_name
from eventsvc.desk.ticket_sentences import sentence
from eventsvc.desk.type_form import TypeForm
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.registration import offer_reads
from eventsvc.registration import offers as deeds
from eventsvc.ticket_types import queries as types
from eventsvc.ticket_types.queries import Offer, PoolFacts
from eventsvc.web import offer_view
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


@bp.get("/")
@requires("event.edit")
def index(event_id: int) -> ResponseReturnValue:
    """All types, and the numbers that are never exceeded."""
    return _index(events.by_id(event_id, g.member.organisation_id))


def _index(event: EventFacts, error: str = "") -> ResponseReturnValue:
    found, given = types.all_offers(event.id), offer_reads.given(event.id)
    heads = (Head(_("Type")), Head(_("Price"), "num"), Head(_("Given"), "num"), Head(_("Quota"), "cell-opt"),
             Head(_("On offer"), "cell-opt"), Head(_("Seen by")), Head(_("Order"), "num", hidden=True))
    quotas = (Head(_("Quota")), Head(_("Taken"), "num"), Head(_("Filling"), hidden=True), Head(_("Ticket types")),
              Head(_("Act"), "num", hidden=True))
    return render_template(
        "desk/ticket_types.html", event=event, head=event_head.of(event, "tickets"), error=error, heads=heads, quotas=quotas,
        rows=[_row(event, one, given.get(one.id, 0)) for one in found], fills=_fills(event, found),
        tabs=ticket_tabs.chips(event.id, "types"), places_url=url_for("desk_events.edit", event_id=event.id) + "#where",
    )


def _fills(event: EventFacts, found: tuple[Offer, ...]) -> list[Filling]:
    return [
        Filling(
            name=kind_name(pool.kind), used=pool.taken + pool.held, capacity=pool.capacity,
            shown=_("%(used)s of %(all)s", used=wording.number(pool.taken + pool.held, g.lang), all=wording.number(pool.capacity, g.lang)),
            names=_drawing(pool, found),
        )
        for pool in types.pools(event.id)
    ]


def _drawing(pool: PoolFacts, found: tuple[Offer, ...]) -> str:
    """Which types draw on it, and what is kept."""
    names = [pick(one, "name", g.lang).text for one in found if one.pool_id == pool.id]
    kept = [_("%(many)s kept", many=wording.number(pool.held, g.lang))] if pool.held else []
    return ", ".join((*names, *kept))


def _row(event: EventFacts, one: Offer, given: int) -> Row:
    return Row(
        id=one.id, name=pick(one, "name", g.lang), url=url_for(".edit", event_id=event.id, type_id=one.id), way=kind_name(one.kind),
        price=offer_view.price(one, g.lang),
        given=words.used(given, one.most), sale=_sale(one), seen=_seen(one),
    )


def _sale(one: Offer) -> str:
    """From when until when, by the event's clock."""
    start, end = one.sale_from, one.sale_until
    if start and end:
        return f"{_wall(start)} – {_wall(end)}"
    if start:
        return _("from %(when)s", when=_wall(start))
    return _("until %(when)s", when=_wall(end)) if end else _("until the end")


def _wall(at: datetime) -> str:
    return f"{wording.day_brief(at, g.lang)}, {wording.clock_full(at, g.lang)}"


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
        "desk/ticket_type.html", event=event, head=event_head.of(event, "tickets"), tabs=ticket_tabs.chips(event.id, "types"), form=form,
        tax=tax_words.view(event, form.tax_mode.data, one),
        online=event.online and form.kind.data == "online" if one else event.online,
        one=one, given=wording.number(offer_reads.given(event.id).get(one.id, 0), g.lang) if one else "",
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
    return redirect(url_for(".index", event_id=event.id, _anchor=f"type-{type_id}"), 303)
