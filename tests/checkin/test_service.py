"""Scans against real databases: who is in, who is turned away, and what remains of it."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError

from eventsvc.checkin.models import Admission, CheckinList, Scan
from eventsvc.checkin.protocol import Broken, Previous, Take
from eventsvc.core.db import transaction
from eventsvc.events import service as events
from eventsvc.tickets.models import Roster
from tests.checkin.door import become, inside, make_phone, scan, take, tickets_of, usual_list, verdicts
from tests.factories import all_of, fresh, make_event, make_organisation, make_registration, only, types_of
from tests.support import at_once, counted_queries

pytestmark = pytest.mark.both
MINUTE = timedelta(minutes=1)


def test_first_scan_admits_and_the_second_names_door_and_time(now, event, ada, kim, lea):
    first = scan(kim, take(event, ada))
    now.move(minutes=8)
    second = scan(lea, take(event, ada))

    assert verdicts(first) == ["admit"]
    assert verdicts(second) == ["duplicate"]
    assert second[0].previous == Previous("Tür 1, Kim", datetime(2027, 4, 19, 15, 50, tzinfo=UTC))
    assert inside(event) == 1
    assert [row.verdict for row in sorted(all_of(Scan), key=lambda row: row.received_at)] == ["admit", "duplicate"]


def test_every_no_is_told_and_kept(event, ada, kim):
    make_registration(event, "Ben", ticket_type=types_of(event)[1])
    make_registration(event, "Cem")
    make_registration(event, "Dora")
    other = make_event()
    make_registration(other, "Emil")
    stranger = make_event(organisation=make_organisation())
    make_registration(stranger, "Fred")
    _, online, cancelled, replaced = tickets_of(event)
    become(cancelled, state="cancelled")
    become(replaced, state="replaced")

    results = scan(kim, *(take(event, ticket) for ticket in (online, cancelled, replaced, tickets_of(other)[0], tickets_of(stranger)[0])),
                   take(event, code_hash="AAAABBBBCCCC"))

    assert verdicts(results) == ["wrong_list", "revoked", "replaced", "wrong_list", "unknown", "unknown"]
    assert [bool(result.code_hash) for result in results] == [True, True, True, False, False, False]
    assert inside(event) == 0
    assert len(all_of(Scan)) == 6
    assert all_of(Admission) == []


def test_an_event_without_room_lets_in_whoever_has_a_ticket(now, kim):
    event = make_event(room=None)
    make_registration(event, "Ada")

    assert verdicts(scan(make_phone(event), take(event, tickets_of(event)[0]))) == ["admit"]


def test_a_list_that_is_not_open(now, event, ada, kim):
    usual = usual_list(event)
    with transaction() as connection:
        connection.execute(update(CheckinList).where(CheckinList.id == usual).values(opens_at=now.at + 10 * MINUTE))

    early = scan(kim, take(event, ada))
    now.move(minutes=10)
    later = scan(kim, take(event, ada))

    assert verdicts(early) == ["closed"]
    assert verdicts(later) == ["admit"]


def test_a_cancelled_event_lets_nobody_in_until_it_takes_place_after_all(now, event, ada, kim):
    usual_list(event)
    events.turn("cancel", event.id, event.organisation_id, by=None)
    cancelled = scan(kim, take(event, ada))
    events.turn("reinstate", event.id, event.organisation_id, by=None)

    assert verdicts(cancelled) == ["closed"]
    assert verdicts(scan(kim, take(event, ada))) == ["admit"]


def test_a_typed_reference_finds_the_ticket_of_this_event(event, ada, kim):
    other = make_event()

    result = scan(kim, take(event, reference=ada.reference, source="keyboard"))
    abroad = scan(make_phone(other), take(other, reference=ada.reference))

    assert verdicts(result) == ["admit"]
    assert result[0].code_hash == ada.code_hash
    assert verdicts(abroad) == ["unknown"]


def test_the_same_sid_again_gives_the_stored_verdict(event, ada, kim):
    one = take(event, ada)

    first, again = scan(kim, one), scan(kim, one)

    assert (verdicts(first), first[0].replay) == (["admit"], False)
    assert (verdicts(again), again[0].replay, again[0].previous) == (["admit"], True, None)
    assert len(all_of(Scan)) == 1


def test_the_same_sid_twice_in_a_batch_and_at_once(app, event, ada, kim):
    one = take(event, ada)

    batch = scan(kim, one, one)
    rush = at_once(8, lambda _: scan(kim, one))

    assert verdicts(batch) == ["admit", "admit"]
    assert [verdicts(results) for results in rush] == [["admit"]] * 8
    assert len(all_of(Scan)) == len(all_of(Admission)) == 1


def test_a_sid_of_another_event_tells_nothing(event, ada, kim):
    one = take(event, ada)
    scan(kim, one)
    other = make_event()

    result = scan(make_phone(other), Take(sid=one.sid, list_id=usual_list(other), code_hash=ada.code_hash, device_at=one.device_at))

    assert verdicts(result) == ["invalid"]


def test_32_phones_at_once_admit_one(app, event, ada):
    phones = [make_phone(event, f"Tür {number}") for number in range(8)]
    takes = [take(event, ada) for _ in range(32)]

    results = at_once(32, lambda number: scan(phones[number % 8], takes[number]))

    assert sorted(result[0].verdict for result in results) == ["admit"] + ["duplicate"] * 31
    assert inside(event) == 1
    assert len(all_of(Admission)) == 1
    assert len(all_of(Scan)) == 32


def test_without_the_index_more_get_in(app, event, ada, request):
    index = "CREATE UNIQUE INDEX uq_admission_once ON admission (list_id, ticket_id) WHERE once and not undone"
    phones = [make_phone(event, f"Tür {number}") for number in range(8)]
    takes = [take(event, ada) for _ in range(32)]
    with transaction() as connection:
        connection.execute(text("DROP INDEX uq_admission_once"))

    try:
        results = at_once(32, lambda number: scan(phones[number % 8], takes[number]))
    finally:
        with transaction() as connection:
            connection.execute(delete(Admission))
            connection.execute(text(index))

    assert [result[0].verdict for result in results].count("admit") > 1


def test_what_the_phone_refused_is_kept_and_admits_nobody(event, ada, kim):
    result = scan(kim, take(event, ada, decision="refuse", claimed="duplicate"))

    assert verdicts(result) == ["duplicate"]
    assert inside(event) == 0
    assert only(Scan).decision == "refuse"


def test_undone_and_done_again_counts_once(now, event, ada, kim, lea):
    first = take(event, ada)

    scan(kim, first)
    now.move(minutes=1)
    undone = scan(lea, take(event, undo_of=first.sid))
    between = inside(event)
    now.move(minutes=1)
    again = scan(kim, take(event, ada))

    assert verdicts(undone) == ["undone"]
    assert between == 0
    assert verdicts(again) == ["admit"]
    assert inside(event) == 1
    assert only(Admission, undone=False).at == now.at
    assert [row.verdict for row in sorted(all_of(Scan), key=lambda row: row.received_at)] == ["admit", "undone", "admit"]


def test_taking_back_twice_changes_nothing_more(event, ada, kim):
    first = take(event, ada)

    results = scan(kim, first, take(event, undo_of=first.sid), take(event, undo_of=first.sid), take(event, ada))

    assert verdicts(results) == ["admit", "undone", "undone", "admit"]
    assert inside(event) == 1


def test_taking_back_needs_the_scope_and_a_scan_of_this_event(event, ada, kim):
    first = take(event, ada)
    scan(kim, first)
    other = make_event()

    weak = scan(make_phone(event, "Tür 3", scopes=("scan", "search")), take(event, undo_of=first.sid))
    abroad = scan(make_phone(other), take(other, undo_of=first.sid))
    nothing = scan(kim, take(event, undo_of=str(uuid.uuid4())))

    assert [verdicts(weak), verdicts(abroad), verdicts(nothing)] == [["forbidden"], ["invalid"], ["invalid"]]
    assert inside(event) == 1


def test_a_poisoned_scan_does_not_block_the_rest(event, ada, kim):
    make_registration(event, "Ben")
    ben = tickets_of(event)[1]

    results = scan(kim, take(event, ada), Broken("x"), take(event, ada, list_id=999), take(event, ada, source="radar"), take(event, ben))

    assert verdicts(results) == ["admit", "invalid", "invalid", "invalid", "admit"]
    assert inside(event) == 2
    assert len(all_of(Scan)) == 2


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_phone_three_hours_off_logs_the_right_time(now, event, ada, kim, hours):
    said = now.at - timedelta(seconds=2) + timedelta(hours=hours)

    scan(kim, take(event, ada, said, off_ms=-hours * 3_600_000))

    row = only(Scan)
    assert row.at == now.at - timedelta(seconds=2)
    assert row.device_at == said


def test_an_admission_moves_the_roster_and_a_refusal_does_not(event, ada, kim):
    before = only(Roster, event_id=event.id).rev

    scan(kim, take(event, ada))
    admitted = only(Roster, event_id=event.id).rev
    scan(kim, take(event, ada))

    assert admitted == before + 1
    assert fresh(ada).rev == admitted
    assert only(Roster, event_id=event.id).rev == admitted


def test_scans_cannot_be_changed_or_deleted(event, ada, kim):
    scan(kim, take(event, ada))

    for deed in (update(Scan).values(verdict="unknown"), delete(Scan)):
        with pytest.raises(IntegrityError), transaction() as connection:
            connection.execute(deed)

    assert only(Scan).verdict == "admit"


def test_a_batch_of_many_needs_one_write_each_and_little_else(event, kim):
    make_registration(event, "Ada", holders=tuple(f"Guest {number}" for number in range(20)))
    takes = [take(event, ticket) for ticket in tickets_of(event)]

    with counted_queries() as seen:
        scan(kim, *takes)

    assert len(seen) <= 12 + 20


def test_the_list_is_made_once(app, event):
    found = at_once(8, lambda _: usual_list(event))

    assert len(set(found)) == 1
    assert len(all_of(CheckinList)) == 1
