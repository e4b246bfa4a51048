"""Questions before the ticket in the stateful test: answered singly or all, left open, and taken up again after the time is over."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from eventsvc.registration import finishing, holds
from tests.questions.asking import given
from tests.registration.reference_hall import Person
from tests.registration.stateful_changes import Changed


class Asked(Changed):
    """Deeds of who is asked something first, and of who comes too late."""

    def asked_now(self) -> list[Person]:
        return [one for one in self.among("held", "waiting") if any(seat.type.asks for seat in one.seats) and not self.waits(one)]

    def waits(self, person: Person) -> bool:
        """On the list, without an offer."""
        entry = self.model.entry(person)
        return entry is not None and entry.until is None

    @precondition(lambda self: self.asked_now())
    @rule(data=st.data(), index=st.integers(0, 2), every=st.booleans())
    def somebody_answers(self, data: st.DataObject, index: int, every: bool) -> None:  # noqa: FBT001  drawn
        person = data.draw(st.sampled_from(self.asked_now()))
        tickets = self.seats(person)
        chosen = range(len(tickets)) if every else [index % len(tickets)]
        answers = [given(self.asked, ticket_id=tickets[at].ticket_id) for at in chosen]
        for at in chosen:
            person.seats[at].answered = True
        if person.unanswered:
            self.refused("answers-missing", finishing.answer, person.id, answers)
        elif person.state == "waiting":
            assert finishing.answer(person.id, answers) == self.model.accept(person)
            self.done["offer answered"] += 1
            self.model.fill(self.clock.at)
        else:
            assert finishing.answer(person.id, answers) == self.model.complete(person) == "confirmed"
            self.done["answered"] += 1

    @precondition(lambda self: self.among("waiting") and self.among("confirmed"))
    @rule(data=st.data(), every=st.booleans())
    def a_seat_is_free_and_somebody_is_asked_first(self, data: st.DataObject, every: bool) -> None:  # noqa: FBT001  drawn
        self.cancel(data, 0)
        if self.asked_now():
            self.somebody_answers(data, 0, every)

    @precondition(lambda self: self.among("held"))
    @rule(data=st.data())
    def somebody_goes_on_as_it_is(self, data: st.DataObject) -> None:
        person = self.some(data, "held")
        if person.unanswered:
            self.refused("answers-missing", holds.complete, person.id)
        else:
            assert holds.complete(person.id) == self.model.complete(person)

    def late(self) -> list[Person]:
        """Whose time to finish ran out."""
        return [one for one in self.among("expired") if one.before == "held"]

    @precondition(lambda self: self.late())
    @rule(data=st.data(), deed=st.sampled_from([holds.extend, holds.complete, holds.order]))
    def somebody_comes_back_too_late(self, data: st.DataObject, deed: object) -> None:
        person = data.draw(st.sampled_from(self.late()))
        expected = self.model.no_second_time(person)
        if expected is None and person.unanswered and deed is not holds.extend:
            expected = "answers-missing"
        if expected is not None:
            self.refused(expected, deed, person.id)
            return
        deed(person.id)  # type: ignore[operator]
        self.model.revive(person, self.clock.at)
        self.done["revived"] += 1
        if deed is holds.complete:
            self.model.complete(person)
        elif deed is holds.order:
            self.model.order(person, self.clock.at)

    @precondition(lambda self: self.among("held"))
    @rule(data=st.data(), deed=st.sampled_from([holds.extend, holds.complete]))
    def the_time_runs_out_and_somebody_comes_back(self, data: st.DataObject, deed: object) -> None:
        self.wait(20)
        if self.late():
            self.somebody_comes_back_too_late(data, deed)
