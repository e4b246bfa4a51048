"""Links, PINs, codes and phones."""

from datetime import timedelta

import pytest

from eventsvc.checkin import doors, phones, queries
from eventsvc.checkin.doors import By
from eventsvc.checkin.models import DoorDevice, DoorLink
from eventsvc.core.audit import AuditEntry
from eventsvc.core.db import db
from eventsvc.core.errors import Missing, Refused
from tests.checkin.door import EVENING, make_device, make_phone, scan, take, tickets_of
from tests.factories import all_of, join, make_event, make_organisation, make_person, make_registration, only
from tests.support import at_once, counted_queries, frozen

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
    person = make_person("Ada")
    return By(person.id, event.organisation_id)


@pytest.fixture
def link(event, ada):
    doors.open_link(event.id, ada)
    return only(DoorLink)


def secrets(link: DoorLink) -> tuple[str, str]:
    return doors.token(link.uuid, link.token_turn), doors.pin(link.uuid, link.pin_turn)


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 1_000_000:06d}"


def test_link_and_pin_make_a_phone_a_door(event, link):
    token, pin = secrets(link)

    secret = doors.pair_by_pin(token, f"{pin[:3]} {pin[3:]}", "  Tür 2,\tLea ", "de")

    phone = phones.phone(secret)
    assert phone is not None
    assert (phone.name, phone.evening.id, phone.scopes) == ("Tür 2, Lea", event.id, ("scan", "search", "undo"))


def test_neither_token_nor_pin_nor_cookie_is_stored(link):
    token, pin = secrets(link)
    secret = doors.pair_by_pin(token, pin, "Lea", "de")

    stored = " ".join(str(vars(row)) for row in [only(DoorLink), only(DoorDevice)])

    assert [one in stored for one in (token, pin, secret)] == [False] * 3


def test_five_wrong_pins_lock_and_a_new_pin_opens(event, link, ada):
    token, pin = secrets(link)

    said = []
    for _ in range(6):
        with pytest.raises(Refused) as refused:
            doors.pair_by_pin(token, wrong(pin), "Lea", "de")
        said.append((refused.value.reason, refused.value.facts.get("left")))
    with pytest.raises(Refused, match="door-locked"):
        doors.pair_by_pin(token, pin, "Lea", "de")
    doors.new_pin(event.id, ada)

    assert said == [("pin-wrong", 4), ("pin-wrong", 3), ("pin-wrong", 2), ("pin-wrong", 1), ("door-locked", None), ("door-locked", None)]
    token, new = secrets(only(DoorLink))
    assert new != pin
    assert doors.pair_by_pin(token, new, "Lea", "de")


def test_many_guesses_at_once_are_five(app, link):
    token, pin = secrets(link)

    answers = at_once(24, lambda _: doors.pair_by_pin(token, wrong(pin), "Lea", "de"))

    assert all(isinstance(answer, Refused) for answer in answers)
    assert sum(answer.reason == "pin-wrong" for answer in answers) == 4
    assert only(DoorLink).wrong_pins == 5


def test_a_right_pin_forgives_the_wrong_ones(link):
    token, pin = secrets(link)
    with pytest.raises(Refused):
        doors.pair_by_pin(token, wrong(pin), "Lea", "de")

    doors.pair_by_pin(token, pin, "Lea", "de")

    assert only(DoorLink).wrong_pins == 0


def test_no_more_phones_than_allowed_also_at_once(app, event, link, ada):
    doors.allow(event.id, ada, most=3, undo=False)
    token, pin = secrets(link)

    answers = at_once(8, lambda number: doors.pair_by_pin(token, pin, f"Tür {number}", "de"))

    assert sum(isinstance(answer, str) for answer in answers) == 3
    assert [device.scopes for device in all_of(DoorDevice)] == [["scan", "search"]] * 3
    doors.sign_off(event.id, all_of(DoorDevice)[0].id, ada)
    assert doors.pair_by_pin(token, pin, "Tür 9", "de")


def test_a_revoked_link_is_gone_and_comes_back_as_another(event, link, ada):
    token, pin = secrets(link)
    secret = doors.pair_by_pin(token, pin, "Lea", "de")

    doors.revoke_link(event.id, ada)

    with pytest.raises(Missing):
        phones.evening_of_link(token)
    assert phones.phone(secret) is not None
    doors.open_link(event.id, ada)
    doors.open_link(event.id, ada)
    again = only(DoorLink)
    assert again.revoked_at is None
    assert not set(secrets(again)) & {token, pin}


@pytest.mark.parametrize(("hours", "link_opens", "phone_works"), [(2, True, True), (5.5, False, True), (26.5, False, False)])
def test_when_the_evening_is_over(now, link, hours, link_opens, phone_works):
    token, pin = secrets(link)
    secret = doors.pair_by_pin(token, pin, "Lea", "de")

    now.move(hours=hours)

    assert (phones.phone(secret) is not None) is phone_works
    if link_opens:
        assert phones.evening_of_link(token)
    else:
        with pytest.raises(Missing):
            doors.pair_by_pin(token, pin, "Lea", "de")


def test_a_code_is_good_once(app, event, ada):
    code = doors.one_time_code(event.id, ada)

    answers = at_once(8, lambda _: doors.pair_by_code(code, "Kim", "de"))

    assert sum(isinstance(answer, str) for answer in answers) == 1
    assert sum(isinstance(answer, Missing) for answer in answers) == 7


def test_a_code_is_good_for_ten_minutes(now, event, ada):
    code = doors.one_time_code(event.id, ada)

    now.move(minutes=10)

    with pytest.raises(Missing):
        doors.pair_by_code(code, "Kim", "de")


@pytest.mark.parametrize("name", ["", " \u200b ", "see https://x.example"])
def test_a_door_needs_a_name(event, ada, name):
    code = doors.one_time_code(event.id, ada)

    with pytest.raises(Refused, match="door-name"):
        doors.pair_by_code(code, name, "de")

    assert doors.pair_by_code(code, "Kim", "de")


def test_a_phone_that_was_signed_off_is_no_door(event, ada):
    secret = doors.pair_by_code(doors.one_time_code(event.id, ada), "Kim", "de")

    doors.sign_off(event.id, only(DoorDevice).id, ada)

    assert phones.phone(secret) is None


def test_a_members_phone_ends_with_the_membership(event):
    ben = make_person("Ben", role="door")
    dora = make_person("Dora", role=None)
    join(dora, make_organisation(), "owner")

    phone = doors.pair_member(event.id, By(ben.id, event.organisation_id), "Ben", "en")
    strange = make_device(event, person_id=dora.id)

    assert phones.phone(phone) is not None
    assert phones.phone(strange) is None


def test_another_organisation_touches_nothing(event, link):
    other = make_organisation()
    dora = By(make_person("Dora", organisation=other).id, other.id)
    make_phone(event)
    device = only(DoorDevice)

    for deed in (doors.open_link, doors.new_pin, doors.revoke_link, doors.one_time_code):
        with pytest.raises(Missing):
            deed(event.id, dora)
    for strange in (lambda: doors.sign_off(event.id, device.id, dora), lambda: doors.pair_member(event.id, dora, "Dora", "de"),
                    lambda: doors.settle(event.id, "x", dora), lambda: doors.allow(event.id, dora, most=3, undo=True)):
        with pytest.raises(Missing):
            strange()

    assert only(DoorDevice).revoked_at is None
    assert vars(only(DoorLink))["pin_turn"] == 0


def test_deeds_at_the_desk_are_written_down(event, link, ada):
    doors.new_pin(event.id, ada)
    doors.revoke_link(event.id, ada)

    assert [row.deed for row in all_of(AuditEntry)] == ["door-link-opened", "door-pin-changed", "door-link-revoked"]


def test_a_settled_conflict_is_told_no_more(now, event, ada):
    make_registration(event, "Cem")
    cem = tickets_of(event)[0]
    scan(make_phone(event, "Tür 1"), take(event, cem))
    scan(make_phone(event, "Tür 2"), take(event, cem, decision="admit"))
    found = queries.conflicts(event.id)

    doors.settle(event.id, found[0].sid, ada)

    db.session.rollback()
    assert queries.conflicts(event.id) == []


def test_counts_and_devices(now, event, ada):
    make_registration(event, "Ada", holders=("Ada", "Ben", "Cem"))
    one, two, _ = tickets_of(event)
    kim = make_phone(event, "Tür 1, Kim")
    scan(kim, take(event, one))
    now.move(minutes=30)
    scan(kim, take(event, two))
    db.session.rollback()

    with counted_queries() as seen:
        figures = (queries.inside(event.id), queries.expected(event.id, frozenset({"room"})),
                   queries.lately(event.id, now.at - timedelta(minutes=15)))
        rows = queries.devices(event.id)

    assert figures == (2, 3, 1)
    assert [(row.name, row.admitted) for row in rows] == [("Tür 1, Kim", 2)]
    assert len(seen) == 4


@pytest.mark.parametrize("most", [0, 51])
def test_one_phone_at_least_and_fifty_at_most(event, link, ada, most):
    with pytest.raises(Refused) as refused:
        doors.allow(event.id, ada, most=most, undo=True)

    assert (refused.value.reason, only(DoorLink).max_devices) == ("door-most", link.max_devices)


def test_no_more_phones_than_allowed(event, link, ada):
    doors.allow(event.id, ada, most=1, undo=True)
    doors.pair_by_pin(*secrets(link), "Lea", "de")

    with pytest.raises(Refused) as refused:
        doors.pair_by_pin(*secrets(link), "Kim", "de")

    assert (refused.value.reason, refused.value.facts["most"]) == ("door-full", 1)
    assert only(DoorDevice).name == "Lea"


def test_after_the_evening_no_member_opens_a_door(now, event, ada):
    now.move(hours=30)

    with pytest.raises(Refused) as refused:
        doors.pair_member(event.id, ada, "Kim", "de")

    assert refused.value.reason == "door-over"
    assert all_of(DoorDevice) == []
