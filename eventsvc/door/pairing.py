"""A phone becomes a door: by the helpers' link and PIN, or by a one-time code from a screen nearby."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import HiddenField, StringField

from eventsvc.accounts import queries as accounts
from eventsvc.checkin import doors, phones
from eventsvc.checkin.phones import Evening
from eventsvc.core import clock
from eventsvc.core.errors import Refused
from eventsvc.door import guard, view
from eventsvc.door.guard import door_page
from eventsvc.web import door_cookie, errors, guesses
from eventsvc.web.forms import OpenForm
from eventsvc.web.guard import secret_holder
from eventsvc.web.languages import LANGUAGES, current

bp = Blueprint("door_pairing", __name__)


class PairForm(OpenForm):
    """PIN (with a link only) and the name of the door."""

    link = HiddenField()
    code = HiddenField()
    pin = StringField(lazy_gettext("PIN"))
    name = StringField(lazy_gettext("Name of the door"))

    def refuse(self, refused: Refused) -> None:
        """Put the sentence where it belongs."""
        field = self.name if refused.reason == "door-name" else self.pin
        field.errors = [errors.sentence(refused)]


def _wrong(facts: Mapping[str, Any]) -> str:
    return str(ngettext(
        "That is not the PIN. One more try, then the link is locked.",
        "That is not the PIN. %(num)s more tries, then the link is locked.", int(facts["left"]),
    ))


errors.SENTENCES.update({
    "pin-wrong": _wrong,
    "door-locked": lambda _facts: _("Too many wrong PINs. Ask the organisers for a new one; the link stays the same."),
    "door-full": lambda facts: ngettext(
        "The one phone is in use already. The organisers can sign it off or allow more.",
        "All %(num)s phones are in use. The organisers can sign one off or allow more.", facts["most"],
    ),
    "door-name": lambda _facts: _("Give the door a name, for example “Door 2, Lea”."),
    "door-over": lambda _facts: _("This evening is over, its door is closed."),
    "door-most": lambda facts: _("Allow 1 to %(most)s phones.", most=facts["most"]),
})


@bp.get("/door/<string(length=24):token>")
@secret_holder
def by_link(token: str) -> ResponseReturnValue:
    """What helpers get: asks for the PIN that came on another way."""
    evening = _opened(phones.evening_of_link, token)
    return _page(evening, PairForm(link=token))


@bp.get("/door/c/<code>")
@bp.get("/D/<code>", endpoint="by_short_code")
@secret_holder
def by_code(code: str) -> ResponseReturnValue:
    """What the QR on the organisers' screen opens; used up by the POST, because programs look at links too."""
    evening = _opened(phones.evening_of_code, code.upper())
    return _page(evening, PairForm(code=code.upper()))


@bp.post("/door/pair")
@secret_holder
def pair() -> ResponseReturnValue:
    """The phone gets its secret; no address carries one from here on."""
    form = PairForm()
    with_code, secret = bool(form.code.data), str(form.code.data or form.link.data or "")
    evening = _opened(phones.evening_of_code if with_code else phones.evening_of_link, secret)
    try:
        name, lang = str(form.name.data or ""), current()
        cookie = doors.pair_by_code(secret, name, lang) if with_code else doors.pair_by_pin(secret, str(form.pin.data or ""), name, lang)
    except Refused as refused:
        form.refuse(refused)
        return make_response(_page(evening, form), 422)
    answer = make_response(redirect(url_for("door_scanner.ready"), 303))
    return door_cookie.give(answer, cookie, evening.phones_end - clock.now())


@bp.post("/door/leave")
@door_page
def leave() -> ResponseReturnValue:
    """Sign off the own phone; its page forgets the guest list."""
    doors.leave(guard.phone().id)
    answer = make_response(render_template("door/left.html", door=view.of_evening(guard.phone().evening, current())))
    return door_cookie.take_back(answer)


@bp.post("/door/language")
@door_page
def language() -> ResponseReturnValue:
    """The language of this phone's pages."""
    wanted = request.form.get("lang", "")
    if wanted in LANGUAGES:
        doors.speak(guard.phone().id, wanted)
    return redirect(url_for("door_scanner.ready"), 303)


def _opened(find: Any, secret: str) -> Evening:
    """The evening behind a link or code. Its page may be read in the other language by `?lang=`."""
    g.door_page = True
    if request.values.get("lang") in LANGUAGES:
        g.lang = request.values["lang"]
    with guesses.counted("door"):
        evening: Evening = find(secret)
    g.organisation = accounts.by_id(evening.organisation_id)
    return evening


def _page(evening: Evening, form: PairForm) -> str:
    lang = current()
    return render_template(
        "door/pair.html", form=form, door=view.of_evening(evening, lang), guests=view.expected(evening), lang=lang,
        forgotten_at=view.forgotten_at(evening, lang), action=url_for("door_pairing.pair"),
    )

