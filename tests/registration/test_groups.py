"""A group: guests who enter themselves, give their places back, or do not know who invited them; more people in one registration."""

import pytest
from flask import Flask

from eventsvc.core.errors import Missing
from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import changes, ends, groups, service
from eventsvc.tickets.models import Roster
from tests import factories
from tests.checkin.door import EVENING, make_phone, scan, take
from tests.registration.cases import SPRING, reason
from tests.registration.groups_of import CEM, entered, entry, group, known, letters, link, own, tickets
from tests.registration.lines import changed
from tests.support import Frozen, at_once, frozen
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


@pytest.fixture(autouse=True)
def now(app: Flask) -> object:
    with frozen(SPRING) as stopped:
        yield stopped


def test_a_guest_enters_and_has_a_ticket_mail_of_the_own() -> None:
    event = factories.make_event()
    ben = group(event, "", "")
    seat = tickets(ben)[1]
    rev = factories.only(Roster, event_id=event.id).rev

    groups.enter(link(seat), entry())

    kept = factories.fresh(seat)
    assert (kept.holder, kept.email, kept.language, kept.code_hash) == ("Cem Coşkun", CEM, "en", seat.code_hash)
    assert "coskun" in kept.folded
    assert kept.rev == factories.only(Roster, event_id=event.id).rev > rev
    assert letters(ben) == ["ticket", "guest-ticket"]
    letter = factories.only(OutboxRow, kind="guest-ticket")
    assert (letter.recipient, letter.language, letter.payload["ticket_id"]) == (CEM, "en", seat.id)
    assert factories.fresh(ben).email != CEM
    assert faults() == []


def test_sent_twice_it_counts_once() -> None:
    ben = group(factories.make_event())
    seat = tickets(ben)[1]

    groups.enter(link(seat), entry())
    groups.enter(link(seat), entry(name="CEM COSKUN", email=CEM.upper()))

    assert factories.fresh(seat).holder == "Cem Coşkun"
    assert letters(ben).count("guest-ticket") == 1


def test_of_two_who_fill_in_one_link_at_once_one_has_it(app: Flask) -> None:
    ben = group(factories.make_event())
    seat = tickets(ben)[1]
    people = ["Cem", "Dora", "Eve", "Finn", "Gül", "Hal", "Ida", "Jon"]

    answers = at_once(8, lambda number: groups.enter(link(seat), entry(people[number], f"{number}@guests.example")), app)

    there = factories.fresh(seat)
    lucky = people.index(there.holder)
    assert [getattr(one, "reason", None) for one in answers] == [None if one == lucky else "guest-filled" for one in range(8)]
    assert there.email == f"{lucky}@guests.example"
    assert letters(ben).count("guest-ticket") == 1
    assert faults() == []


def test_who_has_entered_changes_it_by_the_own_link_only() -> None:
    ben = group(factories.make_event())
    seat = entered(tickets(ben)[1])

    assert reason(groups.enter, link(seat), entry("Ben's Friend")) == "guest-filled"
    groups.enter(link(seat), entry("Cem C. Coşkun", own=own(seat)))
    groups.enter(link(seat), entry("Cem C. Coşkun", "cem@home.example", "de", own=own(seat)))

    there = factories.fresh(seat)
    assert (there.holder, there.email, there.language) == ("Cem C. Coşkun", "cem@home.example", "de")
    assert [one.recipient for one in factories.all_of(OutboxRow, kind="guest-ticket")] == [CEM, "cem@home.example"]
    assert own(there) != own(seat)


@pytest.mark.parametrize("why", ["begun", "cancelled", "mailbox-full", "ticket-cancelled"])
def test_what_cannot_be_entered_any_more_is_refused(now: Frozen, why: str) -> None:
    event = factories.make_event()
    ben = group(event)
    seat = tickets(ben)[1]
    if why == "begun":
        now.at = event.starts_at
    elif why == "cancelled":
        changed(event, state="cancelled")
    elif why == "mailbox-full":
        for _number in range(3):
            groups.send(ben.id, seat.id, CEM)
            now.move(minutes=11)
    else:
        ends.cancel(ben.id, ticket_id=seat.id)

    assert reason(groups.enter, link(factories.fresh(seat)), entry()) == why
    assert factories.fresh(seat).holder == ""


def test_a_place_that_comes_back_has_a_new_code_and_a_new_link() -> None:
    event = factories.make_event(room=2)
    ben = group(event)
    seat = entered(tickets(ben)[1])

    assert reason(groups.give_back, link(seat)) == "guest-filled"
    groups.give_back(link(seat), own(seat))

    old, new = tickets(ben)[1:]
    assert (old.id, old.state, old.email, new.state, new.holder, new.email) == (seat.id, "replaced", "", "valid", "", "")
    assert new.code_hash != old.code_hash
    assert (known(link(seat)), known(link(new))) == (False, True)
    assert letters(ben) == ["ticket", "guest-ticket", "guest-gave-back"]
    assert factories.pool_of(event).taken == 2
    assert faults() == []
    with pytest.raises(Missing):
        groups.give_back(link(seat), own(seat))


def test_a_place_that_nobody_has_entered_keeps_its_code() -> None:
    ben = group(factories.make_event())
    seat = tickets(ben)[1]
    groups.send(ben.id, seat.id, CEM)
    before = link(factories.fresh(seat))

    groups.give_back(before)

    after = factories.fresh(seat)
    assert (after.state, after.email, after.code_hash) == ("valid", "", seat.code_hash)
    assert (known(before), known(link(after))) == (False, True)
    assert len(tickets(ben)) == 2


def test_who_is_in_does_not_give_the_place_back() -> None:
    with frozen(EVENING):
        event = factories.make_event()
        ben = group(event)
        seat = entered(tickets(ben)[1])
        scan(make_phone(event), take(event, seat))

        assert reason(groups.give_back, link(seat), own(seat)) == "admitted"


def test_a_stranger_is_left_alone(now: Frozen) -> None:
    ben = group(factories.make_event())
    seat = tickets(ben)[1]
    groups.send(ben.id, seat.id, CEM)

    groups.refuse(link(factories.fresh(seat)))

    assert factories.fresh(seat).email == ""
    assert CEM not in [one.recipient for one in factories.all_of(OutboxRow)]
    assert factories.only(OutboxRow, kind="guest-invitation").state == "dropped"
    assert reason(groups.send, ben.id, seat.id, CEM.upper()) == "guest-refuses"
    now.move(hours=27)
    groups.send(ben.id, seat.id, CEM)
    assert faults() == []


def test_a_link_is_sent_and_not_again_for_ten_minutes(now: Frozen) -> None:
    ben = group(factories.make_event())
    seat = tickets(ben)[1]

    assert reason(groups.send, ben.id, seat.id) == "email-needed"
    groups.send(ben.id, seat.id, CEM)
    first = link(factories.fresh(seat))
    assert reason(groups.send, ben.id, seat.id) == "guest-sent"
    assert reason(groups.send, ben.id, seat.id, CEM) == "guest-sent"
    now.move(minutes=10)
    groups.send(ben.id, seat.id)

    assert letters(ben, CEM) == ["guest-invitation"] * 2
    assert link(factories.fresh(seat)) == first


def test_another_address_makes_the_first_link_void() -> None:
    ben = group(factories.make_event())
    seat = tickets(ben)[1]
    groups.send(ben.id, seat.id, "cen@guests.example")
    first = link(factories.fresh(seat))

    groups.send(ben.id, seat.id, CEM)

    assert (known(first), known(link(factories.fresh(seat)))) == (False, True)


def test_who_has_entered_gets_the_ticket_again_at_the_own_address(now: Frozen) -> None:
    ben = group(factories.make_event())
    seat = entered(tickets(ben)[1])

    assert reason(groups.send, ben.id, seat.id) == "guest-sent"
    now.move(minutes=10)
    groups.send(ben.id, seat.id, "ben@guests.example")

    assert letters(ben, CEM) == ["guest-ticket"] * 2
    assert letters(ben, "ben@guests.example") == []


def test_a_letter_box_gets_no_more_than_three(now: Frozen) -> None:
    ben = group(factories.make_event(), "", "", "", "")

    for seat in tickets(ben)[1:4]:
        groups.send(ben.id, seat.id, CEM)

    assert reason(groups.send, ben.id, tickets(ben)[4].id, CEM) == "mailbox-full"


def test_those_who_are_missing_are_reminded(now: Frozen) -> None:
    ben = group(factories.make_event(), "", "", "Eve")
    _own, cem, dora, _eve = tickets(ben)
    groups.send(ben.id, cem.id, CEM)
    groups.send(ben.id, dora.id, "dora@guests.example")
    entered(factories.fresh(dora), name="Dora Dietz", email="dora@guests.example")

    assert reason(groups.remind, ben.id) == "nobody-to-remind"
    now.move(minutes=10)
    assert groups.remind(ben.id) == 1

    assert letters(ben, CEM) == ["guest-invitation"] * 2
    assert letters(ben, "dora@guests.example") == ["guest-invitation", "guest-ticket"]


@pytest.mark.parametrize("how", ["renamed", "passed", "cancelled"])
def test_whatever_ends_a_guests_ticket_makes_the_link_void_and_is_told_once(how: str) -> None:
    event = factories.make_event()
    ben = group(event, "", "")
    seat = entered(tickets(ben)[1])
    before = link(seat)

    if how == "renamed":
        service.rename(ben.id, seat.id, "Dora Dietz")
    elif how == "passed":
        changes.transfer(ben.id, seat.id, name="Dora Dietz", email="dora@guests.example", language="de")
    else:
        ends.cancel(ben.id, ticket_id=seat.id)

    letter = factories.only(OutboxRow, kind="guest-off")
    assert (letter.recipient, letter.language, letter.payload["why"], letter.payload["name"]) == (CEM, "en", how, "Cem Coşkun")
    if how == "renamed":
        assert not known(before)
        assert (factories.fresh(seat).holder, factories.fresh(seat).email) == ("Dora Dietz", "")
    else:
        assert reason(groups.enter, before, entry("Eve")) == "ticket-cancelled"
    assert faults() == []


def test_the_same_name_in_another_spelling_is_the_same_guest() -> None:
    ben = group(factories.make_event())
    seat = entered(tickets(ben)[1], name="Cem Coskun")

    service.rename(ben.id, seat.id, "Cem Coşkun")

    assert (known(link(seat)), factories.fresh(seat).email) == (True, CEM)
    assert "guest-off" not in letters(ben)


def test_naming_an_open_place_keeps_the_link_that_was_sent() -> None:
    ben = group(factories.make_event())
    seat = tickets(ben)[1]
    groups.send(ben.id, seat.id, CEM)

    service.rename(ben.id, seat.id, "Cem")

    assert known(link(factories.fresh(seat)))


def test_all_hear_of_it_when_the_whole_registration_ends() -> None:
    event = factories.make_event()
    ben = group(event, "", "", "")
    cem, dora = entered(tickets(ben)[1]), entered(tickets(ben)[2], name="Dora", email="dora@guests.example", language="de")

    ends.cancel(ben.id)

    told = factories.all_of(OutboxRow, kind="guest-off")
    assert [(one.recipient, one.language) for one in told] == [(CEM, "en"), ("dora@guests.example", "de")]
    assert {known(link(one)) for one in (cem, dora)} == {True}  # the page says that the place is gone
    assert faults() == []


def test_switching_and_moving_up_are_told_to_the_guest_too() -> None:
    event = factories.make_event()
    ben = group(event)
    seat = entered(tickets(ben)[1])

    changes.switch(ben.id, seat.id, factories.types_of(event)[1].id)

    assert letters(ben, CEM) == ["guest-ticket"] * 2
