"""The form and the one POST that registers. The event page embeds the same form by `form_for`."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, FieldList, HiddenField, SelectField, StringField
from wtforms.validators import StopValidation

from eventsvc.accounts import queries as accounts
from eventsvc.core import clock, money, wording
from eventsvc.core.bilingual import Said, pick
from eventsvc.core.errors import Refused
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.public import code_entry, offered, paying_fields, sale, ways
from eventsvc.public.code_entry import Entered
from eventsvc.registration import service as registrations
from eventsvc.registration.rules import MOST_TICKETS
from eventsvc.ticket_types import freshness
from eventsvc.ticket_types.queries import Offer
from eventsvc.web import crowds, event_view, languages, offer_view, once, page_cache, people, price_words, shell
from eventsvc.web.forms import OpenForm
from eventsvc.web.guard import anyone

bp = languages.public("register", __name__)
QUARTER = 900  # "from tomorrow, 18:00" may be so many seconds old


class RegisterForm(OpenForm):
    """Two fields; whoever brings others chooses how many and names them."""

    once = HiddenField()
    ticket = StringField(_l("Ticket"))
    name = StringField(_l("First and last name"), [people.name])
    email = EmailField(_l("Email address"), [people.email])
    quantity = StringField(_l("Number of tickets"), default="1")
    holders = FieldList(StringField(_l("Name"), [people.name_or_none]), max_entries=MOST_TICKETS - 1)
    website = StringField(_l("Leave this field empty"))
    code = StringField(_l("Code"))
    amount = StringField(_l("Your amount for each ticket"))
    country = SelectField(_l("Your country"), validate_choice=False)
    germany = BooleanField(_l("I live in Germany, or order for a company or organisation in Germany."))

    entered: Entered = code_entry.NOTHING

    def validate_code(self, _field: StringField) -> None:
        """It was looked up before; here it is said."""
        if self.entered.why:
            raise StopValidation(self.entered.why)

    def validate_ticket(self, field: StringField) -> None:
        """A type, by its number; whether it is there and can be had is decided later, with the reason."""
        typed = field.data or ""
        if not (typed.isascii() and typed.isdecimal() and len(typed) < 10 and int(typed)):
            raise StopValidation(_("Choose a ticket"))

    def validate_amount(self, field: StringField) -> None:
        """A sum, if any; whether one is needed, and which, is decided with the ticket."""
        if (field.data or "").strip() and money.cents(field.data or "") is None:
            raise StopValidation(_("A sum like 15 or 15.50."))

    @property
    def many(self) -> int:
        """How many tickets are wanted, as far as that can be read."""
        typed = self.quantity.data or ""
        return min(max(int(typed), 1), MOST_TICKETS) if typed.isascii() and typed.isdecimal() and len(typed) < 3 else 1

    def name_fields(self) -> bool:
        """Make one field for each further ticket. True if some are new, so that they must be filled in first."""
        self.quantity.data = str(self.many)
        missing = self.many - 1 - len(self.holders)
        for _number in range(missing):
            self.holders.append_entry()
        for _number in range(-missing):
            self.holders.pop_entry()
        return missing > 0

    def wish(self) -> registrations.Wish:
        """What is wanted, after it was found right."""
        name = self.name.data or ""
        return registrations.Wish(
            ticket_type_id=int(self.ticket.data or 0), name=name, email=self.email.data or "",
            holders=(name, *(entry.data or "" for entry in self.holders)), language=languages.current(), once=self.once.data or "",
            code=self.entered.typed, paying=paying_fields.paying(self),
        )


@dataclass(frozen=True, kw_only=True)
class FormView:
    """What `parts/register_form.html` takes: radio cards if there is a choice, else the one type."""

    form: RegisterForm
    action: str
    cards: tuple[offer_view.Card, ...]
    type_name: Said | None
    press: str
    sum: str
    hint: str
    privacy: str | None
    in_room: bool = True
    said: code_entry.Said | None = None
    rows: tuple[tuple[str, str], ...] = ()
    included: str = ""
    pay_by: str = ""
    asked: paying_fields.Asked = paying_fields.NOTHING
    quantities: tuple[str, ...]


def form_for(
    event: EventFacts, offers: Sequence[Offer], chosen: int | None = None, form: RegisterForm | None = None, hint: str = "",
) -> FormView:
    """The form of an event. A page with it is never cached: each answer carries a token of its own."""
    form = form or RegisterForm()
    form.once.data = form.once.data or once.make(event.id)
    ready = [offer for offer in offers if offer.state == "open"]
    only = next((offer for offer in ready if offer.id == chosen), ready[0] if len(offers) == len(ready) == 1 else None)
    if only is not None and not form.ticket.data:
        form.ticket.data = str(only.id)
    settled = only is not None and str(only.id) == form.ticket.data and not form.ticket.errors
    asked = paying_fields.of([only] if settled and only is not None else offers, languages.current())
    paying_fields.fill(form, asked, languages.current())
    wanted = next((offer.id for offer in offers if str(offer.id) == form.ticket.data), None)
    return FormView(
        form=form, action=url_for("register.form", slug=event.slug),
        cards=() if settled else offer_view.cards(
            offers, event, languages.current(), wanted, waits={} if sale.waits(offers, event, clock.now()) else None,
            code=form.entered.typed if form.entered.code else "", small_business=g.organisation.small_business,
        ),
        type_name=pick(only, "name", languages.current()) if settled and only is not None else None,
        press=_press([only] if settled and only is not None else ready), sum=_sum(only, form),
        hint=hint, privacy=shell.address("privacy"), in_room=not settled or only is None or only.kind == "room",
        quantities=_quantities([only] if only is not None else offers, form),
        said=code_entry.said(form.entered.code, offers, event) if form.entered.code else None,
        rows=_rows(only, form) if settled and only is not None else (),
        included=_included(only) if settled and only is not None else "",
        pay_by=_pay_by(event, [only] if settled and only is not None else offers),
        asked=asked,
    )


def _quantities(offers: Sequence[Offer], form: RegisterForm) -> tuple[str, ...]:
    """How many at a time; a number that was chosen for another ticket stays in sight, and is refused with the reason."""
    most = max([form.many, *(min(offer.max_each, MOST_TICKETS) for offer in offers)])
    least = min((offer.min_each for offer in offers), default=1)
    return tuple(str(number) for number in range(min(least, form.many), most + 1))


def _press(offers: Sequence[Offer]) -> str:
    """What the button says: exactly what it does (spec: law 4.1). Where a review follows, nothing is concluded yet."""
    at_once = {offer.free and not offer.approval for offer in offers}
    if any(offer.choice and not offer.price_cents for offer in offers):  # then what is chosen decides
        at_once |= {True}
    return _("Register for free") if at_once <= {True} else _("Continue") if at_once == {False} else _("Register")


def _sum(only: Offer | None, form: RegisterForm) -> str:
    """What all tickets cost."""
    price = 0 if only is None else _unit(only, form)
    return _("as you choose") if price is None else _money(price * form.many, "EUR" if only is None else only.currency)


def _included(only: Offer) -> str:
    """What the price contains; nothing is said of what is free."""
    if only.free:
        return ""
    return price_words.included(only.tax_mode, languages.current(), small_business=g.organisation.small_business)


def _pay_by(event: EventFacts, offers: Sequence[Offer]) -> str:
    """How one pays, said before the order begins (§ 312j I BGB); nothing where all is free."""
    if all(offer.free for offer in offers):
        return ""
    return ways.named(ways.of(g.organisation.id, event.starts_at, event.zone), g.organisation.name)


def _unit(only: Offer, form: RegisterForm) -> int | None:
    """What one ticket costs, as far as that is known."""
    return money.cents(form.amount.data or "") if only.choice else only.price_cents


def _rows(only: Offer, form: RegisterForm) -> tuple[tuple[str, str], ...]:
    """How the sum comes about: the tickets, and what the code takes off."""
    name, off = pick(only, "name", languages.current()).text, (only.full_cents - only.price_cents) * form.many
    tickets = (f"{form.many} × {name}", _sum(only, form) if only.choice else _money(only.full_cents * form.many, only.currency))
    return (tickets, (_("Code %(code)s", code=form.entered.typed), f"−{_money(off, only.currency)}")) if off else (tickets,)


def _money(cents: int, currency: str) -> str:
    return wording.money(cents, currency, languages.current())


@bp.route("/e/<slug>/register", methods=["GET", "POST"])
@anyone
def form(slug: str) -> ResponseReturnValue:
    """The form by itself; its POST registers. Whatever is wrong, what was typed stays."""
    if request.method != "POST":
        return _empty(slug)
    event, filled = events.by_slug(slug), RegisterForm()
    enter(filled, code_entry.read(event, "" if "drop" in request.form else filled.code.data))
    offers = offered.of(event, filled.entered.code)
    g.organisation = accounts.by_id(event.organisation_id)
    kept, hint = (None, "") if {"drop", "apply"} & request.form.keys() else _submitted(event, filled)
    if kept is not None:
        page = "registration.welcome" if kept.state == "confirmed" else "registration.show"
        return redirect(url_for(page, secret=kept.secret), 303)
    return code_entry.alone(_page(event, offers, filled, hint=hint), filled.entered)


def enter(form: RegisterForm, entered: Entered) -> None:
    """The code that was typed, or stood in the link; what is wrong with it stands at its field."""
    form.entered = entered
    form.code.data = form.entered.typed
    form.code.errors = (form.entered.why,) if form.entered.why else ()


def _with_code(slug: str) -> ResponseReturnValue:
    """The form for who came with a code. It is theirs alone."""
    event, form = events.by_slug(slug), RegisterForm(formdata=None)
    enter(form, code_entry.read(event, request.args["code"]))
    offers = offered.of(event, form.entered.code)
    chosen = next((offer.id for offer in offers if str(offer.id) == request.args.get("ticket")), None)
    g.organisation = accounts.by_id(event.organisation_id)
    return code_entry.alone(_page(event, offers, form, chosen), form.entered)


def _empty(slug: str) -> ResponseReturnValue:
    """The form as everybody gets it, from bytes that are kept; only the token is each reader's own."""
    if request.args.get("code", "").strip():
        return _with_code(slug)
    now = clock.now()
    stamp = freshness.of_event(slug, now)
    asked = request.args.get("ticket", "")
    chosen = next((offer.id for offer in stamp.offers if str(offer.id) == asked), None)
    key = ("register", languages.current(), slug, stamp, chosen, offered.waits(stamp), int(now.timestamp()) // QUARTER)
    return page_cache.page(key, lambda: _drawn(slug, chosen, codes=stamp.codes), token=lambda: once.make(stamp.event_id))


def _drawn(slug: str, chosen: int | None, *, codes: bool) -> str:
    event = events.by_slug(slug)
    g.organisation, g.asked = accounts.by_id(event.organisation_id), f"?ticket={chosen}" if chosen else ""
    form = RegisterForm(formdata=None)
    form.once.data, form.entered = page_cache.MARK, Entered(there=codes)
    return _page(event, offered.of(event), form, chosen)


def _submitted(event: EventFacts, form: RegisterForm) -> tuple[registrations.Kept | None, str]:
    """(the registration, else None; a hint when nothing is wrong and one more press is needed)."""
    made = once.begun(form.once, event.id)
    if form.name_fields():
        return None, _("One more step: who comes along? Leave a name empty if you do not know it yet.")
    if not form.validate():
        return None, ""
    doubt = once.doubt(form.website, made)
    if doubt:
        return None, doubt
    crowds.check()
    try:
        return registrations.register(event.id, form.wish()), ""
    except Refused as refused:
        paying_fields.refuse(form, refused)
        return None, ""


def _waitlist(event: EventFacts, offers: Sequence[Offer], form: RegisterForm) -> str | None:
    """Where to wait, if something is sold out, or has too few places for those who just asked for them."""
    now = clock.now()
    if sale.waits(offers, event, now) or (form.form_errors and sale.listed(event, now) and sale.wished(offers)):
        return url_for("waitlist.form", slug=event.slug, code=form.entered.typed if form.entered.code else None)
    return None


def _page(event: EventFacts, offers: Sequence[Offer], form: RegisterForm, chosen: int | None = None, hint: str = "") -> str:
    lang = languages.current()
    return render_template(
        "public/register.html", view=form_for(event, offers, chosen, form, hint), form=form, many=form.many, others=len(offers) > 1,
        closed=None if request.method == "POST" else offer_view.closed(event, offers), waitlist_url=_waitlist(event, offers, form),
        event=event_view.of(event, lang, event.series_title_de if lang == "de" else event.series_title_en),
        event_url=event_view.address(event.slug, form.entered.typed if form.entered.code else None),
    )
