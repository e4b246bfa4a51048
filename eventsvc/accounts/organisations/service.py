"""Founding an organisation, its legal data and its look."""

import hashlib
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from eventsvc.accounts import pictures, service
from eventsvc.accounts.models import Membership, Organisation, SignInLink
from eventsvc.core import audit, clock, signing
from eventsvc.core.db import transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.core.slugs import slug


@dataclass(frozen=True)
class Settings:
    """What the settings page keeps."""

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
    home_zone: str
    home_city: str
    accent: str
    small_business: bool
    terms_de: str
    terms_en: str
    vat_id: str = ""


@dataclass(frozen=True)
class Founder:
    """Who takes over a new instance."""

    organisation: str
    name: str
    email: str
    language: str


def create(name: str) -> int:
    """A new organisation with this name, its legal data still empty."""
    with transaction() as connection:
        return _created(connection, name)


def create_owner(email: str, *, name: str = "", organisation: str = "", language: str = "de") -> str:
    """Make somebody responsible for the (first) organisation, by the console; gives the token of a link to sign in, good for a day."""
    with transaction() as connection:
        person_id = _owner(connection, Founder(organisation, name, email, language))
        return service.new_link(connection, "first-owner", person_id, life=service.CONSOLE_LIFE)[1]


def found(token: str, founder: Founder, *, device: str) -> service.Entered:
    """Use the console's link of a first start: the organisation, its owner, and the owner signed in."""
    with transaction() as connection:
        used = connection.execute(
            update(SignInLink).where(
                SignInLink.token_hash == signing.digest(token), SignInLink.purpose == "first-owner", SignInLink.person_id.is_(None),
                SignInLink.used_at.is_(None), SignInLink.expires_at > clock.now(),
            ).values(used_at=clock.now())
        )
        if not used.rowcount:
            raise Refused("link-used")
        person_id = _owner(connection, founder)
        return service.Entered(service.enter(connection, person_id, device=device), "", founder.language)


def change(organisation_id: int, by: int, wish: Settings) -> tuple[str, ...]:
    """Keep the settings; gives the names of what really changed, which is also what the history says."""
    with transaction() as connection:
        names = [field.name for field in fields(Settings)]
        row = connection.execute(
            select(*(getattr(Organisation, name) for name in names)).where(Organisation.id == organisation_id).with_for_update()
        ).one_or_none()
        if row is None:
            raise Missing(organisation_id)
        before, after = dict(zip(names, row, strict=True)), asdict(wish)
        changed = tuple(name for name in names if before[name] != after[name])
        if changed:
            _keep(connection, organisation_id, {name: after[name] for name in changed})
            audit.note(
                organisation_id=organisation_id, deed="settings-changed", kind="organisation", subject_id=organisation_id, person_id=by,
                before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
            )
        return changed


def set_logo(organisation_id: int, by: int, raw: bytes | None, folder: Path) -> None:
    """Draw the picture anew and keep it under a name made of its content; None takes the logo away.

    The old file stays: pages that are open still show it, and a backup finds every name it knows.
    """
    name = None
    if raw is not None:
        drawn = pictures.logo(raw)
        name = f"{hashlib.sha256(drawn).hexdigest()[:24]}.png"
        _write(folder, name, drawn)
    with transaction() as connection:
        _keep(connection, organisation_id, {"logo": name})
        audit.note(
            organisation_id=organisation_id, deed="logo-changed", kind="organisation", subject_id=organisation_id, person_id=by,
            after={"logo": name},
        )


def _keep(connection: Connection, organisation_id: int, values: dict[str, object]) -> None:
    """Name and look stand in the calendars too, so the feed is new."""
    now = clock.now()
    connection.execute(
        update(Organisation).where(Organisation.id == organisation_id)
        .values(**values, feed_version=Organisation.feed_version + 1, feed_changed_at=now)
    )


def _owner(connection: Connection, founder: Founder) -> int:
    organisation_id = connection.execute(select(Organisation.id).order_by(Organisation.id).limit(1)).scalar_one_or_none()
    if organisation_id is None:
        organisation_id = _created(connection, founder.organisation or "eventsvc")
    person_id = service.person(connection, founder.email, name=founder.name, language=founder.language)
    now = clock.now()
    connection.execute(  # a link that founds is void once somebody is responsible, however that came
        update(SignInLink).where(SignInLink.purpose == "first-owner", SignInLink.person_id.is_(None), SignInLink.used_at.is_(None))
        .values(used_at=now)
    )
    known = connection.execute(
        update(Membership).where(Membership.person_id == person_id, Membership.organisation_id == organisation_id)
        .values(role="owner", joined_at=now)
    )
    if not known.rowcount:
        connection.execute(insert(Membership).values(
            person_id=person_id, organisation_id=organisation_id, role="owner", invited_at=now, joined_at=now,
        ))
    audit.note(organisation_id=organisation_id, deed="owner-made", kind="organisation", subject_id=organisation_id, actor="console",
               after={"email": founder.email})
    return person_id


def _created(connection: Connection, name: str) -> int:
    taken = set(connection.execute(select(Organisation.slug)).scalars())
    now = clock.now()
    made = connection.execute(
        insert(Organisation).values(slug=slug(name, taken), name=name, feed_changed_at=now, created_at=now).returning(Organisation.id)
    )
    return int(made.scalar_one())


def _write(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / name).exists():
        draft = folder / f"{name}.{os.getpid()}.{id(content)}"
        draft.write_bytes(content)
        draft.replace(folder / name)
