"""Answers to people who applied, and what the mails say."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PENDING = "state = 'pending'"
OF_EVENT, OF_ALL = "event_id is not null", "event_id is null"


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _ruling() -> None:
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("answer in ('yes', 'later', 'no')", name=op.f("ck_ruling_answer")),
        sa.CheckConstraint("state in ('pending', 'told', 'undone', 'void')", name=op.f("ck_ruling_state")),
        sa.CheckConstraint("(until is not null) = (answer = 'later')", name=op.f("ck_ruling_until")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_ruling_registration_id_registration")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
    )
    op.create_index("ix_ruling_registration_id", "ruling", ["registration_id", "id"])
    op.create_index("uq_ruling_pending", "ruling", ["registration_id"], unique=True, **_where(PENDING))
    op.create_index("ix_ruling_due", "ruling", ["due_at"], **_where(PENDING))


def _answer_text() -> None:
    op.create_table(
        "answer_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("subject_de", "text_de", "subject_en", "text_en")),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("answer in ('yes', 'later', 'no')", name=op.f("ck_answer_text_answer")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_answer_text_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_answer_text_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_text")),
    )
    op.create_index("uq_answer_text_event", "answer_text", ["event_id", "answer"], unique=True, **_where(OF_EVENT))
    op.create_index("uq_answer_text_organisation", "answer_text", ["organisation_id", "answer"], unique=True, **_where(OF_ALL))


def upgrade() -> None:
    _ruling()
    _answer_text()


def downgrade() -> None:
    op.drop_table("answer_text")
    op.drop_table("ruling")
