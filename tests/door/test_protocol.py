"""The door over HTTP: who may speak, what is said, and what is never said."""

import json
import uuid

import pytest

from eventsvc.checkin.models import DoorDevice, Scan
from eventsvc.checkin.protocol import milliseconds
from eventsvc.core import clock
from tests import factories
from tests.checkin.door import EVENING, tickets_of, usual_list
from tests.door.phone import OWN, paired, send
from tests.factories import make_event, make_registration, only
from tests.support import counted_queries, frozen

pytestmark = pytest.mark.both


@pytest.fixture
def now(app):
    with frozen(EVENING) as stopped:
        yield stopped


@pytest.fixture
def event(now):
    return make_event()


@pytest.fixture
def ada(event):
    make_registration(event, "Ada", email="ada@secret.example")
    return tickets_of(event)[0]


@pytest.fixture
def door(client, event):
    return paired(client, event)


def scan_of(event, ticket, **changes):
    plain = {"sid": str(uuid.uuid4()), "list": usual_list(event), "h": ticket.code_hash, "dev_at": milliseconds(clock.now())}
    return {**plain, **changes}


def test_a_scan_is_answered_with_what_changed(door, event, ada):
    rev = door.get("/door/roster").json["rev"]

    answer = send(door, scan_of(event, ada), rev=rev).json

    assert [result["verdict"] for result in answer["results"]] == ["admit"]
    assert answer["rev"] == rev + 1
    assert answer["in"] == 1
    assert answer["delta"] == [[ada.code_hash, 0, 0, "Ada", "", "Tür 1, Kim", milliseconds(clock.now()) // 1000]]
    assert answer["now"] == milliseconds(clock.now())


def test_an_empty_batch_is_a_sign_of_life(now, door, event, ada):
    rev = door.get("/door/roster").json["rev"]
    now.move(minutes=1)

    answer = send(door, rev=rev, queue=3, off=-1500).json

    device = only(DoorDevice)
    assert (answer["results"], answer["delta"], answer["full"]) == ([], [], False)
    assert (device.seen_at, device.queue_len, device.clock_off_ms, device.roster_rev) == (now.at, 3, -1500, rev)


def test_the_guest_list_tells_names_and_states_only(door, event, ada):
    answer = door.get("/door/roster")

    said = answer.json
    assert said["entries"] == [[ada.code_hash, 0, 0, "Ada", ""]]
    assert said["types"] == [["Vor Ort", 1], ["Online", 0]]
    assert said["full"] is True
    secrets = ["ada@", "secret", factories.code_of(ada), ada.reference, "price", "@"]
    assert [secret for secret in secrets if secret in answer.get_data(as_text=True)] == []


def test_the_pages_tell_no_names_at_all(door, event, ada):
    for path in ("/door/", "/door/ready"):
        assert "Ada" not in door.get(path).get_data(as_text=True)


def test_what_changed_since_and_nothing_if_nothing(door, event, ada):
    first = door.get("/door/roster")
    same = door.get("/door/roster", headers={"If-None-Match": first.headers["ETag"]})
    make_registration(event, "Ben")

    delta = door.get(f"/door/roster?since={first.json['rev']}").json

    assert same.status_code == 304
    assert [entry[3] for entry in delta["entries"]] == ["Ben"]
    assert delta["full"] is False


def test_a_phone_that_knows_more_than_the_server_gets_all_anew(door, event, ada):
    later = door.get("/door/roster?since=900").json
    told = send(door, rev=900).json

    assert (later["full"], len(later["entries"])) == (True, 1)
    assert (told["full"], len(told["delta"])) == (True, 1)


def test_a_large_list_is_sent_packed(door, event):
    make_registration(event, "Ada", holders=tuple(f"Guest {number}" for number in range(60)))

    answer = door.get("/door/roster", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < 3000


@pytest.mark.parametrize("headers", [
    {"Origin": "https://events.example.org"},
    {"X-Door": "1", "Origin": "https://evil.example"},
    {"X-Door": "1", "Sec-Fetch-Site": "cross-site"},
    {"X-Door": "1", "Origin": "null"},
])
def test_nobody_elses_page_may_send_scans(door, event, ada, headers):
    answer = send(door, scan_of(event, ada), headers=headers)

    assert answer.status_code == 403
    assert factories.all_of(Scan) == []


def test_a_phone_that_was_signed_off_is_locked_everywhere(door, event, ada):
    door.delete_cookie("door", path="/door", domain="events.example.org")

    assert [door.get("/door/roster").status_code, send(door).status_code] == [401, 401]
    assert door.get("/door/roster").json == {"error": "locked"}


def test_the_phone_of_another_event_sees_its_own_guests_only(client, event, ada):
    other = make_event()
    make_registration(other, "Zoe")
    door = paired(client, other)

    answer = send(door, scan_of(other, ada)).json

    assert answer["results"][0]["verdict"] == "wrong_list"
    assert "h" not in answer["results"][0]
    assert [entry[3] for entry in door.get("/door/roster").json["entries"]] == ["Zoe"]
    assert door.get(f"/door/roster?list={usual_list(event)}").status_code == 404


@pytest.mark.parametrize(("body", "status"), [
    (b"", 400), (b"{", 400), (b"[]", 400), (b'{"scans": 5}', 400), (b"\xff\xfe", 400), (b"[" * 100_000, 400),
    (json.dumps({"scans": [{}] * 501}).encode(), 400), (b" " * 300_000, 413), (b'{"scans": [null, 1, {}, "x"]}', 200),
    (b'{"scans": [{"sid": "\\ud800"}]}', 200),
])
def test_strange_bodies_are_answered_politely(door, body, status):
    answer = door.post("/door/scans", data=body, headers=OWN, content_type="application/json")

    assert answer.status_code == status
    assert answer.mimetype == "application/json"


def test_a_form_is_no_scan(door):
    assert door.post("/door/scans", data={"scans": "x"}, headers=OWN).status_code == 415


def test_a_poisoned_scan_in_a_batch(door, event, ada):
    answer = send(door, {"sid": "poison"}, scan_of(event, ada, dev_at="soon"), scan_of(event, ada)).json

    assert [result["verdict"] for result in answer["results"]] == ["invalid", "invalid", "admit"]


def test_sixty_requests_a_minute(now, door):
    codes = [send(door).status_code for _ in range(62)]
    now.move(minutes=2)

    assert codes == [200] * 60 + [429] * 2
    assert send(door).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_guests(client, event):
    door = paired(client, event)
    seen = []
    for _ in range(2):
        make_registration(event, "Ada", holders=tuple(f"Guest {number}" for number in range(10)))
        with counted_queries() as queries:
            door.get("/door/roster")
        seen.append(len(queries))

    assert seen[0] == seen[1] <= 8
