"""Filling in the form that registers, as people do."""

from typing import Any

from eventsvc.events.models import Event
from tests import pages
from tests.browser import Browser
from tests.support import Frozen

ADA = {"name": "Ada Ahrens", "email": "ada@uni.example"}


def sent(client: Browser, now: Frozen, event: Event, values: dict[str, Any], lang: str = "de") -> Any:
    """Open the form, take ten seconds, send it."""
    path = f"/{lang}/e/{event.slug}/register"
    form = next(one for one in pages.forms(client.page(path)) if one.method == "post")
    now.move(seconds=10)
    return client.post(form.action, data={name: value for name, value in form.filled(values).items() if value})


def text(answer: Any) -> str:
    """What can be read in the answer."""
    return pages.text_of(pages.parsed(answer.get_data(as_text=True)))


def title(answer: Any) -> str:
    """The page's title."""
    return pages.text_of(next(pages.parsed(answer.get_data(as_text=True)).iter("title")))
