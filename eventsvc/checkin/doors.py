"""Deeds on doors: the helpers' link with its PIN, one-time codes, pairing and signing off phones, settling conflicts."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from eventsvc.checkin import phones, service
from eventsvc.checkin.models import DoorDevice, DoorLink, PairingCode, Scan, SettledConflict
from eventsvc.checkin.phones import Evening
from eventsvc.core import addresses, audit, clock, codes, signing
from eventsvc.core.db import insert, transaction
from eventsvc.core.errors import Missing, Refused

WRONG_PINS = 5
CODE_LASTS = timedelta(minutes=10)
HELPER = ("scan", "search", "undo")
LONGEST_NAME = 40


@dataclass(frozen=True)
class By:
    """Who acts at the desk."""

    person_id: int
    organisation_id: int


def token(link_uuid: str, turn: int) -> str:
    """What stands in the helpers' link."""
    return signing.secret_for(signing.keys().derived("door"), link_uuid, turn)


def pin(link_uuid: str, turn: int) -> str:
    """The six digits that go with it."""
    return signing.pin_for(signing.keys().derived("door"), link_uuid, turn)


def open_link(event_id: int, by: By) -> None:
    """Make the helpers' link; a revoked one comes back with another address and PIN. One that is open stays as it is."""
    with transaction() as connection:
        evening = phones.evening(event_id, by.organisation_id)
        name, now = str(uuid.uuid4()), clock.now()
        made = connection.execute(insert(DoorLink).values(
            uuid=name, event_id=event_id, token_hash=signing.digest(token(name, 0)), token_turn=0, pin_turn=0, scopes=list(HELPER),
            max_devices=5, wrong_pins=0, created_at=now,
        ).on_conflict_do_nothing().returning(DoorLink.id)).one_or_none()
        if made is None:
            link = _locked(connection, event_id)
            if link.revoked_at is None:
                return
            turn = link.token_turn + 1
            connection.execute(update(DoorLink).where(DoorLink.id == link.id).values(
                token_hash=signing.digest(token(link.uuid, turn)), token_turn=turn, pin_turn=link.pin_turn + 1, wrong_pins=0,
                revoked_at=None,
            ))
        _note(evening, by, "door-link-opened")


def new_pin(event_id: int, by: By) -> None:
    """Another PIN for the same link; it also opens a link that wrong PINs have locked."""
    with transaction() as connection:
        evening = phones.evening(event_id, by.organisation_id)
        link = _locked(connection, event_id)
        connection.execute(update(DoorLink).where(DoorLink.id == link.id).values(pin_turn=link.pin_turn + 1, wrong_pins=0))
        _note(evening, by, "door-pin-changed")


def revoke_link(event_id: int, by: By) -> None:
    """No further phone by this link. Phones that are in use stay."""
    with transaction() as connection:
        evening = phones.evening(event_id, by.organisation_id)
        link = _locked(connection, event_id)
        connection.execute(update(DoorLink).where(DoorLink.id == link.id, DoorLink.revoked_at.is_(None)).values(revoked_at=clock.now()))
        _note(evening, by, "door-link-revoked")


def allow(event_id: int, by: By, *, most: int, undo: bool) -> None:
    """How many phones may be paired by the link, and whether helpers may take back admissions."""
    with transaction() as connection:
        phones.evening(event_id, by.organisation_id)
        if not 1 <= most <= 50:
            raise Refused("door-most", most=50)
        link = _locked(connection, event_id)
        scopes = ["scan", "search", *(["undo"] if undo else [])]
        connection.execute(update(DoorLink).where(DoorLink.id == link.id).values(max_devices=most, scopes=scopes))


def one_time_code(event_id: int, by: By) -> str:
    """A code for a phone nearby: ten minutes, once. It is shown now and never again. In capitals, so that its QR stays small."""
    with transaction() as connection:
        evening = phones.evening(event_id, by.organisation_id)
        code = codes.encode(secrets.token_bytes(13))[:20]
        expires = clock.now() + CODE_LASTS
        connection.execute(insert(PairingCode).values(event_id=event_id, code_hash=signing.digest(code), expires_at=expires))
        _note(evening, by, "door-code-shown")
    return code


def pair_by_pin(link_token: str, typed: str, name: str, language: str) -> str:
    """A helper's phone becomes a door. Answers the secret for its cookie.

    Each try is counted by the write that allows it, so that guessing from many phones at once gains nothing.
    """
    evening = phones.evening_of_link(link_token)
    refusal: Refused | None = None
    with transaction() as connection:
        link = connection.execute(
            update(DoorLink)
            .where(DoorLink.event_id == evening.id, DoorLink.revoked_at.is_(None), DoorLink.wrong_pins < WRONG_PINS,
                   DoorLink.token_hash == signing.digest(link_token))
            .values(wrong_pins=DoorLink.wrong_pins + 1)
            .returning(*DoorLink.__table__.columns)
        ).one_or_none()
        if link is None:
            refusal = Refused("door-locked")
        elif not signing.same(pin(link.uuid, link.pin_turn), "".join(typed.split())):
            left = WRONG_PINS - link.wrong_pins
            refusal = Refused("pin-wrong", left=left) if left else Refused("door-locked")
        else:
            connection.execute(update(DoorLink).where(DoorLink.id == link.id).values(wrong_pins=0))
            if _in_use(connection, evening.id) >= link.max_devices:
                refusal = Refused("door-full", most=link.max_devices)
            else:
                secret = _paired(connection, evening, name, language, tuple(link.scopes))
    if refusal is not None:
        raise refusal
    return secret


def pair_by_code(code: str, name: str, language: str) -> str:
    """A phone nearby becomes a door; the code is used up by the write that takes it."""
    with transaction() as connection:
        evening = phones.evening_of_code(code)
        took = connection.execute(
            update(PairingCode)
            .where(PairingCode.code_hash == signing.digest(code), PairingCode.used_at.is_(None), PairingCode.expires_at > clock.now())
            .values(used_at=clock.now())
        ).rowcount
        if not took:
            raise Missing
        return _paired(connection, evening, name, language, HELPER)


def pair_member(event_id: int, by: By, name: str, language: str) -> str:
    """A member lets people in with the own phone; ends with the membership."""
    with transaction() as connection:
        evening = phones.evening(event_id, by.organisation_id)
        if clock.now() >= evening.phones_end:
            raise Refused("door-over")
        return _paired(connection, evening, name, language, HELPER, by.person_id)


def sign_off(event_id: int, device_id: int, by: By) -> None:
    """A phone is no door any more; it forgets its guest list as soon as it asks."""
    with transaction() as connection:
        evening = phones.evening(event_id, by.organisation_id)
        done = connection.execute(
            update(DoorDevice).where(DoorDevice.id == device_id, DoorDevice.event_id == event_id, DoorDevice.revoked_at.is_(None))
            .values(revoked_at=clock.now())
        ).rowcount
        if done:
            _note(evening, by, "door-phone-signed-off")


def leave(device_id: int) -> None:
    """A helper signs off the own phone."""
    with transaction() as connection:
        connection.execute(
            update(DoorDevice).where(DoorDevice.id == device_id, DoorDevice.revoked_at.is_(None)).values(revoked_at=clock.now())
        )


def speak(device_id: int, language: str) -> None:
    """The language of a phone's pages."""
    with transaction() as connection:
        connection.execute(update(DoorDevice).where(DoorDevice.id == device_id).values(language=language))


def settle(event_id: int, sid: str, by: By) -> None:
    """The organisers have looked into a double admission."""
    with transaction() as connection:
        evening = phones.evening(event_id, by.organisation_id)
        known = connection.execute(select(Scan.sid).where(Scan.sid == sid, Scan.event_id == event_id, Scan.verdict == "conflict")).scalar()
        if known is None:
            raise Missing
        row = {"sid": sid, "person_id": by.person_id, "at": clock.now()}
        settled = insert(SettledConflict).values(row).on_conflict_do_nothing().returning(SettledConflict.sid)
        if connection.execute(settled).one_or_none() is not None:
            _note(evening, by, "door-conflict-settled")


def _locked(connection: Connection, event_id: int) -> Any:
    link = connection.execute(select(*DoorLink.__table__.columns).where(DoorLink.event_id == event_id).with_for_update()).one_or_none()
    if link is None:
        raise Missing
    return link


def _in_use(connection: Connection, event_id: int) -> int:
    in_use = select(func.count(DoorDevice.id)).where(DoorDevice.event_id == event_id, DoorDevice.revoked_at.is_(None))
    return connection.execute(in_use).scalar_one()


def _paired(
    connection: Connection, evening: Evening, name: str, language: str, scopes: tuple[str, ...], person_id: int | None = None,
) -> str:
    secret, now = codes.token(), clock.now()
    service.usual_list(evening.id)
    connection.execute(insert(DoorDevice).values(
        event_id=evening.id, person_id=person_id, name=_named(name), language=language, token_hash=signing.digest(secret),
        scopes=list(scopes), paired_at=now, seen_at=now, queue_len=0, roster_rev=0, clock_off_ms=0,
    ))
    return secret


def _named(name: str) -> str:
    try:
        return addresses.clean_name(name)[:LONGEST_NAME].strip()
    except ValueError as no:
        raise Refused("door-name") from no


def _note(evening: Evening, by: By, deed: str) -> None:
    audit.note(organisation_id=evening.organisation_id, person_id=by.person_id, deed=deed, kind="event", subject_id=evening.id)
