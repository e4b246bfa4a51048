"""What goes over the wire between phone and server: scans in, results out (spec: check-in 4.3). Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from eventsvc.checkin.verdict import NOES
from eventsvc.core import codes
from eventsvc.tickets.codes import REFERENCE_LENGTH

MOST_SCANS = 500
_HASH = re.compile(r"[A-Za-z0-9+/]{12}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST = 946_684_800_000
_LATEST = 4_102_444_800_000
_LONGEST_OFF = 10 * 366 * 86_400_000
SOURCES = ("camera", "keyboard", "search")


@dataclass(frozen=True, kw_only=True)
class Take:
    """One scan as a phone reports it. Either `code_hash` or `reference` names the ticket; `claimed` is the phone's own no."""

    sid: str
    list_id: int
    code_hash: str = ""
    reference: str = ""
    undo_of: str | None = None
    source: str = "camera"
    device_at: datetime
    off_ms: int = 0
    decision: str = "none"
    claimed: str = "unknown"


@dataclass(frozen=True)
class Broken:
    """A scan that cannot be read; it is answered, so that the phone lets go of it, and blocks no other one."""

    sid: str


@dataclass(frozen=True)
class Previous:
    """The admission that stands: at which door, when."""

    door: str
    at: datetime


@dataclass(frozen=True)
class Result:
    """The answer to one scan. `code_hash` names the ticket if it is one of this event."""

    sid: str
    verdict: str
    code_hash: str = ""
    previous: Previous | None = None
    replay: bool = False


def milliseconds(at: datetime) -> int:
    """An instant as the browser counts."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def read(raw: object) -> Take | Broken:
    """One scan out of the body."""
    if not isinstance(raw, Mapping):
        return Broken("")
    sid = _uuid(raw.get("sid"))
    if sid is None:
        said = raw.get("sid")
        return Broken(said[:40] if isinstance(said, str) and said.isascii() else "")
    try:
        return _take(sid, raw)
    except (ValueError, TypeError, KeyError, OverflowError):
        return Broken(sid)


def _take(sid: str, raw: Mapping[str, object]) -> Take:
    direction = _one_of(raw.get("dir", "in"), ("in", "undo"))
    undo_of = _uuid(raw["undo_of"]) if direction == "undo" else None
    code_hash, reference = _text(raw.get("h", "")), codes.normal(_text(raw.get("ref", ""))[:40])
    if direction == "undo":
        if undo_of is None:
            raise ValueError("undo of what?")
        code_hash = reference = ""
    elif not (_HASH.fullmatch(code_hash) or (not code_hash and len(reference) == REFERENCE_LENGTH and codes.checked(reference))):
        raise ValueError("no ticket named")
    return Take(
        sid=sid, list_id=_number(raw["list"], 1, 2**31 - 1), code_hash=code_hash, reference=reference, undo_of=undo_of,
        source=_one_of(raw.get("src", "camera"), SOURCES),
        device_at=_EPOCH + timedelta(milliseconds=_number(raw["dev_at"], _EARLIEST, _LATEST)),
        off_ms=_number(raw.get("off", 0), -_LONGEST_OFF, _LONGEST_OFF),
        decision=_one_of(raw.get("decision", "none"), ("admit", "refuse", "none")),
        claimed=_one_of(raw.get("verdict", "unknown"), NOES),
    )


def answered(result: Result, note: str = "") -> dict[str, object]:
    """A result as JSON. `note`: what the helper should know of who is let in."""
    said: dict[str, object] = {"sid": result.sid, "verdict": result.verdict}
    if result.code_hash:
        said["h"] = result.code_hash
    if result.previous is not None:
        said["prev"] = [result.previous.door, milliseconds(result.previous.at)]
    if result.replay:
        said["replay"] = True
    if note and result.verdict == "admit":
        said["note"] = note
    return said


def _uuid(raw: object) -> str | None:
    if not isinstance(raw, str) or len(raw) != 36:
        return None
    try:
        return str(UUID(raw))
    except ValueError:
        return None


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise TypeError(raw)
    return raw


def _one_of(raw: object, allowed: tuple[str, ...]) -> str:
    if not isinstance(raw, str) or raw not in allowed:
        raise ValueError(raw)
    return raw


def _number(raw: object, low: int, high: int) -> int:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not low <= raw <= high:
        raise ValueError(raw)
    return int(raw)
