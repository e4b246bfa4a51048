"""Onto the waitlist: the form, and the one POST that joins. Who could have a place now is sent there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, EmailField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation

from eventsvc.accounts import queries as accounts
from eventsvc.core import clock, money, wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.public import code_entry, offered, paying_fields, sale
from eventsvc.public.code_entry import Entered
from eventsvc.registration import service, waiting
from eventsvc.registration.waitlist import desk as waitlist_desk
from eventsvc.registration.waitlist import queries as waitlist_queries
from eventsvc.registration.waitlist.desk import Rules
from eventsvc.ticket_types import freshness
from eventsvc.ticket_types.queries import Offer
from eventsvc.web import crowds, event_view, languages, offer_view, once, people, shell, waiting_words
from eventsvc.web.forms import OpenForm, number
from eventsvc.web.guard import anyone
from eventsvc.web.parts import Card, Option, Step
from eventsvc.web.refusals import sentence

bp = languages.public("waitlist", __name__)
ONLINE, NOTHING = "online", "none"


class JoinForm(OpenForm):
    """What would do, what until then, how many, and who."""

    once = HiddenField()
    types = SelectMultipleField(_l("Which places would suit you?"), coerce=number, validate_choice=False)
    until = StringField(default=NOTHING)
    seats = SelectField(_l("How many are you?"), coerce=number, validate_choice=False)
    name = StringField(_l("First and last name"), [people.name])
    email = EmailField(_l("Email address"), [people.email])
    website = StringField(_l("Leave this field empty"))
    code = StringField(_l("Code"))
    amount = StringField(_l("Your amount for each ticket"))
    country = SelectField(_l("Your country"), validate_choice=False)
    germany = BooleanField(_l("I live in Germany, or order for a company or organisation in Germany."))

    entered: Entered = code_entry.NOTHING

    def enter(self, entered: Entered) -> None:
        """The code from the link or the field, looked up; what is wrong with it stands at its field."""
        self.entered, self.code.data = entered, entered.typed
        self.code.errors = (entered.why,) if entered.why else ()

    def validate_code(self, _field: StringField) -> None:
        """It was looked up before; here it is said."""
        if self.entered.why:
            raise StopValidation(self.entered.why)

    def validate_amount(self, field: StringField) -> None:
        """A sum, if any."""
        if (field.data or "").strip() and money.cents(field.data or "") is None:
            raise StopValidation(_("A sum like 15 or 15.50."))

    def validate_types(self, field: SelectMultipleField) -> None:
        """At least one."""
        if not field.data:
            raise StopValidation(_("Choose at least one kind of place"))


@dataclass(frozen=True)
class Choices:
    """What one can wait for at an event, and the online ticket that is there at once."""

    wished: tuple[Offer, ...]
    online: Offer | None

    @property
    def most(self) -> int:
        """How many people at a time."""
        return min(max((offer.max_each for offer in self.wished), default=1), sale.FEW)


def choices(offers: Sequence[Offer]) -> Choices:
    """As of now. The online ticket can be had if a ticket for the room that costs nothing either is among them."""
    wished = sale.wished(offers)
    online = next((offer for offer in offers if offer.kind == "online" and offer.state == "open" and offer.plain), None)
    swappable = [offer for offer in wished if offer.kind == "room" and offer.free]
    return Choices(wished, online if swappable else None)


@bp.route("/e/<slug>/waitlist", methods=["GET", "POST"])
@anyone
def form(slug: str) -> ResponseReturnValue:
    """The form; its POST joins. Whatever is wrong, what was typed stays."""
    event = events.by_slug(slug)
    g.organisation = accounts.by_id(event.organisation_id)
    filled = JoinForm()
    filled.enter(_entered(event, filled))
    offers = offered.of(event, filled.entered.code)
    found = choices(offers)
    filled.seats.choices = [SelectChoice(number, waiting_words.people(number, languages.current())) for number in range(1, found.most + 1)]
    hint, asked = "", paying_fields.of(found.wished, languages.current())
    paying_fields.fill(filled, asked, languages.current())
    if request.method == "POST" and not {"drop", "apply"} & request.form.keys():
        kept, hint = _submitted(event, filled, found)
        if kept is not None:
            there = "registration.welcome" if kept.state == "confirmed" else "registration.show"
            return redirect(url_for(there, secret=kept.secret), 303)
    elif request.method != "POST":
        filled.once.data = once.make(event.id)
        filled.types.data = _checked(found)
        filled.until.data = ONLINE if found.online is not None and all(offer.free for offer in _of(found, filled)) else NOTHING
    return code_entry.alone(_page(event, offers, found, filled, hint), filled.entered)


def _entered(event: EventFacts, form: JoinForm) -> Entered:
    """A code of the event, if it has any. Nobody waits for a partner's places: who comes with such a code takes them, or goes without."""
    if not freshness.of_event(event.slug, clock.now()).codes:
        return code_entry.NOTHING
    typed = request.args.get("code", "") if request.method != "POST" else "" if "drop" in request.form else form.code.data
    entered = code_entry.read(event, typed)
    if entered.code is None or entered.code.allotment_id is None:
        return entered
    left = entered.code.block_left or 0
    return replace(entered, code=None, why=sentence(Refused("places-free", left=left) if left else Refused("block-empty")))


def _checked(found: Choices) -> list[int]:
    """The type whose link was followed, else the only one that is sold out."""
    asked = request.args.get("ticket", "")
    there = [offer.id for offer in found.wished if str(offer.id) == asked]
    full = [offer.id for offer in found.wished if offer.state == "sold-out"]
    return there or full[:1]


def _of(found: Choices, form: JoinForm) -> list[Offer]:
    return [offer for offer in found.wished if offer.id in (form.types.data or ())]


def _submitted(event: EventFacts, form: JoinForm, found: Choices) -> tuple[service.Kept | None, str]:
    """(the registration, else None; a hint when nothing is wrong and one more press is needed)."""
    made = once.begun(form.once, event.id)
    if not form.validate():
        return None, ""
    doubt = once.doubt(form.website, made)
    if doubt:
        return None, doubt
    if form.until.data == ONLINE and found.online is None:
        form.until.data = NOTHING
        return None, _(
            "The online ticket cannot be had any more. Everything else is still here; send it once more to wait for the room only.",
        )
    crowds.check()
    try:
        return waiting.join(event.id, _wish(form, found)), ""
    except Refused as refused:
        paying_fields.refuse(form, refused)
        return None, ""


def _wish(form: JoinForm, found: Choices) -> waiting.JoinWish:
    """What is wanted, after it was found right; types in the order of the page."""
    chosen = set(form.types.data or ())
    known = [offer.id for offer in found.wished if offer.id in chosen]
    meanwhile = found.online.id if form.until.data == ONLINE and found.online is not None else None
    return waiting.JoinWish(
        type_ids=(*known, *sorted(chosen - set(known))), seats=int(form.seats.data or 1), name=form.name.data or "",
        email=form.email.data or "", language=languages.current(), once=form.once.data or "", meanwhile=meanwhile,
        code=form.entered.code.code if form.entered.code is not None else "",
        paying=paying_fields.paying(form),
    )


def _page(event: EventFacts, offers: Sequence[Offer], found: Choices, form: JoinForm, hint: str) -> str:
    lang = languages.current()
    runs = waitlist_desk.rules_of(event.id, event.organisation_id)
    figures = waitlist_queries.figures(event.id)
    return render_template(
        "public/waitlist_join.html", form=form, hint=hint, event=event_view.of(event, lang), in_room=event.in_room, online=event.online,
        event_url=event_view.address(event.slug, form.entered.typed if form.entered.code else None),
        register_url=url_for("register.form", slug=event.slug),
        closed=None if request.method == "POST" else _closed(event, found, runs), lede=_lede(found, figures.people),
        cards=_cards(found, form, waitlist_queries.per_type(event.id), lang), untils=_untils(found, form),
        asked=paying_fields.of(found.wished, lang), steps=_steps(runs, figures.waiting + 1, lang), privacy=shell.address("privacy"),
        free=any(offer.state == "open" for offer in offers), mine=shell.address("mine"),
        said=code_entry.said(form.entered.code, offers, event) if form.entered.code else None,
    )


def _closed(event: EventFacts, found: Choices, runs: Rules) -> str | None:
    """Why nobody can join, in a sentence; None: somebody can."""
    if event.state in {"cancelled", "postponed"}:
        return sentence(Refused(event.state))
    if event.over(clock.now()):
        return sentence(Refused("past"))
    if event.starts_at <= clock.now():
        return sentence(Refused("waitlist-over"))
    if runs.waitlist_mode == "none":
        return sentence(Refused("no-waitlist"))
    return None if found.wished else _("Nobody has to wait for this event.")


def _lede(found: Choices, people: int) -> str:
    """How full it is, and what is free at once."""
    full = [offer for offer in found.wished if offer.state == "sold-out"]
    room = bool(full) and all(offer.kind == "room" for offer in full)
    said = [_("The room is full.") if room else _("All places are taken.") if full else _("There are only a few places left.")]
    said.append(_people(people))
    if found.online is not None:
        said.append(_("Online there is room, at once and without waiting."))
    return " ".join(said)


def _people(many: int) -> str:
    if not many:
        return _("Nobody is waiting yet.")
    return ngettext("%(count)s person is waiting.", "%(count)s people are waiting.", many, count=wording.number(many, languages.current()))


def _cards(found: Choices, form: JoinForm, waits: dict[int, int], lang: str) -> tuple[Card, ...]:
    chosen = set(form.types.data or ())
    return tuple(
        Card(
            value=str(offer.id), name=pick(offer, "name", lang).text, price=offer_view.price(offer, lang),
            more=_more(offer, lang), left=_left(offer, waits.get(offer.id, 0), lang), checked=offer.id in chosen,
        )
        for offer in found.wished
    )


def _more(offer: Offer, lang: str) -> str:
    note = pick(offer, "note", lang).text
    return note if offer.free else ", ".join(part for part in (note, _("paid only when there is a place")) if part)


def _left(offer: Offer, waits: int, lang: str) -> str:
    if offer.left:
        return ngettext("%(num)s place left", "%(num)s places left", offer.left)
    return waiting_words.waiting(waits, lang) if waits else ""


def _untils(found: Choices, form: JoinForm) -> tuple[Option, ...]:
    """What until then; nothing to choose where there is no online ticket."""
    if found.online is None:
        return ()
    online = form.until.data == ONLINE
    return (
        Option(ONLINE, _("Room, else online"), _(": the online ticket comes now. When the room has a place, you swap it."), checked=online),
        Option(NOTHING, _("Only in the room"), _(": without a place you do not come."), checked=not online),
    )


def _steps(runs: Rules, place: int, lang: str) -> tuple[Step, ...]:
    """How it goes on."""
    stands = _("You are number %(place)s", place=wording.number(place, lang)) if runs.waitlist_position else _("You are on the list")
    kept = waiting_words.kept(runs.waitlist_hours, runs.waitlist_day_minutes, lang)
    first = Step("now", _(", in order"), _("now; you see where you stand at any time"), strong=stands, icon="list")
    if runs.waitlist_mode == "confirm":
        return (
            first,
            Step(
                "next", _("What is free of charge comes by itself, as a ticket by mail"),
                _("if you can't come any more, one tap passes it on"),
            ),
            Step("next", _("For what costs something you get an offer"), kept),
        )
    return (
        first,
        Step("next", _("An offer by mail as soon as it is your turn"), kept),
        Step("next", _("One tap takes it, free of charge or paid"), _("no deadline ends between 10 PM and 8 AM"), icon="check"),
        Step("else", _("Else it goes to the next person"), _("you can join again after that")),
    )
