"""The dates of a pass afterwards: left, added, waited for, with another address, forgotten. On both databases."""


from datetime import datetime

import pytest
from flask import Flask

from eventsvc.core.errors import Missing
from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import forgetting, my_data, pass_queries, passes, queries, service
from eventsvc.registration.models import BlockedAddress, Registration, SeriesPass, WaitlistEntry
from tests import factories, whole
from tests.registration.cases import SPRING, reason, wish
from tests.registration.lines import changed, full, joined
from tests.registration.passing import dates, kinds, of, refused, wanted
from tests.support import at_once, frozen

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def test_leaving_one_date_keeps_the_others_and_feeds_the_waitlist() -> None:
    series, events = dates(room=1)
    kept = passes.register(wanted(series, events))
    waits = joined(events[1], "Cem")
    mine = factories.only(Registration, event_id=events[1].id, pass_id=kept.pass_id)

    left = passes.leave(kept.pass_id, mine.id)

    assert left == 1
    assert of(kept) == {events[0].id: "confirmed", events[1].id: "cancelled", events[2].id: "confirmed"}
    assert factories.only(Registration, id=waits).state == "confirmed"
    assert kinds() == ["pass", "waitlist-joined", "registration-cancelled", "waitlist-ticket"]
    assert passes.leave(kept.pass_id, mine.id) == 0
    assert whole.faults() == []


def test_a_date_of_somebody_else_cannot_be_left() -> None:
    series, events = dates(2)
    kept, other = passes.register(wanted(series, events)), passes.register(wanted(series, events, name="Cem"))
    foreign = factories.all_of(Registration, pass_id=other.pass_id)[0]

    with pytest.raises(Missing):
        passes.leave(kept.pass_id, foreign.id)


def test_leaving_all_leaves_what_can_be_left() -> None:
    series, events = dates()
    kept = passes.register(wanted(series, events))
    changed(events[1], cancel_until=datetime(2027, 4, 1, 12))  # noqa: DTZ001

    with frozen(SPRING):
        left, why = passes.leave_all(kept.pass_id)

    assert (left, [no.reason for no in why]) == (2, ["cancel-over"])
    assert of(kept) == {events[0].id: "cancelled", events[1].id: "confirmed", events[2].id: "cancelled"}


def test_a_date_is_added_and_taken_again_after_it_was_left() -> None:
    series, events = dates()
    kept = passes.register(wanted(series, events[:2]))
    passes.leave(kept.pass_id, factories.all_of(Registration, event_id=events[0].id)[0].id)

    passes.add(kept.pass_id, events[2].id)
    passes.add(kept.pass_id, events[0].id)

    assert [(one.event.id, one.registration.state) for one in pass_queries.by_id(kept.pass_id).dates] == [
        (one.id, "confirmed") for one in events
    ]
    assert kinds() == ["pass", "registration-cancelled", "ticket", "ticket"]
    assert reason(passes.add, kept.pass_id, events[2].id) == "mailbox-full"
    with pytest.raises(Missing):
        passes.add(kept.pass_id, factories.make_event().id)


def test_a_date_that_is_in_the_pass_is_not_added_twice() -> None:
    series, events = dates(2)
    kept = passes.register(wanted(series, events))

    assert reason(passes.add, kept.pass_id, events[1].id) == "pass-have"
    assert factories.pool_of(events[1]).taken == 1


def test_who_has_a_pass_waits_for_a_date_that_is_full() -> None:
    series, events = dates(2, room=1)
    [ada] = full(events[1], 1)
    kept = passes.register(wanted(series, events))

    passes.wait(kept.pass_id, events[1].id)

    assert of(kept) == {events[0].id: "confirmed", events[1].id: "waiting"}
    service.cancel(ada)
    assert of(kept)[events[1].id] == "confirmed"
    assert factories.only(WaitlistEntry).state == "done"
    assert whole.faults() == []


def test_nobody_waits_for_what_is_free() -> None:
    series, events = dates(2)
    kept = passes.register(wanted(series, events[:1]))

    assert reason(passes.wait, kept.pass_id, events[1].id) == "type-unknown"


def test_the_right_address_moves_the_whole_pass_and_voids_all_links() -> None:
    series, events = dates()
    kept = passes.register(wanted(series, events, email="dora@guest.example"))
    old = [factories.secret_of(one) for one in factories.all_of(Registration)]

    fresh = passes.correct_email(kept.pass_id, "dora@guests.example")

    assert {one.email for one in factories.all_of(Registration)} == {"dora@guests.example"} == {factories.only(SeriesPass).email}
    assert len(pass_queries.by_secret(fresh).dates) == 3
    for void in old:
        with pytest.raises(Missing):
            queries.by_secret(void)
    with pytest.raises(Missing):
        pass_queries.by_secret(kept.secret)
    assert [(one.kind, one.recipient) for one in factories.all_of(OutboxRow)][-1] == ("pass", "dora@guests.example")


def test_a_date_that_gets_another_address_goes_its_own_way() -> None:
    """The old address still has the link of the pass, and must not see the new one's ticket."""
    series, events = dates(2)
    kept = passes.register(wanted(series, events))
    mine = factories.all_of(Registration)[0]

    service.correct_email(mine.id, "dora@uni.example")

    assert list(of(kept)) == [events[1].id]
    assert factories.fresh(mine).pass_id is None


def test_that_was_not_me_ends_all_dates_and_forgets_the_pass() -> None:
    series, events = dates()
    kept = passes.register(wanted(series, events, email="dora@guests.example"))

    passes.disown(kept.pass_id)

    gone = factories.only(SeriesPass)
    assert (gone.name, gone.email, gone.email_key) == ("", "", "")
    assert of(kept) == {one.id: "cancelled" for one in events}
    assert {one.email for one in factories.all_of(Registration)} == {""}
    assert {one.event_id for one in factories.all_of(BlockedAddress)} == {one.id for one in events}
    assert [(one.state, one.recipient) for one in factories.all_of(OutboxRow)] == [("dropped", "")]
    assert refused(wanted(series, events, name="Mallory", email="DORA@guests.example"))[1] == dict.fromkeys(
        [one.id for one in events], "address-blocked",
    )
    with pytest.raises(Missing):
        pass_queries.by_secret(kept.secret)
    assert whole.faults() == []


def test_the_pass_is_forgotten_with_the_last_of_its_dates() -> None:
    series, events = dates(2)
    kept = passes.register(wanted(series, events))
    first, second = factories.all_of(Registration)

    forgetting.erase(first.id)
    still = factories.only(SeriesPass)
    forgetting.erase(second.id)

    gone = factories.only(SeriesPass)
    assert (still.name, gone.name, gone.email, gone.email_key) == ("Dora", "", "", "")
    with pytest.raises(Missing):
        pass_queries.by_secret(kept.secret)


def test_forgetting_all_dates_at_once_forgets_the_pass(app: Flask) -> None:
    series, events = dates(4)
    passes.register(wanted(series, events))
    mine = [one.id for one in factories.all_of(Registration)]

    answers = at_once(4, lambda number: forgetting.erase(mine[number]), app)

    assert [one for one in answers if isinstance(one, BaseException)] == []
    assert factories.only(SeriesPass).email == ""


def test_my_data_holds_the_pass() -> None:
    series, events = dates(2)
    kept = passes.register(wanted(series, events, email="dora@guests.example"))
    mine, alone = factories.all_of(Registration)[0], service.register(events[0].id, wish(events[0], "Cem"))

    with frozen(SPRING):
        told = my_data.file(my_data.of(queries.by_id(mine.id)), SPRING)["series_pass"]

    made = factories.only(SeriesPass, id=kept.pass_id).created_at
    assert told == {
        "name": "Dora", "email": "dora@guests.example", "language": "en", "dates": 2, "made_at": made.isoformat(timespec="seconds"),
    }
    assert my_data.file(my_data.of(queries.by_id(alone.registration_id)), SPRING)["series_pass"] is None
