"""History, limits, old addresses and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _audit_entry() -> None:
    op.create_table(
        "audit_entry", sa.Column("id", sa.Integer(), nullable=False), sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False), sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False), sa.Column("deed", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False), sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False), sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_audit_entry_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_subject", "audit_entry", ["organisation_id", "kind", "subject_id", "id"], unique=False)


def _tally() -> None:
    op.create_table(
        "tally", sa.Column("key", sa.String(), nullable=False), sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("key", "since", name=op.f("pk_tally")),
    )
    op.create_index("ix_tally_since", "tally", ["since"], unique=False)


def _old_address() -> None:
    op.create_table(
        "old_address", sa.Column("id", sa.Integer(), nullable=False), sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False), sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_address")),
        sa.UniqueConstraint("kind", "slug", name=op.f("uq_old_address_kind_slug")),
    )


def _outbox() -> None:
    op.create_table(
        "outbox", sa.Column("id", sa.Integer(), nullable=False), sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False), sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True), sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=False), sa.Column("language", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False), sa.Column("once", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False), sa.Column("after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True), sa.Column("owner", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False), sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'sending', 'sent', 'failed', 'dropped')", name=op.f("ck_outbox_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")), sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
        sa.UniqueConstraint("once", name=op.f("uq_outbox_once")),
    )
    op.create_index(
        "ix_outbox_due", "outbox", ["after"], unique=False, sqlite_where=sa.text("state in ('waiting', 'sending')"),
        postgresql_where=sa.text("state in ('waiting', 'sending')"),
    )
    op.create_index("ix_outbox_organisation", "outbox", ["organisation_id", "id"], unique=False)
    op.create_index("ix_outbox_registration_id", "outbox", ["registration_id"], unique=False)


def upgrade() -> None:
    _audit_entry()
    _tally()
    _old_address()
    _outbox()


def downgrade() -> None:
    op.drop_table("outbox")
    op.drop_table("old_address")
    op.drop_table("tally")
    op.drop_table("audit_entry")
