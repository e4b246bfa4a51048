"""Seats that are held, own limits of ticket types, codes, partners' blocks, passes for a series, an event's waitlist."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NEW_COLUMNS = {
    "ticket_type": ("answer_by", "approval", "domains", "visibility", "max_each", "min_each", "used", "most"),
    "pool": ("held",),
    "event": (
        "ask_days", "waitlist_position", "waitlist_day_minutes", "waitlist_hours", "waitlist_mode", "cancel_until", "confirm_mail",
    ),
}
NEW_CHECKS = {
    "pool": ("held_not_negative", "never_one_too_many"), "ticket_type": ("own_limit", "each", "visibility"), "event": ("waitlist_mode",),
}


def _series_pass() -> None:
    op.create_table(
        "series_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("secret_turn", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_pass_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_pass")),
        sa.UniqueConstraint("once", name=op.f("uq_series_pass_once")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_series_pass_secret_hash")),
        sa.UniqueConstraint("uuid", name=op.f("uq_series_pass_uuid")),
    )
    with op.batch_alter_table("series_pass") as batch_op:
        batch_op.create_index("ix_series_pass_series_id", ["series_id", "id"], unique=False)


def _allotment() -> None:
    op.create_table(
        "allotment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("ticket_type_id", sa.Integer(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("left_seats", sa.Integer(), nullable=False),
        sa.Column("release_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("left_seats >= 0 and left_seats <= seats", name=op.f("ck_allotment_left_seats")),
        sa.CheckConstraint("released_at is null or left_seats = 0", name=op.f("ck_allotment_released_is_empty")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_allotment_event_id_event")),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_allotment_pool_id_pool")),
        sa.ForeignKeyConstraint(["ticket_type_id"], ["ticket_type.id"], name=op.f("fk_allotment_ticket_type_id_ticket_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allotment")),
    )
    with op.batch_alter_table("allotment") as batch_op:
        batch_op.create_index(
            "ix_allotment_due",
            ["release_at"],
            unique=False,
            sqlite_where=sa.text("released_at is null"),
            postgresql_where=sa.text("released_at is null"),
        )
        batch_op.create_index("ix_allotment_event_id", ["event_id", "id"], unique=False)
        batch_op.create_index(op.f("ix_allotment_pool_id"), ["pool_id"], unique=False)
        batch_op.create_index(op.f("ix_allotment_ticket_type_id"), ["ticket_type_id"], unique=False)


def _voucher() -> None:
    op.create_table(
        "voucher",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("code_key", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("unlocks", sa.Boolean(), nullable=False),
        sa.Column("skips_approval", sa.Boolean(), nullable=False),
        sa.Column("type_ids", sa.JSON(), nullable=False),
        sa.Column("max_uses", sa.Integer(), nullable=True),
        sa.Column("per_email", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(), nullable=True),
        sa.Column("valid_until", sa.DateTime(), nullable=True),
        sa.Column("allotment_id", sa.Integer(), nullable=True),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("effect in ('none', 'percent', 'amount', 'price')", name=op.f("ck_voucher_effect")),
        sa.CheckConstraint("state in ('active', 'off')", name=op.f("ck_voucher_state")),
        sa.CheckConstraint("value >= 0 and (effect != 'percent' or value <= 100)", name=op.f("ck_voucher_value")),
        sa.CheckConstraint("used >= 0 and (max_uses is null or used <= max_uses)", name=op.f("ck_voucher_uses")),
        sa.ForeignKeyConstraint(["allotment_id"], ["allotment.id"], name=op.f("fk_voucher_allotment_id_allotment")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_voucher_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher")),
        sa.UniqueConstraint("event_id", "code_key", name=op.f("uq_voucher_event_id_code_key")),
    )
    with op.batch_alter_table("voucher") as batch_op:
        batch_op.create_index(op.f("ix_voucher_allotment_id"), ["allotment_id"], unique=False)


def _event() -> None:
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(sa.Column("confirm_mail", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("cancel_until", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("waitlist_mode", sa.String(), server_default="confirm", nullable=False))
        batch_op.add_column(sa.Column("waitlist_hours", sa.Integer(), server_default=sa.text("12"), nullable=False))
        batch_op.add_column(sa.Column("waitlist_day_minutes", sa.Integer(), server_default=sa.text("60"), nullable=False))
        batch_op.add_column(sa.Column("waitlist_position", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("ask_days", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_event_waitlist_mode"), "waitlist_mode in ('confirm', 'offer', 'hand', 'none')")


def _pool() -> None:
    with op.batch_alter_table("pool") as batch_op:
        batch_op.add_column(sa.Column("held", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.create_check_constraint(op.f("ck_pool_held_not_negative"), "held >= 0")
        batch_op.create_check_constraint(op.f("ck_pool_never_one_too_many"), "taken + held <= capacity")


def _ticket_type() -> None:
    with op.batch_alter_table("ticket_type") as batch_op:
        batch_op.add_column(sa.Column("most", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("used", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("min_each", sa.Integer(), server_default=sa.text("1"), nullable=False))
        batch_op.add_column(sa.Column("max_each", sa.Integer(), server_default=sa.text("10"), nullable=False))
        batch_op.add_column(sa.Column("visibility", sa.String(), server_default="public", nullable=False))
        batch_op.add_column(sa.Column("domains", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("approval", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("answer_by", sa.DateTime(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_ticket_type_own_limit"), "used >= 0 and (most is null or used <= most)")
        batch_op.create_check_constraint(op.f("ck_ticket_type_each"), "min_each >= 1 and max_each >= min_each")
        batch_op.create_check_constraint(op.f("ck_ticket_type_visibility"), "visibility in ('public', 'code', 'hidden')")


def upgrade() -> None:
    _series_pass()
    _allotment()
    _voucher()
    _event()
    _pool()
    _ticket_type()


def downgrade() -> None:
    for table, columns in NEW_COLUMNS.items():
        with op.batch_alter_table(table) as batch_op:
            for check in NEW_CHECKS[table]:
                batch_op.drop_constraint(op.f(f"ck_{table}_{check}"), type_="check")
            for column in columns:
                batch_op.drop_column(column)
    for table in ("voucher", "allotment", "series_pass"):
        op.drop_table(table)
