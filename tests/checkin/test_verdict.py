"""The table of verdicts."""

from datetime import UTC, datetime, timedelta

import pytest

from eventsvc.checkin.verdict import Facts, Rules, corrected, counts, objection, verdict

NOON = datetime(2027, 4, 19, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROOM = Rules(frozenset({"room"}))


@pytest.mark.parametrize(("ticket", "rules", "no"), [
    (None, ROOM, "unknown"),
    (Facts(here=False, state="valid", pool_kind="room"), ROOM, "wrong_list"),
    (Facts(here=False, state="cancelled", pool_kind="room"), ROOM, "wrong_list"),
    (Facts(here=True, state="cancelled", pool_kind="room"), ROOM, "revoked"),
    (Facts(here=True, state="replaced", pool_kind="room"), ROOM, "replaced"),
    (Facts(here=True, state="reserved", pool_kind="room"), ROOM, "unpaid"),
    (Facts(here=True, state="unpaid", pool_kind="room"), ROOM, "unpaid"),
    (Facts(here=True, state="wanted", pool_kind="room"), ROOM, "unknown"),
    (Facts(here=True, state="valid", pool_kind="online"), ROOM, "wrong_list"),
    (Facts(here=True, state="valid", pool_kind="online"), Rules(frozenset()), None),
    (Facts(here=True, state="valid", pool_kind="room"), Rules(frozenset({"room"}), NOON + HOUR), "closed"),
    (Facts(here=True, state="valid", pool_kind="room"), Rules(frozenset({"room"}), None, NOON), "closed"),
    (Facts(here=True, state="valid", pool_kind="room"), Rules(frozenset({"room"}), NOON, NOON + HOUR), None),
    (Facts(here=True, state="valid", pool_kind="room"), ROOM, None),
])
def test_what_speaks_against_a_ticket(ticket, rules, no):
    assert objection(ticket, rules, NOON) == no


@pytest.mark.parametrize(("decision", "against", "here", "first", "answer"), [
    ("none", None, True, True, "admit"),
    ("none", None, True, False, "duplicate"),
    ("admit", None, True, True, "admit"),
    ("admit", None, True, False, "conflict"),
    ("none", "revoked", True, False, "revoked"),
    ("none", "closed", True, False, "closed"),
    ("admit", "revoked", True, True, "conflict"),
    ("admit", "replaced", True, False, "conflict"),
    ("admit", "wrong_list", True, True, "conflict"),
    ("none", "unknown", False, False, "unknown"),
    ("admit", "unknown", False, False, "unknown"),
    ("admit", "wrong_list", False, False, "wrong_list"),
])
def test_the_answer(decision, against, here, first, answer):
    assert verdict(decision=decision, against=against, here=here, first=first) == answer


@pytest.mark.parametrize(("decision", "against", "here", "claims"), [
    ("none", None, True, True),
    ("admit", None, True, True),
    ("refuse", None, True, False),
    ("none", "revoked", True, False),
    ("admit", "revoked", True, True),
    ("admit", "unknown", False, False),
])
def test_which_scans_claim_a_place(decision, against, here, claims):
    assert counts(decision=decision, against=against, here=here) is claims


@pytest.mark.parametrize("hours", [-3, 0, 3])
def test_a_wrong_clock_is_put_right_by_what_the_phone_measured(hours):
    off = -hours * 3_600_000

    assert corrected(NOON + hours * HOUR - timedelta(seconds=2), off, NOON) == NOON - timedelta(seconds=2)


def test_no_scan_happened_after_it_arrived():
    assert corrected(NOON + HOUR, 0, NOON) == NOON


def test_a_clock_beyond_the_calendar_is_taken_as_now():
    assert corrected(datetime(9999, 12, 31, tzinfo=UTC), 10**14, NOON) == NOON
