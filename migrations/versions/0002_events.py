"""Series, events, pools and ticket types."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _series() -> None:
    op.create_table(
        "series", sa.Column("id", sa.Integer(), nullable=False), sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False), sa.Column("title_de", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False), sa.Column("text_de", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False), sa.Column("home_zone", sa.String(), nullable=False),
        sa.Column("home_city", sa.String(), nullable=False), sa.Column("partner_zone", sa.String(), nullable=True),
        sa.Column("partner_city", sa.String(), nullable=True), sa.Column("shift_rule", sa.String(), nullable=False),
        sa.Column("cover", sa.String(), nullable=False), sa.Column("default_start", sa.Time(), nullable=False),
        sa.Column("default_minutes", sa.Integer(), nullable=False), sa.Column("default_venue", sa.String(), nullable=False),
        sa.Column("default_street", sa.String(), nullable=False), sa.Column("default_postcode_city", sa.String(), nullable=False),
        sa.Column("default_room", sa.Integer(), nullable=True), sa.Column("default_online", sa.Integer(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False), sa.Column("feed_version", sa.Integer(), nullable=False),
        sa.Column("feed_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("shift_rule in ('ask', 'home', 'partner')", name=op.f("ck_series_shift_rule")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_series_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")), sa.UniqueConstraint("slug", name=op.f("uq_series_slug")),
    )
    op.create_index("ix_series_organisation_id", "series", ["organisation_id"], unique=False)


def _event() -> None:
    op.create_table(
        "event", sa.Column("id", sa.Integer(), nullable=False), sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False), sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True), sa.Column("slug", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False), sa.Column("title_de", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False), sa.Column("summary_de", sa.String(), nullable=False),
        sa.Column("summary_en", sa.String(), nullable=False), sa.Column("text_de", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False), sa.Column("zone", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False), sa.Column("partner_zone", sa.String(), nullable=True),
        sa.Column("partner_city", sa.String(), nullable=True), sa.Column("local_start", sa.DateTime(), nullable=False),
        sa.Column("local_end", sa.DateTime(), nullable=False), sa.Column("doors_at", sa.Time(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False), sa.Column("shift_settled", sa.Boolean(), nullable=False),
        sa.Column("venue", sa.String(), nullable=False), sa.Column("street", sa.String(), nullable=False),
        sa.Column("postcode_city", sa.String(), nullable=False), sa.Column("directions_de", sa.String(), nullable=False),
        sa.Column("directions_en", sa.String(), nullable=False), sa.Column("access_de", sa.String(), nullable=False),
        sa.Column("access_en", sa.String(), nullable=False), sa.Column("spoken_de", sa.String(), nullable=False),
        sa.Column("spoken_en", sa.String(), nullable=False), sa.Column("in_room", sa.Boolean(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False), sa.Column("stream_url", sa.String(), nullable=False),
        sa.Column("cover", sa.String(), nullable=False), sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("reason_de", sa.String(), nullable=False), sa.Column("reason_en", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False), sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False), sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('draft', 'published', 'postponed', 'cancelled')", name=op.f("ck_event_state")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_event_ends_after_start")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_event_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_event_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")), sa.UniqueConstraint("slug", name=op.f("uq_event_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_event_uid")), sa.UniqueConstraint("uuid", name=op.f("uq_event_uuid")),
    )
    op.create_index("ix_event_ends_at", "event", ["ends_at"], unique=False)
    op.create_index("ix_event_organisation_id", "event", ["organisation_id", "starts_at"], unique=False)
    op.create_index("ix_event_series_id", "event", ["series_id", "starts_at"], unique=False)


def _programme_item() -> None:
    op.create_table(
        "programme_item", sa.Column("id", sa.Integer(), nullable=False), sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False), sa.Column("local_time", sa.Time(), nullable=False),
        sa.Column("title_de", sa.String(), nullable=False), sa.Column("title_en", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_programme_item_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_item")),
        sa.UniqueConstraint("event_id", "position", name=op.f("uq_programme_item_event_id_position")),
    )


def _speaker() -> None:
    op.create_table(
        "speaker", sa.Column("id", sa.Integer(), nullable=False), sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False), sa.Column("name", sa.String(), nullable=False),
        sa.Column("role_de", sa.String(), nullable=False), sa.Column("role_en", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_speaker_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker")),
        sa.UniqueConstraint("event_id", "position", name=op.f("uq_speaker_event_id_position")),
    )


def _pool() -> None:
    op.create_table(
        "pool", sa.Column("id", sa.Integer(), nullable=False), sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False), sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False), sa.CheckConstraint("kind in ('room', 'online')", name=op.f("ck_pool_kind")),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_pool_capacity_not_negative")),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_pool_taken_not_negative")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_pool_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool")), sa.UniqueConstraint("event_id", "kind", name=op.f("uq_pool_event_id_kind")),
    )


def _ticket_type() -> None:
    op.create_table(
        "ticket_type", sa.Column("id", sa.Integer(), nullable=False), sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False), sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_de", sa.String(), nullable=False), sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("note_de", sa.String(), nullable=False), sa.Column("note_en", sa.String(), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False), sa.Column("currency", sa.String(), nullable=False),
        sa.Column("sale_from", sa.DateTime(), nullable=True), sa.Column("sale_until", sa.DateTime(), nullable=True),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_ticket_type_price_not_negative")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_ticket_type_event_id_event")),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_ticket_type_pool_id_pool")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_type")),
        sa.UniqueConstraint("event_id", "position", name=op.f("uq_ticket_type_event_id_position")),
    )
    op.create_index(op.f("ix_ticket_type_pool_id"), "ticket_type", ["pool_id"], unique=False)


def upgrade() -> None:
    _series()
    _event()
    _programme_item()
    _speaker()
    _pool()
    _ticket_type()


def downgrade() -> None:
    op.drop_table("ticket_type")
    op.drop_table("pool")
    op.drop_table("speaker")
    op.drop_table("programme_item")
    op.drop_table("event")
    op.drop_table("series")
