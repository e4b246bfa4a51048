"""Accounts at Stripe, what registrations owe, attempts to pay, refunds, and what needs a person's eye. Rows are never deleted."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base
from eventsvc.payments.states import ALONE, LIVE, REFUNDS, STATES, UNDER_WAY, WHYS, listed

PRESENT = "replaced_at is null"
ONE_AT_A_TIME = f"method = 'stripe' and state in ({listed(ALONE)})"
UNDECIDED = f"(state in ({listed(LIVE)}) or state = 'abandoned' and session_id is not null)"
ON_ITS_WAY = f"state in ({listed(UNDER_WAY)})"
OPEN_ALERT = "done_at is null"


class StripeAccount(Base):
    """Where an organisation's money goes: keys of its own, or an account that is connected to the platform's (`account`).

    The secrets are sealed (`core.sealing`). A replaced account stays, because its payments are refunded there.
    """

    __tablename__ = "stripe_account"
    __table_args__ = (
        Index(
            "uq_stripe_account_present", "organisation_id", unique=True, sqlite_where=text(PRESENT), postgresql_where=text(PRESENT),
        ),
        CheckConstraint("kind in ('keys', 'connect')", name="kind"),
        CheckConstraint("kind = 'keys' or account <> ''", name="connected"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str]
    account: Mapped[str] = mapped_column(default="")
    key_sealed: Mapped[str] = mapped_column(default="")
    webhook_sealed: Mapped[str] = mapped_column(default="")
    livemode: Mapped[bool] = mapped_column(default=False)
    charges_enabled: Mapped[bool] = mapped_column(default=True)
    tested_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Bill(Base):
    """What a registration owes for so many tickets of one price, from when it was ordered, and what came and went for it."""

    __tablename__ = "bill"
    __table_args__ = (
        UniqueConstraint("organisation_id", "reference"),
        Index("ix_bill_event_id", "event_id"),
        CheckConstraint("method in ('', 'stripe', 'bank')", name="method"),
        CheckConstraint("returned_cents >= 0 and returned_cents <= received_cents", name="returned"),
    )

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    reference: Mapped[str]
    method: Mapped[str] = mapped_column(default="")
    total_cents: Mapped[int]
    tickets: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    currency: Mapped[str]
    received_cents: Mapped[int] = mapped_column(default=0)
    returned_cents: Mapped[int] = mapped_column(default=0)
    ordered_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]


class Payment(Base):
    """One attempt to pay at Stripe, or one arrival of money by bank transfer.

    `params`: the request to Stripe, word for word, frozen before the first call; without it no call can be repeated. `number` counts
    the attempts of a registration. `session_id`: Stripe's; of a transfer none. Without registration: money that we cannot place.
    """

    __tablename__ = "payment"
    __table_args__ = (
        Index(
            "uq_payment_alone", "registration_id", unique=True, sqlite_where=text(ONE_AT_A_TIME), postgresql_where=text(ONE_AT_A_TIME),
        ),
        UniqueConstraint("registration_id", "number"),
        Index("ix_payment_organisation_id", "organisation_id", "created_at"),
        Index("ix_payment_intent_id", "intent_id"),
        Index("ix_payment_undecided", "expires_at", sqlite_where=text(UNDECIDED), postgresql_where=text(UNDECIDED)),
        CheckConstraint("method in ('stripe', 'bank')", name="method"),
        CheckConstraint(f"state in ({listed(STATES)})", name="state"),
        CheckConstraint(f"why in ({listed(WHYS)})", name="why"),
        CheckConstraint("returned_cents >= 0 and returned_cents <= received_cents", name="returned"),
        CheckConstraint("amount_cents > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    number: Mapped[int]
    method: Mapped[str]
    stripe_account_id: Mapped[int | None] = mapped_column(ForeignKey("stripe_account.id"), index=True)
    state: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    amount_cents: Mapped[int]
    currency: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    session_id: Mapped[str | None] = mapped_column(unique=True)
    intent_id: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    means: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime | None]
    received_cents: Mapped[int] = mapped_column(default=0)
    returned_cents: Mapped[int] = mapped_column(default=0)
    fee_cents: Mapped[int | None]
    dispute: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]


class Refund(Base):
    """Money that goes back. Written before Stripe is asked; `uuid` is in the key of the request and in Stripe's own record of it."""

    __tablename__ = "refund"
    __table_args__ = (
        Index("ix_refund_payment_id", "payment_id"),
        Index("ix_refund_registration_id", "registration_id"),
        Index("ix_refund_organisation_id", "organisation_id", "id"),
        Index("ix_refund_due", "after", sqlite_where=text(ON_ITS_WAY), postgresql_where=text(ON_ITS_WAY)),
        CheckConstraint(f"state in ({listed(REFUNDS)})", name="state"),
        CheckConstraint("amount_cents > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"))
    amount_cents: Mapped[int]
    currency: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None]
    once: Mapped[str | None] = mapped_column(unique=True)
    stripe_refund_id: Mapped[str | None] = mapped_column(unique=True)
    failure: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    after: Mapped[datetime]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Alert(Base):
    """Something about money that a person must see. `once`: the same thing is told one time."""

    __tablename__ = "alert"
    __table_args__ = (
        Index("ix_alert_open", "organisation_id", "id", sqlite_where=text(OPEN_ALERT), postgresql_where=text(OPEN_ALERT)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str]
    once: Mapped[str] = mapped_column(unique=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None]


class StripeEvent(Base):
    """A notice of Stripe's that was acted upon: the same one again costs nothing."""

    __tablename__ = "stripe_event"
    __table_args__ = (Index("ix_stripe_event_at", "at"),)

    event_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    at: Mapped[datetime]
