"""The event page: both clocks, what is left, the way in; what became of an event; who may see it."""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from eventsvc.core.old_addresses import OldAddress
from eventsvc.events.models import Event, ProgrammeItem, Speaker
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import Pool, TicketType
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import ADA, text, title
from tests.public.rows import changed
from tests.registration.lines import full, joined
from tests.support import Frozen, counted_queries, frozen

EVIL = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def hybrid(now: Frozen) -> Event:
    """Room and online, in a series with a later date."""
    series = factories.make_series(slug="bridge", title_en="Bridge talks", title_de="Brückengespräche")
    event = factories.make_event(series=series, slug="harbour", number=1)
    factories.make_event(series=series, slug="later", title_en="Later talk", local_start=datetime(2027, 6, 16, 18, 0))  # noqa: DTZ001
    return event


def block(answer: Any) -> dict[str, Any]:
    """The data block for search engines."""
    tree = pages.parsed(answer.get_data(as_text=True))
    found: dict[str, Any] = json.loads(next(one.text or "" for one in tree.iter("script") if one.get("type") == "application/ld+json"))
    return found


def test_page_says_when_it_is_in_both_cities(client: Browser, hybrid: Event) -> None:
    german, english = text(client.get("/de/e/harbour")), text(client.get("/en/e/harbour"))

    for said in ("Hamburg MESZ 18:00–20:00 Uhr Mo, 19. April 2027", "San Francisco PDT 09:00–11:00 Uhr Mo, 19. April 2027", "9 Std."):
        assert said in german
    for said in ("Hamburg CEST 6:00 PM–8:00 PM Mon, 19 April 2027", "San Francisco PDT 9:00 AM–11:00 AM Mon, 19 April 2027", "9 hours"):
        assert said in english


def test_weekday_is_said_where_the_date_differs(client: Browser, now: Frozen) -> None:
    factories.make_event(slug="night", local_start=datetime(2027, 4, 20, 2, 0))  # noqa: DTZ001

    seen = text(client.get("/en/e/night"))

    assert "Tue, 20 April 2027" in seen
    assert "Mon, 19 April 2027" in seen


def test_november_evening_explains_its_eight_hours(client: Browser, now: Frozen) -> None:
    factories.make_event(slug="autumn", local_start=datetime(2027, 11, 3, 18, 0))  # noqa: DTZ001

    seen = text(client.get("/de/e/autumn"))

    assert "10:00–12:00 Uhr Mi, 3. November 2027" in seen
    assert "Warum am 3. November 10 Uhr in San Francisco?" in seen
    assert "Die Sommerzeit endet in Hamburg am 31. Oktober, in San Francisco erst am 7. November." in seen
    assert "8 statt 9 Stunden" in seen


def test_programme_stands_on_both_clocks_and_past_midnight(client: Browser, now: Frozen) -> None:
    event = factories.make_event(slug="night", local_start=datetime(2027, 4, 19, 22, 0), local_end=datetime(2027, 4, 20, 2, 0))  # noqa: DTZ001
    for position, at in enumerate((time(21, 30), time(22), time(0, 30))):
        factories.kept(ProgrammeItem(event_id=event.id, position=position, local_time=at, title_en=f"Part {position}"))

    page = client.page("/en/e/night")

    lines = [(one.get("datetime"), pages.text_of(one)) for one in page.iter("time") if one.get("datetime", "").startswith("2027-04")]
    assert ("2027-04-19T21:30+02:00", "9:30 PM") in lines
    assert ("2027-04-20T00:30+02:00", "12:30 AM") in lines
    assert "Mon, 3:30 PM in SF" in pages.text_of(page)


def test_one_free_type_registers_on_the_page_itself(client: Browser, now: Frozen, event: Event) -> None:
    answer = client.get(f"/de/e/{event.slug}")
    form = next(one for one in pages.forms(pages.parsed(answer.get_data(as_text=True))) if one.method == "post")
    now.move(seconds=10)

    sent = client.post(form.action, data={name: value for name, value in form.filled(ADA).items() if value})

    assert (answer.headers["Cache-Control"], answer.headers.get("ETag")) == ("no-store", None)
    assert (sent.status_code, factories.only(Registration).name) == (303, "Ada Ahrens")
    assert factories.pool_of(event).taken == 1


def test_two_readers_of_a_kept_page_have_two_tokens_and_two_registrations(client: Browser, now: Frozen, event: Event) -> None:
    read = [client.get(f"/de/e/{event.slug}").get_data(as_text=True) for _ in "ab"]
    forms = [next(one for one in pages.forms(pages.parsed(one)) if one.method == "post") for one in read]
    now.move(seconds=10)

    for form, name in zip(forms, ("Ada", "Ben"), strict=True):
        client.post(form.action, data={**form.filled({"name": f"{name} A", "email": f"{name}@uni.example"}), "holders": []})

    assert forms[0].fields["once"] != forms[1].fields["once"]
    assert sorted(one.name for one in factories.all_of(Registration)) == ["Ada A", "Ben A"]


def test_several_types_are_chosen_first(client: Browser, hybrid: Event) -> None:
    page = client.page("/en/e/harbour")

    form = next(one for one in pages.forms(page) if one.action == "/en/e/harbour/register")
    assert form.method == "get"
    assert form.fields == {"ticket": [str(factories.types_of(hybrid)[0].id)]}


@pytest.mark.parametrize(("taken", "de", "en"), [
    (0, "Plätze frei", "places free"), (160, "Plätze frei", "places free"), (171, "noch 9 Plätze", "9 places left"),
    (179, "noch 1 Platz", "1 place left"), (180, "Auf die Warteliste", "Join the waitlist"),
])
def test_what_is_left_is_said_exactly_only_where_it_is_little(
    client: Browser, now: Frozen, taken: int, de: str, en: str,
) -> None:
    event = factories.make_event(online_places=None, slug="full")
    changed(Pool, Pool.event_id == event.id, taken=taken)

    for lang, words in (("de", de), ("en", en)):
        assert words in text(client.get(f"/{lang}/e/full"))


def test_sold_out_leads_to_the_waitlist_and_says_how_many_wait(client: Browser, now: Frozen, event: Event) -> None:
    full(event, 3)
    before = text(client.get(f"/en/e/{event.slug}"))
    joined(event)

    page = client.page(f"/en/e/{event.slug}")

    links = [one.get("href") for one in page.iter("a") if pages.text_of(one) == "Join the waitlist"]
    assert links == [f"/en/e/{event.slug}/waitlist?ticket={factories.types_of(event)[0].id}", f"/en/e/{event.slug}/waitlist"]
    assert ("waiting" in before, "1 person is waiting" in pages.text_of(page)) == (False, True)


def test_sold_out_without_a_waitlist_says_so_and_offers_no_form(client: Browser, now: Frozen, event: Event) -> None:
    changed(Pool, Pool.event_id == event.id, taken=3)
    changed(Event, Event.id == event.id, waitlist_mode="none")

    answer = client.get(f"/en/e/{event.slug}")

    assert "Sold out." in text(answer)
    assert pages.forms(pages.parsed(answer.get_data(as_text=True))) == []


def test_sale_window_opens_and_closes_by_the_hour(client: Browser, now: Frozen, event: Event) -> None:
    opens, closes = datetime(2027, 4, 3, 10, 0), datetime(2027, 4, 10, 10, 0)  # noqa: DTZ001
    changed(TicketType, TicketType.event_id == event.id, sale_from=opens, sale_until=closes)
    seen = []
    for at in ("2027-04-03 07:59", "2027-04-03 08:00", "2027-04-10 07:59", "2027-04-10 08:00"):
        with frozen(at):
            seen.append("Register for free" in text(client.get(f"/en/e/{event.slug}")))

    assert seen == [False, True, True, False]


def test_running_event_says_so_until_its_end_instant(client: Browser, hybrid: Event) -> None:
    seen = []
    for at in ("2027-04-19 15:59", "2027-04-19 16:00", "2027-04-19 17:59", "2027-04-19 18:00"):
        with frozen(at):
            said = text(client.get("/en/e/harbour"))
            seen.append(("On now, until 8:00 PM." in said, "This event is over." in said))

    assert seen == [(False, False), (True, False), (True, False), (False, True)]


def test_cancelled_event_keeps_its_page_and_offers_nothing(client: Browser, hybrid: Event) -> None:
    factories.make_registration(hybrid, "Ada")
    factories.make_registration(hybrid, "Ben")
    changed(Event, Event.id == hybrid.id, state="cancelled", cancelled_at=datetime(2027, 4, 2, 9, tzinfo=UTC), version=2,
            reason_de="Der Saal ist nass.")

    answer = client.get("/de/e/harbour")
    seen = text(answer)

    assert title(answer) == "Abgesagt: Abend im Hafen · Hafen Forum"
    for said in ("am 2. April 2027", "Montag, 19. April 2027, 18:00 Uhr Hamburg (MESZ), 09:00 Uhr San Francisco (PDT) findet nicht statt",
                 "Grund: Der Saal ist nass.", "Alle 2 Angemeldeten werden per Mail benachrichtigt", "Stattdessen"):
        assert said in seen
    assert pages.forms(pages.parsed(answer.get_data(as_text=True))) == []
    assert block(answer)["eventStatus"] == "https://schema.org/EventCancelled"
    assert "offers" not in block(answer)


def test_one_person_informed_is_one_person(client: Browser, hybrid: Event) -> None:
    factories.make_registration(hybrid, "Ada")
    changed(Event, Event.id == hybrid.id, state="cancelled", version=2)

    assert "The one person who had registered is told by mail" in text(client.get("/en/e/harbour"))


def test_postponed_event_says_that_tickets_stay_valid(client: Browser, hybrid: Event) -> None:
    changed(Event, Event.id == hybrid.id, state="postponed", version=2)

    answer = client.get("/en/e/harbour")

    assert "Tickets stay valid." in text(answer)
    assert block(answer)["eventStatus"] == "https://schema.org/EventPostponed"


def test_search_engines_read_the_facts_but_never_the_stream(client: Browser, hybrid: Event) -> None:
    factories.kept(Speaker(event_id=hybrid.id, position=0, name="Cem"))

    answer = client.get("/en/e/harbour")
    facts = block(answer)

    assert (facts["startDate"], facts["endDate"]) == ("2027-04-19T18:00+02:00", "2027-04-19T20:00+02:00")
    assert facts["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [one["@type"] for one in facts["location"]] == ["Place", "VirtualLocation"]
    assert facts["location"][0]["address"] == {
        "@type": "PostalAddress", "streetAddress": "Am Sandtorkai 7", "postalCode": "20457", "addressLocality": "Hamburg",
    }
    assert [(one["price"], one["availability"]) for one in facts["offers"]] == [("0.00", "https://schema.org/InStock")] * 2
    assert (facts["inLanguage"], facts["performer"][0]["name"], facts["superEvent"]["name"]) == ("en", "Cem", "Bridge talks")
    assert "stream.example" not in answer.get_data(as_text=True)


def test_head_names_both_languages_and_the_picture(client: Browser, hybrid: Event) -> None:
    page = client.page("/en/e/harbour")
    links = {(one.get("rel"), one.get("hreflang")): one.get("href") for one in page.iter("link")}
    facts = {one.get("property") or one.get("name"): one.get("content") for one in page.iter("meta")}

    base = "https://events.example.org"
    assert links["canonical", None] == f"{base}/en/e/harbour"
    assert [links["alternate", one] for one in ("de", "en", "x-default")] == [
        f"{base}/de/e/harbour", f"{base}/en/e/harbour", f"{base}/e/harbour",
    ]
    assert facts["og:image"] == f"{base}/en/e/harbour/share.png"
    assert facts["og:title"] == "Evening at the harbour"
    assert facts["twitter:card"] == "summary_large_image"


def test_words_of_organisers_stay_text(client: Browser, now: Frozen) -> None:
    fields = ("title", "summary", "text", "access", "spoken", "directions")
    words = {f"{name}_{lang}": EVIL for name in fields for lang in ("de", "en")}
    series = factories.make_series(title_de=EVIL, title_en=EVIL, text_en=EVIL, text_de=EVIL, slug="evil")
    event = factories.make_event(series=series, slug="evil", venue=EVIL, street=EVIL, **words)
    factories.kept(Speaker(event_id=event.id, position=0, name=EVIL, role_en=EVIL))
    factories.kept(ProgrammeItem(event_id=event.id, position=0, local_time=time(18), title_en=EVIL))
    for one in factories.types_of(event):
        changed(TicketType, TicketType.id == one.id, name_en=EVIL, note_en=EVIL)

    for path in ("/en/e/evil", "/en/", "/en/s/evil", "/en/calendar", "/en/s/evil/calendar"):
        answer = client.get(path)
        tree = pages.parsed(answer.get_data(as_text=True), path)
        assert [one for one in tree.iter("img") if one.get("src") == "x"] == []
        assert [one.text for one in tree.iter("script") if one.text and one.get("type") != "application/ld+json"] == []
    assert block(client.get("/en/e/evil"))["name"] == EVIL


def test_missing_translation_is_shown_in_the_other_language_and_marked(client: Browser, now: Frozen) -> None:
    factories.make_event(slug="german", title_en="", summary_en="", title_de="Nur deutsch")

    heading = next(client.page("/en/e/german").iter("h1"))

    assert (heading.get("lang"), pages.text_of(heading)) == ("de", "Nur deutsch")


def test_former_address_leads_to_the_new_one(client: Browser, hybrid: Event) -> None:
    factories.kept(OldAddress(kind="event", slug="old-name", subject_id=hybrid.id))

    answer = client.get("/de/e/old-name?utm=x")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/de/e/harbour?utm=x")


@pytest.mark.parametrize(("lang", "words"), [("de", "Hier legt nichts an"), ("en", "Nothing docks here")])
def test_unknown_event_is_missing_in_the_readers_language(client: Browser, now: Frozen, lang: str, words: str) -> None:
    answer = client.get(f"/{lang}/e/nothing")

    assert (answer.status_code, words in text(answer)) == (404, True)


@pytest.mark.both
@pytest.mark.parametrize("items", [1, 6])
def test_page_needs_the_same_few_reads_however_much_stands_on_it(client: Browser, now: Frozen, items: int) -> None:
    series = factories.make_series()
    event = factories.make_event(series=series, slug="many")
    for number in range(items):
        factories.kept(ProgrammeItem(event_id=event.id, position=number, local_time=time(18, number), title_en="Part"))
        factories.kept(Speaker(event_id=event.id, position=number, name="Cem"))
        factories.make_event(series=series, local_start=datetime(2027, 5, 1, 18) + timedelta(days=number))  # noqa: DTZ001

    with counted_queries() as fresh:
        client.get("/en/e/many")
    with counted_queries() as kept:
        again = client.get("/en/e/many")

    assert (len(fresh), len(kept), again.status_code) == (7, 1, 200)


def test_no_cookie_and_no_session(client: Browser, hybrid: Event) -> None:
    answer = client.get("/en/e/harbour")

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
