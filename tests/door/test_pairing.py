"""A phone becomes a door, and stops being one."""

import pytest

from eventsvc.checkin import doors
from eventsvc.checkin.doors import By
from eventsvc.checkin.models import DoorDevice, DoorLink
from tests.checkin.door import EVENING
from tests.door.phone import OWN, paired
from tests.factories import all_of, make_event, make_person, make_registration, only
from tests.support import frozen

HOME = {name: value for name, value in OWN.items() if name != "X-Door"}


@pytest.fixture
def now(app):
    with frozen(EVENING) as stopped:
        yield stopped


@pytest.fixture
def event(now):
    return make_event()


@pytest.fixture
def ada(event):
    return By(make_person("Ada").id, event.organisation_id)


@pytest.fixture
def link(event, ada):
    doors.open_link(event.id, ada)
    return only(DoorLink)


def address(link):
    return f"/door/{doors.token(link.uuid, link.token_turn)}"


def pin(link):
    return doors.pin(link.uuid, link.pin_turn)


def test_link_pin_and_name(client, event, link):
    make_registration(event, "Cem")

    page = client.get(f"{address(link)}?lang=de").get_data(as_text=True)
    answer = client.submit(address(link), {"pin": pin(link), "name": "Tür 2, Lea"}, action="/door/pair")

    assert "1 Name" in page
    assert "20. April, 20:00 Uhr" in page
    assert (answer.status_code, answer.headers["Location"]) == (303, "/door/ready")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("door=")
    assert [part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/door", "Secure", "Max-Age=94200")] == [True] * 5
    assert "Tür 2, Lea" in client.get("/door/ready").get_data(as_text=True)


def test_a_wrong_pin_is_told_and_the_name_is_kept(client, link):
    answer = client.submit(address(link), {"pin": "000000" if pin(link) != "000000" else "111111", "name": "Lea"}, action="/door/pair")

    said = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "4 more tries" in said
    assert 'value="Lea"' in said
    assert "Set-Cookie" not in answer.headers


def test_five_wrong_pins_lock(client, link):
    wrong = "000000" if pin(link) != "000000" else "111111"
    for _ in range(5):
        answer = client.submit(address(link), {"pin": wrong, "name": "Lea"}, action="/door/pair")
    right = client.submit(address(link), {"pin": pin(link), "name": "Lea"}, action="/door/pair")

    assert "Ask the organisers for a new one" in answer.get_data(as_text=True)
    assert right.status_code == 422
    assert all_of(DoorDevice) == []


def test_opening_a_code_does_not_use_it_up(client, event, ada):
    code = doors.one_time_code(event.id, ada)

    for path in (f"/door/c/{code}", f"/D/{code}", f"/D/{code}"):
        assert "PIN" not in client.get(path).get_data(as_text=True)
    answer = client.submit(f"/D/{code}", {"name": "Kim"}, action="/door/pair")

    assert answer.status_code == 303
    assert client.get(f"/door/c/{code}").status_code == 404


def test_links_and_codes_that_open_nothing(client, event, link, ada):
    doors.revoke_link(event.id, ada)

    assert client.get(address(link)).status_code == 404
    assert client.get("/door/c/ABCDEFGH").status_code == 404
    assert client.post("/door/pair", data={"link": "x", "pin": "1"}, headers=HOME).status_code == 404


def test_guessing_codes_ends(client, event):
    codes = [client.get(f"/door/c/{number}").status_code for number in range(90)]

    assert codes[0] == 404
    assert codes[-1] == 429


def test_pairing_from_another_page_is_refused(client, link):
    token = doors.token(link.uuid, link.token_turn)

    answer = client.post("/door/pair", data={"link": token, "pin": pin(link), "name": "x"}, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403


def test_pages_of_the_door_may_use_camera_and_wasm_and_are_not_kept(client, event, link):
    door = paired(client, event)

    for path in (address(link), "/door/", "/door/ready"):
        answer = door.get(path)
        assert "'wasm-unsafe-eval'" in answer.headers["Content-Security-Policy"]
        assert "camera=(self)" in answer.headers["Permissions-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_language_and_leaving(client, event):
    door = paired(client, event)

    door.post("/door/language", data={"lang": "en"}, headers=HOME)
    english = door.get("/door/ready").get_data(as_text=True)
    left = door.post("/door/leave", headers=HOME)

    assert "Ready for the door?" in english
    assert "Signed off" in left.get_data(as_text=True)
    assert "Max-Age=0" in left.headers["Set-Cookie"]
    assert only(DoorDevice).revoked_at is not None
    assert door.get("/door/").status_code == 401
