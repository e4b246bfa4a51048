"""The row behind a pass for a series. Everything here joins the transaction of the deed.

It is locked after the events' mutexes and the registrations, so that nobody waits in a circle.
"""

import uuid
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from eventsvc.core import clock, signing
from eventsvc.core.addresses import email_key
from eventsvc.core.errors import Missing
from eventsvc.registration import secret
from eventsvc.registration.models import Registration, SeriesPass

_P = cast(Table, SeriesPass.__table__)
_R = cast(Table, Registration.__table__)
_KEEP: dict[str, Any] = {
    "sqlite": sqlite.insert(_P).on_conflict_do_nothing().returning(_P.c.id),
    "postgresql": postgresql.insert(_P).on_conflict_do_nothing().returning(_P.c.id),
}
_BY_ONCE = select(_P).where(_P.c.once == bindparam("token"))
_ONE = select(_P).where(_P.c.id == bindparam("of"))
_LOCKED = _ONE.with_for_update(key_share=True)  # registrations that point here are written meanwhile
_DATES = select(_R.c.id, _R.c.event_id, _R.c.state, _R.c.email_key).where(_R.c.pass_id == bindparam("of")).order_by(_R.c.event_id, _R.c.id)
_NAMED = select(_R.c.id).where(_R.c.pass_id == bindparam("of"), _R.c.email_key != "").limit(1)
_OF = select(_R.c.pass_id).where(_R.c.id == bindparam("of"))


@dataclass(frozen=True, kw_only=True)
class Pass:
    """A pass as it is now."""

    id: int
    uuid: str
    series_id: int
    turn: int
    name: str
    email: str
    email_key: str
    language: str

    @property
    def secret(self) -> str:
        """What stands in its link."""
        return secret.of_pass(self.uuid, self.turn)


def keep(connection: Connection, *, series_id: int, name: str, email: str, language: str, once: str) -> Pass | None:
    """Write it, unless this token is here already."""
    number = str(uuid.uuid4())
    pass_id = connection.execute(_KEEP[connection.dialect.name], {
        "uuid": number, "series_id": series_id, "secret_hash": signing.digest(secret.of_pass(number, 0)), "secret_turn": 0, "once": once,
        "name": name, "email": email, "email_key": email_key(email), "language": language, "created_at": clock.now(),
    }).scalar()
    return None if pass_id is None else one(connection, pass_id)


def earlier(connection: Connection, series_id: int, once: str) -> Pass | None:
    """What the first submit of this token gave."""
    row = connection.execute(_BY_ONCE, {"token": once}).first()
    return None if row is None or row.series_id != series_id else _pass(row)


def one(connection: Connection, pass_id: int, *, lock: bool = False) -> Pass:
    """The pass. Missing: whoever had it is forgotten."""
    row = connection.execute(_LOCKED if lock else _ONE, {"of": pass_id}).one()
    if not row.email:
        raise Missing
    return _pass(row)


def _pass(row: Any) -> Pass:
    return Pass(
        id=row.id, uuid=row.uuid, series_id=row.series_id, turn=row.secret_turn, name=row.name, email=row.email, email_key=row.email_key,
        language=row.language,
    )


def dates(connection: Connection, pass_id: int) -> list[Any]:
    """Its registrations (id, event_id, state, email_key), by event."""
    return list(connection.execute(_DATES, {"of": pass_id}))


def readdress(connection: Connection, of: Pass, email: str) -> str:
    """Another address; every earlier link is void. Answers the new secret."""
    fresh = secret.of_pass(of.uuid, of.turn + 1)
    connection.execute(update(_P).where(_P.c.id == of.id).values(
        email=email, email_key=email_key(email), secret_turn=of.turn + 1, secret_hash=signing.digest(fresh),
    ))
    return fresh


def join(connection: Connection, registration_id: int, pass_id: int) -> None:
    """A registration belongs to this pass from now on."""
    connection.execute(update(_R).where(_R.c.id == registration_id).values(pass_id=pass_id))


def of_registration(connection: Connection, registration_id: int) -> int | None:
    """The pass that a registration belongs to."""
    found: int | None = connection.execute(_OF, {"of": registration_id}).scalar()
    return found


def detach(connection: Connection, registration_id: int) -> None:
    """A registration goes its own way: who holds the link of the pass has no business there any more."""
    pass_id = of_registration(connection, registration_id)
    if pass_id is not None:
        connection.execute(update(_R).where(_R.c.id == registration_id).values(pass_id=None))
        tidy(connection, pass_id)


def tidy(connection: Connection, pass_id: int) -> None:
    """Forget who had the pass once none of its registrations knows them any more; its link is void then (`one`, `pass_queries`)."""
    connection.execute(_LOCKED, {"of": pass_id})
    if connection.execute(_NAMED, {"of": pass_id}).first() is None:
        connection.execute(update(_P).where(_P.c.id == pass_id).values(name="", email="", email_key=""))
