"""Codes of an event and places kept for partners."""

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from eventsvc.core import wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.desk import event_head, ticket_tabs
from eventsvc.desk.code_form import BlockForm, CodeForm
from eventsvc.desk.ticket_sentences import sentence
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.registration import offers as deeds
from eventsvc.ticket_types import code_queries, code_service
from eventsvc.ticket_types import queries as types
from eventsvc.ticket_types.block_service import BlockWish
from eventsvc.web import tables
from eventsvc.web.addresses import external
from eventsvc.web.guard import requires
from eventsvc.web.parts import Badge, Head

bp = Blueprint("desk_codes", __name__, url_prefix="/desk/events/<int:event_id>/codes")


@bp.get("/")
@requires("event.edit")
def index(event_id: int) -> ResponseReturnValue:
    """Blocks, codes, and the forms for more."""
    return _index(events.by_id(event_id, g.member.organisation_id))


def _index(event: EventFacts, code: CodeForm | None = None, block: BlockForm | None = None, error: str = "") -> ResponseReturnValue:
    offers = types.all_offers(event.id)
    forms = (code or CodeForm(offers, g.lang), block or BlockForm(offers, g.lang))
    faulty = next((form for form in forms if form.is_submitted() and form.errors), None)
    return render_template(
        "desk/codes.html", event=event, head=event_head.of(event, "tickets"), tabs=ticket_tabs.chips(event.id, "codes"),
        blocks=[_block(event, one) for one in code_queries.blocks(event.id)], form=forms[0], block=forms[1], faulty=faulty, error=error,
        rows=[_row(event, one) for one in code_queries.codes(event.id)],
        heads=(Head(_("Code")), Head(_("What it does")), Head(_("Used"), "num"), Head(_("Holds")), Head(_("Counted for")), Head(_("State")),
               Head(_("Act"), hidden=True)),
        block_heads=(Head(_("Partner")), Head(_("Taken"), "num"), Head(_("Ticket")), Head(_("Kept until")), Head(_("State")),
                     Head(_("Act"), hidden=True)),
    )


def _block(event: EventFacts, one: Any) -> dict[str, Any]:
    at = zones.local(one.release_at, event.zone)
    over = one.released_at is not None
    return {
        "id": one.id, "partner": one.partner, "taken": _("%(used)s of %(all)s", used=one.seats - one.left_seats, all=one.seats),
        "type": pick(one, "name", g.lang).text, "until": f"{wording.day_brief(at, g.lang)}, {wording.clock_full(at, g.lang)}", "over": over,
        "state": ("", "minus", _("released")) if over else ("accent", "clock", _("keeps %(many)s", many=one.left_seats)),
    }


def _row(event: EventFacts, one: Any) -> dict[str, Any]:
    until = one.valid_until
    return {
        "id": one.id, "code": one.code, "batch": one.batch, "does": _does(one), "credit": one.credit, "on": one.state == "active",
        "used": str(one.used) if one.max_uses is None else _("%(used)s of %(all)s", used=one.used, all=one.max_uses),
        "holds": _("until %(when)s", when=wording.day_brief(until, g.lang)) if until else _("all the time"),
        "state": _state(one), "url": external("events.show", lang=g.lang, slug=event.slug, code=one.code),
    }


def _state(one: Any) -> Badge:
    if one.state != "active":
        return ("", "minus", _("switched off"))
    if one.max_uses is not None and one.used >= one.max_uses:
        return ("warn", "check", _("used up"))
    return ("ok", "check", pgettext("code", "holds"))




def _does(one: Any) -> str:
    more = []
    if one.effect == "percent":
        more.append(_("%(value)s %% less", value=one.value))
    elif one.effect == "amount":
        more.append(_("%(sum)s less", sum=wording.money(one.value, "EUR", g.lang)))
    elif one.effect == "price":
        more.append(_("for %(sum)s", sum=wording.money(one.value, "EUR", g.lang)))
    if one.allotment_id is not None:
        more.append(_("a place of the partner's"))
    elif one.unlocks:
        more.append(_("shows a ticket"))
    if one.skips_approval:
        more.append(_("no yes is needed"))
    return ", ".join(more)


@bp.post("/")
@requires("event.edit")
def add(event_id: int) -> ResponseReturnValue:
    """One code, or many."""
    event = events.by_id(event_id, g.member.organisation_id)
    form = CodeForm(types.all_offers(event.id), g.lang)
    if not form.validate():
        return _index(event, code=form)
    try:
        if form.many.data:
            code_service.create_many(
                event.id, event.organisation_id, form.wish(), int(form.many.data), form.code.data or "", by=g.member.person_id,
            )
        else:
            code_service.create(event.id, event.organisation_id, form.wish(), by=g.member.person_id)
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _index(event, code=form)
    flash(_("Saved."), "ok")
    return redirect(url_for(".index", event_id=event.id), 303)


@bp.post("/block")
@requires("event.edit")
def keep(event_id: int) -> ResponseReturnValue:
    """Places for a partner."""
    event = events.by_id(event_id, g.member.organisation_id)
    form = BlockForm(types.all_offers(event.id), g.lang)
    if not form.validate() or form.release_at.data is None:
        return _index(event, block=form)
    wish = BlockWish(
        partner=form.partner.data or "", email=form.email.data or "", ticket_type_id=int(form.type_id.data),
        seats=int(form.seats.data or 0), release_at=zones.instant(form.release_at.data, event.zone), code=form.code.data or "",
        each=bool(form.each.data),
    )
    try:
        deeds.keep_block(event.id, event.organisation_id, wish, by=g.member.person_id)
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _index(event, block=form)
    flash(_("Saved."), "ok")
    return redirect(url_for(".index", event_id=event.id), 303)


@bp.post("/block/<int:block_id>/release")
@requires("event.edit")
def release(event_id: int, block_id: int) -> ResponseReturnValue:
    """What is left goes to those who wait, and to everybody."""
    event = events.by_id(event_id, g.member.organisation_id)
    deeds.release_block(event.id, event.organisation_id, block_id, by=g.member.person_id)
    flash(_("Released."), "ok")
    return redirect(url_for(".index", event_id=event.id), 303)


@bp.post("/<int:code_id>/switch")
@requires("event.edit")
def switch(event_id: int, code_id: int) -> ResponseReturnValue:
    """Off, or on again."""
    event = events.by_id(event_id, g.member.organisation_id)
    state = "active" if request.form.get("state") == "active" else "off"
    code_service.switch(event.id, event.organisation_id, state, voucher_id=code_id, by=g.member.person_id)
    return redirect(url_for(".index", event_id=event.id), 303)


@bp.get("/codes.csv")
@requires("event.edit")
def table(event_id: int) -> ResponseReturnValue:
    """All codes with their links, to take away."""
    event = events.by_id(event_id, g.member.organisation_id)
    rows = [_row(event, one) for one in code_queries.codes(event.id)]
    lines = [[one["code"], one["url"], one["does"], one["used"], one["credit"], one["batch"]] for one in rows]
    heads = [_("Code"), _("Link"), _("What it does"), _("Used"), _("Counted for"), _("Series")]
    return Response(
        tables.written(heads, lines, g.lang), mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=codes.csv", "Cache-Control": "no-store"},
    )
