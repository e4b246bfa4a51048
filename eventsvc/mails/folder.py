"""The folder that mails go to where no server is set: what lies in it, newest first, and one mail with its parts."""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path

from eventsvc.core.errors import Missing

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,130}")
_HEADS = BytesHeaderParser(policy=default)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail as a line of the list."""

    name: str
    recipient: str
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a mail, decoded."""

    number: int
    kind: str
    filename: str
    content: bytes
    cid: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text, or an address in it that can be followed."""

    text: str
    address: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A whole mail."""

    name: str
    sender: str
    recipient: str
    subject: str
    at: datetime
    language: str
    text: tuple[Words, ...]
    html: str
    parts: tuple[Part, ...]


def newest(folder: Path, most: int = 100) -> tuple[list[Kept], int]:
    """The latest mails, and how many there are in all."""
    files = sorted(_files(folder), key=lambda pair: (pair[1], pair[0].name), reverse=True)
    return [_line(file, changed) for file, changed in files[:most]], len(files)


def opened(folder: Path, name: str) -> Opened:
    """One mail by the name it has in the list. Raises Missing."""
    file = folder / f"{name}.eml"
    if not _NAME.fullmatch(name) or not file.is_file():
        raise Missing(name)
    mail = message_from_bytes(file.read_bytes(), policy=default)
    parts = tuple(_parts(mail))
    return Opened(
        name=name, sender=str(mail["From"] or ""), recipient=str(mail["To"] or ""), subject=str(mail["Subject"] or ""),
        at=datetime.fromtimestamp(file.stat().st_mtime, UTC), language=str(mail["Content-Language"] or ""),
        text=_followed(_first(parts, "text/plain")), html=_whole(_first(parts, "text/html"), parts), parts=parts,
    )


def _files(folder: Path) -> list[tuple[Path, int]]:
    if not folder.is_dir():
        return []
    found = []
    for file in folder.glob("*.eml"):
        try:
            found.append((file, file.stat().st_mtime_ns))
        except FileNotFoundError:  # tidied away just now
            continue
    return [one for one in found if _NAME.fullmatch(one[0].stem)]


def _line(file: Path, changed: int) -> Kept:
    with file.open("rb") as mail:
        head = _HEADS.parse(mail)
    return Kept(file.stem, str(head["To"] or ""), str(head["Subject"] or ""), datetime.fromtimestamp(changed / 1e9, UTC))


def _parts(mail: EmailMessage) -> list[Part]:
    leaves = [part for part in mail.walk() if not part.is_multipart()]
    return [
        Part(number, part.get_content_type(), part.get_filename() or "", part.get_payload(decode=True) or b"",  # type: ignore[arg-type]
             str(part["Content-ID"] or "").strip("<> "))
        for number, part in enumerate(leaves)
    ]


def _first(parts: tuple[Part, ...], kind: str) -> str:
    text = next((part.content.decode("utf-8", "replace") for part in parts if part.kind == kind), "")
    return text.replace("\r\n", "\n").replace("\0", "")


def _followed(text: str) -> tuple[Words, ...]:
    found, at = [], 0
    for address in _ADDRESS.finditer(text):
        found += [Words(text[at:address.start()], address=False), Words(address[0], address=True)]
        at = address.end()
    return tuple(words for words in (*found, Words(text[at:], address=False)) if words.text)


def _whole(html: str, parts: tuple[Part, ...]) -> str:
    """The page with its pictures inside of it; its links open beside it."""
    for part in parts:
        if part.cid:
            html = html.replace(f"cid:{part.cid}", f"data:{part.kind};base64,{base64.b64encode(part.content).decode('ascii')}")
    return _HEAD.sub(lambda head: f'{head[0]}<base target="_blank">', html, count=1)
