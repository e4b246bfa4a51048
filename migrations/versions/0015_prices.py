"""Prices that guests choose, to whom online tickets are sold, and the terms of an organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MAX_EACH = sa.Column("max_each", sa.Integer(), server_default=sa.text("10"), nullable=False)  # else SQLite's is written anew as (10)
CHECKS = {
    "ck_ticket_type_price_kind": "price_kind in ('fixed', 'choice')",
    "ck_ticket_type_suggested": "suggested_cents is null or (price_kind = 'choice' and suggested_cents >= price_cents)",
    "ck_ticket_type_sold_to": "sold_to in ('germany', 'anywhere')",
}


def upgrade() -> None:
    with op.batch_alter_table("ticket_type", reflect_args=[MAX_EACH]) as batch_op:
        batch_op.add_column(sa.Column("price_kind", sa.String(), server_default="fixed", nullable=False))
        batch_op.add_column(sa.Column("suggested_cents", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sold_to", sa.String(), server_default="germany", nullable=False))
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(op.f(name), condition)
    op.add_column("registration", sa.Column("chosen_cents", sa.Integer(), nullable=True))
    op.add_column("registration", sa.Column("buyer_country", sa.String(), server_default="", nullable=False))
    for name in ("terms_de", "terms_en"):
        op.add_column("organisation", sa.Column(name, sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    for name in ("terms_en", "terms_de"):
        op.drop_column("organisation", name)
    for name in ("buyer_country", "chosen_cents"):
        op.drop_column("registration", name)
    with op.batch_alter_table("ticket_type", reflect_args=[MAX_EACH]) as batch_op:
        for name in reversed(CHECKS):
            batch_op.drop_constraint(op.f(name), type_="check")
        for name in ("sold_to", "suggested_cents", "price_kind"):
            batch_op.drop_column(name)
