"""Reads of codes and partners' blocks, for the desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from eventsvc.core.db import reading
from eventsvc.ticket_types.models import Allotment, TicketType, Voucher

_CODES = select(Voucher.__table__).where(Voucher.event_id == bindparam("event")).order_by(Voucher.batch, Voucher.id)
_MANY = select(func.count()).select_from(Voucher).where(Voucher.event_id == bindparam("event"))
_BLOCKS = (
    select(Allotment.__table__, TicketType.name_de, TicketType.name_en)
    .join(TicketType, TicketType.id == Allotment.ticket_type_id)
    .where(Allotment.event_id == bindparam("event")).order_by(Allotment.id)
)


def codes(event_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """All codes of an event, those of one batch together."""
    return reading().execute(_CODES, {"event": event_id}).all()


def many(event_id: int) -> int:
    """How many codes an event has."""
    return int(reading().execute(_MANY, {"event": event_id}).scalar_one())


def blocks(event_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """All partners' blocks of an event, released ones too."""
    return reading().execute(_BLOCKS, {"event": event_id}).all()
