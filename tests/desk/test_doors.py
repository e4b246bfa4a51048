"""The door at the desk: figures, phones, link and PIN, codes, conflicts, and who may see which."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from eventsvc.checkin import doors
from eventsvc.checkin.models import DoorDevice, DoorLink, PairingCode
from eventsvc.events.models import Event
from tests import pages
from tests.browser import Browser
from tests.checkin.door import EVENING, make_phone, scan, take, tickets_of
from tests.factories import all_of, make_event, make_organisation, make_registration, only
from tests.support import counted_queries, frozen

Desk = Callable[..., Browser]


@pytest.fixture(autouse=True)
def now(app: Any) -> Any:
    with frozen(EVENING) as stopped:
        yield stopped


@pytest.fixture
def event() -> Event:
    return make_event(doors_at=None)


def path(event: Event, rest: str = "") -> str:
    return f"/desk/events/{event.id}/doors{rest}"


def words(browser: Browser, event: Event) -> str:
    return pages.text_of(browser.page(path(event)))


def test_who_is_in_and_which_phones_let_people_in(desk: Desk, event: Event, now: Any) -> None:
    make_registration(event, "Ada", holders=("Ada", "Ben", "Cem"))
    ada, ben, _ = tickets_of(event)
    scan(make_phone(event, "Tür 1, Kim"), take(event, ada), take(event, ben))
    make_phone(event, "Tür 2, Lea", queue_len=5, clock_off_ms=240_000)
    now.move(minutes=5)

    said = words(desk("manager"), event)

    assert re.search(r"Inside\s*2\s*of 3, each person once", said)
    assert re.search(r"Waiting to be sent\s*5", said)
    assert re.search(r"Tür 1, Kim\s*not heard of\s*5 minutes ago\s*0 waiting\s*2 guests", said)
    assert "clock 4 minutes off" in said


def test_a_link_is_made_locked_and_closed(desk: Desk, event: Event) -> None:
    ada = desk("owner")

    ada.submit(path(event), action=path(event, "/link"))
    link = only(DoorLink)
    page = words(ada, event)
    shown = [element.get("value", "") for element in ada.page(path(event)).iter() if element.get("id") == "door-link"]
    pin = doors.pin(link.uuid, 0)
    ada.submit(path(event), action=path(event, "/pin"))
    again = words(ada, event)
    ada.submit(path(event), action=path(event, "/revoke"))

    assert shown == [f"https://events.example.org/door/{doors.token(link.uuid, 0)}"]
    assert f"{pin[:3]} {pin[3:]}" in page
    assert "good until today, 11:00 PM" in page
    assert f"{pin[:3]} {pin[3:]}" not in again
    assert only(DoorLink).revoked_at is not None
    assert "Make a link and a PIN" in words(ada, event)


@pytest.mark.parametrize(("typed", "kept"), [("12", 12), ("0", 5), ("many", 5), ("99", 5), ("³", 5)])
def test_how_many_phones(desk: Desk, event: Event, typed: str, kept: int) -> None:
    ada = desk("owner")
    ada.submit(path(event), action=path(event, "/link"))

    ada.submit(path(event), {"most": typed}, action=path(event, "/allow"))

    assert only(DoorLink).max_devices == kept


def test_a_code_for_a_phone_nearby_is_a_picture_in_this_answer_only(desk: Desk, event: Event) -> None:
    ada = desk("owner")

    answer = ada.submit(path(event), action=path(event, "/code")).get_data(as_text=True)

    assert "data:image/svg+xml;base64," in answer
    assert "until 6:00 PM" in answer
    assert "data:image/svg+xml;base64," not in ada.get(path(event)).get_data(as_text=True)
    assert len(all_of(PairingCode)) == 1


def test_a_member_lets_people_in_with_the_own_phone(desk: Desk, event: Event) -> None:
    ben = desk("door")

    answer = ben.submit(path(event), action=path(event, "/self"))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/door/ready")
    assert ben.get("/door/ready").status_code == 200
    assert only(DoorDevice).person_id == ben.person.id  # type: ignore[union-attr]


def test_a_phone_is_signed_off(desk: Desk, event: Event) -> None:
    make_phone(event, "Tür 1, Kim")

    answer = desk("owner").submit(path(event), button="Sign off")

    assert answer.status_code == 303
    assert only(DoorDevice).revoked_at is not None


def test_a_double_admission_is_told_until_it_is_settled(desk: Desk, event: Event, now: Any) -> None:
    make_registration(event, "Greta Groß")
    greta = tickets_of(event)[0]
    scan(make_phone(event, "Tür 2, Lea"), take(event, greta))
    now.move(minutes=1)
    scan(make_phone(event, "Tür 1, Kim"), take(event, greta, decision="admit"))
    ada = desk("owner")

    said = words(ada, event)
    ada.submit(path(event), button="Settled")

    assert "Greta Groß is in twice." in said
    assert "5:50 PM at Tür 2, Lea and 5:51 PM at Tür 1, Kim" in said
    assert "Greta Groß" not in words(ada, event)


@pytest.mark.parametrize(("role", "sees", "manages"), [
    ("owner", True, True), ("manager", True, True), ("guest-list", True, False), ("door", True, False), ("editor", False, False),
    ("finance", False, False),
])
def test_who_may_see_and_who_may_manage(desk: Desk, event: Event, role: str, sees: bool, manages: bool) -> None:  # noqa: FBT001
    browser = desk(role)
    doors.open_link(event.id, doors.By(browser.person.id, event.organisation_id))  # type: ignore[union-attr]
    link = only(DoorLink)
    secret = doors.token(link.uuid, 0)

    answer = browser.get(path(event))
    deeds = [browser.post(path(event, deed), data={"csrf_token": browser.csrf()}).status_code for deed in ("/pin", "/revoke", "/code")]

    assert answer.status_code == (200 if sees else 404)
    assert (secret in answer.get_data(as_text=True)) is manages
    assert deeds == ([303, 303, 200] if manages else [404] * 3)


def test_another_organisations_door_is_nowhere(desk: Desk) -> None:
    event = make_event(organisation=make_organisation())
    ada = desk("owner", organisation=make_organisation())

    assert ada.get(path(event)).status_code == 404
    assert ada.post(path(event, "/self"), data={"csrf_token": ada.csrf()}).status_code == 404
    assert all_of(DoorDevice) == []


def test_queries_do_not_grow_with_phones(desk: Desk, event: Event) -> None:
    ada, counts = desk("owner"), []
    for _ in range(2):
        for number in range(3):
            make_phone(event, f"Tür {number}")
        with counted_queries() as seen:
            ada.get(path(event))
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_after_the_evening_nothing_can_be_opened(desk: Desk, event: Event, now: Any) -> None:
    now.move(hours=30)

    said = words(desk("owner"), event)

    assert "Make a link and a PIN" not in said
    assert "Let people in yourself" not in said
