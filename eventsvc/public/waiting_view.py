"""Where somebody stands in the list, and what is offered, in words."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from eventsvc.core import clock, wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.public import own
from eventsvc.registration.queries import Whole
from eventsvc.registration.waitlist import queries as waitlist_queries
from eventsvc.registration.waitlist.queries import Standing
from eventsvc.ticket_types import queries as types
from eventsvc.ticket_types import supply
from eventsvc.tickets.queries import Held
from eventsvc.web import price_words, waiting_words
from eventsvc.web.parts import Go, Row, Step
from eventsvc.web.refusals import sentence


@dataclass(frozen=True)
class OfferView:
    """What the page of an offer shows."""

    title: str
    until: str
    iso: str
    now: str
    left: str
    cities: str
    what: str
    paid: bool
    lines: tuple[tuple[str, str], ...]
    total: str
    cents: int
    included: str


@dataclass(frozen=True)
class Banner:
    """A note on the page of a ticket, with a link."""

    kind: str
    strong: str
    text: str
    go: Go


def title(whole: Whole, stands: Standing, lang: str) -> str:
    """Du bist auf Platz 5, Dora."""
    if not whole.event.waitlist_position:
        return _("You are on the list, %(name)s", name=own.first_name(whole))
    return _("You are number %(place)s, %(name)s", place=wording.number(stands.place, lang), name=own.first_name(whole))


def progress(whole: Whole, stands: Standing, lang: str) -> str:
    """How many moved up since."""
    if not stands.moved or not whole.event.waitlist_position:
        return ""
    return ngettext(
        "Since you joined %(count)s person has moved up.", "Since you joined %(count)s people have moved up.", stands.moved,
        count=wording.number(stands.moved, lang),
    )


def ahead(whole: Whole, stands: Standing, lang: str) -> str:
    """`4 von 22 Personen`, or that it is one's turn next; empty where places are not shown."""
    if not whole.event.waitlist_position:
        return ""
    if not stands.people_before:
        return _("Nobody")
    return ngettext(
        "%(before)s of %(count)s person", "%(before)s of %(count)s people", stands.people,
        before=wording.number(stands.people_before, lang), count=wording.number(stands.people, lang),
    )


def as_of(whole: Whole, lang: str) -> str:
    """Stand 16. April, 09:12 Uhr."""
    return _("As of %(when)s.", when=_moment(whole, clock.now(), lang))


def told(whole: Whole, stands: Standing, lang: str) -> str:
    """What happened lately."""
    if not whole.event.waitlist_position or not stands.lately:
        return ""
    return ngettext(
        "In the last three days %(count)s place became free.", "In the last three days %(count)s places became free.",
        stands.lately, count=wording.number(stands.lately, lang),
    )


def details(whole: Whole, stands: Standing, change: str, lang: str) -> tuple[Row, ...]:
    """What one waits for."""
    online = whole.registration.state == "confirmed"
    event = whole.event
    until = Row(
        _("Until then"), _("Room, else online."), Go(own.addresses(whole)["show"], _("Ticket"), _(" for online")),
        badge=("ok", "check", _("registered online")),
    ) if online else Row(_("Until then"), _("Without a place you do not come."))
    return (
        Row(_("Would suit you"), [waiting_words.named(one, lang) for one in stands.types], Go(change, _("Change"), _(": which places"))),
        until,
        Row(_("People"), wording.number(stands.seats, lang)),
        Row(_("Date"), (wording.day_long(event.local_start, lang), waiting_words.cities(event, event.starts_at, lang))),
    )


def history(whole: Whole, stands: Standing, lang: str) -> tuple[Step, ...]:
    """From joining to what comes."""
    steps = [_joined(whole, stands, lang), *_served(whole, stands, lang)]
    if whole.event.waitlist_position:
        number = _("Number %(place)s", place=wording.number(stands.place, lang))
        steps.append(Step("now", "", pgettext("waitlist", "now"), strong=number, icon="list"))
    ends = _moment(whole, whole.event.starts_at, lang)
    at_once = whole.event.waitlist_mode == "confirm" and not any(one.price_cents for one in stands.types)
    coming = _("Your ticket, as soon as it is your turn") if at_once else _("An offer to you, as soon as it is your turn")
    return (*steps, Step("else", coming, _("at the latest on %(when)s; then the list ends", when=ends), icon="bell"))


def offered(whole: Whole, stands: Standing, lang: str) -> tuple[Step, ...]:
    """From joining to the offer, and what becomes of it."""
    assert stands.offered_at is not None  # noqa: S101  there is an offer
    assert stands.until is not None  # noqa: S101
    last = _("Else to the next person")
    if stands.others:
        last = ngettext("Else to %(count)s person who waits", "Else to the next of %(count)s people", stands.others,
                        count=wording.number(stands.others, lang))
    return (
        _joined(whole, stands, lang), *_served(whole, stands, lang),
        Step("now", "", _moment(whole, stands.offered_at, lang), strong=_("Offer to you"), iso=_iso(stands.offered_at)),
        Step("else", last, _moment(whole, stands.until, lang), iso=_iso(stands.until)),
    )


def _joined(whole: Whole, stands: Standing, lang: str) -> Step:
    place, online = wording.number(stands.joined_place, lang), whole.registration.state == "confirmed"
    if not whole.event.waitlist_position:
        said = _("Joined the list, online ticket received") if online else _("Joined the list")
    elif online:
        said = _("Joined as number %(place)s, online ticket received", place=place)
    else:
        said = _("Joined as number %(place)s", place=place)
    return Step("done", said, _moment(whole, stands.joined_at, lang), icon="plus", iso=_iso(stands.joined_at))


def _served(whole: Whole, stands: Standing, lang: str) -> tuple[Step, ...]:
    if not stands.moved or not whole.event.waitlist_position:
        return ()
    said = ngettext(
        "%(count)s place given", "%(count)s places given", stands.moved,
        count=wording.number(stands.moved, lang),
    )
    return (Step("done", said, _("since then"), icon="people"),)


def offer(whole: Whole, stands: Standing, lang: str) -> OfferView:
    """What is kept, until when, at what price."""
    assert stands.offered is not None  # noqa: S101  there is an offer
    assert stands.until is not None  # noqa: S101
    one, small = stands.offered, whole.organisation.small_business
    total = one.price_cents * stands.seats
    amount = wording.money(total, one.currency, lang)
    mode = supply.mode(one.kind, one.tax_mode, whole.registration.buyer_country)
    taxes = price_words.tax_rows(total, one.currency, mode, lang, small_business=small)
    return OfferView(
        title=ngettext(
            "A place is free, %(name)s", "%(num)s places are free, %(name)s", stands.seats, name=own.first_name(whole),
        ),
        until=wording.day_clock(stands.until, whole.event.zone, lang), iso=_iso(stands.until),
        now=_iso(clock.now()), left=wording.remaining(stands.until - clock.now(), lang),
        what=waiting_words.named(stands.offered, lang, stands.seats), paid=total > 0,
        cities=waiting_words.cities(whole.event, stands.until, lang),
        lines=((f"{stands.seats} × {pick(stands.offered, 'name', lang)}", amount), *taxes), total=amount, cents=total,
        included=price_words.included(mode, lang, small_business=small),
    )


def banner(whole: Whole, lang: str) -> Banner | None:
    """What the page of an online ticket says about the room: on the list, a place is offered, or how to get onto the list."""
    online = [one for one in whole.valid if one.kind == "online"]
    if not online or whole.event.state != "published" or whole.event.starts_at <= clock.now():
        return None
    stands = waitlist_queries.standing(whole.registration.id)
    here, wishes = url_for("waiting.place", secret=whole.secret), url_for("waiting.wishes", secret=whole.secret)
    if stands is None:
        return Banner("note", _("The room is full."), "", Go(wishes, _("Wait for a place in the room"))) if _full(whole, online) else None
    if stands.until is not None:
        said = _("It is yours until %(when)s.", when=_moment(whole, stands.until, lang))
        return Banner("ok", _("A place in the room is free."), said, Go(here, _("See the place and take it")))
    place = _("You are number %(place)s in the list.", place=wording.number(stands.place, lang)) if whole.event.waitlist_position else ""
    return Banner("note", _("You are waiting for the room."), place, Go(here, _("See where you stand")))


def _full(whole: Whole, online: list[Held]) -> bool:
    """Whether the room is sold out for tickets that cost as much, and people may wait for it."""
    if whole.event.waitlist_mode == "none":
        return False
    paid = {one.type.price_cents for one in online}
    return any(
        offer.kind == "room" and offer.state == "sold-out" and not offer.approval and {offer.price_cents} == paid and not offer.choice
        for offer in types.offers(whole.event.id)
    )


def off(whole: Whole) -> str:
    """Why nothing moves at the moment."""
    return sentence(Refused(f"list-{whole.event.state}")) if whole.event.state in {"cancelled", "postponed"} else ""


def _moment(whole: Whole, at: datetime, lang: str) -> str:
    return wording.moment(at, whole.event.zone, lang, now=clock.now())


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
