"""The head of every desk page about one event: title, state, date, and tabs that lead somewhere."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, g, url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from eventsvc.accounts import roles
from eventsvc.core import bilingual, clock, wording
from eventsvc.core.bilingual import Said
from eventsvc.events.facts import EventFacts
from eventsvc.web.shell import Link

Badge = tuple[str, str, str]

TABS = (
    ("overview", "desk_events.overview", "desk.see"),
    ("edit", "desk_events.edit", "event.edit"),
    ("tickets", "desk_types.index", "event.edit"),
    ("guests", "desk_guests.index", "guest.see"),
    ("door", "desk_doors.index", "checkin.scan"),
)


@dataclass(frozen=True)
class EventHead:
    """What the macro `event_head` takes."""

    crumbs: tuple[tuple[str, str | None], ...]
    title: str
    lang: str
    badge: Badge
    date: str
    page_url: str | None
    door_url: str | None
    tabs: tuple[Link, ...]


def title(event: EventFacts) -> Said:
    """The title in the member's language, or in the one it was written in."""
    return bilingual.pick(event, "title", g.lang) or Said(_("Untitled"), g.lang)


def state_badge(event: EventFacts) -> Badge:
    """State as a badge: kind, icon, word."""
    if event.state == "published" and event.over(clock.now()):
        return "", "check", pgettext("event", "over")
    known: dict[str, Callable[[], Badge]] = {
        "draft": lambda: ("", "pen", _("Draft")),
        "published": lambda: ("ok", "globe", pgettext("event", "public")),
        "postponed": lambda: ("warn", "swap", pgettext("event", "postponed")),
        "cancelled": lambda: ("bad", "off", pgettext("event", "cancelled")),
    }
    return known[event.state]()


def of(event: EventFacts, current: str) -> EventHead:
    """The head for the tab `current` (a name of TABS)."""
    said = title(event)
    series = bilingual.pick(event, "series_title", g.lang) if event.series_id else None
    number = _("No. %(number)s", number=event.number) if event.number else ""
    numbered = ", ".join(part for part in (str(series or ""), number) if part)
    crumbs: list[tuple[str, str | None]] = [(pgettext("desk", "Events"), url_for("desk_events.index"))]
    if numbered:
        crumbs.append((numbered, url_for("desk_series.edit", series_id=event.series_id) if _may("series.edit") else None))
    return EventHead(
        crumbs=tuple(crumbs), title=said.text, lang=said.lang, badge=state_badge(event), date=wording.day(event.local_start, g.lang),
        page_url=_page(event), door_url=_there("desk_doors.index", "checkin.scan", event), tabs=_tabs(event, current),
    )


def _may(permission: str) -> bool:
    return roles.may(g.member.role, permission)


def _page(event: EventFacts) -> str | None:
    """The public page; before it is public its preview."""
    if event.visible:
        known = "events.show" in current_app.view_functions
        return url_for("events.show", slug=event.slug, lang=g.lang) if known else None
    return _there("preview.draft", "desk.see", event)


def _there(endpoint: str, permission: str, event: EventFacts) -> str | None:
    if not _may(permission) or endpoint not in current_app.view_functions:
        return None
    if not current_app.url_map.is_endpoint_expecting(endpoint, "event_id"):
        return None
    return url_for(endpoint, event_id=event.id)


def _tabs(event: EventFacts, current: str) -> tuple[Link, ...]:
    words = {"overview": _("Overview"), "edit": _("Edit"), "tickets": _("Tickets"), "guests": _("Guests"), "door": _("Door")}
    found = []
    for name, endpoint, permission in TABS:
        url = _there(endpoint, permission, event)
        if url:
            found.append(Link(words[name], url, name == current))
    return tuple(found)
