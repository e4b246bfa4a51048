"""Which evening a link, a code or a paired phone opens, as long as it does."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select

from eventsvc.accounts.models import Membership
from eventsvc.accounts.roles import PERMISSIONS
from eventsvc.checkin.models import DoorDevice, DoorLink, PairingCode
from eventsvc.core import clock, signing
from eventsvc.core.db import reading
from eventsvc.core.errors import Missing
from eventsvc.events.models import Event

LINK_LASTS = timedelta(hours=3)
PHONE_LASTS = timedelta(hours=24)
_SCANNERS = sorted(PERMISSIONS["checkin.scan"])


@dataclass(frozen=True)
class Evening:
    """The event as a door shows it."""

    id: int
    organisation_id: int
    title_de: str
    title_en: str
    zone: str
    city: str
    starts_at: datetime
    ends_at: datetime
    doors_at: time | None
    state: str

    @property
    def link_ends(self) -> datetime:
        """Until when helpers may pair a phone."""
        return self.ends_at + LINK_LASTS

    @property
    def phones_end(self) -> datetime:
        """When phones are locked and forget the guest list."""
        return self.ends_at + PHONE_LASTS


@dataclass(frozen=True)
class Phone:
    """A paired phone that may come in."""

    id: int
    name: str
    language: str
    scopes: tuple[str, ...]
    seen_at: datetime
    queue_len: int
    roster_rev: int
    clock_off_ms: int
    evening: Evening


_EVENING = (
    Event.id, Event.organisation_id, Event.title_de, Event.title_en, Event.zone, Event.city, Event.starts_at, Event.ends_at,
    Event.doors_at, Event.state,
)
_member_still = (
    select(Membership.id)
    .where(
        Membership.person_id == DoorDevice.person_id, Membership.organisation_id == Event.organisation_id,
        Membership.joined_at.is_not(None), Membership.role.in_(_SCANNERS),
    )
    .exists()
)
_PHONE = (
    select(
        DoorDevice.id.label("device_id"), DoorDevice.name, DoorDevice.language, DoorDevice.scopes, DoorDevice.seen_at,
        DoorDevice.queue_len, DoorDevice.roster_rev, DoorDevice.clock_off_ms, *_EVENING,
    )
    .join(Event, Event.id == DoorDevice.event_id)
    .where(
        DoorDevice.token_hash == bindparam("hash"), DoorDevice.revoked_at.is_(None),
        or_(DoorDevice.person_id.is_(None), _member_still),
    )
)


def phone(token: str) -> Phone | None:
    """The phone that holds this secret, unless it was signed off, its member has left, or the evening is over."""
    row = reading().execute(_PHONE, {"hash": signing.digest(token)}).one_or_none()
    if row is None:
        return None
    evening = _evening(row)
    if clock.now() >= evening.phones_end:
        return None
    return Phone(
        row.device_id, row.name, row.language, tuple(row.scopes), row.seen_at, row.queue_len, row.roster_rev, row.clock_off_ms, evening,
    )


def evening(event_id: int, organisation_id: int) -> Evening:
    """The desk's view of it."""
    row = reading().execute(select(*_EVENING).where(Event.id == event_id, Event.organisation_id == organisation_id)).one_or_none()
    if row is None:
        raise Missing
    return _evening(row)


def evening_of_link(token: str) -> Evening:
    """The event that a helper's link opens; Missing if it was revoked or the evening is over."""
    return _open(
        select(*_EVENING).join(DoorLink, DoorLink.event_id == Event.id)
        .where(DoorLink.token_hash == signing.digest(token), DoorLink.revoked_at.is_(None))
    )


def evening_of_code(code: str) -> Evening:
    """The event that a one-time code opens; Missing if it was used or is too old."""
    return _open(
        select(*_EVENING).join(PairingCode, PairingCode.event_id == Event.id)
        .where(PairingCode.code_hash == signing.digest(code), PairingCode.used_at.is_(None), PairingCode.expires_at > clock.now())
    )


def _open(query: Any) -> Evening:
    row = reading().execute(query).one_or_none()
    if row is None or clock.now() >= (found := _evening(row)).link_ends:
        raise Missing
    return found


def _evening(row: Any) -> Evening:
    return Evening(
        row.id, row.organisation_id, row.title_de, row.title_en, row.zone, row.city, row.starts_at, row.ends_at, row.doors_at, row.state,
    )
