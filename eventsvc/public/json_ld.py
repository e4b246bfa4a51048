"""Events in the words of schema.org, for search engines: a data block, never code. The template writes `<` as \\u003c."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eventsvc.core import zones
from eventsvc.core.bilingual import pick
from eventsvc.events.facts import EventFacts, SpeakerLine
from eventsvc.ticket_types.queries import Offer

_STATUS = {"published": "EventScheduled", "postponed": "EventPostponed", "cancelled": "EventCancelled"}
_AVAILABLE = {"open": "InStock", "sold-out": "SoldOut", "not-yet": "PreOrder"}
SCHEMA = "https://schema.org/"


@dataclass(frozen=True)
class Addresses:
    """Absolute addresses that the block names."""

    page: str
    picture: str
    home: str
    register: str
    series: str | None


def event(facts: EventFacts, offers: Sequence[Offer], speakers: Sequence[SpeakerLine], lang: str, at: Addresses) -> dict[str, Any]:
    """The whole block. The stream's address is never in it: it belongs to those who registered."""
    block: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": pick(facts, "title", lang).text,
        "description": pick(facts, "summary", lang).text,
        "startDate": zones.local(facts.starts_at, facts.zone).isoformat(timespec="minutes"),
        "endDate": zones.local(facts.ends_at, facts.zone).isoformat(timespec="minutes"),
        "eventStatus": SCHEMA + _STATUS[facts.state],
        "eventAttendanceMode": SCHEMA + _mode(facts),
        "location": _locations(facts, at.page),
        "organizer": {"@type": "Organization", "name": facts.organisation_name, "url": at.home},
        "image": [at.picture],
        "inLanguage": lang,
        "url": at.page,
        "isAccessibleForFree": all(offer.free for offer in offers),
    }
    if speakers:
        block["performer"] = [{"@type": "Person", "name": speaker.name} for speaker in speakers]
    if at.series:
        block["superEvent"] = {"@type": "EventSeries", "name": pick(facts, "series_title", lang).text, "url": at.series}
    offered = [_offer(offer, lang, at.register) for offer in offers if offer.state in _AVAILABLE]
    if offered:
        block["offers"] = offered
    return block


def _mode(facts: EventFacts) -> str:
    if facts.in_room and facts.online:
        return "MixedEventAttendanceMode"
    return "OnlineEventAttendanceMode" if facts.online else "OfflineEventAttendanceMode"


def _locations(facts: EventFacts, page: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if facts.in_room:
        code, city = _parted(facts.postcode_city)
        address = {"@type": "PostalAddress", "streetAddress": facts.street, "postalCode": code, "addressLocality": city or facts.city}
        found.append({
            "@type": "Place", "name": facts.venue or facts.city,
            "address": {name: value for name, value in address.items() if value},
        })
    if facts.online:
        found.append({"@type": "VirtualLocation", "url": page})
    return found


def _parted(postcode_city: str) -> tuple[str, str]:
    """20457 Hamburg as its two parts."""
    found = re.match(r"(\d{4,5}) (\S.*)", postcode_city)
    return (found[1], found[2]) if found else ("", postcode_city)


def _offer(offer: Offer, lang: str, address: str) -> dict[str, Any]:
    written = {
        "@type": "Offer", "name": pick(offer, "name", lang).text, "price": f"{offer.price_cents // 100}.{offer.price_cents % 100:02}",
        "priceCurrency": offer.currency, "availability": SCHEMA + _AVAILABLE[offer.state], "url": address,
        "validThrough": offer.closes_at.isoformat(timespec="seconds"),
    }
    if offer.opens_at is not None:
        written["validFrom"] = offer.opens_at.isoformat(timespec="seconds")
    return written
