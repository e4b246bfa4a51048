"""The code in the QR and the reference below it: derived from the server's key and the ticket's place in the pool, never stored."""

import hashlib
import hmac
import re
from base64 import b64encode
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from eventsvc.core import codes

CODE_LENGTH = 20
REFERENCE_LENGTH = 8
LONGEST_SCAN = 500
LEVELS: tuple[tuple[Literal["H", "Q", "M"], int], ...] = (("H", 50), ("Q", 67), ("M", 90))  # characters in a version 4 code
_PRINTABLE = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
_CODE = f"[{codes.ALPHABET}]{{{CODE_LENGTH}}}"
_ADDRESS = re.compile(rf"https?://[^/?#\s]+(?:/[^/?#\s]+)*/T/({_CODE})/?", re.IGNORECASE)


@dataclass(frozen=True)
class Code:
    code: str


@dataclass(frozen=True)
class Reference:
    reference: str


@dataclass(frozen=True)
class Foreign:
    """Neither a ticket's code nor a reference: another QR code, or mistyped."""


Scanned = Code | Reference | Foreign


def event_key(ticket_key: bytes, event_uuid: UUID) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"eventsvc event|" + event_uuid.bytes).derive(ticket_key)


def code(event_key: bytes, index: int) -> str:
    """100 bits nobody can guess, the same again at each call."""
    return _derived(event_key, f"t1|{index}")[:CODE_LENGTH]


def code_hash(code: str) -> str:
    """What the database and the door's phone keep instead of the code: 12 characters."""
    return b64encode(hashlib.sha256(f"r1|{code}".encode("ascii")).digest()[:9]).decode("ascii")


def reference(event_key: bytes, index: int) -> str:
    """Eight characters to type and to say, the last one checks the others. Another label, so it tells nothing about the code."""
    body = _derived(event_key, f"ref|{index}")[: REFERENCE_LENGTH - 1]
    return body + codes.check_char(body)


def parse(text: str) -> Scanned:
    """What a camera, a hand scanner or a person gave."""
    trimmed = text.strip()
    if not trimmed or len(trimmed) > LONGEST_SCAN:
        return Foreign()
    if address := _ADDRESS.fullmatch(trimmed):
        # upper() would turn a long s or a dotless i into a letter of the alphabet, and IGNORECASE lets them pass
        return Code(address[1].upper()) if address[1].isascii() else Foreign()
    typed = codes.normal(trimmed)
    if len(typed) == CODE_LENGTH and codes.in_alphabet(typed):
        return Code(typed)
    if len(typed) == REFERENCE_LENGTH and codes.checked(typed):
        return Reference(typed)
    return Foreign()


def shown(reference: str) -> str:
    """In two fours: `7KQM 4XWD`."""
    return f"{reference[:4]} {reference[4:]}"


def ticket_url(base_url: str, code: str) -> str:
    """Upper case throughout, so that the QR needs few modules; scheme and host do not mind, and /T/ is served in capitals."""
    return f"{base_url.rstrip('/')}/T/{code}".upper()


def level(base_url: str) -> Literal["H", "Q", "M"]:
    """The error correction that this installation's addresses leave room for. ValueError with the remedy if there is none."""
    url = ticket_url(base_url, "0" * CODE_LENGTH)
    if not _PRINTABLE.issuperset(url):
        raise ValueError(f"{base_url} has characters that a ticket's QR code cannot carry: use letters, digits, hyphens and full stops.")
    for name, length in LEVELS:
        if len(url) <= length:
            return name
    room = LEVELS[-1][1] - CODE_LENGTH - len("https:///T/")
    raise ValueError(f"{urlsplit(base_url).hostname} is too long for a ticket's QR code: host and path may have {room} characters.")


def _derived(event_key: bytes, label: str) -> str:
    return codes.encode(hmac.digest(event_key, label.encode("ascii"), "sha256"))
