"""Files that guests send: a picture, drawn anew, or a PDF; told by what is in them, never by their name. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from eventsvc.accounts import pictures
from eventsvc.core.errors import Refused

MOST_BYTES = 10_000_000
LONGEST_NAME = 80
ACCEPT = ".pdf,.png,.jpg,.jpeg,.webp,application/pdf,image/png,image/jpeg,image/webp"
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|%;\x00-\x1f\x7f]+')


@dataclass(frozen=True)
class File:
    """What is kept."""

    name: str
    media_type: str
    content: bytes


def checked(raw: bytes, name: str) -> File:
    """The file as it may be kept. Refused: file-empty, file-large (most), file-kind, file-pixels (megapixels)."""
    if not raw:
        raise Refused("file-empty")
    if len(raw) > MOST_BYTES:
        raise Refused("file-large", most=MOST_BYTES // 1_000_000)
    if _is_pdf(raw):
        return File(named(name, "pdf"), "application/pdf", raw)
    if not raw.startswith(_PICTURES) and not (raw.startswith(b"RIFF") and raw[8:12] == b"WEBP"):
        raise Refused("file-kind")
    try:
        content, media_type = pictures.photo(raw)
    except Refused as no:
        raise Refused("file-pixels" if no.reason == "picture-large" else "file-kind", **no.facts) from None
    return File(named(name, ENDINGS[media_type]), media_type, content)


def _is_pdf(raw: bytes) -> bool:
    """By its first and last lines: what only begins like one is none."""
    return re.match(rb"%PDF-[12]\.\d", raw) is not None and b"%%EOF" in raw[-1024:]


def named(typed: str, ending: str) -> str:
    """The sender's name for it, harmless in any header and on any disk, with the ending that fits what is in it."""
    text = unicodedata.normalize("NFC", typed.replace("\\", "/").rpartition("/")[2])
    text = "".join(char for char in text if unicodedata.category(char)[0] != "C")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", _NOT_IN_NAMES.sub(" ", text).strip())
    stem = " ".join(stem.split()).strip(". ")[:LONGEST_NAME]
    return f"{stem or 'file'}.{ending}"
