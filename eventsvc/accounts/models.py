"""Organisations, people, their roles, sign-in links and sessions."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base


class Organisation(Base):
    """The responsible body: contract partner, imprint, look."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    legal_name: Mapped[str] = mapped_column(default="")
    represented_by: Mapped[str] = mapped_column(default="")
    street: Mapped[str] = mapped_column(default="")
    postcode_city: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    register_entry: Mapped[str] = mapped_column(default="")
    tax_number: Mapped[str] = mapped_column(default="")
    editor_name: Mapped[str] = mapped_column(default="")
    tagline_de: Mapped[str] = mapped_column(default="")
    tagline_en: Mapped[str] = mapped_column(default="")
    lede_de: Mapped[str] = mapped_column(default="")
    lede_en: Mapped[str] = mapped_column(default="")
    accent: Mapped[str] = mapped_column(default="#0b5a78")
    logo: Mapped[str | None]
    home_zone: Mapped[str] = mapped_column(default="Europe/Berlin")
    home_city: Mapped[str] = mapped_column(default="Hamburg")
    feed_version: Mapped[int] = mapped_column(default=1)
    feed_changed_at: Mapped[datetime]
    created_at: Mapped[datetime]
    vat_id: Mapped[str] = mapped_column(default="", server_default="")
    small_business: Mapped[bool] = mapped_column(default=False, server_default=false())
    terms_de: Mapped[str] = mapped_column(default="", server_default="")
    terms_en: Mapped[str] = mapped_column(default="", server_default="")


class Person(Base):
    """Somebody who signs in at the desk. Attendees have no account."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str] = mapped_column(default="de")
    created_at: Mapped[datetime]


class Membership(Base):
    """A person's role in an organisation."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id"),
        Index("ix_membership_organisation_id", "organisation_id"),
        CheckConstraint("role in ('owner', 'manager', 'editor', 'guest-list', 'door', 'finance')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str]
    invited_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]


class SignInLink(Base):
    """A mailed link: single use, short-lived, used by a POST (mail scanners follow links). Its token is derived from `uuid`."""

    __tablename__ = "sign_in_link"
    __table_args__ = (
        Index("ix_sign_in_link_person_id", "person_id"),
        Index("ix_sign_in_link_membership_id", "membership_id"),
        CheckConstraint("purpose in ('sign-in', 'invitation', 'first-owner')", name="purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    wrong_codes: Mapped[int] = mapped_column(default=0)
    next_path: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class StaffSession(Base):
    """A signed-in browser. The cookie holds the id in clear, the table its hash."""

    __tablename__ = "staff_session"
    __table_args__ = (Index("ix_staff_session_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    content: Mapped[dict[str, Any]]
    device: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
