"""What people change in the stateful test: they cancel, answer offers, pass on, switch, order and pay, come in, and bring guests."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from eventsvc.core.db import reading
from eventsvc.core.errors import Refused
from eventsvc.registration import changes, groups, holds, service
from eventsvc.registration.approval import service as applications
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.tickets import guests
from eventsvc.tickets.guests import Guest
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.checkin.door import scan, take, verdicts
from tests.registration.cases import reason
from tests.registration.reference_hall import TAKEN, Person, Seat
from tests.registration.stateful_entry import Opened

DESK = service.By(system=True)


class Changed(Opened):
    """Deeds of guests, and the hours that pass."""

    @rule(minutes=st.sampled_from([1, 5, 20, 800]))
    def wait(self, minutes: int) -> None:
        if self.clock.at + timedelta(minutes=minutes) >= self.event.starts_at:
            return
        self.clock.move(minutes=minutes)
        holds.sweep()
        applications.sweep()
        for hall in self.halls.values():
            hall.sweep(self.clock.at)

    @precondition(lambda self: self.among("confirmed", "held", "unpaid", "applied", "approved"))
    @rule(data=st.data(), index=st.integers(0, 2))
    def cancel(self, data: st.DataObject, index: int) -> None:
        person = self.some(data, "confirmed", "held", "unpaid", "applied", "approved")
        tickets = [seat.ticket_id for seat in self.seats(person)]
        one = index if index < len(tickets) else None
        chosen = None if one is None else tickets[one]
        if any(seat.inside for seat in (person.seats if one is None else [person.seats[one]])):
            self.refused("admitted", service.cancel, person.id, ticket_id=chosen)
            return
        service.cancel(person.id, ticket_id=chosen)
        self.model.give_back(person, one, self.clock.at)

    @precondition(lambda self: self.among("waiting"))
    @rule(data=st.data(), accepts=st.booleans())
    def answer_an_offer(self, data: st.DataObject, accepts: bool) -> None:  # noqa: FBT001  drawn
        person = self.some(data, "waiting")
        entry = self.model.entry(person)
        assert entry is not None
        if entry.until is None:
            if accepts:
                with pytest.raises(Refused):
                    waitlist.accept(person.id)
                return
        elif accepts and person.unanswered:
            self.refused("answers-missing", waitlist.accept, person.id)
            return
        elif accepts:
            assert waitlist.accept(person.id) == self.model.accept(person)
            self.model.fill(self.clock.at)
            return
        waitlist.leave(person.id)
        self.model.end(person, "cancelled")
        self.model.fill(self.clock.at)

    @precondition(lambda self: self.among("confirmed"))
    @rule(data=st.data(), index=st.integers(0, 2), passes=st.booleans())
    def change_a_ticket(self, data: st.DataObject, index: int, passes: bool) -> None:  # noqa: FBT001  drawn
        person = self.some(data, "confirmed")
        (self.pass_on if passes else self.switch)(person, index % len(person.seats))

    @precondition(lambda self: self.among("confirmed"))
    @rule(data=st.data(), index=st.integers(0, 2))
    def somebody_comes_in(self, data: st.DataObject, index: int) -> None:
        person = self.some(data, "confirmed")
        at = index % len(person.seats)
        seat, ticket = person.seats[at], factories.only(Ticket, id=self.seats(person)[at].ticket_id)
        expected = "wrong_list" if seat.type.pool == "online" else "duplicate" if seat.inside else "admit"
        assert verdicts(scan(self.phone, take(self.event, ticket))) == [expected]
        seat.inside = seat.type.pool == "room"

    def pass_on(self, person: Person, index: int) -> None:
        self.number += 1
        name, address = f"Heir {self.number}", f"{uuid.uuid4().hex[:10]}@heirs.example"
        ticket = self.seats(person)[index].ticket_id
        if person.seats[index].inside:
            assert reason(changes.transfer, person.id, ticket, name=name, email=address, language="de") == "admitted"
            return
        heir = changes.transfer(person.id, ticket, name=name, email=address, language="de")
        self.model.pass_on(person, index, heir.registration_id, (name, address))

    def switch(self, person: Person, index: int) -> None:
        kind = self.types[0] if person.seats[index].type.pool == "online" else self.types[4]
        expected = "costs-differ" if person.price else self.model.refusal(kind, 1)
        if expected is None and kind.pool == "room":
            expected = self.model.one_more(person, kind)
        if person.seats[index].inside:
            expected = "admitted"
        ticket = self.seats(person)[index].ticket_id
        if expected is not None:
            assert reason(changes.switch, person.id, ticket, kind.id) == expected
            return
        changes.switch(person.id, ticket, kind.id)
        self.model.switch(person, index, kind, self.clock.at)

    @precondition(lambda self: self.among("held", "approved", "unpaid"))
    @rule(data=st.data())
    def order_and_pay(self, data: st.DataObject) -> None:
        person = self.some(data, "held", "approved", "unpaid")
        if person.unanswered:
            self.refused("answers-missing", holds.order, person.id)
        elif person.state != "unpaid":
            holds.order(person.id)
            self.model.order(person, self.clock.at)
        else:
            holds.settle(person.id, by=DESK)
            self.model.settle(person)

    @precondition(lambda self: self.among("confirmed"))
    @rule(data=st.data())
    def one_more_comes_along(self, data: st.DataObject) -> None:
        person = self.some(data, "confirmed")
        expected = self.model.adding(person)
        if expected is not None:
            assert reason(groups.add, person.id, ("",)) == expected
            return
        groups.add(person.id, ("",))
        self.model.from_block(person, 1 if person.seats[0].type.pool == "room" else 0)
        person.seats.append(Seat(person.seats[0].type, TAKEN))
        self.model.letters[person.id, "ticket"] += 1

    @precondition(lambda self: self.among("confirmed"))
    @rule(data=st.data(), index=st.integers(0, 2), deed=st.sampled_from(["enter", "enter", "give back", "refuse"]))
    def a_guest_follows_the_own_link(self, data: st.DataObject, index: int, deed: str) -> None:
        person = self.some(data, "confirmed")
        linked = [(at, guest) for at, guest in enumerate(guests.valid_of(reading(), person.id)) if guest.linked]
        if linked:
            at, guest = linked[index % len(linked)]
            self.guest(person, at, guest, deed)

    def guest(self, person: Person, at: int, guest: Guest, deed: str) -> None:
        token, own, seat = guest.secret(self.event.uuid), guest.own(self.event.uuid), person.seats[at]
        if deed == "enter":
            address = f"{uuid.uuid4().hex[:10]}@guests.example"
            groups.enter(token, groups.Entry(name=f"Own {uuid.uuid4().hex[:6]}", email=address, language="en", own=own))
            seat.filled = True
            self.model.letters[person.id, "guest-ticket"] += 1
            return
        done = groups.give_back if deed == "give back" else groups.refuse
        if seat.inside:
            assert reason(done, token, own) == "admitted"
            return
        done(token, own)
        self.model.leave_open(person, at)
        self.model.letters[person.id, "guest-gave-back"] += deed == "give back"
