"""Passes for a series in the stateful test: one registration for two dates, left and added singly. Also what is undone: a ticket that
was passed on goes back, and "that wasn't me".
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from eventsvc.registration import changes, passes, service
from eventsvc.registration.models import Registration
from eventsvc.registration.passes import PassWish
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.registration import passing
from tests.registration.reference_hall import Person, Type
from tests.registration.stateful_asked import Asked

Who = tuple[str, str]
ELSEWHERE = 0
"""A date that is not of the series."""


@dataclass
class Holder:
    """Who has a pass, and its dates (event and registration), also those that were left."""

    pass_id: int
    who: Who
    dates: list[tuple[int, Person]]


class Passing(Asked):
    """Deeds of who has a pass, and of who does not want what somebody else made."""

    def __init__(self) -> None:
        super().__init__()
        self.holders: list[Holder] = []
        self.written: defaultdict[Who, list[datetime]] = defaultdict(list)

    @rule(
        data=st.data(), known=st.booleans(), which=st.sampled_from(["both", "both", "both", "second", "foreign"]), online=st.booleans(),
        whole=st.booleans(),
    )
    def somebody_wants_a_pass(self, data: st.DataObject, known: bool, which: str, online: bool, whole: bool) -> None:  # noqa: FBT001  drawn
        first, second = self.halls
        wanted = {"second": (second,), "both": (second, first), "foreign": (first, second, ELSEWHERE)}[which]
        who = data.draw(st.sampled_from(self.known())) if known and self.known() else self.somebody()
        self.want(who, wanted, online=online, whole=whole)

    def want(self, who: Who, wanted: tuple[int, ...], *, online: bool = False, whole: bool = False) -> None:
        found = {event_id: hall.by_pass(who, online=online) for event_id, hall in self.halls.items() if event_id in wanted}
        given = {event_id: kind for event_id, kind in found.items() if isinstance(kind, Type)}
        missed = {event_id: why for event_id, why in found.items() if isinstance(why, str)}
        missed |= {ELSEWHERE: "pass-gone"} if ELSEWHERE in wanted else {}
        self.done.update(missed.values())
        wish = PassWish(
            series_id=self.series.id, event_ids=wanted, name=who[0], email=who[1], language="en", once=uuid.uuid4().hex, online=online,
            whole=whole,
        )
        no = self.no_pass(given, missed, whole=whole)
        if no is None:
            self.take(wish, given, missed)
        else:
            assert passing.refused(wish) == (no, missed)
            self.done[no] += 1

    def somebody(self) -> Who:
        self.number += 1
        return f"Guest {self.number}", f"{uuid.uuid4().hex[:10]}@guests.example"

    def known(self) -> list[Who]:
        """Who is registered already or has a pass, and whose letter box (three an hour) has certainly room for one letter more."""
        free = [one.who for one in self.among("confirmed", "passed") if one.who is not None and not one.price]
        return [who for who in dict.fromkeys([*self.written, *free]) if self.may_write(who)]

    def may_write(self, who: Who) -> bool:
        return sum(at > self.clock.at - timedelta(minutes=70) for at in self.written.get(who, ())) < 2

    def no_pass(self, given: dict[int, Type], missed: dict[int, str], *, whole: bool) -> str | None:
        """Why there is no pass: all or none, or nothing at all."""
        if (whole or not given) and ELSEWHERE in missed:
            return "pass-gone"
        if not given:
            return "pass-nothing"
        return "pass-not-all" if whole and set(missed.values()) - {"pass-have"} else None

    def take(self, wish: PassWish, given: dict[int, Type], missed: dict[int, str]) -> None:
        kept = passes.register(wish)
        assert {event_id: no.reason for event_id, no in kept.missed.items()} == missed
        assert (passes.register(wish).pass_id, passes.register(wish).fresh) == (kept.pass_id, False)
        holder = Holder(kept.pass_id, (wish.name, wish.email), [])
        people = [self.date(holder, event_id, kind) for event_id, kind in given.items()]
        self.holders.append(holder)
        self.model.letters[people[0].id, "pass"] += 1

    def date(self, holder: Holder, event_id: int, kind: Type) -> Person:
        """One date more is in the pass, by a ticket of this type."""
        made = factories.only(Registration, pass_id=holder.pass_id, event_id=event_id, state="confirmed")
        assert factories.only(Ticket, registration_id=made.id).ticket_type_id == kind.id
        person = self.halls[event_id].add(made.id, kind, 1, self.clock.at, passes=True)
        person.who = holder.who
        holder.dates.append((event_id, person))
        self.written[holder.who].append(self.clock.at)
        return person

    @precondition(lambda self: any(self.may_write(one.who) for one in self.holders))
    @rule(data=st.data(), number=st.integers(0, 1))
    def a_date_is_added(self, data: st.DataObject, number: int) -> None:
        holder = data.draw(st.sampled_from([one for one in self.holders if self.may_write(one.who)]))
        event_id = list(self.halls)[number]
        kind = self.halls[event_id].by_pass(holder.who, online=False)
        if isinstance(kind, str):
            self.refused(kind, passes.add, holder.pass_id, event_id)
            return
        passes.add(holder.pass_id, event_id)
        self.model.letters[self.date(holder, event_id, kind).id, "ticket"] += 1
        self.done["added"] += 1

    @precondition(lambda self: self.holders)
    @rule(data=st.data())
    def a_date_is_left(self, data: st.DataObject) -> None:
        holder = data.draw(st.sampled_from(self.holders))
        event_id, person = data.draw(st.sampled_from(holder.dates))
        if any(seat.inside for seat in person.seats):
            self.refused("admitted", passes.leave, holder.pass_id, person.id)
            return
        assert passes.leave(holder.pass_id, person.id) == len(person.seats)
        self.left(event_id, person)

    def left(self, event_id: int, person: Person) -> int:
        """Answers how many dates were left by that."""
        if not person.seats or any(seat.inside for seat in person.seats):
            return 0
        self.halls[event_id].give_back(person, None, self.clock.at)
        self.done["left"] += 1
        return 1

    @precondition(lambda self: self.holders)
    @rule(data=st.data())
    def all_dates_are_left(self, data: st.DataObject) -> None:
        holder = data.draw(st.sampled_from(self.holders))
        left, refused = passes.leave_all(holder.pass_id)
        stays = [person for _event, person in holder.dates if any(seat.inside for seat in person.seats)]
        assert [no.reason for no in refused] == ["admitted"] * len(stays)
        assert left == sum(self.left(event_id, person) for event_id, person in self.in_order(holder))

    def in_order(self, holder: Holder) -> list[tuple[int, Person]]:
        return sorted(holder.dates, key=lambda one: (one[0], one[1].id))

    @precondition(lambda self: self.holders)
    @rule(data=st.data(), number=st.integers(0, 1))
    def a_date_is_left_and_added_again(self, data: st.DataObject, number: int) -> None:
        self.a_date_is_left(data)
        if any(self.may_write(one.who) for one in self.holders):
            self.a_date_is_added(data, number)

    def single(self) -> list[Person]:
        """Who registered for the first date alone, whatever came of it."""
        people = self.model.people.values() if hasattr(self, "model") else ()
        return [one for one in people if one.who is not None and not one.passes]

    def heirs(self) -> list[Person]:
        return [one for one in self.single() if one.giver is not None]

    @rule(data=st.data(), what=st.sampled_from(["pass", "gift", "group", "registration"]))
    def that_was_not_me(self, data: st.DataObject, what: str) -> None:
        if what == "pass" and self.holders:
            self.disown_pass(data.draw(st.sampled_from(self.holders)))
            return
        filled = [one for one in self.single() if any(seat.filled for seat in one.seats)]
        people = {"gift": self.heirs(), "group": filled}.get(what) or self.single()
        if not people:
            return
        person = data.draw(st.sampled_from(people))
        service.disown(person.id)
        self.model.disown(person, self.clock.at)
        self.done["disowned"] += 1

    def disown_pass(self, holder: Holder) -> None:
        passes.disown(holder.pass_id)
        for event_id, person in self.in_order(holder):
            self.halls[event_id].disown(person, self.clock.at)
        self.holders.remove(holder)
        self.done["pass disowned"] += 1
        if self.may_write(holder.who):
            self.want(holder.who, tuple(self.halls))

    @precondition(lambda self: self.heirs())
    @rule(data=st.data())
    def an_heir_declines(self, data: st.DataObject) -> None:
        heir = data.draw(st.sampled_from(self.heirs()))
        expected = self.model.no_return(heir)
        if expected is not None:
            self.refused(expected, changes.decline, heir.id)
            return
        changes.decline(heir.id)
        self.model.give_back_passed(heir, self.clock.at)
