"""What about money needs a person's eye: a row at the desk, and a mail, once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from eventsvc.accounts import queries as accounts
from eventsvc.core import clock, outbox
from eventsvc.core.db import insert, reading, transaction
from eventsvc.core.errors import Missing
from eventsvc.payments.models import Alert

TOLD = ("owner", "manager", "finance")


def tell(
    connection: Connection, organisation_id: int, kind: str, *, once: str, registration_id: int | None = None,
    payment_id: int | None = None, refund_id: int | None = None, **facts: object,
) -> None:
    """Put it before those who look after the money. The same `once` is told one time.

    Kinds: duplicate, mismatch, too-late, unknown, refund-failed, refund-stuck, dispute, dispute-lost, stripe-refuses, ledger.
    """
    fresh = connection.execute(insert(Alert).values(
        organisation_id=organisation_id, kind=kind, once=once, registration_id=registration_id, payment_id=payment_id,
        refund_id=refund_id, facts=facts, at=clock.now(),
    ).on_conflict_do_nothing(index_elements=["once"])).rowcount
    if not fresh:
        return
    for one in accounts.team(organisation_id):
        if one.role in TOLD and one.joined_at is not None:
            outbox.enqueue(
                "money-alert", organisation_id=organisation_id, recipient=one.email, language=one.language, registration_id=None,
                payload={"once": once}, once=f"alert:{once}:{one.person_id}",
            )


def waiting(organisation_id: int) -> Sequence[Row[Any]]:
    """What nobody has dealt with, the newest first."""
    return reading().execute(
        select(Alert.__table__).where(Alert.organisation_id == organisation_id, Alert.done_at.is_(None)).order_by(Alert.id.desc()),
    ).all()


def done(alert_id: int, organisation_id: int, *, by: int) -> None:
    """Somebody has seen to it; twice does no harm. Missing, if the organisation has no such alert."""
    with transaction() as connection:
        mine = select(Alert.id).where(Alert.id == alert_id, Alert.organisation_id == organisation_id)
        if connection.execute(mine).first() is None:
            raise Missing
        connection.execute(
            update(Alert).where(Alert.id == alert_id, Alert.organisation_id == organisation_id, Alert.done_at.is_(None))
            .values(done_at=clock.now(), done_by=by),
        )


def settle(connection: Connection, once: str) -> None:
    """It has settled itself."""
    connection.execute(update(Alert).where(Alert.once == once, Alert.done_at.is_(None)).values(done_at=clock.now()))
