"""Lists of events as they were read for this request, and what their pages depend on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from eventsvc.accounts.queries import OrganisationFacts
from eventsvc.core.pages import Page
from eventsvc.events.facts import EventFacts
from eventsvc.public import cards
from eventsvc.public.cards import Card
from eventsvc.ticket_types import queries as ticket_types
from eventsvc.ticket_types.queries import Offer

SIZE = 20


@dataclass(frozen=True)
class Month:
    """A month's heading and its cards."""

    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Listed:
    """Events with their offers, as of now."""

    events: tuple[EventFacts, ...]
    offers: dict[int, tuple[Offer, ...]]
    more: str | None
    now: datetime

    @property
    def stamp(self) -> tuple[Any, ...]:
        """Equal stamps, equal lists."""
        return (self.more, *(
            (one.id, one.version, one.starts_at > self.now, one.ends_at > self.now, one.series_title_de, one.series_title_en,
             one.series_slug, one.series_cover, one.organisation_name, ticket_types.bucket(self.offers[one.id]))
            for one in self.events
        ))

    def cards(self, lang: str, **how: bool) -> tuple[Card, ...]:
        """A card for each."""
        return tuple(cards.card(one, self.offers[one.id], lang, self.now, **how) for one in self.events)

    def months(self, lang: str) -> tuple[Month, ...]:
        """The cards under the names of their months."""
        shown = zip(self.events, self.cards(lang), strict=True)
        return tuple(
            Month(name, tuple(card for _, card in group)) for name, group in groupby(shown, key=lambda one: cards.month(one[0], lang))
        )


def listed(page: Page[EventFacts], now: datetime) -> Listed:
    """Read the offers of a page of events: one more query, however many."""
    return Listed(page.items, ticket_types.offers_of([one.id for one in page.items]), page.more, now)


def look(organisation: OrganisationFacts | None) -> tuple[Any, ...]:
    """What the frame of a page says about an organisation."""
    if organisation is None:
        return ()
    own = organisation
    return (own.slug, own.name, own.accent, own.logo, own.tagline_de, own.tagline_en, own.lede_de, own.lede_en)


def upcoming(listing: Sequence[EventFacts]) -> EventFacts | None:
    """The first that takes place as planned: what the agenda shows large."""
    return next((one for one in listing if one.state == "published"), None)
