"""The ticket's QR code, always version 4: one matrix, drawn as SVG for pages and as PNG for mails."""

import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import Literal

import qrcode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.util import QRData

from eventsvc.tickets import qr_mask
from eventsvc.tickets.qr_mask import MASKS, Judge, Picture

Matrix = tuple[tuple[bool, ...], ...]

VERSION = 4
SIZE = 33
QUIET = 4
_LEVELS: tuple[tuple[int, Literal[0, 2, 3]], ...] = ((50, ERROR_CORRECT_H), (67, ERROR_CORRECT_Q), (90, ERROR_CORRECT_M))
_ALPHABET = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
_BYTES: Literal[4] = 4
_KEPT = 256  # about 10 kB each
_ONE_BIT_GREY = bytes((1, 0, 0, 0, 0))
_JUDGE = Judge(SIZE)
_PNG_SIGN = b"\x89PNG\r\n\x1a\n"


@lru_cache(maxsize=_KEPT)
def matrix(url: str) -> Matrix:
    """True is black. The highest level that fits, the standard's best mask (some 1 ms, so the latest are kept)."""
    if not _ALPHABET.issuperset(url):
        raise ValueError("A ticket's address must be in capitals, digits and -./: only, or its QR code grows.")
    level = _level(len(url))
    code = qrcode.QRCode(version=VERSION, error_correction=level, border=0)
    code.add_data(QRData(url), optimize=0)
    code.makeImpl(True, 0)  # without the marks that name level and mask, as masks are weighed
    plain = qr_mask.picture(code.modules)
    candidates = [plain ^ change for change in _changes(level)]
    best = _JUDGE.best(candidates)
    return qr_mask.matrix(candidates[best] ^ _marks(level)[best], SIZE)


@lru_cache(maxsize=_KEPT)
def wide(text: str) -> Matrix:
    """Any text, as large as it needs to be, at level M: that is how banking apps want it."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(QRData(text.encode(), mode=_BYTES), optimize=0)
    code.make(fit=True)
    return tuple(tuple(map(bool, row)) for row in code.modules)


@lru_cache
def _changes(level: Literal[0, 2, 3]) -> tuple[Picture, ...]:
    """What turns the first mask into each of the eight."""
    blank = [_blank(level, mask, test=True) for mask in range(MASKS)]
    return tuple(one ^ blank[0] for one in blank)


@lru_cache
def _marks(level: Literal[0, 2, 3]) -> tuple[Picture, ...]:
    """What names the level and each mask."""
    return tuple(_blank(level, mask, test=False) ^ _blank(level, mask, test=True) for mask in range(MASKS))


def _blank(level: Literal[0, 2, 3], mask: int, *, test: bool) -> Picture:
    code = qrcode.QRCode(version=VERSION, error_correction=level, border=0)
    code.data_cache = []
    code.makeImpl(test, mask)
    return qr_mask.picture(code.modules)


def svg(matrix: Matrix, label: str) -> str:
    """Black on white in any mode, with the quiet zone; sizes and colours are attributes, so no inline style is needed."""
    side = len(matrix) + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-{QUIET} -{QUIET} {side} {side}" role="img" aria-label="{escape(label)}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M-{QUIET}-{QUIET}h{side}v{side}h-{side}z"/>'
        f'<path fill="#000" d="{_path(matrix)}"/></svg>'
    )


@lru_cache(maxsize=_KEPT)
def _path(matrix: Matrix) -> str:
    return "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(matrix) for x, length in _runs(row))


def png(matrix: Matrix, scale: int = 8) -> bytes:
    """One bit a pixel, with the quiet zone; under a kilobyte."""
    side = (len(matrix) + 2 * QUIET) * scale
    width = (side + 7) // 8
    blank = b"\x00" + b"\xff" * width
    margin = blank * (QUIET * scale)
    rows = b"".join(_scanline(row, scale, side) * scale for row in matrix)
    head = struct.pack(">II", side, side) + _ONE_BIT_GREY
    return _PNG_SIGN + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(margin + rows + margin)) + _chunk(b"IEND", b"")


def _level(length: int) -> Literal[0, 2, 3]:
    for most, level in _LEVELS:
        if length <= most:
            return level
    raise ValueError(f"A ticket's address has {length} characters, its QR code takes {_LEVELS[-1][0]}: use a shorter host in BASE_URL.")


def _runs(row: tuple[bool, ...]) -> Iterator[tuple[int, int]]:
    at = 0
    for black, group in groupby(row):
        length = sum(1 for _ in group)
        if black:
            yield at, length
        at += length


def _scanline(row: tuple[bool, ...], scale: int, side: int) -> bytes:
    padded = (False,) * QUIET + row + (False,) * QUIET
    bits = "".join(("0" if black else "1") * scale for black in padded)
    return b"\x00" + int(bits.ljust((side + 7) // 8 * 8, "1"), 2).to_bytes((side + 7) // 8, "big")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
