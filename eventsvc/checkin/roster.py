"""The guest list as a phone keeps it: short rows, and nothing that a lost phone should not tell (spec: check-in 3.4). Pure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from eventsvc.checkin.protocol import milliseconds

STATES = {"valid": 0, "reserved": 1, "unpaid": 2, "cancelled": 3, "replaced": 4}


class Guest(Protocol):
    """What is read of each ticket. No address, no price, no code: they are not even asked for."""

    @property
    def code_hash(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def ticket_type_id(self) -> int: ...
    @property
    def holder(self) -> str: ...
    @property
    def booker(self) -> str: ...
    @property
    def door(self) -> str | None: ...
    @property
    def admitted_at(self) -> datetime | None: ...


def entries(guests: Iterable[Guest], types: Sequence[int], name: Callable[[str, str], str]) -> list[list[object]]:
    """`[hash, state, index of the type, name, organisation]`, and for who is in also `door, second of admission`.

    `name`: what to call a guest of somebody who has not entered a name (the name, then who registered).
    """
    place = {type_id: index for index, type_id in enumerate(types)}
    rows = []
    for guest in guests:
        row: list[object] = [guest.code_hash, STATES[guest.state], place[guest.ticket_type_id], name(guest.holder, guest.booker), ""]
        if guest.admitted_at is not None:
            row += [guest.door or "", milliseconds(guest.admitted_at) // 1000]
        rows.append(row)
    return rows
