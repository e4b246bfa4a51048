"""Organisations and people."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _organisation() -> None:
    op.create_table(
        "organisation", sa.Column("id", sa.Integer(), nullable=False), sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False), sa.Column("legal_name", sa.String(), nullable=False),
        sa.Column("represented_by", sa.String(), nullable=False), sa.Column("street", sa.String(), nullable=False),
        sa.Column("postcode_city", sa.String(), nullable=False), sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False), sa.Column("register_entry", sa.String(), nullable=False),
        sa.Column("tax_number", sa.String(), nullable=False), sa.Column("editor_name", sa.String(), nullable=False),
        sa.Column("tagline_de", sa.String(), nullable=False), sa.Column("tagline_en", sa.String(), nullable=False),
        sa.Column("lede_de", sa.String(), nullable=False), sa.Column("lede_en", sa.String(), nullable=False),
        sa.Column("accent", sa.String(), nullable=False), sa.Column("logo", sa.String(), nullable=True),
        sa.Column("home_zone", sa.String(), nullable=False), sa.Column("home_city", sa.String(), nullable=False),
        sa.Column("feed_version", sa.Integer(), nullable=False), sa.Column("feed_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False), sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )


def _person() -> None:
    op.create_table(
        "person", sa.Column("id", sa.Integer(), nullable=False), sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False), sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False), sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")), sa.UniqueConstraint("email_key", name=op.f("uq_person_email_key")),
    )


def _membership() -> None:
    op.create_table(
        "membership", sa.Column("id", sa.Integer(), nullable=False), sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False), sa.Column("role", sa.String(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True), sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role in ('owner', 'manager', 'editor', 'guest-list', 'door', 'finance')", name=op.f("ck_membership_role")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("person_id", "organisation_id", name=op.f("uq_membership_person_id_organisation_id")),
    )
    op.create_index("ix_membership_organisation_id", "membership", ["organisation_id"], unique=False)


def _sign_in_link() -> None:
    op.create_table(
        "sign_in_link", sa.Column("id", sa.Integer(), nullable=False), sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False), sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True), sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), nullable=False), sa.Column("next_path", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose in ('sign-in', 'invitation', 'first-owner')", name=op.f("ck_sign_in_link_purpose")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_sign_in_link_membership_id_membership")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_link_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_link_token_hash")),
        sa.UniqueConstraint("uuid", name=op.f("uq_sign_in_link_uuid")),
    )
    op.create_index("ix_sign_in_link_membership_id", "sign_in_link", ["membership_id"], unique=False)
    op.create_index("ix_sign_in_link_person_id", "sign_in_link", ["person_id"], unique=False)


def _staff_session() -> None:
    op.create_table(
        "staff_session", sa.Column("id", sa.Integer(), nullable=False), sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True), sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("device", sa.String(), nullable=False), sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_staff_session_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_session_token_hash")),
    )
    op.create_index("ix_staff_session_person_id", "staff_session", ["person_id"], unique=False)


def upgrade() -> None:
    _organisation()
    _person()
    _membership()
    _sign_in_link()
    _staff_session()


def downgrade() -> None:
    op.drop_table("staff_session")
    op.drop_table("sign_in_link")
    op.drop_table("membership")
    op.drop_table("person")
    op.drop_table("organisation")
