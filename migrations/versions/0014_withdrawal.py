"""Which right of withdrawal an event's contracts have, and whose service may begin before its time is over."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _as_they_were(batch: Any) -> None:
    """SQLite makes the table anew, and would put these defaults in parentheses."""
    for name, value in (("waitlist_hours", "12"), ("waitlist_day_minutes", "60")):
        batch.alter_column(name, existing_type=sa.Integer(), existing_nullable=False, server_default=sa.text(value))


def upgrade() -> None:
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("withdrawal", sa.String(), server_default="none", nullable=False))
        batch.create_check_constraint(op.f("ck_event_withdrawal"), "withdrawal in ('none', 'statutory')")
        _as_they_were(batch)
    op.create_table(
        "early_start",
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_early_start_registration_id_registration")),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_early_start")),
    )


def downgrade() -> None:
    op.drop_table("early_start")
    with op.batch_alter_table("event") as batch:
        batch.drop_constraint(op.f("ck_event_withdrawal"), type_="check")
        batch.drop_column("withdrawal")
        _as_they_were(batch)
