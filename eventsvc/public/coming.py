"""Still coming? One tap: yes, no, or rather online. The mail's link opens this page; only its buttons change something."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import clock, wording, zones
from eventsvc.core.errors import Refused
from eventsvc.payments import cancelling
from eventsvc.public import changes, own
from eventsvc.registration import changes as switching
from eventsvc.registration import queries as registrations
from eventsvc.registration import reminders
from eventsvc.registration.queries import Whole
from eventsvc.ticket_types.queries import Offer
from eventsvc.tickets import codes
from eventsvc.web import languages, refund_words, ticket_view
from eventsvc.web.guard import secret_holder
from eventsvc.web.parts import Answer
from eventsvc.web.refusals import sentence

bp = languages.public("coming", __name__)


@bp.get("/r/<secret>/coming")
@secret_holder
def show(secret: str) -> ResponseReturnValue:
    """Two buttons or three, as long as there is a ticket and the event is to come; after that, the registration itself."""
    return _page(own.of(secret))


def _page(whole: Whole, error: str = "") -> ResponseReturnValue:
    if not whole.valid or whole.event.state != "published" or whole.event.ends_at <= clock.now():
        return redirect(url_for("registration.show", secret=whole.secret))
    lang = languages.current()
    start = zones.local(whole.event.starts_at, whole.event.zone)
    return render_template(
        "public/coming.html", whole=whole, event=ticket_view.view_of(whole, lang), rows=_answers(whole), error=error,
        title=_("Are you coming on %(day)s, %(name)s?", day=wording.weekday(start, lang), name=own.first_name(whole)),
        money=refund_words.of(whole, len(whole.valid), lang),
        coming=whole.registration.coming_at is not None, reminds=whole.registration.reminds, languages=own.switch(whole),
        mine=url_for("registration.show", secret=whole.secret),
    )


def _answers(whole: Whole) -> tuple[Answer, ...]:
    code, waiting = codes.shown(whole.valid[0].ticket.reference), registrations.queued(whole.event.id)
    money = refund_words.of(whole, len(whole.valid), languages.current())
    keeps = _("Your place stays, code %(code)s", code=code) if len(whole.valid) == 1 else _("Your places stay")
    return (
        Answer("yes", "ok", "check", _("I am coming"), keeps),
        Answer("no", "bad", "cross", _("I can't come"), _effect(waiting, money)),
        *((Answer("online", "note", "video", _("Rather online"), _switches(whole)),) if _online(whole) else ()),
    )


def _effect(waiting: int, money: refund_words.Back | None) -> str:
    """What becomes of the seat, or of the money, which is more to whoever paid."""
    if money is not None:
        return _("You get back %(sum)s", sum=money.sum) if money.sum else _("You do not get the price back any more")
    if not waiting:
        return _("Your place is free for somebody else")
    return ngettext("It goes at once to %(num)s person who waits", "It goes at once to one of %(num)s people", waiting)


def _rooms(whole: Whole) -> int:
    return sum(held.kind == "room" for held in whole.valid)


def _online(whole: Whole) -> Offer | None:
    """The online type that has a place for everybody who has one in the room."""
    offer, many = changes.ways(whole).get("room"), _rooms(whole)
    return offer if offer is not None and 0 < many <= offer.left else None


def _switches(whole: Whole) -> str:
    """What the press does, said before it."""
    return ngettext(
        "Own link, same code; your place in the room is free, back only while places last",
        "Own links, same codes, for all %(num)s of you; your places in the room are free, back only while places last", _rooms(whole),
    )


@bp.post("/r/<secret>/coming")
@secret_holder
def answer(secret: str) -> ResponseReturnValue:
    """Said, and done; or why it cannot be done (any more)."""
    whole, given = own.of(secret), request.form.get("answer", "")
    try:
        done = _done(whole, given)
    except Refused as refused:
        return _page(own.of(secret), sentence(refused))
    if done:
        return redirect(url_for("registration.show", secret=secret, done=done), 303)
    return redirect(url_for(".show", secret=secret), 303)


def _done(whole: Whole, given: str) -> str:
    """Do it; answers what the page of the registration tells about it."""
    registration_id = whole.registration.id
    if given == "no":
        return "refunded" if cancelling.cancel(registration_id, expect=request.form.get("refund", type=int)).cents else "cancelled"
    if given == "yes":
        reminders.coming(registration_id)
        return "coming"
    if given == "online":
        return _switched(whole)
    if given in {"quiet", "remind"}:
        reminders.remind(registration_id, wanted=given == "remind")
    return ""


def _switched(whole: Whole) -> str:
    """Online from now on. A second press finds it done."""
    if _rooms(whole):
        offer = _online(whole)
        if offer is None:
            raise Refused("sold-out", left=0)
        switching.online(whole.registration.id, offer.id)
    return "switched"
