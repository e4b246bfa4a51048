"""A simple model of registering, moving up and giving back: plain lists and sums, no database. The real thing must agree with it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from eventsvc.registration import offer_times, rules

HELD, TAKEN, WANTED = "held", "taken", "wanted"
Letters = Counter[tuple[int, str]]


@dataclass(frozen=True)
class Type:
    """What is offered: on which pool, for how much, with which own limit."""

    id: int
    pool: str
    price: int = 0
    most: int | None = None
    approval: bool = False


@dataclass
class Seat:
    """One ticket of the model."""

    type: Type
    counts: str


@dataclass
class Person:
    """One registration of the model."""

    id: int
    state: str
    seats: list[Seat]
    deadline: datetime | None = None
    price: int = 0
    code: bool = False


@dataclass
class Entry:
    """One who waits, or has an offer until a deadline."""

    person: Person
    many: int
    types: Sequence[Type]
    until: datetime | None = None
    offered: Type | None = None


@dataclass
class Model:
    """An event: what is free, who has what, who waits, and which letters are owed."""

    mode: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    places: dict[str, int]
    people: dict[int, Person] = field(default_factory=dict)
    queue: list[Entry] = field(default_factory=list)
    letters: Letters = field(default_factory=Counter)

    def used(self, pool: str) -> int:
        """Seats of a pool that are not free."""
        return sum(seat.type.pool == pool and seat.counts != WANTED for one in self.people.values() for seat in one.seats)

    def left(self, kind: Type) -> int:
        """Seats that are free for a type."""
        free = self.places[kind.pool] - self.used(kind.pool)
        if kind.most is None:
            return free
        own = sum(seat.type == kind and seat.counts != WANTED for one in self.people.values() for seat in one.seats)
        return min(free, kind.most - own)

    def entry(self, person: Person) -> Entry | None:
        """Their place in the list."""
        return next((one for one in self.queue if one.person is person), None)

    def refusal(self, kind: Type, many: int) -> str | None:
        """Why so many tickets of a type cannot be had now."""
        if kind.approval:
            return None
        if many > self.left(kind):
            return "type-full" if many <= self.places[kind.pool] - self.used(kind.pool) else "sold-out"
        if self.mode == "hand" and any(one.until is None and kind in one.types for one in self.queue):
            return "others-wait"
        return None

    def add(self, registration_id: int, kind: Type, many: int, now: datetime, *, free: bool = False) -> str:
        """Somebody registered; answers the state."""
        price = 0 if free else kind.price * many
        if kind.approval:
            person = Person(registration_id, "applied", [Seat(kind, WANTED) for _ in range(many)], code=free)
            self.letters[registration_id, "applied"] += 1
        elif price:
            seats = [Seat(kind, HELD) for _ in range(many)]
            person = Person(registration_id, "held", seats, min(now + rules.HOLD, self.ends_at), price, code=free)
        else:
            person = Person(registration_id, "confirmed", [Seat(kind, TAKEN) for _ in range(many)], code=free)
            self.letters[registration_id, "ticket"] += 1
        self.people[registration_id] = person
        return person.state

    def wait(self, registration_id: int, types: Sequence[Type], many: int) -> None:
        """Somebody put themselves on the list."""
        person = Person(registration_id, "waiting", [Seat(types[0], WANTED) for _ in range(many)])
        self.people[registration_id] = person
        self.queue.append(Entry(person, many, types))
        self.letters[registration_id, "waitlist-joined"] += 1

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
        if self.mode == "confirm" and not kind.price:
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
        person.state, person.seats, person.deadline, person.code = state, [], None, False
        entry = self.entry(person)
        if entry is not None:
            self.queue.remove(entry)

    def give_back(self, person: Person, index: int | None, now: datetime) -> None:
        """One ticket or all of a registration are given back."""
        if index is not None and len(person.seats) > 1:
            del person.seats[index]
            self.letters[person.id, "ticket" if person.state == "confirmed" else "where-it-stands"] += 1
        else:
            self.end(person, "cancelled")
            self.letters[person.id, "registration-cancelled"] += 1
        self.fill(now)

    def pass_on(self, person: Person, index: int, heir_id: int) -> None:
        """One ticket is another person's from now on."""
        seat = person.seats.pop(index)
        self.people[heir_id] = Person(heir_id, "confirmed", [seat])
        if not person.seats:
            person.state = "passed"
        self.letters[heir_id, "passed-to"] += 1
        self.letters[person.id, "passed-on"] += 1

    def switch(self, person: Person, index: int, kind: Type, now: datetime) -> None:
        """One ticket is for another way to take part."""
        person.seats[index] = Seat(kind, TAKEN)
        self.letters[person.id, "ticket"] += 1
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

    def order(self, person: Person, now: datetime) -> None:
        """Ordered with an obligation to pay."""
        if person.state == "held":
            person.deadline = min(now + rules.PAY_WITHIN, max(self.starts_at, now + timedelta(hours=1)), self.ends_at)
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
