"""Addresses whose owners did not want to be registered for an event."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blocked_address",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_blocked_address_event_id_event"),
        sa.PrimaryKeyConstraint("event_id", "address_hash", name="pk_blocked_address"),
    )


def downgrade() -> None:
    op.drop_table("blocked_address")
