"""A simple model of registering, moving up and giving back: no database, no counters. The real thing must agree with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventsvc.registration import rules
from eventsvc.registration.waitlist import offer_times
from tests.registration.reference_hall import HELD, TAKEN, WANTED, Block, Entry, Hall, Person, Ruling, Seat, Type


@dataclass
class Model(Hall):
    """What each deed changes."""

    def add(
        self, registration_id: int, kind: Type, many: int, now: datetime, *, free: bool = False, block: Block | None = None,
        passes: bool = False,
    ) -> Person:
        """Somebody registered."""
        price = 0 if free else kind.price * many
        seats = [Seat(kind, TAKEN) for _ in range(many)]
        person = Person(registration_id, "confirmed", seats, None, price, free, free, block, passes=passes)
        if kind.approval:
            person.state, person.seats = "applied", [Seat(kind, WANTED) for _ in range(many)]
            self.letters[registration_id, "applied"] += 1
        elif price or kind.asks:
            person.state, person.seats = "held", [Seat(kind, HELD) for _ in range(many)]
            person.deadline = min(now + rules.HOLD, self.ends_at)
        elif not passes:  # one letter tells of all dates
            self.letters[registration_id, "ticket"] += 1
        self.uses -= free
        self.from_block(person, many)
        self.people[registration_id] = person
        return person

    def wait(self, registration_id: int, types: Sequence[Type], many: int) -> Person:
        """Somebody put themselves on the list."""
        person = Person(registration_id, "waiting", [Seat(types[0], WANTED) for _ in range(many)])
        self.people[registration_id] = person
        self.queue.append(Entry(person, many, types))
        self.letters[registration_id, "waitlist-joined"] += 1
        return person

    def fill(self, now: datetime) -> None:
        """The first who fits gets what is free."""
        if self.mode == "hand" or now >= self.starts_at:
            return
        for entry in [one for one in self.queue if one.until is None]:
            kind = next((one for one in entry.types if self.left(one) >= entry.many), None)
            if kind is not None:
                self.give(entry, kind, now)

    def give(self, entry: Entry, kind: Type, now: datetime) -> None:
        """At once, or as an offer."""
        person = entry.person
        if self.mode == "confirm" and not kind.price and not kind.asks:
            person.seats, person.state = [Seat(kind, TAKEN) for _ in range(entry.many)], "confirmed"
            self.queue.remove(entry)
            self.letters[person.id, "waitlist-ticket"] += 1
            return
        person.seats = [Seat(kind, HELD) for _ in range(entry.many)]
        entry.until = offer_times.until(now, self.zone, self.starts_at, hours=12, day_minutes=60)
        entry.offered = kind
        self.letters[person.id, "waitlist-offer"] += 1

    def end(self, person: Person, state: str) -> None:
        """A registration is over."""
        self.gone(person, person.seats)
        self.uses += person.code
        person.ended, person.ruling, person.before = person.seats, None, person.state
        person.state, person.seats, person.deadline, person.code = state, [], None, False
        entry = self.entry(person)
        if entry is not None:
            self.queue.remove(entry)

    def give_back(self, person: Person, index: int | None, now: datetime) -> None:
        """One ticket or all of a registration are given back. Of what was never finished nobody is written to."""
        before = person.state
        if index is not None and len(person.seats) > 1:
            if before != "confirmed":
                person.price = person.price // len(person.seats) * (len(person.seats) - 1)
            self.gone(person, [person.seats.pop(index)])
            kind = "ticket" if before == "confirmed" else "where-it-stands"
        else:
            self.end(person, "cancelled")
            kind = "application-withdrawn" if before == "applied" else "registration-cancelled"
        self.letters[person.id, kind] += before != "held"
        self.fill(now)

    def pass_on(self, person: Person, index: int, heir_id: int, who: tuple[str, str]) -> None:
        """One ticket is another person's from now on."""
        seat = person.seats.pop(index)
        heir = Person(heir_id, "confirmed", [Seat(seat.type, TAKEN)], block=person.block, who=who, giver=person)
        self.people[heir_id] = heir
        self.letters[person.id, "guest-off"] += seat.filled
        if not person.seats:
            person.state = "passed"
            heir.code, heir.coded, person.code, person.coded = person.code, person.coded, False, False
        self.letters[heir_id, "passed-to"] += 1
        self.letters[person.id, "passed-on"] += 1

    def switch(self, person: Person, index: int, kind: Type, now: datetime) -> None:
        """One ticket is for another way to take part."""
        self.from_block(person, 1 if kind.pool == "room" else -1)
        filled = person.seats[index].filled
        person.seats[index] = Seat(kind, TAKEN, filled=filled)
        self.letters[person.id, "ticket"] += 1
        self.letters[person.id, "guest-ticket"] += filled
        self.fill(now)

    def accept(self, person: Person) -> str:
        """The offer is taken."""
        entry = self.entry(person)
        assert entry is not None
        assert entry.offered is not None
        self.queue.remove(entry)
        if entry.offered.price:
            person.state, person.deadline, person.price = "unpaid", entry.until, entry.offered.price * entry.many
            self.letters[person.id, "ordered"] += 1
        else:
            person.state, person.seats = "confirmed", [Seat(seat.type, TAKEN) for seat in person.seats]
            self.letters[person.id, "ticket"] += 1
        return person.state

    def revive(self, person: Person, now: datetime) -> None:
        """The time ran out, and the seats are held for them once more."""
        person.seats, person.ended = [Seat(seat.type, HELD, answered=seat.answered) for seat in person.ended], []
        person.state, person.deadline, person.code = "held", min(now + rules.HOLD, self.ends_at), person.coded
        self.uses -= person.code

    def complete(self, person: Person) -> str:
        """All is answered; what costs something is still to be ordered."""
        if person.state == "held" and not person.price:
            self.settle(person)
        return person.state

    def order(self, person: Person, now: datetime) -> None:
        """Ordered with an obligation to pay, if there is anything to pay."""
        if not person.price:
            self.complete(person)
            return
        if person.state == "held":
            person.deadline = self.pay_until(now)
        person.state = "unpaid"
        self.letters[person.id, "ordered"] += 1

    def settle(self, person: Person) -> None:
        """The money is there."""
        person.state, person.deadline = "confirmed", None
        person.seats = [Seat(seat.type, TAKEN) for seat in person.seats]
        self.letters[person.id, "ticket"] += 1

    def sweep(self, now: datetime) -> None:
        """What is due ends: first what was not finished, then offers, the oldest first; each freed seat moves up at once."""
        due = [one for one in self.people.values() if one.deadline is not None and one.deadline <= now]
        for person in sorted(due, key=lambda one: (one.deadline, one.id)):
            if person.state in {"unpaid", "approved"}:
                self.letters[person.id, "deadline-over"] += 1
            self.end(person, "expired")
            self.fill(now)
        for entry in sorted((one for one in self.queue if one.until and one.until <= now), key=lambda one: (one.until, one.person.id)):
            self.letters[entry.person.id, "offer-lapsed"] += 1
            self.end(entry.person, "expired")
            self.fill(now)
        answered = [one for one in self.people.values() if one.ruling is not None and one.ruling.due <= now]
        for person in sorted(answered, key=lambda one: (one.ruling.due, one.ruling.number) if one.ruling else (now, 0)):
            self.tell(person, now)

    def answer(self, person: Person, answer: str, now: datetime, *, at_once: bool) -> None:
        """The desk answers an application; a yes keeps the seats from now on."""
        after_all = person.state == "declined"
        if after_all:
            person.seats, person.ended, person.code = person.ended, [], person.coded
            self.uses -= person.code
        if answer == "yes":
            person.seats = [Seat(seat.type, HELD) for seat in person.seats]
        self.rulings += 1
        person.ruling = Ruling(answer, now + timedelta(minutes=10), self.rulings)
        if at_once or after_all:
            self.tell(person, now)

    def tell(self, person: Person, now: datetime) -> None:
        """What was answered is known to the person."""
        assert person.ruling is not None
        answer, person.ruling = person.ruling.answer, None
        self.letters[person.id, {"yes": "approved", "later": "answer-later", "no": "declined"}[answer]] += 1
        if answer == "no":
            self.end(person, "declined")
            self.fill(now)
        elif answer == "yes" and person.price:
            person.state, person.deadline = "approved", self.pay_until(now)
        elif answer == "yes":
            person.state, person.seats = "confirmed", [Seat(seat.type, TAKEN) for seat in person.seats]

    def undo(self, person: Person, now: datetime) -> None:
        """An answer is taken back."""
        person.ruling, person.seats = None, [Seat(seat.type, WANTED) for seat in person.seats]
        self.fill(now)

    def leave_open(self, person: Person, index: int) -> None:
        """A guest gives the seat back to whoever registered: what somebody has seen is replaced."""
        if person.seats[index].filled:
            person.seats.append(Seat(person.seats.pop(index).type, TAKEN))

    def give_back_passed(self, heir: Person, now: datetime) -> None:
        """A ticket that was passed on is its former holder's again, and so is the code that went along."""
        giver, seat, (code, coded) = heir.giver, heir.seats[0], (heir.code, heir.coded)
        assert giver is not None
        heir.code = heir.coded = False
        self.end(heir, "cancelled")
        self.from_block(giver, 1 if seat.type.pool == "room" else 0)
        giver.seats.append(Seat(seat.type, TAKEN))
        giver.state = "confirmed"
        giver.code, giver.coded = giver.code or code, giver.coded or coded
        self.letters[giver.id, "came-back"] += 1
        self.fill(now)

    def disown(self, person: Person, now: datetime) -> None:
        """"That wasn't me": who came in stays as a number, all else ends; nobody uses the address here again."""
        self.blocked.add(person.who)
        there, inside = sum(seat.filled for seat in person.seats), [seat for seat in person.seats if seat.inside]
        if person.state == "confirmed" and self.no_return(person) is None:
            self.give_back_passed(person, now)
        elif inside:
            self.gone(person, [seat for seat in person.seats if not seat.inside])
            person.seats = inside
        elif person.state not in {"cancelled", "expired", "declined"}:
            self.end(person, "cancelled")
        self.letters[0, "guest-gone"] += there - sum(seat.filled for seat in inside)
        person.who = None
        self.fill(now)
