"""Codes of an event: the list with partners' blocks above it, a page for each code, many at once, the file."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Missing, Refused
from eventsvc.desk import code_words as words
from eventsvc.desk import event_head, offer_entries, ticket_tabs
from eventsvc.desk.code_form import CodeForm, ManyForm
from eventsvc.desk.guest_forms import LONGEST_REASON
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.registration import offer_reads
from eventsvc.ticket_types import code_queries, code_service
from eventsvc.ticket_types import queries as types
from eventsvc.ticket_types.code_queries import Batch, BlockFacts, CodeFacts
from eventsvc.web import errors, tables
from eventsvc.web.addresses import external
from eventsvc.web.guard import requires
from eventsvc.web.parts import Badge, Head

bp = Blueprint("desk_codes", __name__, url_prefix="/desk/events/<int:event_id>/codes")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A code, or many that were made together, as a row. `name` is in typewriter letters, `small` below it."""

    name: str
    small: str
    url: str
    does: str
    used: str
    holds: str
    credit: str
    state: Badge


@dataclass(frozen=True, kw_only=True)
class BlockLine:
    """A partner's block as a row."""

    partner: str
    url: str
    shown: str
    redeemed: int
    seats: int
    ticket: str
    until: str
    state: Badge
    release_url: str | None


def link(event: EventFacts, code: str) -> str:
    """The address that carries a code; the reader's browser chooses the language."""
    return external("front.event", slug=event.slug, code=code)


def names(event_id: int) -> dict[int, str]:
    """What the event's ticket types are called."""
    return {one.id: pick(one, "name", g.lang).text for one in types.all_offers(event_id)}


@bp.get("/")
@requires("event.edit")
def index(event_id: int) -> ResponseReturnValue:
    """Partners' blocks, and all codes; what was made together is one line."""
    event = events.by_id(event_id, g.member.organisation_id)
    asked = request.args.get("after", "")
    after = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0
    batch, typed = request.args.get("batch", ""), " ".join(request.args.get("q", "").split())[:80]
    rows, following = _lines(event, batch, typed, after)
    whole = not (batch or typed or after)
    heads = (Head(_("Code")), Head(_("What it does")), Head(_("Used"), "num"), Head(_("Holds"), "cell-opt"),
             Head(_("Counted for"), "cell-opt"), Head(_("State")))
    block_heads = (Head(_("Partner")), Head(_("Redeemed"), "num"), Head(_("Filling"), hidden=True), Head(_("Ticket"), "cell-opt"),
                   Head(_("Kept until")), Head(_("State")), Head(_("Act"), "num", hidden=True))
    return render_template(
        "desk/codes.html", event=event, head=event_head.of(event, "tickets"), tabs=ticket_tabs.chips(event.id, "codes"), rows=rows,
        heads=heads, blocks=_block_lines(event) if whole else (), block_heads=block_heads, whole=whole, batch=batch, typed=typed,
        found=ngettext("%(num)s code found", "%(num)s codes found", len(rows)) if typed else None,
        following=url_for(".index", event_id=event.id, batch=batch or None, after=following) if following else None,
    )


def _lines(event: EventFacts, batch: str, typed: str, after: int) -> tuple[list[Line], int | None]:
    known = names(event.id)
    if typed:
        return [_line(event, one, known) for one in code_queries.found(event.id, typed)], None
    rows, following = code_queries.single(event.id, batch=batch, after=after)
    together = [] if batch or after else [_together(event, one, known) for one in code_queries.batches(event.id)]
    return [*together, *(_line(event, one, known) for one in rows)], following


def _line(event: EventFacts, one: CodeFacts, known: dict[int, str]) -> Line:
    return Line(
        name=one.code, small="", url=url_for(".edit", event_id=event.id, code_id=one.id), does=words.does(one, known),
        used=words.used(one.used, one.max_uses), holds=words.holds(one), credit=one.credit, state=words.state(one, event.zone),
    )


def _together(event: EventFacts, one: Batch, known: dict[int, str]) -> Line:
    first = one.first
    state: Badge = words.state(first, event.zone) if one.on or first.released else ("", "minus", _("withdrawn"))
    return Line(
        name=f"{first.batch}-…", small=ngettext("%(num)s code", "%(num)s codes", one.many),
        url=url_for(".index", event_id=event.id, batch=first.batch), used=words.of(one.used, one.many),
        does=_("%(what)s, each once", what=words.does(first, known)),
        holds=words.holds(first), credit=first.credit, state=("ok", "check", _("used up")) if one.used == one.many else state,
    )


def _block_lines(event: EventFacts) -> list[BlockLine]:
    found = code_queries.blocks(event.id)
    redeemed = offer_reads.redeemed(event.id) if found else {}
    return [_block_line(event, one, redeemed.get(one.id, 0)) for one in found]


def _block_line(event: EventFacts, one: BlockFacts, redeemed: int) -> BlockLine:
    return BlockLine(
        partner=one.partner, url=url_for("desk_blocks.show", event_id=event.id, block_id=one.id), redeemed=min(redeemed, one.seats),
        shown=words.of(redeemed, one.seats), seats=one.seats, ticket=pick(one, "name", g.lang).text,
        until=words.moment(one.release_at, event.zone), state=words.block_state(one, redeemed),
        release_url=None if one.released_at else url_for("desk_blocks.release", event_id=event.id, block_id=one.id),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires("event.edit")
def new(event_id: int) -> ResponseReturnValue:
    """One code."""
    event = events.by_id(event_id, g.member.organisation_id)
    form = CodeForm(types.all_offers(event.id))
    if form.validate_on_submit():
        try:
            code_id = code_service.create(event.id, event.organisation_id, form.wish(), by=g.member.person_id)
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("Saved. The link below carries the code."), "ok")
            return redirect(url_for(".edit", event_id=event.id, code_id=code_id), 303)
    return _form(event, form, title=_("New code"))


@bp.route("/many", methods=["GET", "POST"])
@requires("event.edit")
def many(event_id: int) -> ResponseReturnValue:
    """Many codes that work once each."""
    event = events.by_id(event_id, g.member.organisation_id)
    form = ManyForm(types.all_offers(event.id))
    if form.validate_on_submit():
        number = int(form.many.data or 0)
        try:
            batch = code_service.create_many(
                event.id, event.organisation_id, form.wish(), number, form.prefix.data or "", by=g.member.person_id,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            said = ngettext("%(count)s code is there.", "%(count)s codes are there.", number, count=wording.number(number, g.lang))
            flash(said, "ok")
            return redirect(url_for(".index", event_id=event.id, batch=batch), 303)
    return _form(event, form, title=_("Many codes at once"))


@bp.route("/<int:code_id>", methods=["GET", "POST"])
@requires("event.edit")
def edit(event_id: int, code_id: int) -> ResponseReturnValue:
    """One code: what is changed holds from the next use on."""
    event = events.by_id(event_id, g.member.organisation_id)
    one = code_queries.one(event.id, code_id)
    form = CodeForm(types.all_offers(event.id), one)
    if form.validate_on_submit():
        try:
            code_service.edit(event.id, event.organisation_id, code_id, form.wish(), by=g.member.person_id)
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for(".index", event_id=event.id), 303)
    return _form(event, form, title=one.code, one=one)


def _form(event: EventFacts, form: CodeForm | ManyForm, *, title: str, one: CodeFacts | None = None) -> ResponseReturnValue:
    facts: dict[str, Any] = {"one": one, "link": None, "state": None, "used": "", "entries": ()}
    if one is not None:
        facts |= {
            "link": link(event, one.code), "state": words.state(one, event.zone), "used": words.used(one.used, one.max_uses),
            "entries": offer_entries.of(event, code_id=one.id, batch=one.batch),
        }
    return render_template(
        "desk/code.html", event=event, head=event_head.of(event, "tickets"), tabs=ticket_tabs.chips(event.id, "codes"), form=form,
        title=title, back=url_for(".index", event_id=event.id), zone_city=event.city, several=isinstance(form, ManyForm), **facts,
    )


@bp.post("/<int:code_id>/switch")
@requires("event.edit")
def switch(event_id: int, code_id: int) -> ResponseReturnValue:
    """Withdrawn, or holding again."""
    code_queries.one(events.by_id(event_id, g.member.organisation_id).id, code_id)
    return _switched(event_id, url_for(".edit", event_id=event_id, code_id=code_id), voucher_id=code_id)


@bp.post("/switch")
@requires("event.edit")
def switch_batch(event_id: int) -> ResponseReturnValue:
    """All codes that were made together, withdrawn or holding again."""
    batch = request.form.get("batch", "")
    if not batch or not code_queries.codes(events.by_id(event_id, g.member.organisation_id).id, batch):
        raise Missing
    return _switched(event_id, url_for(".index", event_id=event_id, batch=batch), batch=batch)


def _switched(event_id: int, there: str, **which: Any) -> ResponseReturnValue:
    state, reason = "active" if request.form.get("state") == "active" else "off", " ".join(request.form.get("reason", "").split())
    if state == "off" and not reason:
        flash(_("Say why. It stands in the history."), "bad")
        return redirect(there, 303)
    try:
        code_service.switch(event_id, g.member.organisation_id, state, by=g.member.person_id, reason=reason[:LONGEST_REASON], **which)
    except Refused as refused:
        flash(errors.sentence(refused), "bad")
    else:
        flash(_("Holds again.") if state == "active" else _("Withdrawn. Registrations that were made with it stay."), "ok")
    return redirect(there, 303)


@bp.post("/<int:code_id>/remove")
@requires("event.edit")
def remove(event_id: int, code_id: int) -> ResponseReturnValue:
    """Only a code that nobody has used."""
    try:
        code_service.remove(event_id, g.member.organisation_id, code_id, by=g.member.person_id)
    except Refused as refused:
        flash(errors.sentence(refused), "bad")
        return redirect(url_for(".edit", event_id=event_id, code_id=code_id), 303)
    flash(_("Removed."), "ok")
    return redirect(url_for(".index", event_id=event_id), 303)


@bp.get("/codes.csv")
@requires("event.edit")
def table(event_id: int) -> ResponseReturnValue:
    """All codes, or those that were made together, with their links, to take away."""
    event = events.by_id(event_id, g.member.organisation_id)
    batch = request.args.get("batch", "")
    known = names(event.id)
    lines = [
        [one.code, link(event, one.code), words.does(one, known), one.used, "" if one.max_uses is None else one.max_uses,
         words.state(one, event.zone)[2], one.credit, one.batch]
        for one in code_queries.codes(event.id, batch or None)
    ]
    heads = [_("Code"), _("Link"), _("What it does"), _("Used"), _("Uses in all"), _("State"), _("Counted for"), _("Series of codes")]
    return Response(
        tables.written(heads, lines, g.lang), mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{event.slug}-codes.csv"', "Cache-Control": "no-store"},
    )
