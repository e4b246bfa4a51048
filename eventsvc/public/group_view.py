"""A group in words: each seat with its state and the one way to send something."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from eventsvc.core import clock, wording
from eventsvc.core.bilingual import pick
from eventsvc.registration.group_queries import Place
from eventsvc.registration.queries import Whole
from eventsvc.ticket_types import supply
from eventsvc.web import price_words
from eventsvc.web.addresses import external
from eventsvc.web.parts import Badge, Button, Go, Seat


def called(place: Place) -> str:
    """Who sits there, as whoever registered knows them: a name, an address, or "Guest 5"."""
    return place.guest.holder or place.email or _("Guest %(number)s", number=place.number)


def seat(place: Place, whole: Whole, lang: str, error: str = "", typed: str = "") -> Seat:
    """What the macro `seat` takes."""
    guest, name = place.guest, called(place)
    to = _(" to %(name)s", name=name)
    label = _("Link for %(name)s", name=name)
    asks = place.state in {"open", "named"}
    return Seat(
        id=f"seat-{place.number}", name=name, letter=guest.holder[:1].upper() or str(place.number), about=_about(place, whole, lang),
        badge=_badge(place), link=_link(place, whole, lang), link_label=label,
        go=Go(_ticket(place, whole), _("Ticket"), _(" of %(name)s", name=name), "ticket") if place.own else None,
        send=None if place.own else Button(
            _("Send") if asks else _("Send again") if place.state == "sent" else _("Send the ticket"), icon="" if asks else "send",
            look="plain" if asks else "quiet", about="" if asks else to,
        ),
        ask_label=_("Email address for %(name)s", name=name) if asks else "", ask_error=error, ask_value=typed if error else "",
    )


def _link(place: Place, whole: Whole, lang: str) -> str:
    if place.own or not place.guest.linked:
        return ""
    return external("guest.show", lang=lang, token=place.guest.secret(whole.event.uuid))


def _ticket(place: Place, whole: Whole) -> str:
    return url_for("registration.ticket", secret=whole.secret, number=place.number)


def _about(place: Place, whole: Whole, lang: str) -> str:
    spoken = {"de": _("German"), "en": _("English")}
    language = spoken.get(place.guest.language or whole.registration.language, "")
    if place.state == "own":
        return _("you yourself, %(language)s", language=language)
    if place.state == "entered":
        return ", ".join(part for part in (place.email, language) if part)
    if place.state == "sent" and place.guest.sent_at is not None:
        when = wording.moment(place.guest.sent_at, whole.event.zone, lang, now=clock.now())
        told = _("link sent: %(when)s", when=when)
        return f"{place.email}, {told}" if place.guest.holder else told
    return _("named by you") if place.guest.holder else _("nobody yet")


def _badge(place: Place) -> Badge:
    known: dict[str, Badge] = {
        "own": ("ok", "check", _("entered")), "entered": ("ok", "check", _("entered")), "sent": ("warn", "clock", _("link sent")),
        "named": ("", "pen", _("named")),
    }
    return known.get(place.state, ("", "minus", pgettext("seat", "open")))


def lines(whole: Whole, lang: str) -> tuple[tuple[str, str], ...]:
    """`5 × On site` and what it costs, for each kind of ticket; then the tax that is in it."""
    counted: dict[int, tuple[str, int]] = {}
    for held in whole.valid:
        name, many = counted.get(held.type.id, (pick(held.type, "name", lang).text, 0))
        counted[held.type.id] = (name, many + 1)
    one = whole.registration.total_cents // max(len(whole.valid), 1)  # all tickets of a registration have one price
    currency = whole.registration.currency
    found = tuple((f"{many} × {name}", wording.money(one * many, currency, lang)) for name, many in counted.values())
    if not whole.valid or not one:
        return found
    first, small = whole.valid[0], whole.organisation.small_business
    mode = supply.mode(first.kind, first.type.tax_mode, whole.registration.buyer_country)
    return (*found, *price_words.tax_rows(whole.registration.total_cents, currency, mode, lang, small_business=small))


def total(whole: Whole, lang: str) -> str:
    """What the registration costs."""
    return wording.money(whole.registration.total_cents, whole.registration.currency, lang)
