"""The door."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _checkin_list() -> None:
    op.create_table(
        "checkin_list", sa.Column("id", sa.Integer(), nullable=False), sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False), sa.Column("pool_kinds", sa.JSON(), nullable=False),
        sa.Column("entry_rule", sa.String(), nullable=False), sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("entry_rule in ('once', 'once-per-day', 'reentry', 'unlimited')", name=op.f("ck_checkin_list_entry_rule")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_checkin_list_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_list")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_checkin_list_event_id_name")),
    )


def _door_link() -> None:
    op.create_table(
        "door_link", sa.Column("id", sa.Integer(), nullable=False), sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False), sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("token_turn", sa.Integer(), nullable=False), sa.Column("pin_turn", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False), sa.Column("max_devices", sa.Integer(), nullable=False),
        sa.Column("wrong_pins", sa.Integer(), nullable=False), sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_door_link_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_link")), sa.UniqueConstraint("event_id", name=op.f("uq_door_link_event_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_door_link_token_hash")),
        sa.UniqueConstraint("uuid", name=op.f("uq_door_link_uuid")),
    )


def _pairing_code() -> None:
    op.create_table(
        "pairing_code", sa.Column("id", sa.Integer(), nullable=False), sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False), sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_pairing_code_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_pairing_code_code_hash")),
    )
    op.create_index("ix_pairing_code_event_id", "pairing_code", ["event_id"], unique=False)


def _door_device() -> None:
    op.create_table(
        "door_device", sa.Column("id", sa.Integer(), nullable=False), sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True), sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False), sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False), sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False), sa.Column("queue_len", sa.Integer(), nullable=False),
        sa.Column("roster_rev", sa.Integer(), nullable=False), sa.Column("clock_off_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_door_device_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_door_device_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_door_device_token_hash")),
    )
    op.create_index("ix_door_device_event_id", "door_device", ["event_id"], unique=False)


def _scan() -> None:
    op.create_table(
        "scan", sa.Column("sid", sa.String(), nullable=False), sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False), sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True), sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("code_hash", sa.String(), nullable=False), sa.Column("direction", sa.String(), nullable=False),
        sa.Column("undo_of", sa.String(), nullable=True), sa.Column("source", sa.String(), nullable=False),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=False), sa.Column("device_off_ms", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False), sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(), nullable=False), sa.Column("verdict", sa.String(), nullable=False),
        sa.CheckConstraint("decision in ('admit', 'refuse', 'none')", name=op.f("ck_scan_decision")),
        sa.CheckConstraint("direction in ('in', 'out', 'undo')", name=op.f("ck_scan_direction")),
        sa.CheckConstraint("source in ('camera', 'keyboard', 'search', 'walkin', 'desk')", name=op.f("ck_scan_source")),
        sa.ForeignKeyConstraint(["device_id"], ["door_device.id"], name=op.f("fk_scan_device_id_door_device")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_scan_event_id_event")),
        sa.ForeignKeyConstraint(["list_id"], ["checkin_list.id"], name=op.f("fk_scan_list_id_checkin_list")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_scan_person_id_person")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_scan_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_scan")),
    )
    op.create_index("ix_scan_device_id", "scan", ["device_id", "received_at"], unique=False)
    op.create_index("ix_scan_list_at", "scan", ["list_id", "received_at"], unique=False)
    op.create_index("ix_scan_ticket_id", "scan", ["ticket_id"], unique=False)
    op.create_index(
        "ix_scan_undo_of", "scan", ["undo_of"], unique=False, sqlite_where=sa.text("undo_of is not null"),
        postgresql_where=sa.text("undo_of is not null"),
    )


def _admission() -> None:
    op.create_table(
        "admission", sa.Column("sid", sa.String(), nullable=False), sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False), sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False), sa.Column("once", sa.Boolean(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["door_device.id"], name=op.f("fk_admission_device_id_door_device")),
        sa.ForeignKeyConstraint(["list_id"], ["checkin_list.id"], name=op.f("fk_admission_list_id_checkin_list")),
        sa.ForeignKeyConstraint(["sid"], ["scan.sid"], name=op.f("fk_admission_sid_scan"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_admission_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_admission")),
    )
    op.create_index("ix_admission_inside", "admission", ["list_id", "undone", "ticket_id"], unique=False)
    op.create_index("ix_admission_ticket_id", "admission", ["ticket_id"], unique=False)
    op.create_index(
        "uq_admission_once", "admission", ["list_id", "ticket_id"], unique=True, sqlite_where=sa.text("once and not undone"),
        postgresql_where=sa.text("once and not undone"),
    )


def _settled_conflict() -> None:
    op.create_table(
        "settled_conflict", sa.Column("sid", sa.String(), nullable=False), sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_settled_conflict_person_id_person")),
        sa.ForeignKeyConstraint(["sid"], ["scan.sid"], name=op.f("fk_settled_conflict_sid_scan")),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_settled_conflict")),
    )


APPEND_ONLY: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE TRIGGER scan_no_update BEFORE UPDATE ON scan BEGIN SELECT RAISE(ABORT, 'scan_is_append_only'); END",
        "CREATE TRIGGER scan_no_delete BEFORE DELETE ON scan BEGIN SELECT RAISE(ABORT, 'scan_is_append_only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION scan_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'scan is append-only' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scan_is_append_only'; END $$",
        "CREATE TRIGGER scan_no_change BEFORE UPDATE OR DELETE ON scan FOR EACH ROW EXECUTE FUNCTION scan_is_append_only()",
        "CREATE TRIGGER scan_no_truncate BEFORE TRUNCATE ON scan FOR EACH STATEMENT EXECUTE FUNCTION scan_is_append_only()",
    ),
}


def upgrade() -> None:
    _checkin_list()
    _door_link()
    _pairing_code()
    _door_device()
    _scan()
    _admission()
    _settled_conflict()
    for statement in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("settled_conflict")
    op.drop_table("admission")
    op.drop_table("scan")
    op.drop_table("door_device")
    op.drop_table("pairing_code")
    op.drop_table("door_link")
    op.drop_table("checkin_list")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION scan_is_append_only()")
