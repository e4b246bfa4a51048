"""What an event lacks: before it may be published, and before it is as good as it could be. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eventsvc.events.facts import EventFacts

BOTH = ("title", "summary", "text")


@dataclass(frozen=True)
class Point:
    """One line of the checklist. `needed`: without it nothing is published."""

    code: str
    done: bool
    needed: bool


def points(
    event: EventFacts, *, now: datetime, places: int, imprint: Sequence[str], shifted: bool, seller: Sequence[str] | None = None,
) -> tuple[Point, ...]:
    """All lines, in the order of the editor. `places`: capacity over all ticket types; `imprint`: its empty fields; `seller`: what an
    invoice could not say (None: nothing is sold).
    """
    return (
        Point("title", bool(event.title_de.strip() or event.title_en.strip()), needed=True),
        Point("time", event.ends_at > now, needed=True),
        Point("place", bool(event.venue.strip() if event.in_room else event.online), needed=True),
        Point("places", places > 0, needed=True),
        Point("imprint", not imprint, needed=True),
        *(() if seller is None else (Point("seller", not seller, needed=True),)),
        Point("both-languages", _both(event), needed=False),
        Point("text", bool(event.summary_de.strip() or event.summary_en.strip()), needed=False),
        *((Point("stream", bool(event.stream_url), needed=False),) if event.online else ()),
        *((Point("access", bool(event.access_de.strip() or event.access_en.strip()), needed=False),) if event.in_room else ()),
        *((Point("shift", event.shift_settled, needed=False),) if shifted else ()),
    )


def missing(found: Sequence[Point]) -> list[str]:
    """The codes without which nothing is published."""
    return [point.code for point in found if point.needed and not point.done]


def untranslated(event: EventFacts, lang: str) -> list[str]:
    """The texts that were written, but not in this language."""
    other = "en" if lang == "de" else "de"
    return [
        field for field in BOTH
        if str(getattr(event, f"{field}_{other}")).strip() and not str(getattr(event, f"{field}_{lang}")).strip()
    ]


def _both(event: EventFacts) -> bool:
    return not untranslated(event, "de") and not untranslated(event, "en")
