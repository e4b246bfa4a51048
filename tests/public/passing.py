"""The form for several dates of a series, filled in as people do, and the presses on the page of the pass."""

from datetime import datetime, timedelta
from typing import Any

from eventsvc.events.models import Event
from eventsvc.series.models import Series
from tests import factories, pages
from tests.browser import Browser
from tests.support import Frozen

FIRST = datetime(2027, 4, 19, 18)  # noqa: DTZ001  a wall time
DORA = {"name": "Dora Duman", "email": "dora@uni.example"}


def dates(series: Series, many: int = 3, **how: Any) -> list[Event]:
    plain = {"room": 3, "online_places": None, **how}
    return [
        factories.make_event(
            series=series, local_start=FIRST + timedelta(weeks=4 * number), number=number + 1, title_en=f"Talk {number + 1}",
            title_de=f"Abend {number + 1}", **plain,
        )
        for number in range(many)
    ]


def form(client: Browser, lang: str = "en") -> pages.Form:
    return next(one for one in pages.forms(client.page(f"/{lang}/s/bridge/register")) if one.method == "post")


def sent(client: Browser, now: Frozen, lang: str = "en", **values: Any) -> Any:
    """Open the form, take ten seconds, send it."""
    filled = form(client, lang).filled({**DORA, **values})
    now.move(seconds=10)
    return client.post(f"/{lang}/s/bridge/register", data=filled)


def press(client: Browser, address: str, deed: str, **values: Any) -> Any:
    return client.post(f"{address.split('?', maxsplit=1)[0]}/{deed}", data=values)
