"""What a simple model of an event counts: people, seats, blocks, who waits, and why somebody is refused. Plain lists and sums."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from eventsvc.registration import rules

HELD, TAKEN, WANTED = "held", "taken", "wanted"
THERE = ("waiting", "applied", "approved", "unpaid", "confirmed")
Letters = Counter[tuple[int, str]]


@dataclass(frozen=True)
class Type:
    """What is offered: on which pool, for how much, with which own limit. `asks`: each ticket needs an answer first."""

    id: int
    pool: str
    price: int = 0
    most: int | None = None
    approval: bool = False
    asks: bool = False


@dataclass(eq=False)
class Block:
    """Seats of the room that are kept for a partner's guests until the block is released."""

    id: int
    size: int
    left: int
    code: str
    released: bool = False


@dataclass
class Seat:
    """One ticket of the model. `filled`: its guest entered by the own link; `inside`: somebody came in with it; `answered`: before it."""

    type: Type
    counts: str
    filled: bool = False
    inside: bool = False
    answered: bool = False


@dataclass
class Ruling:
    """What the desk answered, and from when on it cannot be taken back."""

    answer: str
    due: datetime
    number: int


@dataclass
class Person:
    """One registration of the model. `coded`: it came with the free code, whether it still counts (`code`) or not.

    `who`: name and address, none once it said that it was not them. `giver`: who passed the ticket on to them. `before`: how it was
    when it ended. `passes`: it is a date of a pass.
    """

    id: int
    state: str
    seats: list[Seat]
    deadline: datetime | None = None
    price: int = 0
    code: bool = False
    coded: bool = False
    block: Block | None = None
    ruling: Ruling | None = None
    ended: list[Seat] = field(default_factory=list)
    before: str = ""
    who: tuple[str, str] | None = None
    giver: "Person | None" = None
    passes: bool = False

    @property
    def unanswered(self) -> bool:
        """Whether it lacks an answer that must be there before there is a ticket."""
        return any(seat.type.asks and not seat.answered for seat in self.seats or self.ended)


@dataclass
class Entry:
    """One who waits, or has an offer until a deadline."""

    person: Person
    many: int
    types: Sequence[Type]
    until: datetime | None = None
    offered: Type | None = None


@dataclass
class Hall:
    """An event: what is free, who has what, who waits, and which letters are owed."""

    mode: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    places: dict[str, int]
    uses: int = 0
    blocks: list[Block] = field(default_factory=list)
    rulings: int = 0
    people: dict[int, Person] = field(default_factory=dict)
    queue: list[Entry] = field(default_factory=list)
    letters: Letters = field(default_factory=Counter)
    types: tuple[Type, ...] = ()
    blocked: set[tuple[str, str] | None] = field(default_factory=set)

    def used(self, pool: str) -> int:
        """Seats of a pool that are not free."""
        kept = sum(block.left for block in self.blocks) if pool == "room" else 0
        return kept + sum(seat.type.pool == pool and seat.counts != WANTED for one in self.people.values() for seat in one.seats)

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

    def has(self, who: tuple[str, str] | None) -> bool:
        """Whether this person is registered already."""
        return any(one.who == who and one.state in THERE for one in self.people.values())

    def by_pass(self, who: tuple[str, str], *, online: bool) -> Type | str:
        """Which type a pass takes, the room first; or why there is none."""
        wished = [one for one in sorted(self.types, key=lambda one: one.pool == "online") if one.pool == "online" or not online]
        plain = [one for one in wished if not (one.price or one.approval or one.asks)]
        reasons = [self.refusal(one, 1) for one in plain]
        if self.has(who):
            return "pass-have"
        if None not in reasons:
            return str(reasons[0])
        return "address-blocked" if who in self.blocked else plain[reasons.index(None)]

    def no_return(self, heir: Person) -> str | None:
        """Why a ticket that was passed on does not go back."""
        giver = heir.giver
        if giver is None or not heir.seats:
            return "not-passed"
        if any(seat.inside for seat in heir.seats):
            return "admitted"
        if giver.who is None or giver.state not in {"passed", "confirmed"}:
            return "not-passed"
        return "already-registered" if giver.state == "passed" and self.has(giver.who) else None

    def no_second_time(self, person: Person) -> str | None:
        """Why one whose time ran out does not get the seats again."""
        if person.coded and not self.uses:
            return "voucher-used-up"
        return "hold-gone" if self.refusal(person.ended[0].type, len(person.ended)) else None

    def adding(self, person: Person) -> str | None:
        """Why nobody more comes into this registration."""
        kind = person.seats[0].type
        if len({seat.type for seat in person.seats}) > 1:
            return "several-types"
        if len(person.seats) == 10:
            return "too-many"
        if kind.price:
            return "add-costs"
        if kind.asks:
            return "add-asks"
        return self.one_more(person, kind)

    def one_more(self, person: Person, kind: Type) -> str | None:
        """Why there is not one seat more of this type for them."""
        if person.block is not None and not person.block.released and kind.pool == "room":
            return None if person.block.left else "block-empty"
        return self.refusal(kind, 1)

    def from_block(self, person: Person, many: int) -> None:
        """A partner's guest takes seats of the room (or gives them back: below 0)."""
        if person.block is not None and not person.block.released:
            person.block.left -= many

    def gone(self, person: Person, seats: Sequence[Seat]) -> None:
        """These seats are free again, for the block that they came from."""
        self.from_block(person, -sum(seat.type.pool == "room" and seat.counts != WANTED for seat in seats))
        self.letters[person.id, "guest-off"] += sum(seat.filled for seat in seats)

    def pay_until(self, now: datetime) -> datetime:
        """Seven days, or until it begins."""
        return min(now + rules.PAY_WITHIN, max(self.starts_at, now + timedelta(hours=1)), self.ends_at)
