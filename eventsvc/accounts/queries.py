"""Reads of organisations, people, sessions and links."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select

from eventsvc.accounts.models import Membership, Organisation, Person, SignInLink, StaffSession
from eventsvc.core import clock, signing
from eventsvc.core.db import reading
from eventsvc.core.errors import Missing

IDLE = timedelta(hours=12)


@dataclass(frozen=True)
class OrganisationFacts:
    """All that pages say about an organisation."""

    id: int
    slug: str
    name: str
    legal_name: str
    represented_by: str
    street: str
    postcode_city: str
    email: str
    phone: str
    register_entry: str
    tax_number: str
    editor_name: str
    tagline_de: str
    tagline_en: str
    lede_de: str
    lede_en: str
    accent: str
    logo: str | None
    home_zone: str
    home_city: str
    small_business: bool
    vat_id: str
    has_terms: bool


@dataclass(frozen=True)
class Terms:
    """The terms of sale, if the organisation has any."""

    terms_de: str
    terms_en: str

    def __bool__(self) -> bool:
        return bool(self.terms_de or self.terms_en)


@dataclass(frozen=True)
class SignedIn:
    """Whose session it is."""

    session_id: int
    content: dict[str, Any]
    seen_at: datetime
    person_id: int
    name: str
    email: str
    language: str


@dataclass(frozen=True)
class Post:
    """One membership of the person who is signed in."""

    role: str
    organisation: OrganisationFacts


@dataclass(frozen=True)
class TeamMember:
    """A line of the team page; who was invited and has not come yet has no `joined_at`."""

    membership_id: int
    person_id: int
    name: str
    email: str
    role: str
    invited_at: datetime
    joined_at: datetime | None
    seen_at: datetime | None
    language: str


@dataclass(frozen=True)
class Browser:
    """One of a person's sessions."""

    id: int
    device: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Letter:
    """What the mail with a link needs to say."""

    purpose: str
    token: str
    code: str
    name: str
    email: str
    language: str
    organisation: str
    role: str
    expires_at: datetime


_COLUMNS = [
    *(getattr(Organisation, field.name) for field in fields(OrganisationFacts) if field.name != "has_terms"),
    (Organisation.terms_de + Organisation.terms_en != "").label("has_terms"),
]
_FIRST = select(*_COLUMNS).order_by(Organisation.id).limit(1)
_BY_SLUG = select(*_COLUMNS).where(Organisation.slug == bindparam("slug"))
_BY_ID = select(*_COLUMNS).where(Organisation.id == bindparam("id"))
_TERMS = select(Organisation.terms_de, Organisation.terms_en).where(Organisation.id == bindparam("id"))
_SIGNED_IN = (
    select(
        StaffSession.id.label("session_id"), StaffSession.content, StaffSession.seen_at,
        Person.id.label("person_id"), Person.name, Person.email, Person.language,
    )
    .join(Person, Person.id == StaffSession.person_id)
    .where(
        StaffSession.token_hash == bindparam("token_hash"), StaffSession.expires_at > bindparam("now"),
        StaffSession.seen_at > bindparam("idle_since"),
    )
)
_POSTS = (
    select(Membership.role, *_COLUMNS)
    .join(Organisation, Organisation.id == Membership.organisation_id)
    .where(Membership.person_id == bindparam("person_id"), Membership.joined_at.is_not(None))
    .order_by(Membership.id)
)


def first() -> OrganisationFacts | None:
    """The organisation of pages that belong to none in particular: the oldest."""
    row = reading().execute(_FIRST).one_or_none()
    return None if row is None else OrganisationFacts(*row)


def by_slug(slug: str) -> OrganisationFacts:
    """The organisation with this address."""
    row = reading().execute(_BY_SLUG, {"slug": slug}).one_or_none()
    if row is None:
        raise Missing(slug)
    return OrganisationFacts(*row)


def by_id(organisation_id: int) -> OrganisationFacts:
    """The organisation that an event, a series or a member belongs to."""
    row = reading().execute(_BY_ID, {"id": organisation_id}).one_or_none()
    if row is None:
        raise Missing(organisation_id)
    return OrganisationFacts(*row)


def terms(organisation_id: int) -> Terms:
    """The terms of sale; no page reads them but the few that show them."""
    return Terms(*reading().execute(_TERMS, {"id": organisation_id}).one())


def by_session(token: str) -> SignedIn | None:
    """Whose session the token opens, unless it is ended, older than 30 days or 12 hours idle."""
    now = clock.now()
    row = reading().execute(_SIGNED_IN, {"token_hash": signing.digest(token), "now": now, "idle_since": now - IDLE}).one_or_none()
    return None if row is None else SignedIn(*row)


def posts(person_id: int) -> list[Post]:
    """In which organisations the person works, and as what."""
    return [Post(row[0], OrganisationFacts(*row[1:])) for row in reading().execute(_POSTS, {"person_id": person_id})]


def team(organisation_id: int) -> list[TeamMember]:
    """Everybody who works here or is invited, in the order they came."""
    rows = reading().execute(
        select(Membership.id, Person.id, Person.name, Person.email, Membership.role,
               Membership.invited_at, Membership.joined_at, Membership.seen_at, Person.language)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.id)
    )
    return [TeamMember(*row) for row in rows]


def browsers(person_id: int) -> list[Browser]:
    """Where the person is signed in, last used first."""
    now = clock.now()
    rows = reading().execute(
        select(StaffSession.id, StaffSession.device, StaffSession.created_at, StaffSession.seen_at, StaffSession.expires_at)
        .where(StaffSession.person_id == person_id, StaffSession.expires_at > now, StaffSession.seen_at > now - IDLE)
        .order_by(StaffSession.seen_at.desc(), StaffSession.id.desc())
    )
    return [Browser(*row) for row in rows]


def has_owner() -> bool:
    """Whether anybody is responsible for this instance yet."""
    found = reading().execute(select(Membership.id).where(Membership.role == "owner", Membership.joined_at.is_not(None)).limit(1))
    return found.first() is not None


def letter(link_id: int) -> Letter | None:
    """What to write about a link; None when it is used, over or gone, so that no letter is needed any more."""
    row = reading().execute(
        select(
            SignInLink.uuid, SignInLink.purpose, SignInLink.expires_at, Person.name, Person.email, Person.language,
            func.coalesce(Membership.role, "").label("role"), func.coalesce(Organisation.name, "").label("organisation"),
        )
        .join(Person, Person.id == SignInLink.person_id)
        .outerjoin(Membership, Membership.id == SignInLink.membership_id)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(SignInLink.id == link_id, SignInLink.used_at.is_(None), SignInLink.expires_at > clock.now())
    ).one_or_none()
    if row is None:
        return None
    return Letter(
        purpose=row.purpose, token=link_token(row.uuid), code=link_code(row.uuid), name=row.name, email=row.email,
        language=row.language, organisation=row.organisation, role=row.role, expires_at=row.expires_at,
    )


def link_token(uuid: str) -> str:
    """The secret in the address of a link."""
    return signing.secret_for(signing.keys().derived("sign-in"), uuid)


def link_code(uuid: str) -> str:
    """The six digits that do the same when the mail arrives on another device."""
    return signing.pin_for(signing.keys().derived("sign-in"), uuid)
