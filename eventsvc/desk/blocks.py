"""Places that are kept for partners: a new block, its page with the link to hand on, its release."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.desk import code_words as words
from eventsvc.desk import event_head, offer_entries, ticket_tabs
from eventsvc.desk.code_form import BlockChangeForm, BlockForm
from eventsvc.desk.codes import link
from eventsvc.desk.ticket_sentences import sentence
from eventsvc.events import queries as events
from eventsvc.registration import offer_reads
from eventsvc.registration import offers as deeds
from eventsvc.ticket_types import code_queries
from eventsvc.ticket_types import queries as types
from eventsvc.ticket_types.block_service import BlockChange, BlockWish
from eventsvc.web.guard import requires

bp = Blueprint("desk_blocks", __name__, url_prefix="/desk/events/<int:event_id>/codes/blocks")


@bp.route("/new", methods=["GET", "POST"])
@requires("event.edit")
def new(event_id: int) -> ResponseReturnValue:
    """Keep places for a partner."""
    event = events.by_id(event_id, g.member.organisation_id)
    form = BlockForm(types.all_offers(event.id))
    if form.validate_on_submit() and form.release_at.data is not None:
        wish = BlockWish(
            partner=form.partner.data or "", email=form.email.data or "", ticket_type_id=form.type_id.data, seats=int(form.seats.data or 0),
            release_at=zones.instant(form.release_at.data, event.zone), code=form.code.data or "", each=bool(form.each.data),
        )
        try:
            block_id = deeds.keep_block(event.id, event.organisation_id, wish, by=g.member.person_id)
        except Refused as refused:
            form.refuse(refused)
        else:
            said = ngettext("%(count)s place is kept.", "%(count)s places are kept.", wish.seats, count=wording.number(wish.seats, g.lang))
            flash(said, "ok")
            return redirect(url_for(".show", event_id=event.id, block_id=block_id), 303)
    return render_template(
        "desk/block_new.html", event=event, head=event_head.of(event, "tickets"), tabs=ticket_tabs.chips(event.id, "codes"), form=form,
        back=url_for("desk_codes.index", event_id=event.id), types_url=url_for("desk_types.new", event_id=event.id),
    )


@bp.route("/<int:block_id>", methods=["GET", "POST"])
@requires("event.edit")
def show(event_id: int, block_id: int) -> ResponseReturnValue:
    """One block: how much of it was taken, the link for the partner, another day."""
    event = events.by_id(event_id, g.member.organisation_id)
    one = code_queries.block(event.id, block_id)
    release_at = zones.local(one.release_at, event.zone).replace(tzinfo=None)
    form = BlockChangeForm(data={"email": one.email, "release_at": release_at, "seats": str(one.seats)})
    if form.validate_on_submit() and form.release_at.data is not None:
        try:
            to = BlockChange(
                release_at=zones.instant(form.release_at.data, event.zone), email=form.email.data or "", seats=int(form.seats.data or 0),
            )
            deeds.change_block(event.id, event.organisation_id, block_id, to, by=g.member.person_id)
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for(".show", event_id=event.id, block_id=block_id), 303)
    redeemed = offer_reads.redeemed(event.id).get(one.id, 0)
    return render_template(
        "desk/block.html", event=event, head=event_head.of(event, "tickets"), tabs=ticket_tabs.chips(event.id, "codes"), form=form, one=one,
        back=url_for("desk_codes.index", event_id=event.id), ticket=pick(one, "name", g.lang), state=words.block_state(one, redeemed),
        figures=((_("Places"), wording.number(one.seats, g.lang), ""), (_("Redeemed"), wording.number(redeemed, g.lang), ""),
                 (_("Still kept"), wording.number(one.left_seats, g.lang), "")),
        link=link(event, one.code) if one.code else None, until=words.moment(one.release_at, event.zone),
        file=url_for("desk_codes.table", event_id=event.id, batch=one.batch) if one.batch else None,
        list_url=url_for("desk_codes.index", event_id=event.id, batch=one.batch) if one.batch else None,
        entries=offer_entries.of(event, block_id=one.id),
    )


@bp.post("/<int:block_id>/release")
@requires("event.edit")
def release(event_id: int, block_id: int) -> ResponseReturnValue:
    """What is left goes to those who wait, and to everybody."""
    freed = deeds.release_block(event_id, g.member.organisation_id, block_id, by=g.member.person_id)
    said = ngettext(
        "%(count)s place is for everybody now.", "%(count)s places are for everybody now.", freed, count=wording.number(freed, g.lang),
    )
    flash(said if freed else _("There was nothing left to give back."), "ok")
    return redirect(url_for("desk_codes.index", event_id=event_id), 303)


@bp.post("/<int:block_id>/mail")
@requires("event.edit")
def mail(event_id: int, block_id: int) -> ResponseReturnValue:
    """The link, to the partner's contact."""
    try:
        deeds.hand_block_on(event_id, g.member.organisation_id, block_id, by=g.member.person_id)
    except Refused as refused:
        flash(sentence(refused), "bad")
    else:
        flash(_("The mail to the partner is on its way."), "ok")
    return redirect(url_for(".show", event_id=event_id, block_id=block_id), 303)
