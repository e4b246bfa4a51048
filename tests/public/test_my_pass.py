"""The page of a pass: how its dates stand, leaving, adding, the right address, and what other pages say of it."""


from datetime import datetime

import pytest

from eventsvc.registration import service
from eventsvc.registration.models import Registration, SeriesPass
from eventsvc.series.models import Series
from tests import factories, pages
from tests.browser import Browser, sign_in
from tests.public.filling import text
from tests.public.passing import dates, press, sent
from tests.registration.cases import wish
from tests.registration.lines import changed, full
from tests.support import Frozen
from tests.whole import faults

pytestmark = pytest.mark.usefixtures("now")


@pytest.mark.both
def test_leaving_one_date_and_then_all(client: Browser, now: Frozen, bridge: Series) -> None:
    events = dates(bridge)
    address = sent(client, now).location

    one = client.get(press(client, address, "leave", date=events[1].id).location)
    left = {row.event_id: row.state for row in factories.all_of(Registration)}
    twice = press(client, address, "leave", date=events[1].id)
    rest = client.get(press(client, address, "leave-all").location)

    assert left == {events[0].id: "confirmed", events[1].id: "cancelled", events[2].id: "confirmed"}
    assert "Given back. The seat is free for somebody else; the other dates stay." in text(one)
    assert "2 dates with a ticket" in text(one)
    assert twice.status_code == 303
    assert "All dates are given back." in text(rest)
    assert {row.state for row in factories.all_of(Registration)} == {"cancelled"}
    assert faults() == []


def test_a_date_that_cannot_be_left_says_why(client: Browser, now: Frozen, bridge: Series) -> None:
    events = dates(bridge)
    address = sent(client, now).location
    changed(events[0], cancel_until=datetime(2027, 4, 1, 12))  # noqa: DTZ001

    one = press(client, address, "leave", date=events[0].id)
    rest = press(client, address, "leave-all")

    assert "Tickets could be cancelled until" in text(one)
    assert "Given back what can be given back." in text(client.get(rest.location))
    assert sorted(row.state for row in factories.all_of(Registration)) == ["cancelled", "cancelled", "confirmed"]


def test_a_date_is_added_by_one_press(client: Browser, now: Frozen, bridge: Series) -> None:
    events = dates(bridge)
    address = sent(client, now, dates=[str(events[0].id)]).location

    page = client.get(press(client, address, "add", date=events[2].id).location)

    assert "Added. The ticket is on its way to dora@uni.example." in text(page)
    assert "You are registered for this date already" in text(press(client, address, "add", date=events[2].id))


@pytest.mark.parametrize("deed", ["leave", "add", "wait"])
def test_a_date_that_is_not_there_is_404(client: Browser, now: Frozen, bridge: Series, deed: str) -> None:
    dates(bridge)
    address = sent(client, now).location

    assert [press(client, address, deed, date=one).status_code for one in ("0", "x", "999999")] == [404] * 3
    assert client.get(f"{address.split('?')[0]}/{deed}").status_code == 302


def test_the_address_is_put_right_for_all_dates(client: Browser, now: Frozen, bridge: Series) -> None:
    dates(bridge)
    address = sent(client, now).location

    wrong = press(client, address, "email", email="dora@")
    answer = press(client, address, "email", email="dora@guests.example")

    assert "Error:" in pages.text_of(next(pages.parsed(wrong.get_data(as_text=True)).iter("title")))
    assert "The tickets are on their way to dora@guests.example." in text(client.get(answer.location))
    assert client.get(address).status_code == 404


def test_that_was_not_me_takes_all_of_it_away_from_either_page(client: Browser, now: Frozen, bridge: Series) -> None:
    dates(bridge)
    for page in ("pass", "date"):
        address = sent(client, now, email=f"{page}@uni.example").location
        one = factories.all_of(Registration, email=f"{page}@uni.example")[1]
        there = address if page == "pass" else f"/en/r/{factories.secret_of(one)}"

        answer = press(client, there, "stranger")

        assert answer.location.startswith("/en/r/gone")
        assert client.get(address).status_code == 404
    assert {row.email for row in factories.all_of(Registration)} == {""} == {row.email for row in factories.all_of(SeriesPass)}


def test_the_page_of_a_date_the_own_data_and_the_desk_say_that_it_is_part_of_a_pass(client: Browser, now: Frozen, bridge: Series) -> None:
    events = dates(bridge)
    address = sent(client, now).location.split("?")[0]
    mine = factories.all_of(Registration)[0]
    alone = service.register(events[0].id, wish(events[0], "Cem"))
    own = f"/en/r/{factories.secret_of(mine)}"

    assert address in client.get(own).get_data(as_text=True)
    assert "This date is part of your series pass." in text(client.get(own))
    assert "Series pass" in text(client.get(f"{own}/data"))
    assert '"series_pass": {' in client.get(f"{own}/data.json").get_data(as_text=True)
    assert address in client.get(f"{own}/welcome").get_data(as_text=True)
    assert "The same happens to the other dates of the pass." in text(client.get(own))
    assert "series pass" not in text(client.get(f"/en/r/{alone.secret}"))
    desk = sign_in(client, factories.make_person())
    assert "part of a series pass for 3 dates" in text(desk.get(f"/desk/events/{events[0].id}/guests/{mine.id}"))


def test_dates_show_how_they_stand(client: Browser, now: Frozen, bridge: Series) -> None:
    events = dates(bridge, 4)
    address = sent(client, now, dates=[str(one.id) for one in events[:3]]).location.split("?")[0]
    changed(events[0], state="cancelled")
    changed(events[1], state="postponed")
    changed(events[3], state="cancelled")

    seen = text(client.get(address))

    for said in ("event cancelled", "postponed", "registered, in the room"):
        assert said in seen
    assert "Leave this date: Talk 1" not in seen
    assert "Talk 4" not in seen


def test_the_place_in_a_waitlist_leads_to_the_pass_too(client: Browser, now: Frozen, bridge: Series) -> None:
    events = dates(bridge, 2, room=1)
    full(events[1], 1)
    address = sent(client, now).location.split("?")[0]
    press(client, address, "wait", date=events[1].id)
    waits = factories.only(Registration, state="waiting")

    page = client.get(f"/en/r/{factories.secret_of(waits)}")

    assert address in page.get_data(as_text=True)
    assert "Leave the waitlist: Talk 2" in text(client.get(address))
