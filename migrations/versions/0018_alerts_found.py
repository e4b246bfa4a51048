"""Alerts are found by what they are about."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
COLUMNS = ("payment_id", "refund_id", "registration_id")


def upgrade() -> None:
    for column in COLUMNS:
        op.create_index(f"ix_alert_{column}", "alert", [column])


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_index(f"ix_alert_{column}", "alert")
