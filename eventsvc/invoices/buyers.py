"""To whom an invoice is to be written, kept from before the order until the invoice is there."""

from dataclasses import asdict
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, delete, exists, select

from eventsvc.core import clock
from eventsvc.core.db import insert, reading, transaction
from eventsvc.invoices import facts, rules
from eventsvc.invoices.models import Buyer
from eventsvc.registration.models import Registration

_T = cast(Table, Buyer.__table__)
_ONE = select(
    _T.c.name, _T.c.street, _T.c.postcode, _T.c.city, _T.c.country, _T.c.vat_id, _T.c.order_number, _T.c.business,
).where(_T.c.registration_id == bindparam("of"))
_DROP = delete(_T).where(_T.c.registration_id == bindparam("of"))
_NEEDLESS = delete(_T).where(exists().where(
    Registration.id == _T.c.registration_id, Registration.state.in_(("cancelled", "expired", "declined")) | (Registration.email == ""),
))


def keep(registration_id: int, buyer: facts.Buyer) -> None:
    """What was typed before the order; typed again it is replaced. Refused: as `rules.clean`."""
    values: dict[str, Any] = {**asdict(rules.clean(buyer)), "changed_at": clock.now()}
    with transaction() as connection:
        connection.execute(
            insert(Buyer).values(registration_id=registration_id, **values)
            .on_conflict_do_update(index_elements=["registration_id"], set_=values)
        )


def drop(registration_id: int) -> None:
    """Without an address after all."""
    with transaction() as connection:
        connection.execute(_DROP, {"of": registration_id})


def of(registration_id: int, connection: Connection | None = None) -> facts.Buyer | None:
    """Who was named, if anybody."""
    row = (connection or reading()).execute(_ONE, {"of": registration_id}).mappings().first()
    return None if row is None else facts.Buyer(**row)


def take(connection: Connection, registration_id: int) -> facts.Buyer | None:
    """The same for the invoice that is being written: from now on the name stands there, and only there."""
    found = of(registration_id, connection)
    if found is not None:
        connection.execute(_DROP, {"of": registration_id})
    return found


def sweep() -> int:
    """The chore: forget addresses whose registration came to nothing or is to be forgotten."""
    with transaction() as connection:
        return int(connection.execute(_NEEDLESS).rowcount)
