"""Documents, each chained to the one before it, the counters of their numbers, and the files as they were first given out."""

from datetime import datetime

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base

KINDS = ("receipt", "invoice", "correction")


class InvoiceSeries(Base):
    """The numbers of one organisation's year: `last` was given last, `digest` is that document's. Its row is the series' lock."""

    __tablename__ = "invoice_series"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, autoincrement=False)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    digest: Mapped[str] = mapped_column(default="", server_default="")


class Invoice(Base):
    """One document, for ever. All it says is in `snapshot` (`invoices.facts.Document` as canonical JSON).

    `digest` is made of the snapshot and the digest of the document before it in its series. A correction refers to what it corrects;
    so does an invoice that takes the place of an earlier document. The other columns repeat the snapshot, to be searched and summed.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("organisation_id", "year", "number"),
        Index("ix_invoice_registration_id", "registration_id", "id"),
        Index("ix_invoice_refers_to", "refers_to", sqlite_where=text("refers_to is not null"),
              postgresql_where=text("refers_to is not null")),
        CheckConstraint("kind in ('receipt', 'invoice', 'correction')", name="kind"),
        CheckConstraint("(kind = 'correction') = (gross_cents < 0)", name="sign"),
        CheckConstraint("kind != 'correction' or refers_to is not null", name="reference"),
        CheckConstraint("kind != 'receipt' or refers_to is null", name="receipt"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    number: Mapped[int]
    kind: Mapped[str]
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    refers_to: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    language: Mapped[str]
    currency: Mapped[str]
    gross_cents: Mapped[int]
    snapshot: Mapped[str] = mapped_column(Text)
    digest: Mapped[str]
    previous_digest: Mapped[str]
    issued_at: Mapped[datetime]


class InvoiceFile(Base):
    """A document as it was made for people (pdf) or programs (xml): the same bytes for ever."""

    __tablename__ = "invoice_file"
    __table_args__ = (CheckConstraint("kind in ('pdf', 'xml')", name="kind"),)

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str]
    made_at: Mapped[datetime]


class Buyer(Base):
    """To whom a registration's invoice is to be written, as asked before it is paid; gone as soon as the invoice is there."""

    __tablename__ = "buyer"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True, autoincrement=False)
    business: Mapped[bool]
    name: Mapped[str]
    street: Mapped[str]
    postcode: Mapped[str]
    city: Mapped[str]
    country: Mapped[str]
    vat_id: Mapped[str] = mapped_column(default="")
    order_number: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]


def append_only(table: str) -> dict[str, tuple[str, ...]]:
    """The statements, per database, by which a table refuses to be changed or emptied."""
    return {
        "sqlite": tuple(
            f"CREATE TRIGGER {table}_no_{word.lower()} BEFORE {word} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}_is_append_only'); END" for word in ("UPDATE", "DELETE")
        ),
        "postgresql": (
            (
                f"CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN RAISE EXCEPTION '{table} is append-only' "
                f"USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{table}_is_append_only'; END $$"
            ),
            (
                f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
                f"EXECUTE FUNCTION {table}_is_append_only()"
            ),
            (
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
                f"EXECUTE FUNCTION {table}_is_append_only()"
            ),
        ),
    }


for _table in (Invoice.__table__, InvoiceFile.__table__):
    for _dialect, _statements in append_only(str(_table.key)).items():  # type: ignore[attr-defined]
        for _statement in _statements:
            event.listen(_table, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
