"""What a phone may send, and what it is told."""

from datetime import UTC, datetime

import pytest

from eventsvc.checkin.protocol import Broken, Previous, Result, Take, answered, milliseconds, read
from eventsvc.core import codes

SID = "0b3c1f6a-8a55-4b1c-9a39-1f0f3f6a8a55"
OTHER = "7c1d2e3f-1111-4222-8333-444455556666"
AT = datetime(2027, 4, 19, 15, 44, tzinfo=UTC)
PLAIN = {"sid": SID, "list": 1, "h": "AAAABBBBCCCC", "dev_at": milliseconds(AT)}
REFERENCE = "7KQM4XW" + codes.check_char("7KQM4XW")


def test_a_scan_is_read():
    assert read(PLAIN) == Take(sid=SID, list_id=1, code_hash="AAAABBBBCCCC", device_at=AT)


def test_a_door_that_decided_by_itself():
    raw = {**PLAIN, "decision": "refuse", "verdict": "duplicate", "off": -1500, "src": "keyboard"}

    take = read(raw)

    assert take == Take(sid=SID, list_id=1, code_hash="AAAABBBBCCCC", device_at=AT, off_ms=-1500, source="keyboard",
                        decision="refuse", claimed="duplicate")


def test_a_reference_is_read_as_typed():
    typed = f"{REFERENCE[:4]}-{REFERENCE[4:]} ".lower()

    assert read({**PLAIN, "h": "", "ref": typed}) == Take(sid=SID, list_id=1, reference=REFERENCE, device_at=AT)


def test_taking_back_names_a_scan_and_no_ticket():
    assert read({**PLAIN, "dir": "undo", "undo_of": OTHER}) == Take(sid=SID, list_id=1, undo_of=OTHER, device_at=AT)


@pytest.mark.parametrize("change", [
    {"h": "short"}, {"h": "AAAABBBBCCC\0"}, {"h": 7}, {"h": ""}, {"h": "", "ref": "7KQM4XW0"}, {"list": "1"}, {"list": True}, {"list": 0},
    {"list": 2**40}, {"dev_at": "now"}, {"dev_at": 1}, {"dev_at": 1e30}, {"dev_at": float("nan")}, {"off": 10**15}, {"src": "radar"},
    {"src": "desk"}, {"decision": "perhaps"}, {"decision": ["admit"]}, {"decision": "refuse", "verdict": "admit"}, {"dir": "out"},
    {"dir": "undo"}, {"dir": "undo", "undo_of": "x" * 36},
])
def test_a_broken_scan_keeps_its_name(change):
    assert read({**PLAIN, **change}) == Broken(SID)


@pytest.mark.parametrize(("raw", "name"), [
    (None, ""), ([], ""), ("x", ""), ({}, ""), ({**PLAIN, "sid": "nonsense"}, "nonsense"), ({**PLAIN, "sid": "x" * 900}, "x" * 40),
    ({**PLAIN, "sid": 5}, ""), ({**PLAIN, "sid": "\ud800"}, ""),
])
def test_a_scan_without_a_proper_name(raw, name):
    assert read(raw) == Broken(name)


def test_an_answer_names_the_other_door():
    result = Result(SID, "duplicate", "AAAABBBBCCCC", Previous("Tür 2, Lea", AT), replay=True)

    said = answered(result)

    assert said == {"sid": SID, "verdict": "duplicate", "h": "AAAABBBBCCCC", "prev": ["Tür 2, Lea", milliseconds(AT)], "replay": True}


def test_a_short_answer_is_short():
    assert answered(Result(SID, "admit")) == {"sid": SID, "verdict": "admit"}
