"""My group: who of it has entered, their links, reminding, more people. For whoever registered, behind the same secret."""

from collections.abc import Callable

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import StringField

from eventsvc.core import clock, wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.public import group_view, own
from eventsvc.registration import group_queries, groups
from eventsvc.registration.group_queries import Place
from eventsvc.registration.queries import Whole
from eventsvc.registration.rules import MOST_TICKETS
from eventsvc.ticket_types import queries as types
from eventsvc.ticket_types.queries import Offer
from eventsvc.web import crowds, languages, names, people, ticket_view
from eventsvc.web.forms import OpenForm
from eventsvc.web.guard import secret_holder
from eventsvc.web.refusals import sentence

bp = languages.public("group", __name__)


class SendForm(OpenForm):
    """Where the link goes."""

    email = StringField(_l("Email address"), [people.email])


DONE: dict[str, Callable[[str], tuple[str, str]]] = {
    "sent": lambda name: (_("Link sent to %(name)s.", name=name), _("Again is possible in 10 minutes.")),
    "ticket": lambda name: (_("Ticket sent to %(name)s.", name=name), _("Again is possible in 10 minutes.")),
    "reminded": lambda _name: (_("Reminded."), _("Again is possible in 10 minutes.")),
    "added": lambda _name: (_("The places are yours."), _("All tickets are on their way to you by mail.")),
}


@bp.get("/r/<secret>/group")
@secret_holder
def show(secret: str) -> ResponseReturnValue:
    """The list."""
    whole = own.of(secret)
    return _page(whole) if open_to(whole) else redirect(url_for("registration.show", secret=secret))


def open_to(whole: Whole) -> bool:
    """Whether there is a group to look after."""
    return whole.registration.state == "confirmed" and bool(whole.valid) and whole.event.state != "cancelled"


def _page(whole: Whole, *, wrong: int = 0, typed: str = "", error: str = "") -> ResponseReturnValue:
    lang, places = languages.current(), group_queries.places(whole)
    page = render_template(
        "public/group.html", whole=whole, event=ticket_view.view_of(whole, lang), done=_done(places),
        seats=[(group_view.seat(one, whole, lang, error if one.number == wrong else "", typed), _to(whole, one)) for one in places],
        error="" if wrong else error, faulty=bool(error), many=len(places), known=sum(bool(one.guest.holder) for one in places),
        until=wording.moment(whole.event.starts_at, whole.event.zone, lang, now=clock.now()), booker=whole.registration.name,
        missing=sum(groups.missing(one.guest) for one in places), changeable=clock.now() < whole.event.starts_at,
        lines=group_view.lines(whole, lang), sum=group_view.total(whole, lang), paid=whole.registration.total_cents > 0,
        actions={name: url_for(f".{name}", secret=whole.secret) for name in ("remind", "add")}, own=own.addresses(whole),
        cancel=url_for("registration.show", secret=whole.secret) + "#cancel", languages=own.switch(whole),
    )
    return make_response(page, 409 if error and not wrong else 200)


def _to(whole: Whole, place: Place) -> str:
    return url_for(".send", secret=whole.secret, number=place.number)


def _done(places: tuple[Place, ...]) -> tuple[str, str] | None:
    told = DONE.get(request.args.get("done", ""))
    number = request.args.get("seat", 0, type=int)
    place = next((one for one in places if one.number == number), None)
    return told(group_view.called(place) if place else "") if told else None


@bp.post("/r/<secret>/group/<int:number>/send")
@secret_holder
def send(secret: str, number: int) -> ResponseReturnValue:
    """The link to a guest; or the ticket once more, to who has entered."""
    whole, form = own.of(secret), SendForm()
    held = whole.numbered(number)
    if "email" in request.form and not form.validate():
        return _page(whole, wrong=number, typed=form.email.data or "", error=str(form.email.errors[0]))
    crowds.check()
    try:
        groups.send(whole.registration.id, held.ticket.id, (form.email.data or "") if "email" in request.form else "")
    except Refused as refused:
        return _page(own.of(secret), wrong=number, typed=form.email.data or "", error=sentence(refused))
    entered = held.ticket.guest_filled_at is not None
    return redirect(url_for(".show", secret=secret, done="ticket" if entered else "sent", seat=number) + f"#seat-{number}", 303)


@bp.post("/r/<secret>/group/remind")
@secret_holder
def remind(secret: str) -> ResponseReturnValue:
    """The link once more to everybody who has not answered."""
    whole = own.of(secret)
    crowds.check()
    try:
        groups.remind(whole.registration.id)
    except Refused as refused:
        return _page(whole, error=sentence(refused))
    return redirect(url_for(".show", secret=secret, done="reminded"), 303)


@bp.get("/r/<secret>/group/<any(remind):_deed>")
@bp.get("/r/<secret>/group/<int:_number>/send")
@secret_holder
def elsewhere(secret: str, _deed: str = "", _number: int = 0) -> ResponseReturnValue:
    """Who reloads the answer to a deed gets to the page itself."""
    return redirect(url_for(".show", secret=secret))


@bp.route("/r/<secret>/group/add", methods=["GET", "POST"])
@secret_holder
def add(secret: str) -> ResponseReturnValue:
    """More people in the same registration."""
    whole = own.of(secret)
    if not open_to(whole):
        return redirect(url_for("registration.show", secret=secret))
    offer = types.offer(whole.valid[0].ticket.ticket_type_id)
    error, many = "", request.form.get("many", 1, type=int)
    if request.method == "POST":
        try:
            groups.add(whole.registration.id, ("",) * min(max(many, 1), MOST_TICKETS + 1))
        except Refused as refused:
            error = sentence(refused)
        else:
            return redirect(url_for(".show", secret=secret, done="added"), 303)
    return make_response(_more(whole, offer, error, many), 409 if error else 200)


def _more(whole: Whole, offer: Offer, error: str, many: int) -> str:
    lang, here = languages.current(), len(whole.valid)
    most = max(min(offer.max_each, MOST_TICKETS) - here, 0)
    closed = _closed(whole, offer, most)
    return render_template(
        "public/group_add.html", whole=whole, event=ticket_view.view_of(whole, lang), error=error or closed, closed=bool(closed), many=many,
        numbers=[
            (number, ngettext("%(num)s person more", "%(num)s people more", number)) for number in range(1, min(most, offer.left or 1) + 1)
        ],
        here=names.listed(held.ticket.holder for held in whole.valid), type=pick(offer, "name", lang),
        left=ngettext("%(count)s place left", "%(count)s places left", offer.left, count=wording.number(offer.left, lang)),
        back=url_for(".show", secret=whole.secret), event_url=own.addresses(whole)["event"], languages=own.switch(whole),
    )


def _closed(whole: Whole, offer: Offer, most: int) -> str:
    """What can be said before anybody presses; the press itself is judged anew."""
    if clock.now() >= whole.event.starts_at:
        return sentence(Refused("begun"))
    if not offer.free:
        return sentence(Refused("add-costs"))
    if not most:
        return sentence(Refused("too-many", most=min(offer.max_each, MOST_TICKETS)))
    return sentence(Refused("sold-out", left=0)) if offer.state == "sold-out" else ""
