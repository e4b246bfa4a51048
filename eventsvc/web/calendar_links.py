"""Ways to enter an event into the big calendars on the web: addresses that are only asked for when somebody presses."""

from datetime import datetime
from urllib.parse import urlencode

from eventsvc.core.bilingual import pick
from eventsvc.events.models import Event
from eventsvc.web import event_view, shell


def google(event: Event, lang: str) -> str:
    """Google Calendar's form, filled in."""
    title, place, page = _words(event, lang)
    return "https://calendar.google.com/calendar/render?" + urlencode({
        "action": "TEMPLATE", "text": title, "dates": f"{_basic(event.starts_at)}/{_basic(event.ends_at)}", "location": place,
        "details": page, "ctz": event.zone,
    })


def outlook(event: Event, lang: str) -> str:
    """Outlook's form on the web, filled in."""
    title, place, page = _words(event, lang)
    return "https://outlook.live.com/calendar/0/action/compose?" + urlencode({
        "rru": "addevent", "subject": title, "startdt": event.starts_at.isoformat(), "enddt": event.ends_at.isoformat(),
        "location": place, "body": page,
    })


def _words(event: Event, lang: str) -> tuple[str, str, str]:
    place = event_view.of(event, lang).place or ("Online" if event.online else "")
    return pick(event, "title", lang).text, place, shell.absolute(event_view.address(event.slug))


def _basic(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"
