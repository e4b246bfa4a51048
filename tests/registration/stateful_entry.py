"""The events of the stateful test: how they open, who registers, with and without a code, and who waits for a seat."""

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from eventsvc.core.db import transaction
from eventsvc.registration import offers, seats, service, waiting
from eventsvc.ticket_types import code_service
from eventsvc.ticket_types.block_service import BlockWish
from eventsvc.ticket_types.code_service import CodeWish
from tests import factories
from tests.checkin.door import make_phone
from tests.questions.asking import make_use
from tests.registration.cases import SPRING, reason
from tests.registration.lines import changed
from tests.registration.reference import Model
from tests.registration.reference_hall import Block, Person, Type
from tests.support import frozen

FREE = "FREE-OF-CHARGE"
USES = 2


class Opened(RuleBasedStateMachine):
    """One event with a small room, and who registers for it; a second date of its series is for passes alone.

    `done` counts the steps of the whole test, and what came of them.
    """

    done: Counter[str]

    @initialize(mode=st.sampled_from(["offer", "confirm", "hand"]))
    def open(self, mode: str) -> None:
        self.stopped = frozen(SPRING)
        self.clock = self.stopped.__enter__()
        self.series = factories.make_series()
        self.event = factories.make_event(series=self.series, room=7, online_places=2, waitlist_mode=mode)
        room, online = factories.types_of(self.event)
        limited = factories.make_type(self.event, most=2)
        paid = factories.make_type(self.event, price_cents=1000)
        applying = factories.make_type(self.event, approval=True, price_cents=1000)
        asking = factories.make_type(self.event)
        self.asked = make_use(self.event, "text", moment="before-needed", per="ticket", ticket_type_id=asking.id)
        self.types = (
            Type(room.id, "room"), Type(limited.id, "room", most=2), Type(paid.id, "room", price=1000),
            Type(applying.id, "room", price=1000, approval=True), Type(online.id, "online"),
            Type(asking.id, "room", asks=True),
        )
        code_service.create(
            self.event.id, self.event.organisation_id, CodeWish(code=FREE, effect="percent", value=100, max_uses=USES), by=None,
        )
        self.phone = make_phone(self.event)
        self.number = 0
        self.model = Model(
            mode, self.event.zone, self.event.starts_at, self.event.ends_at, {"room": 7, "online": 2}, USES, types=self.types,
        )
        self.halls = {self.event.id: self.model, **self.second_date(mode)}
        self.keep_block(2)
        self.register_from(self.model.blocks[0], 1)
        for number, many in ((0, 1), (2, 2), (5, 2), (4, 2), (3, 1), (3, 2)):
            self.register(number, many)
        self.join_list(self.types[5:], 1)
        self.join_list(self.types[:1], 1)

    def second_date(self, mode: str) -> dict[int, Model]:
        """The type that comes first costs something, the next one is soon full: neither is what a pass gets at last."""
        start = self.event.local_start + timedelta(days=7)
        event = factories.make_event(series=self.series, room=3, online_places=1, waitlist_mode=mode, local_start=start)
        paid, online = factories.types_of(event)
        changed(paid, price_cents=1000)
        limited, plain = factories.make_type(event, most=1), factories.make_type(event)
        types = (Type(paid.id, "room", price=1000), Type(online.id, "online"), Type(limited.id, "room", most=1), Type(plain.id, "room"))
        return {event.id: Model(
            mode, event.zone, event.starts_at, event.ends_at, {"room": 3, "online": 1}, types=types, letters=self.model.letters,
        )}

    def wish(self, kind: Type, many: int, code: str = "") -> service.Wish:
        self.number += 1
        name = f"Guest {self.number}"
        return service.Wish(
            ticket_type_id=kind.id, name=name, email=f"{uuid.uuid4().hex[:10]}@guests.example",
            holders=(name, *(f"{name}-{index}" for index in range(1, many))), language="en", once=uuid.uuid4().hex,
            code=code,
        )

    def among(self, *states: str) -> list[Person]:
        """Who is in one of these states, and did not say that it was not them."""
        people = self.model.people.values() if hasattr(self, "model") else ()
        return [one for one in people if one.state in states and one.who is not None]

    def some(self, data: st.DataObject, *states: str) -> Person:
        return data.draw(st.sampled_from(self.among(*states)))

    @rule(number=st.integers(0, 5), many=st.integers(1, 3))
    def somebody_registers(self, number: int, many: int) -> None:
        self.register(number, many)

    def register(self, number: int, many: int) -> None:
        kind = self.types[number]
        expected = self.model.refusal(kind, many)
        if expected is not None:
            assert reason(service.register, self.event.id, self.wish(kind, many)) == expected
            return
        self.enter(self.wish(kind, many), kind)

    def enter(self, wish: service.Wish, kind: Type, *, free: bool = False, block: Block | None = None) -> None:
        kept = service.register(self.event.id, wish)
        person = self.model.add(kept.registration_id, kind, len(wish.holders), self.clock.at, free=free, block=block)
        person.who = wish.name, wish.email
        assert kept.state == person.state

    @rule(number=st.integers(0, 5), many=st.integers(1, 2))
    def somebody_has_the_free_code(self, number: int, many: int) -> None:
        kind = self.types[number]
        expected = "voucher-used-up" if self.model.uses == 0 else self.model.refusal(kind, many)
        wish = self.wish(kind, many, FREE)
        if expected is not None:
            assert reason(service.register, self.event.id, wish) == expected
            return
        self.enter(wish, kind, free=True)

    @rule(many=st.integers(1, 2))
    def a_partner_gets_a_block(self, many: int) -> None:
        self.keep_block(many)

    def keep_block(self, many: int) -> None:
        code = f"PARTNER-{uuid.uuid4().hex[:8]}"
        wish = BlockWish(
            partner="Dora's guests", ticket_type_id=self.types[0].id, seats=many, release_at=self.event.starts_at, code=code,
        )
        if many > self.model.places["room"] - self.model.used("room"):
            assert reason(offers.keep_block, self.event.id, self.event.organisation_id, wish, by=None) == "block-too-big"
            return
        block_id = offers.keep_block(self.event.id, self.event.organisation_id, wish, by=None)
        self.model.blocks.append(Block(block_id, many, many, code))

    @precondition(lambda self: self.kept_blocks())
    @rule(data=st.data(), many=st.integers(1, 2))
    def a_partners_guest_registers(self, data: st.DataObject, many: int) -> None:
        self.register_from(data.draw(st.sampled_from(self.kept_blocks())), many)

    def register_from(self, block: Block, many: int) -> None:
        wish = self.wish(self.types[0], many, block.code)
        if block.released or many > block.left:
            assert reason(service.register, self.event.id, wish) == ("block-over" if block.released else "block-empty")
            return
        self.enter(wish, self.types[0], block=block)

    def kept_blocks(self) -> list[Block]:
        return self.model.blocks if hasattr(self, "model") else []

    @precondition(lambda self: self.kept_blocks())
    @rule(data=st.data())
    def a_block_is_released(self, data: st.DataObject) -> None:
        block = data.draw(st.sampled_from(self.kept_blocks()))
        assert offers.release_block(self.event.id, self.event.organisation_id, block.id, by=None) == block.left
        block.left, block.released = 0, True
        self.model.fill(self.clock.at)

    @rule(first=st.integers(0, 5), second=st.integers(0, 5), many=st.integers(1, 3))
    def join(self, first: int, second: int, many: int) -> None:
        wished = dict.fromkeys((self.types[first], self.types[second]))
        types = [one for one in wished if not one.approval and self.model.refusal(one, many) is not None]
        if types:
            self.join_list(types, many)

    def join_list(self, types: Sequence[Type], many: int) -> None:
        wish = self.wish(types[0], many)
        kept = waiting.join(self.event.id, waiting.JoinWish(
            type_ids=tuple(one.id for one in types), seats=many, name=wish.name, email=wish.email, language="en", once=wish.once,
        ))
        self.model.wait(kept.registration_id, types, many).who = wish.name, wish.email

    def refused(self, expected: str, deed: object, *args: object, **kwargs: object) -> None:
        """It is refused as the model says, and counted."""
        assert reason(deed, *args, **kwargs) == expected
        self.done[expected] += 1

    def seats(self, person: Person) -> list[seats.Seat]:
        with transaction() as connection:
            return list(seats.live(connection, person.id))
