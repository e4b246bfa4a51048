"""Declarations to withdraw from a contract, and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("once", "name", "identification", "email", "email_key", "language")),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("back_cents", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state in ('open', 'accepted', 'refused', 'closed')", name=op.f("ck_withdrawal_state")),
        sa.CheckConstraint("(answered_at is null) = (state = 'open')", name=op.f("ck_withdrawal_answered")),
        sa.CheckConstraint("back_cents >= 0", name=op.f("ck_withdrawal_back")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_withdrawal_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_withdrawal_registration_id_registration")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
        sa.UniqueConstraint("once", name=op.f("uq_withdrawal_once")),
    )
    op.create_index("ix_withdrawal_organisation_id", "withdrawal", ["organisation_id", "state", "id"])
    op.create_index("ix_withdrawal_registration_id", "withdrawal", ["registration_id"])


def downgrade() -> None:
    op.drop_table("withdrawal")
