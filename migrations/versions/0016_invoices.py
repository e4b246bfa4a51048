"""Receipts, invoices and corrections: numbered without gap, chained, and refused to be changed; their files; who asked for one."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = ("invoice", "invoice_file")


def _append_only(table: str) -> dict[str, tuple[str, ...]]:
    return {
        "sqlite": (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table}_is_append_only'); END",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table}_is_append_only'); END",
        ),
        "postgresql": (
            f"CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{table}_is_append_only'; END $$",
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()",
        ),
    }


def upgrade() -> None:
    _series()
    _invoice()
    _around()
    for table in TABLES:
        for statement in _append_only(table)[op.get_bind().dialect.name]:
            op.execute(statement)


def _series() -> None:
    op.create_table(
        "invoice_series",
        sa.Column("organisation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("digest", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_invoice_series_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("organisation_id", "year", name=op.f("pk_invoice_series")),
    )


def _invoice() -> None:
    op.create_table(
        "invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("refers_to", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("gross_cents", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("previous_digest", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('receipt', 'invoice', 'correction')", name=op.f("ck_invoice_kind")),
        sa.CheckConstraint("(kind = 'correction') = (gross_cents < 0)", name=op.f("ck_invoice_sign")),
        sa.CheckConstraint("kind != 'correction' or refers_to is not null", name=op.f("ck_invoice_reference")),
        sa.CheckConstraint("kind != 'receipt' or refers_to is null", name=op.f("ck_invoice_receipt")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_invoice_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["refers_to"], ["invoice.id"], name=op.f("fk_invoice_refers_to_invoice")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_invoice_registration_id_registration")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("organisation_id", "year", "number", name=op.f("uq_invoice_organisation_id_year_number")),
    )
    op.create_index(
        "ix_invoice_refers_to", "invoice", ["refers_to"], unique=False,
        sqlite_where=sa.text("refers_to is not null"), postgresql_where=sa.text("refers_to is not null"),
    )
    op.create_index("ix_invoice_registration_id", "invoice", ["registration_id", "id"], unique=False)


def _around() -> None:
    op.create_table(
        "invoice_file",
        sa.Column("invoice_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('pdf', 'xml')", name=op.f("ck_invoice_file_kind")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_file_invoice_id_invoice")),
        sa.PrimaryKeyConstraint("invoice_id", "kind", name=op.f("pk_invoice_file")),
    )
    op.create_table(
        "buyer",
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("business", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "street", "postcode", "city", "country", "vat_id", "order_number")),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_buyer_registration_id_registration")),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_buyer")),
    )


def downgrade() -> None:
    op.drop_table("buyer")
    op.drop_table("invoice_file")
    op.drop_table("invoice")
    op.drop_table("invoice_series")
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"DROP FUNCTION {table}_is_append_only()")
