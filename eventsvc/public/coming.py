"""Still coming? One tap: yes, no, or rather online. The mail's link opens this page; only its buttons change something."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import clock, wording, zones
from eventsvc.public import own
from eventsvc.registration import queries as registrations
from eventsvc.registration import reminders, service
from eventsvc.registration.queries import Whole
from eventsvc.tickets import codes
from eventsvc.web import languages, ticket_view
from eventsvc.web.guard import secret_holder
from eventsvc.web.parts import Answer

bp = languages.public("coming", __name__)


@bp.get("/r/<secret>/coming")
@secret_holder
def show(secret: str) -> ResponseReturnValue:
    """Two buttons, as long as there is a ticket and the event is to come; after that, the registration itself."""
    whole = own.of(secret)
    if not whole.valid or whole.event.state != "published" or whole.event.ends_at <= clock.now():
        return redirect(url_for("registration.show", secret=secret))
    lang = languages.current()
    start = zones.local(whole.event.starts_at, whole.event.zone)
    return render_template(
        "public/coming.html", whole=whole, event=ticket_view.view_of(whole, lang), rows=_answers(whole),
        title=_("Are you coming on %(day)s, %(name)s?", day=wording.weekday(start, lang), name=own.first_name(whole)),
        coming=whole.registration.coming_at is not None, reminds=whole.registration.reminds,
        mine=url_for("registration.show", secret=secret),
    )


def _answers(whole: Whole) -> tuple[Answer, ...]:
    code = codes.shown(whole.valid[0].ticket.reference)
    keeps = _("Your place stays, code %(code)s", code=code) if len(whole.valid) == 1 else _("Your places stay")
    return (
        Answer("yes", "ok", "check", _("I am coming"), keeps),
        Answer("no", "bad", "cross", _("I can't come"), _effect(registrations.queued(whole.event.id))),
    )


def _effect(waiting: int) -> str:
    """What becomes of the seat."""
    if not waiting:
        return _("Your place is free for somebody else")
    return ngettext("It goes at once to %(num)s person who waits", "It goes at once to one of %(num)s people", waiting)


@bp.post("/r/<secret>/coming")
@secret_holder
def answer(secret: str) -> ResponseReturnValue:
    """Said, and done."""
    whole, given = own.of(secret), request.form.get("answer", "")
    if given == "no":
        service.cancel(whole.registration.id)
        return redirect(url_for("registration.show", secret=secret, done="cancelled"), 303)
    if given == "yes":
        reminders.coming(whole.registration.id)
        return redirect(url_for("registration.show", secret=secret, done="coming"), 303)
    if given in {"quiet", "remind"}:
        reminders.remind(whole.registration.id, wanted=given == "remind")
    return redirect(url_for(".show", secret=secret), 303)
