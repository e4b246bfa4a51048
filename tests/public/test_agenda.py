"""The agenda: what runs now heads it, what is over leaves it, by the instant and by nobody's day."""

from datetime import datetime, timedelta

import pytest

from eventsvc.accounts.models import Organisation
from eventsvc.events.models import Event
from eventsvc.ticket_types.models import Pool, TicketType
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import text, title
from tests.public.rows import changed
from tests.support import Frozen, counted_queries, frozen

NOON = datetime(2027, 5, 3, 12, 0)  # noqa: DTZ001  a wall time


def listed(client: Browser, path: str = "/en/") -> list[str]:
    """The titles of the cards, in order."""
    cards = [one for one in client.page(path).iter("li") if "event-card" in one.get("class", "")]
    return [pages.text_of(next(card.iter("h3"))) for card in cards]


def evening(name: str, at: datetime, **changes: object) -> Event:
    return factories.make_event(title_en=name, slug=name, local_start=at, **changes)


@pytest.mark.both
@pytest.mark.parametrize(("moment", "coming", "over"), [
    ("2027-04-19 21:45", ["night", "west", "later"], []),
    ("2027-04-19 22:15", ["night", "west", "later"], []),
    ("2027-04-19 22:30", ["west", "later"], ["night"]),
    ("2027-04-20 00:15", ["west", "later"], ["night"]),
    ("2027-04-20 02:00", ["later"], ["west", "night"]),
])
def test_running_events_head_the_list_and_leave_at_their_end(client: Browser, moment: str, coming: list[str], over: list[str]) -> None:
    evening("later", datetime(2027, 4, 21, 18))  # noqa: DTZ001
    evening("night", datetime(2027, 4, 19, 23, 30), local_end=datetime(2027, 4, 20, 0, 30))  # noqa: DTZ001
    evening("west", datetime(2027, 4, 19, 17), zone="America/Los_Angeles", city="San Francisco", partner_zone="Europe/Berlin",  # noqa: DTZ001
            partner_city="Hamburg")

    with frozen(moment):
        assert listed(client) == coming
        assert listed(client, "/en/?when=past") == over


def test_what_runs_is_marked(client: Browser) -> None:
    evening("night", datetime(2027, 4, 19, 18))  # noqa: DTZ001

    with frozen("2027-04-19 16:30"):
        assert text(client.get("/en/")).count("on now") == 2
        assert "läuft gerade" in text(client.get("/de/"))


def test_cards_stand_under_their_months_with_both_times(client: Browser, now: Frozen) -> None:
    evening("one", datetime(2027, 4, 19, 18))  # noqa: DTZ001
    evening("two", datetime(2027, 5, 20, 1), partner_city=None, partner_zone=None)  # noqa: DTZ001

    page = client.page("/de/")

    assert [pages.text_of(one) for one in page.iter("h3") if one.get("class") == "month"] == ["April 2027", "Mai 2027"]
    assert "18:00 Hamburg" in pages.text_of(page)
    assert "09:00 San Francisco" in pages.text_of(page)
    assert "01:00–03:00 Hamburg" in pages.text_of(page)


def test_the_next_event_that_takes_place_is_shown_large(client: Browser, now: Frozen) -> None:
    evening("off", datetime(2027, 4, 18, 18), state="cancelled")  # noqa: DTZ001
    evening("next", datetime(2027, 4, 19, 18))  # noqa: DTZ001

    large = next(one for one in client.page("/en/").iter("article") if one.get("class") == "feature")

    assert pages.text_of(next(large.iter("h2"))) == "next"
    assert "Monday, 19 April 2027" in pages.text_of(large)


@pytest.mark.parametrize(("change", "words"), [
    ({"taken": 171}, "9 places left in the room"), ({"taken": 180}, "room sold out"), ({"taken": 179}, "1 place left in the room"),
    ({"taken": 0}, "free"),
])
def test_card_says_what_is_scarce(client: Browser, now: Frozen, change: dict[str, int], words: str) -> None:
    event = evening("one", datetime(2027, 4, 19, 18))  # noqa: DTZ001
    changed(Pool, (Pool.event_id == event.id) & (Pool.kind == "room"), **change)

    badges = [pages.text_of(one) for one in client.page("/en/").iter("span") if "badge" in one.get("class", "").split()]

    assert badges == [words]


def test_card_says_when_registration_begins(client: Browser, now: Frozen) -> None:
    event = evening("one", datetime(2027, 6, 19, 18))  # noqa: DTZ001
    changed(TicketType, TicketType.event_id == event.id, sale_from=NOON)

    assert "Anmeldung ab 3. Mai" in text(client.get("/de/"))


def test_plain_links_narrow_the_list(client: Browser, now: Frozen) -> None:
    evening("hybrid", datetime(2027, 4, 19, 18))  # noqa: DTZ001
    evening("room", datetime(2027, 4, 20, 18), online_places=None)  # noqa: DTZ001
    evening("net", datetime(2027, 4, 21, 18), room=None)  # noqa: DTZ001

    assert listed(client, "/en/?where=room") == ["hybrid", "room"]
    assert listed(client, "/en/?where=online") == ["hybrid", "net"]
    assert listed(client, "/en/?where=nonsense&after=x&when=y") == ["hybrid", "room", "net"]
    chosen = [pages.text_of(one) for one in client.page("/en/?where=online").iter("a") if one.get("aria-current") == "true"
              and "chip" in one.get("class", "")]
    assert chosen == ["Online"]


def test_pages_follow_without_gap(client: Browser, now: Frozen) -> None:
    names = [f"e{number:02}" for number in range(43)]
    for number, name in enumerate(names):
        evening(name, datetime(2027, 5, 1, 18) + timedelta(days=number))  # noqa: DTZ001

    seen, path = [], "/en/"
    while path:
        seen += listed(client, path)
        links = [one for one in client.page(path).iter("a") if pages.text_of(one) == "More events"]
        path = links[0].get("href", "") if links else ""

    assert seen == names


def test_switching_the_language_keeps_the_filter_and_nothing_else(client: Browser, now: Frozen) -> None:
    evening("one", datetime(2027, 4, 19, 18))  # noqa: DTZ001

    page = client.page("/en/?where=room&utm_source=spy")

    switch = [one.get("href") for one in page.iter("a") if one.get("hreflang") == "de"]
    assert switch == ["/de/?where=room"]


def test_agenda_speaks_with_the_organisations_own_words(client: Browser, now: Frozen) -> None:
    evening("one", datetime(2027, 4, 19, 18))  # noqa: DTZ001
    client.get("/de/")
    changed(Organisation, Organisation.id > 0, tagline_de="Wo sich alle treffen", name="Neuer Name")

    answer = client.get("/de/")

    assert "Wo sich alle treffen" in text(answer)
    assert title(answer) == "Termine · Neuer Name"


def test_empty_agenda_leads_on(client: Browser, now: Frozen) -> None:
    factories.make_organisation()

    assert "No event at the moment" in text(client.get("/en/"))
    assert "No event of this kind" in text(client.get("/en/?where=online"))


@pytest.mark.parametrize("events", [1, 12])
def test_agenda_needs_four_reads_however_long(client: Browser, now: Frozen, events: int) -> None:
    for number in range(events):
        evening(f"e{number}", datetime(2027, 5, 1, 18) + timedelta(days=number))  # noqa: DTZ001

    with counted_queries() as seen:
        client.get("/en/")

    assert len(seen) == 4


@pytest.mark.parametrize(("accepts", "lang"), [("de-DE,de;q=0.9", "de"), ("en-US", "en"), ("fr", "en"), ("", "en"), ("fr,de;q=0.3", "de")])
def test_addresses_without_language_lead_to_the_readers(client: Browser, now: Frozen, accepts: str, lang: str) -> None:
    seen = {path: client.get(path, headers={"Accept-Language": accepts}) for path in ("/", "/e/x", "/s/y", "/calendar", "/imprint")}

    assert {path: one.headers["Location"] for path, one in seen.items()} == {
        path: f"/{lang}{path}" for path in seen
    }
    for one in seen.values():
        assert (one.status_code, "Accept-Language" in one.headers["Vary"], "Set-Cookie" in one.headers) == (302, True, False)


def test_sitemap_holds_all_pages_in_both_languages(client: Browser, now: Frozen) -> None:
    evening("one", datetime(2027, 4, 19, 18), series=factories.make_series(slug="bridge"))  # noqa: DTZ001

    answer = client.get("/sitemap.xml")

    base = "https://events.example.org"
    for path in ("/", "/e/one", "/s/bridge"):
        for lang in ("de", "en"):
            assert f"<loc>{base}/{lang}{path}</loc>" in answer.text
            assert f'hreflang="{lang}" href="{base}/{lang}{path}"' in answer.text
    assert f"Sitemap: {base}/sitemap.xml" in client.get("/robots.txt").text
