"""The picture beside a shared link."""

import io

import pytest
from PIL import Image

from eventsvc.events.models import Event
from eventsvc.public import share_picture
from eventsvc.public.share_picture import Pen, Words
from tests import factories
from tests.browser import Browser
from tests.public.rows import changed
from tests.support import Frozen
from tests.vendor import built

TIMES = (("Hamburg (MESZ)", "18:00 Uhr", "Mo, 19. April 2027"), ("San Francisco (PDT)", "09:00 Uhr", "Mo, 19. April 2027"))


@pytest.fixture(autouse=True)
def font() -> None:
    built()


def test_picture_has_the_size_that_previews_take_and_little_weight(client: Browser, now: Frozen, event: Event) -> None:
    answer = client.get(f"/de/e/{event.slug}/share.png")
    picture = Image.open(io.BytesIO(answer.get_data()))

    assert (answer.mimetype, picture.size, answer.headers["Cache-Control"]) == ("image/png", (1200, 630), "public, max-age=300")
    assert len(answer.get_data()) < 60_000


def test_picture_follows_title_state_language_and_colour(client: Browser, now: Frozen, event: Event) -> None:
    path = f"/de/e/{event.slug}/share.png"
    first = client.get(path).get_data()
    again = client.get(path).get_data()
    english = client.get(f"/en/e/{event.slug}/share.png").get_data()
    changed(Event, Event.id == event.id, title_de="Ganz anders", version=2)
    renamed = client.get(path).get_data()
    changed(Event, Event.id == event.id, state="cancelled", version=3)
    cancelled = client.get(path).get_data()
    changed(type(factories.only(factories.Organisation)), factories.Organisation.id > 0, accent="#aa3300")
    coloured = client.get(path).get_data()

    assert first == again
    assert len({first, english, renamed, cancelled, coloured}) == 5


@pytest.mark.parametrize("title", ["", "ß", "Łódź ğ „Ah“ –", "汉字", "🎈", "W" * 300, "word " * 80, "a\nb\tc", "<b>"])
def test_any_title_gives_a_picture(title: str) -> None:
    drawn = share_picture.png(Words("Hafen Forum", "Reihe", title, TIMES), "#0b5a78")

    assert Image.open(io.BytesIO(drawn)).size == (1200, 630)


def test_long_title_is_cut_to_its_lines() -> None:
    lines = Pen(58, 660).lines("A title that goes on " * 20, 1056, 4)

    assert len(lines) == 4
    assert lines[-1].endswith("…")
    assert all(Pen(58, 660).width(line) <= 1056 for line in lines)
