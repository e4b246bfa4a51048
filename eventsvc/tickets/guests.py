"""Guests of somebody else's registration: their rows. A guest has a link of the own, with which name, address and language are entered.

The link's secret is derived from the event, the place in its code pool and a turn; of it only the hash is kept. Raising the turn makes
an earlier link void. Who writes here holds the event's mutex, and passes the door revision that it got with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Select, Table, bindparam, select, update

from eventsvc.core import clock, signing
from eventsvc.core.addresses import email_key
from eventsvc.core.folding import fold
from eventsvc.tickets.models import Ticket

FOLDED_LENGTH = 400  # some letters fold into many, and an index entry has a limit
NOBODY = "-"  # no word, so nobody finds it, but it is not empty: an empty one belongs to a guest who was never there

_T = cast(Table, Ticket.__table__)
_GUESTS: Select[*tuple[Any, ...]] = select(
    _T.c.id, _T.c.registration_id, _T.c.ticket_type_id, _T.c.pool_id, _T.c.code_index, _T.c.state, _T.c.holder, _T.c.email, _T.c.language,
    _T.c.guest_turn, _T.c.guest_sent_at, _T.c.guest_filled_at, _T.c.guest_hash.is_not(None),
)
_BY_HASH = _GUESTS.where(_T.c.guest_hash == bindparam("hash"))
_ONE = _GUESTS.where(_T.c.id == bindparam("ticket"), _T.c.registration_id == bindparam("of"))
_WITH_ADDRESS = _GUESTS.where(_T.c.id.in_(bindparam("tickets", expanding=True)), _T.c.email != "").order_by(_T.c.id)
_WITH_ADDRESS_OF = _GUESTS.where(
    _T.c.registration_id.in_(bindparam("of", expanding=True)), _T.c.email != "", _T.c.state == "valid",
).order_by(_T.c.id)
_VALID_OF = _GUESTS.where(_T.c.registration_id == bindparam("of"), _T.c.state == "valid").order_by(_T.c.id)
_CHANGE = update(_T).where(_T.c.id == bindparam("ticket"))
_OPEN = update(_T).where(_T.c.registration_id == bindparam("of"), _T.c.holder == "").values(
    folded=bindparam("words"), rev=bindparam("new_rev"), changed_at=bindparam("at"),
)


@dataclass(frozen=True)
class Guest:
    """A ticket as it is for its guest. `holder` is empty until somebody enters a name; `email` is the guest's own address."""

    ticket_id: int
    registration_id: int
    ticket_type_id: int
    pool_id: int
    code_index: int
    state: str
    holder: str
    email: str
    language: str
    turn: int
    sent_at: datetime | None
    filled_at: datetime | None
    linked: bool

    def secret(self, event_uuid: str) -> str:
        """What stands in the guest's link."""
        return secret(event_uuid, self.code_index, self.turn)

    def own(self, event_uuid: str) -> str:
        """What stands in addition in the link that only the guest gets."""
        return own(event_uuid, self.code_index, self.turn, self.email)


def secret(event_uuid: str, code_index: int, turn: int = 0) -> str:
    """What stands in a guest's link."""
    return signing.secret_for(signing.keys().derived("guest"), f"{event_uuid}|{code_index}", turn)


def own(event_uuid: str, code_index: int, turn: int, email: str) -> str:
    """Whoever registered has the guest's link too. This is in the one that goes to the guest's own address; nothing of it is kept."""
    return signing.secret_for(signing.keys().derived("guest-own"), f"{event_uuid}|{code_index}|{email_key(email)}", turn)


def folded(holder: str, booker: str = "", email: str = "") -> str:
    """The search column of a ticket: its name and the guest's own address; while nobody entered a name, that of who registered."""
    return (fold(f"{holder or booker} {email}") or NOBODY)[:FOLDED_LENGTH]


def by_secret(connection: Connection, given: str) -> Guest | None:
    """Whose link this is; None: it is void, or was never one."""
    row = connection.execute(_BY_HASH, {"hash": signing.digest(given)}).first()
    return None if row is None else Guest(*row)


def one(connection: Connection, registration_id: int, ticket_id: int) -> Guest | None:
    """One ticket of a registration."""
    row = connection.execute(_ONE, {"of": registration_id, "ticket": ticket_id}).first()
    return None if row is None else Guest(*row)


def valid_of(connection: Connection, registration_id: int) -> tuple[Guest, ...]:
    """The valid tickets of a registration, in the order of issue."""
    return tuple(Guest(*row) for row in connection.execute(_VALID_OF, {"of": registration_id}))


def with_address(connection: Connection, ticket_ids: Sequence[int]) -> tuple[Guest, ...]:
    """Those of these tickets whose guest has an address of the own."""
    return tuple(Guest(*row) for row in connection.execute(_WITH_ADDRESS, {"tickets": list(ticket_ids)}))


def addressed(connection: Connection, registration_ids: Sequence[int]) -> tuple[Guest, ...]:
    """Guests with an own address and a valid ticket, of these registrations."""
    return tuple(Guest(*row) for row in connection.execute(_WITH_ADDRESS_OF, {"of": list(registration_ids)}))


def change(connection: Connection, ticket_id: int, *, rev: int, **values: object) -> None:
    """Other values in a guest's ticket; doors hear of it."""
    connection.execute(_CHANGE.values(rev=rev, changed_at=clock.now(), **values), {"ticket": ticket_id})


def link(connection: Connection, guest: Guest, event_uuid: str, *, rev: int, turn: int, **values: object) -> None:
    """The link of this turn holds from now on; one of another turn is void."""
    kept = signing.digest(secret(event_uuid, guest.code_index, turn))
    change(connection, guest.ticket_id, rev=rev, guest_turn=turn, guest_hash=kept, **values)


def open_again(connection: Connection, guest: Guest, event_uuid: str, booker: str, *, rev: int) -> None:
    """Nobody's seat any more: no name, no address, and a new link."""
    link(
        connection, guest, event_uuid, rev=rev, turn=guest.turn + 1, holder="", folded=folded("", booker), email="", language="",
        guest_sent_at=None, guest_filled_at=None,
    )


def close(connection: Connection, ticket_id: int, *, rev: int) -> None:
    """The guest is gone from this ticket, and its link leads nowhere."""
    change(connection, ticket_id, rev=rev, guest_hash=None, email="", language="")


def renamed(connection: Connection, registration_id: int, booker: str, *, rev: int) -> None:
    """Who registered has another name: seats without a name are found by it, and shown with it at the doors."""
    connection.execute(_OPEN, {"of": registration_id, "words": folded("", booker), "new_rev": rev, "at": clock.now()})
