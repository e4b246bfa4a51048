"""Payments: accounts at Stripe, what registrations owe, attempts to pay, refunds, alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _stripe_event() -> None:
    op.create_table(
        "stripe_event",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_stripe_event")),
    )
    op.create_index("ix_stripe_event_at", "stripe_event", ["at"])


def _stripe_account() -> None:
    op.create_table(
        "stripe_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("key_sealed", sa.String(), nullable=False),
        sa.Column("webhook_sealed", sa.String(), nullable=False),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("charges_enabled", sa.Boolean(), nullable=False),
        sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind = 'keys' or account <> ''", name=op.f('ck_stripe_account_connected')),
        sa.CheckConstraint("kind in ('keys', 'connect')", name=op.f('ck_stripe_account_kind')),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_stripe_account_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_account")),
    )
    op.create_index("uq_stripe_account_present", "stripe_account", ["organisation_id"], unique=True, **_where("replaced_at is null"))


def _bill() -> None:
    op.create_table(
        "bill",
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("received_cents", sa.Integer(), nullable=False),
        sa.Column("returned_cents", sa.Integer(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("method in ('', 'stripe', 'bank')", name=op.f('ck_bill_method')),
        sa.CheckConstraint("returned_cents >= 0 and returned_cents <= received_cents", name=op.f("ck_bill_returned")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_bill_event_id_event")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_bill_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_bill_registration_id_registration")),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_bill")),
        sa.UniqueConstraint("organisation_id", "reference", name=op.f("uq_bill_organisation_id_reference")),
    )
    op.create_index("ix_bill_event_id", "bill", ["event_id"])


def _payment() -> None:
    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("stripe_account_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=True),
        sa.Column("intent_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("means", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_cents", sa.Integer(), nullable=False),
        sa.Column("returned_cents", sa.Integer(), nullable=False),
        sa.Column("fee_cents", sa.Integer(), nullable=True),
        sa.Column("dispute", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("method in ('stripe', 'bank')", name=op.f('ck_payment_method')),
        sa.CheckConstraint("state in ('creating', 'open', 'processing', 'failed', 'expired', 'abandoned', 'paid', 'surplus')", name=op.f('ck_payment_state')),
        sa.CheckConstraint("why in ('', 'duplicate', 'mismatch', 'too-late', 'unknown')", name=op.f('ck_payment_why')),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payment_amount")),
        sa.CheckConstraint("returned_cents >= 0 and returned_cents <= received_cents", name=op.f("ck_payment_returned")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_payment_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_payment_registration_id_registration")),
        sa.ForeignKeyConstraint(["stripe_account_id"], ["stripe_account.id"], name=op.f("fk_payment_stripe_account_id_stripe_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("registration_id", "number", name=op.f("uq_payment_registration_id_number")),
        sa.UniqueConstraint("session_id", name=op.f("uq_payment_session_id")),
    )
    op.create_index("ix_payment_intent_id", "payment", ["intent_id"])
    op.create_index("ix_payment_organisation_id", "payment", ["organisation_id", "created_at"])
    op.create_index(op.f("ix_payment_stripe_account_id"), "payment", ["stripe_account_id"])
    op.create_index('ix_payment_undecided', 'payment', ['expires_at'], **_where("(state in ('creating', 'open', 'processing') or state = 'abandoned' and session_id is not null)"))
    op.create_index('uq_payment_alone', 'payment', ['registration_id'], unique=True, **_where("method = 'stripe' and state in ('creating', 'open', 'processing', 'paid')"))


def _refund() -> None:
    op.create_table(
        "refund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("once", sa.String(), nullable=True),
        sa.Column("stripe_refund_id", sa.String(), nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('to-send', 'by-hand', 'pending', 'requires-action', 'succeeded', 'failed', 'canceled')", name=op.f('ck_refund_state')),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_refund_amount")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_refund_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_refund_payment_id_payment")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_refund_registration_id_registration")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("once", name=op.f("uq_refund_once")),
        sa.UniqueConstraint("stripe_refund_id", name=op.f("uq_refund_stripe_refund_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_refund_uuid")),
    )
    op.create_index('ix_refund_due', 'refund', ['after'], **_where("state in ('to-send', 'pending', 'requires-action')"))
    op.create_index("ix_refund_organisation_id", "refund", ["organisation_id", "id"])
    op.create_index("ix_refund_payment_id", "refund", ["payment_id"])
    op.create_index("ix_refund_registration_id", "refund", ["registration_id"])


def _alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("refund_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_alert_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_alert_payment_id_payment")),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_alert_refund_id_refund")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_alert_registration_id_registration")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("once", name=op.f("uq_alert_once")),
    )
    op.create_index("ix_alert_open", "alert", ["organisation_id", "id"], **_where("done_at is null"))


def upgrade() -> None:
    _stripe_event()
    _stripe_account()
    _bill()
    _payment()
    _refund()
    _alert()
    op.add_column("registration", sa.Column("paying", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("registration", "paying")
    for table in ("alert", "refund", "payment", "bill", "stripe_account", "stripe_event"):
        op.drop_table(table)
