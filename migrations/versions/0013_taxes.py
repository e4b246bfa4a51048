"""How each ticket type is taxed, and what the seller's documents must say about VAT."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MODES = "tax_mode in ('standard', 'reduced', 'exempt-22a', 'small-business', 'abroad', 'none')"

MAX_EACH = sa.Column("max_each", sa.Integer(), server_default=sa.text("10"), nullable=False)  # else SQLite's is written anew as (10)


def upgrade() -> None:
    with op.batch_alter_table("ticket_type", reflect_args=[MAX_EACH]) as batch_op:
        batch_op.add_column(sa.Column("tax_mode", sa.String(), server_default="standard", nullable=False))
        batch_op.create_check_constraint(op.f("ck_ticket_type_tax_mode"), MODES)
    op.add_column("organisation", sa.Column("vat_id", sa.String(), server_default="", nullable=False))
    op.add_column("organisation", sa.Column("small_business", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("organisation", "small_business")
    op.drop_column("organisation", "vat_id")
    with op.batch_alter_table("ticket_type", reflect_args=[MAX_EACH]) as batch_op:
        batch_op.drop_constraint(op.f("ck_ticket_type_tax_mode"), type_="check")
        batch_op.drop_column("tax_mode")
