"""What goes back when tickets are given back: the event's terms, the move of its date, the number of tickets of an order."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("refund_until", sa.DateTime(timezone=False), nullable=True))
    op.add_column("event", sa.Column("refund_percent", sa.Integer(), nullable=False, server_default=sa.text("100")))
    op.add_column("event", sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("event", sa.Column("moved_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column("bill", sa.Column("tickets", sa.Integer(), nullable=False, server_default=sa.text("1")))


def downgrade() -> None:
    op.drop_column("bill", "tickets")
    for column in ("moved_from", "moved_at", "refund_percent", "refund_until"):
        op.drop_column("event", column)
