"""Registrations and tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _registration() -> None:
    op.create_table(
        "registration", sa.Column("id", sa.Integer(), nullable=False), sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False), sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("secret_turn", sa.Integer(), nullable=False), sa.Column("once", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False), sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False), sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=True), sa.Column("folded", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False), sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False), sa.Column("currency", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('confirmed', 'cancelled')", name=op.f("ck_registration_state")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_registration_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")), sa.UniqueConstraint("once", name=op.f("uq_registration_once")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_registration_secret_hash")),
        sa.UniqueConstraint("uuid", name=op.f("uq_registration_uuid")),
    )
    op.create_index("ix_registration_email_key", "registration", ["email_key"], unique=False)
    op.create_index("ix_registration_event_id", "registration", ["event_id", "id"], unique=False)
    op.create_index(
        "uq_registration_person", "registration", ["event_id", "person_key"], unique=True, sqlite_where=sa.text("state = 'confirmed'"),
        postgresql_where=sa.text("state = 'confirmed'"),
    )


def _roster() -> None:
    op.create_table(
        "roster", sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next_index", sa.Integer(), nullable=False), sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_roster_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_roster")),
    )


def _ticket() -> None:
    op.create_table(
        "ticket", sa.Column("id", sa.Integer(), nullable=False), sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False), sa.Column("ticket_type_id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False), sa.Column("holder", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False), sa.Column("state", sa.String(), nullable=False),
        sa.Column("code_index", sa.Integer(), nullable=False), sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False), sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('valid', 'cancelled', 'replaced')", name=op.f("ck_ticket_state")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_ticket_event_id_event")),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_ticket_pool_id_pool")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_ticket_registration_id_registration")),
        sa.ForeignKeyConstraint(["ticket_type_id"], ["ticket_type.id"], name=op.f("fk_ticket_ticket_type_id_ticket_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")), sa.UniqueConstraint("code_hash", name=op.f("uq_ticket_code_hash")),
        sa.UniqueConstraint("event_id", "code_index", name=op.f("uq_ticket_event_id_code_index")),
    )
    op.create_index("ix_ticket_event_folded", "ticket", ["event_id", "folded", "id"], unique=False)
    op.create_index("ix_ticket_event_reference", "ticket", ["event_id", "reference"], unique=False)
    op.create_index("ix_ticket_event_rev", "ticket", ["event_id", "rev"], unique=False)
    op.create_index("ix_ticket_registration_id", "ticket", ["registration_id"], unique=False)


def upgrade() -> None:
    _registration()
    _roster()
    _ticket()


def downgrade() -> None:
    op.drop_table("ticket")
    op.drop_table("roster")
    op.drop_table("registration")
