"""The form for several dates of a series, and the page of the pass: what is said, what is refused, that nothing typed is lost."""

from typing import Any

import pytest

from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import service
from eventsvc.registration.models import Registration, SeriesPass
from eventsvc.series.models import Series
from eventsvc.tickets.models import Ticket
from eventsvc.web.crowds import whose
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import text
from tests.public.passing import DORA, dates, form, press, sent
from tests.questions.asking import make_use
from tests.registration.cases import wish
from tests.registration.lines import changed, full
from tests.support import Frozen, counted_queries
from tests.whole import faults

pytestmark = pytest.mark.usefixtures("now")


@pytest.mark.both
def test_one_press_leads_to_the_page_with_all_tickets(client: Browser, now: Frozen, bridge: Series) -> None:
    events = dates(bridge)

    answer = sent(client, now)
    page = client.get(answer.location)

    made = factories.only(SeriesPass)
    assert answer.location == f"/en/p/{factories.secret_of_pass(made)}?done=made"
    seen = text(page)
    assert "You are in, Dora" in seen
    assert "Bridge: 3 dates with a ticket." in seen
    assert "dora@uni.example" in seen
    assert seen.count("registered, in the room") == 3
    for one in factories.all_of(Registration):
        assert f"/en/r/{factories.secret_of(one)}" in page.get_data(as_text=True)
    assert [factories.pool_of(one).taken for one in events] == [1, 1, 1]
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert faults() == []


def test_only_what_is_chosen_is_registered(client: Browser, now: Frozen, bridge: Series) -> None:
    events = dates(bridge)

    page = client.get(sent(client, now, dates=[str(events[0].id), str(events[2].id)]).location)

    assert [one.event_id for one in factories.all_of(Registration)] == [events[0].id, events[2].id]
    assert "Not in your pass" in text(page)
    assert "Add this date: Talk 2" in text(page)


@pytest.mark.parametrize(("lang", "said"), [
    ("en", ["1 date could not be had: Talk 2.", "Join the waitlist: Talk 2"]),
    ("de", ["1 Termin war nicht zu haben: Abend 2.", "Auf die Warteliste: Abend 2"]),
])
def test_a_date_that_filled_up_meanwhile_is_told_with_its_waitlist(
    client: Browser, now: Frozen, bridge: Series, lang: str, said: list[str],
) -> None:
    events = dates(bridge, room=1)
    filled = form(client, lang).filled(DORA)
    full(events[1], 1)
    now.move(seconds=10)

    answer = client.post(f"/{lang}/s/bridge/register", data=filled)
    page = text(client.get(answer.location))

    for sentence in said:
        assert sentence in page
    press(client, answer.location, "wait", date=events[1].id)
    assert sorted(one.state for one in factories.all_of(Registration, email=DORA["email"])) == ["confirmed", "confirmed", "waiting"]


def test_a_date_that_somebody_has_already_is_not_called_missing(client: Browser, now: Frozen, bridge: Series) -> None:
    events = dates(bridge)
    service.register(events[1].id, wish(events[1], DORA["name"], email=DORA["email"]))

    page = text(client.get(sent(client, now, mode="all").location))

    assert "Bridge: 2 dates with a ticket." in page
    assert "You are registered for this date already, with this name and address." in page
    assert "could not be had" not in page
    assert "Add this date" not in page


@pytest.mark.parametrize(("lang", "said", "there"), [
    ("en", "Not all of these dates can be had, so nothing was registered.", "There are no places left."),
    ("de", "Nicht alle diese Termine sind zu haben, darum ist nichts angemeldet.", "Es sind keine Plätze mehr frei."),
])
def test_all_or_none_says_at_the_date_why_and_keeps_what_was_typed(
    client: Browser, now: Frozen, bridge: Series, lang: str, said: str, there: str,
) -> None:
    events = dates(bridge, room=1)
    filled = form(client, lang).filled({**DORA, "mode": "all"})
    full(events[1], 1)
    now.move(seconds=10)

    answer = client.post(f"/{lang}/s/bridge/register", data=filled)

    assert said in text(answer)
    assert there in text(answer)
    again = next(one for one in pages.forms(pages.parsed(answer.get_data(as_text=True))) if one.method == "post")
    assert (again.fields["name"], again.fields["email"], again.fields["mode"]) == ([DORA["name"]], [DORA["email"]], ["all"])
    assert again.fields["dates"] == [str(events[0].id), str(events[2].id)]
    assert factories.all_of(SeriesPass) == []


def test_pressed_twice_it_is_one_pass(client: Browser, now: Frozen, bridge: Series) -> None:
    dates(bridge)
    filled = form(client).filled(DORA)
    now.move(seconds=10)

    answers = [client.post("/en/s/bridge/register", data=filled) for _ in range(2)]

    assert answers[0].location == answers[1].location
    assert (len(factories.all_of(SeriesPass)), len(factories.all_of(Ticket)), len(factories.all_of(OutboxRow))) == (1, 3, 1)


@pytest.mark.parametrize(("values", "said"), [
    ({"dates": None}, "Choose at least one date"), ({"email": "dora@uni"}, "Email address"), ({"name": ""}, "name"),
])
def test_what_is_wrong_is_said_at_its_field(client: Browser, now: Frozen, bridge: Series, values: dict[str, Any], said: str) -> None:
    dates(bridge)

    answer = sent(client, now, **values)

    assert said in text(answer)
    assert "That did not work yet" in text(answer)
    assert factories.all_of(SeriesPass) == []


def test_machines_are_asked_once_more(client: Browser, now: Frozen, bridge: Series) -> None:
    dates(bridge)
    filled = form(client).filled(DORA)

    hasty = client.post("/en/s/bridge/register", data=filled)
    now.move(seconds=10)
    trapped = client.post("/en/s/bridge/register", data={**filled, "website": ["x"]})
    foreign = client.post("/en/s/bridge/register", data={**filled, "once": ["made-up"]})

    assert "That was very fast." in text(hasty)
    assert "Leave the last field empty" in text(trapped)
    assert "This page had been open for a long time." in text(foreign)
    assert factories.all_of(SeriesPass) == []


def test_a_token_of_an_event_is_none_for_a_series(client: Browser, now: Frozen, bridge: Series) -> None:
    [first, *_] = dates(bridge)
    token = next(one for one in pages.forms(client.page(f"/en/e/{first.slug}/register")) if one.method == "post").fields["once"]
    filled = form(client).filled(DORA)
    now.move(seconds=10)

    assert "This page had been open for a long time." in text(client.post("/en/s/bridge/register", data={**filled, "once": token}))


def test_what_must_be_registered_for_by_itself_says_why_and_leads_there(client: Browser, bridge: Series) -> None:
    events = dates(bridge, 4)
    changed(factories.types_of(events[1])[0], price_cents=1000)
    make_use(events[2], "yesno", moment="before-needed")

    page = client.page("/en/s/bridge/register")

    seen = pages.text_of(page)
    assert "This date costs something. Register for it on its own page. Register there" in seen
    assert "There are questions to be answered first." in seen
    assert form(client).fields["dates"] == [str(events[0].id), str(events[3].id)]
    assert {f"/en/e/{events[1].slug}", f"/en/e/{events[2].slug}"} <= {one.get("href") for one in page.iter("a")}


def test_a_full_date_leads_to_its_waitlist(client: Browser, bridge: Series) -> None:
    events = dates(bridge, 3, room=1)
    full(events[1], 1)
    full(events[2], 1)
    changed(events[2], waitlist_mode="none")

    links = {one.get("href") for one in client.page("/en/s/bridge/register").iter("a")}

    assert f"/en/e/{events[1].slug}/waitlist" in links
    assert f"/en/e/{events[2].slug}/waitlist" not in links


def test_where_there_is_a_choice_the_way_is_asked(client: Browser, now: Frozen, bridge: Series) -> None:
    events = dates(bridge, 2, online_places=5)

    page = client.get(sent(client, now, way="online").location)

    assert text(page).count("registered, online") == 2
    assert [factories.pool_of(one, "online").taken for one in events] == [1, 1]


@pytest.mark.parametrize(("many", "changes", "linked"), [
    (2, {}, True), (1, {}, False), (2, {"price_cents": 500}, False), (3, {"price_cents": 500}, True), (2, {"approval": True}, False),
])
def test_the_series_offers_a_pass_where_it_has_two_open_dates(
    client: Browser, bridge: Series, many: int, changes: dict[str, Any], linked: bool,  # noqa: FBT001
) -> None:
    events = dates(bridge, many)
    if changes:
        changed(factories.types_of(events[0])[0], **changes)

    assert ("/en/s/bridge/register" in client.get("/en/s/bridge").get_data(as_text=True)) == linked


def test_a_question_put_to_a_date_takes_the_link_away(client: Browser, bridge: Series) -> None:
    events = dates(bridge, 2)
    before = client.get("/en/s/bridge").get_data(as_text=True)
    make_use(events[1], "yesno", moment="before-needed")

    assert "/en/s/bridge/register" in before
    assert "/en/s/bridge/register" not in client.get("/en/s/bridge").get_data(as_text=True)


def test_a_hidden_series_has_no_form(client: Browser, bridge: Series) -> None:
    dates(bridge)
    changed(bridge, public=False)

    assert client.get("/en/s/bridge/register").status_code == 404


@pytest.mark.parametrize("many", [2, 6])
def test_pages_ask_as_often_for_many_dates_as_for_few(client: Browser, now: Frozen, bridge: Series, many: int) -> None:
    dates(bridge, many)
    address = sent(client, now).location

    with counted_queries() as asked_form:
        client.get("/en/s/bridge/register")
    with counted_queries() as asked_pass:
        client.get(address)

    assert (len(asked_form), len(asked_pass)) == (5, 9)


def test_a_crowd_from_one_network_is_asked_to_wait(client: Browser, now: Frozen, bridge: Series) -> None:
    dates(bridge)
    client.environ_base = {"REMOTE_ADDR": "141.22.0.1"}
    filled = form(client).filled(DORA)
    now.move(seconds=10)
    crowd: Any = client.application.extensions["crowds"]
    for _ in range(crowd.at_once):
        crowd.check(whose("141.22.0.1"))

    answer = client.post("/en/s/bridge/register", data=filled)

    assert answer.status_code == 429
    assert DORA["email"] in answer.get_data(as_text=True)
    assert factories.all_of(SeriesPass) == []
