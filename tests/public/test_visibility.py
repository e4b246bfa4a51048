"""One rule for everything that shows events (trap T09): what the page hides, nothing else tells."""

from datetime import UTC, datetime

import pytest

from eventsvc.events.models import Event
from eventsvc.web import page_cache
from tests import factories
from tests.browser import Browser
from tests.public.filling import text
from tests.public.rows import changed
from tests.support import Frozen

TITLE = "Whispered title"
ALONE = ("/en/e/secret", "/de/e/secret", "/en/e/secret/share.png", "/en/e/secret.ics", "/en/e/secret/register")
LISTS = ("/en/", "/de/", "/en/?where=room", "/en/?when=past", "/en/s/bridge", "/en/calendar", "/en/s/bridge/calendar", "/sitemap.xml",
         "/cal/en/bridge.ics", "/cal/en/hafen.ics", "/en/e/other")


@pytest.fixture
def secret(now: Frozen) -> Event:
    """An event in a series, beside one that everybody may see."""
    organisation = factories.make_organisation(slug="hafen")
    series = factories.make_series(organisation=organisation, slug="bridge")
    factories.make_event(series=series, slug="other", title_en="Open evening", local_start=datetime(2027, 4, 18, 18))  # noqa: DTZ001
    return factories.make_event(series=series, slug="secret", title_en=TITLE, title_de=TITLE)


def told(client: Browser) -> set[str]:
    """Which addresses tell of the event."""
    found = set()
    for path in (*ALONE, *LISTS):
        answer = client.get(path)
        body = answer.get_data()
        named = answer.status_code == 200 if path in ALONE else b"/e/secret" in body
        if named or TITLE.encode() in body:
            found.add(path)
    return found


@pytest.mark.both
@pytest.mark.parametrize("state", ["published", "postponed", "cancelled"])
def test_what_is_visible_is_visible_everywhere(client: Browser, secret: Event, state: str) -> None:
    changed(Event, Event.id == secret.id, state=state, cancelled_at=datetime(2027, 4, 1, tzinfo=UTC) if state == "cancelled" else None)

    seen = told(client)

    hidden = {"/en/?when=past"} | ({"/en/e/other"} if state != "published" else set())  # what is off is not advertised elsewhere
    assert {*ALONE, *LISTS} - seen == hidden


@pytest.mark.both
def test_a_draft_leaks_nowhere(client: Browser, secret: Event) -> None:
    changed(Event, Event.id == secret.id, state="draft", published_at=None)

    assert told(client) == set()
    assert [client.get(path).status_code for path in ALONE] == [404] * len(ALONE)


@pytest.mark.both
@pytest.mark.parametrize("visibility", ["public", "code", "hidden"])
def test_a_ticket_type_that_is_not_for_everybody_leaks_nowhere(client: Browser, secret: Event, visibility: str) -> None:
    factories.make_type(secret, visibility=visibility, name_en="Whispered type", name_de="Whispered type")
    factories.make_type(secret, name_en="Company", price_cents=4500)

    named = {path for path in (*ALONE, *LISTS) if b"Whispered type" in client.get(path).get_data()}

    assert named == ({"/en/e/secret", "/de/e/secret", "/en/e/secret/register"} if visibility == "public" else set())
    assert (b"Company" in client.get("/en/e/secret").get_data()) is True


def test_a_page_that_was_kept_does_not_outlive_its_publication(client: Browser, secret: Event) -> None:
    first = client.get("/en/e/secret")
    changed(Event, Event.id == secret.id, state="draft", version=2)

    again = client.get("/en/e/secret", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code) == (200, 404)


@pytest.mark.parametrize("role", ["owner", "editor", "door"])
def test_the_team_sees_a_draft_in_both_languages(desk, secret: Event, role: str) -> None:  # type: ignore[no-untyped-def]
    changed(Event, Event.id == secret.id, state="draft")
    browser = desk(role)

    first = browser.get(f"/desk/events/{secret.id}/preview")
    shown = {lang: browser.get(f"/desk/events/{secret.id}/preview/{lang}") for lang in ("de", "en")}

    assert first.headers["Location"] == f"/desk/events/{secret.id}/preview/en"
    assert "Nobody but the team sees this page yet." in text(shown["en"])
    assert "Diese Seite sieht noch niemand außer dem Team." in text(shown["de"])
    for answer in shown.values():
        assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
        assert b"ld+json" not in answer.get_data()
        assert page_cache.MARK.encode() not in answer.get_data()


def test_strangers_see_no_preview(client: Browser, desk, secret: Event) -> None:  # type: ignore[no-untyped-def]
    other = desk("owner", organisation=factories.make_organisation())

    assert client.get(f"/desk/events/{secret.id}/preview/en").status_code == 302
    assert other.get(f"/desk/events/{secret.id}/preview/en").status_code == 404
