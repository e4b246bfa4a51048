"""The form for several dates of a series at once, and its one POST."""

from collections.abc import Mapping
from typing import Any

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import EmailField, HiddenField, SelectMultipleField, StringField
from wtforms.validators import StopValidation

from eventsvc.accounts import queries as accounts
from eventsvc.core import clock
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.events import queries as events
from eventsvc.public import cards, lists, sale, shift
from eventsvc.public.lists import Listed
from eventsvc.registration import pass_queries, passes
from eventsvc.registration.pass_queries import Opening
from eventsvc.registration.pass_rules import MOST_DATES
from eventsvc.series import queries as series
from eventsvc.series.facts import SeriesFacts
from eventsvc.web import crowds, event_view, languages, offer_view, once, people, shell
from eventsvc.web.forms import OpenForm, number
from eventsvc.web.guard import anyone
from eventsvc.web.parts import Card, Go, Option
from eventsvc.web.pass_refusals import elsewhere
from eventsvc.web.refusals import sentence

bp = languages.public("series_pass", __name__)
LEAST = 2
ROOM, ONLINE = "room", "online"
FREE, WHOLE = "free", "all"


class PassForm(OpenForm):
    """Which dates, in which way, and who."""

    once = HiddenField()
    dates = SelectMultipleField(_l("Which dates?"), coerce=number, validate_choice=False)
    way = StringField(default=ROOM)
    mode = StringField(default=FREE)
    name = StringField(_l("First and last name"), [people.name])
    email = EmailField(_l("Email address"), [people.email])
    website = StringField(_l("Leave this field empty"))

    def validate_dates(self, field: SelectMultipleField) -> None:
        """At least one."""
        if not field.data:
            raise StopValidation(_("Choose at least one date"))
        if len(field.data) > MOST_DATES:
            raise StopValidation(_("Choose %(most)s dates at most", most=MOST_DATES))

    def wish(self, series_id: int) -> passes.PassWish:
        """What is wanted, after it was found right."""
        return passes.PassWish(
            series_id=series_id, event_ids=tuple(dict.fromkeys(self.dates.data or ())), name=self.name.data or "",
            email=self.email.data or "", language=languages.current(), once=self.once.data or "", online=self.way.data == ONLINE,
            whole=self.mode.data == WHOLE,
        )


def coming(series_id: int) -> tuple[Opening, ...]:
    """The coming dates of a series, as a pass sees them."""
    now = clock.now()
    return opened(lists.listed(events.upcoming(now, series_id=series_id, size=MOST_DATES), now))


def opened(coming: Listed) -> tuple[Opening, ...]:
    """The same for a list that is read already."""
    return pass_queries.openings([one for one in coming.events if one.state == "published"], coming.offers)


def offered(coming: Listed) -> bool:
    """Whether there are several dates that a pass could have: asked further only if it may be so."""
    likely = [one for one in coming.events if any(offer.state == "open" and offer.plain for offer in coming.offers[one.id])]
    return len(likely) >= LEAST and sum(bool(one.open) for one in opened(coming)) >= LEAST


@bp.route("/s/<slug>/register", methods=["GET", "POST"])
@anyone
def form(slug: str) -> ResponseReturnValue:
    """The form; its POST registers. Whatever is wrong, what was typed stays."""
    one, filled = series.by_slug(slug), PassForm()
    g.organisation, g.section = accounts.by_id(one.organisation_id), "series.index"
    dates, hint, refused = coming(one.id), "", dict[int, Refused]()
    if request.method == "POST":
        kept, hint = _submitted(one.id, filled, refused)
        if kept is not None:
            have = [event_id for event_id, no in kept.missed.items() if no.reason == "pass-have"]
            missed = [date.event.id for date in dates if date.event.id in kept.missed and date.event.id not in have]
            return redirect(url_for("my_pass.show", secret=kept.secret, done="made", missed=missed, have=have), 303)
    else:
        filled.once.data = once.make(_token(one.id))
        filled.dates.data = [date.event.id for date in dates if date.open]
    answer = make_response(_page(one, dates, filled, hint, refused))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _token(series_id: int) -> str:
    return f"series {series_id}"


def _submitted(series_id: int, form: PassForm, why: dict[int, Refused]) -> tuple[passes.PassKept | None, str]:
    """(the pass, else None; a hint when nothing is wrong and one more press is needed). `why` is filled with what is refused."""
    made = once.begun(form.once, _token(series_id))
    if not form.validate():
        return None, ""
    doubt = once.doubt(form.website, made)
    if doubt:
        return None, doubt
    crowds.check()
    try:
        return passes.register(form.wish(series_id)), ""
    except Refused as no:
        found: Any = no.facts.get("dates", {})
        why.update(found)
        form.form_errors.append(sentence(no))
        return None, ""


def _page(one: SeriesFacts, dates: tuple[Opening, ...], form: PassForm, hint: str, refused: Mapping[int, Refused]) -> str:
    lang, many = languages.current(), sum(bool(date.open) for date in dates)
    kinds = {offer.kind for date in dates for offer in date.open}
    return render_template(
        "public/series_pass.html", form=form, hint=hint, title=pick(one, "title", lang), series_url=url_for("series.show", slug=one.slug),
        lede=_lede(many), closed=not many and request.method != "POST", privacy=shell.address("privacy"), mine=shell.address("mine"),
        cards=[card(date, lang, chosen=date.event.id in (form.dates.data or ()), no=refused.get(date.event.id)) for date in dates],
        ways=_ways(form) if kinds == {ROOM, ONLINE} else (), modes=_modes(form), nothing=offer_view.nothing(lang),
        explained=[found for found in (shift.explained(date.event, lang) for date in dates) if found][:1],
    )


def _lede(many: int) -> str:
    return ngettext(
        "%(num)s date is open. A ticket for it comes at once.",
        "%(num)s dates are open; take out what does not suit you. Each date has a ticket of its own.", many,
    )


def card(date: Opening, lang: str, *, chosen: bool = False, no: Refused | None = None) -> Card:
    """A date to choose, or why it cannot be chosen and where to go instead."""
    event = date.event
    line = event_view.both_clocks(event, lang).line
    clocks = ", ".join(f"{word.time} {word.city}" + (f" ({word.day})" if word.day else "") for word in line)
    said = [part for part in (clocks, cards.numbered(event), cards.place(event, with_kind=False)) if part]
    if no is not None:
        said.append(sentence(no))
    elif not date.open and not date.full and not date.offers:
        said.append(elsewhere(date.why))
    return Card(
        value=str(event.id), name=pick(event, "title", lang).text, price=state(date, lang), more=" · ".join(said), gone=not date.open,
        checked=chosen, date=cards.datebox(event, lang), go=_go(date),
        badge=("warn", "warn", _("not possible")) if no is not None and no.reason != "pass-have" else None,
    )


def state(date: Opening, lang: str) -> str:
    """What there is of places, in a word."""
    if not date.open:
        if date.full:
            return _("full")
        return _("by itself") if not date.offers else sale_word(date)
    rooms = [offer for offer in date.offers if offer.kind == ROOM]
    if rooms and not any(offer.state == "open" for offer in rooms):
        return _("room full, online free")
    few = next((offer.left for offer in date.open if offer.few is not None), None)
    return _("places free") if few is None else sale.places_left(few, lang)


def sale_word(date: Opening) -> str:
    """Why nothing can be had though there are places."""
    return _("not open yet") if any(offer.state == "not-yet" for offer in date.offers) else _("closed")


def _go(date: Opening) -> Go | None:
    if date.open:
        return None
    if date.full and sale.listed(date.event, clock.now()):
        return Go(url_for("waitlist.form", slug=date.event.slug), _("Join the waitlist"))
    return Go(event_view.address(date.event.slug), _("Register there") if date.why else _("To the event"))


def _ways(form: PassForm) -> tuple[Option, ...]:
    online = form.way.data == ONLINE
    return (
        Option(ROOM, _("In the room"), _(", online where the room is full"), checked=not online),
        Option(ONLINE, _("Online"), "", checked=online),
    )


def _modes(form: PassForm) -> tuple[Option, ...]:
    whole = form.mode.data == WHOLE
    return (
        Option(FREE, _("What is free"), _(": tell me which dates are not"), checked=not whole),
        Option(WHOLE, _("All or none"), _(": if one of them is full, register nothing"), checked=whole),
    )
