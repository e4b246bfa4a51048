"""Questions, which event asks them, answers and their files."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _upload() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("key", name=op.f("uq_upload_key")),
    )


def _question() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asked_de", sa.String(), nullable=False),
        sa.Column("asked_en", sa.String(), nullable=False),
        sa.Column("help_de", sa.String(), nullable=False),
        sa.Column("help_en", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("per", sa.String(), nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("delete_after_days", sa.Integer(), nullable=False),
        sa.Column("health", sa.Boolean(), nullable=False),
        sa.Column("shown_at_door", sa.Boolean(), nullable=False),
        sa.Column("archived", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('text', 'long', 'choice', 'choices', 'yesno', 'number', 'date', 'phone', 'country', 'file')", name=op.f("ck_question_kind")),
        sa.CheckConstraint("moment in ('after', 'before', 'before-needed')", name=op.f("ck_question_moment")),
        sa.CheckConstraint("not health or (delete_after_days <= 7 and moment <> 'before-needed')", name=op.f("ck_question_health")),
        sa.CheckConstraint("per in ('registration', 'ticket')", name=op.f("ck_question_per")),
        sa.CheckConstraint("delete_after_days in (1, 7, 30, 90)", name=op.f("ck_question_delete_after_days")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_question_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question") as batch_op:
        batch_op.create_index("ix_question_organisation_id", ["organisation_id", "id"], unique=False)


def _question_use() -> None:
    op.create_table(
        "question_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ticket_type_id", sa.Integer(), nullable=True),
        sa.Column("shown_if_use_id", sa.Integer(), nullable=True),
        sa.Column("shown_if_values", sa.JSON(), nullable=False),
        sa.Column("moment", sa.String(), nullable=True),
        sa.CheckConstraint("moment is null or moment in ('after', 'before', 'before-needed')", name=op.f("ck_question_use_moment")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_question_use_event_id_event"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_use_question_id_question")),
        sa.ForeignKeyConstraint(["shown_if_use_id"], ["question_use.id"], name=op.f("fk_question_use_shown_if_use_id_question_use"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["ticket_type_id"], ["ticket_type.id"], name=op.f("fk_question_use_ticket_type_id_ticket_type"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_use")),
        sa.UniqueConstraint("event_id", "question_id", name=op.f("uq_question_use_event_id_question_id")),
    )
    with op.batch_alter_table("question_use") as batch_op:
        batch_op.create_index(op.f("ix_question_use_question_id"), ["question_id"], unique=False)
        batch_op.create_index(op.f("ix_question_use_shown_if_use_id"), ["shown_if_use_id"], unique=False)
        batch_op.create_index(op.f("ix_question_use_ticket_type_id"), ["ticket_type_id"], unique=False)


def _answer() -> None:
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("given", sa.String(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("delete_after_days", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_answer_question_id_question")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_answer_registration_id_registration")),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name=op.f("fk_answer_upload_id_upload")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("registration_id", "ticket_id", "question_id", name=op.f("uq_answer_registration_id_ticket_id_question_id")),
    )
    with op.batch_alter_table("answer") as batch_op:
        batch_op.create_index(op.f("ix_answer_question_id"), ["question_id"], unique=False)
        batch_op.create_index(op.f("ix_answer_upload_id"), ["upload_id"], unique=False)


def upgrade() -> None:
    _upload()
    _question()
    _question_use()
    _answer()


def downgrade() -> None:
    for table in ("answer", "question_use", "question", "upload"):
        op.drop_table(table)
