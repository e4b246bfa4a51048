"""The picture that other sites show when an event's page is shared: title, both clocks, the organisation's colour."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

from eventsvc.accounts.brand import palette
from eventsvc.web.assets import ROOT

SIZE = (1200, 630)
EDGE = 72
MOST_LINES = 4
INK, QUIET, GROUND = "#0d1b24", "#41515b", "#ffffff"
FILES = ("instrument-sans-latin.woff2", "instrument-sans-latin-ext.woff2")
_NOWHERE = "\uffff"


@dataclass(frozen=True)
class Words:
    """What the picture says. `times`: (city, time, date) for one or two cities; `mark` "" or a word like "cancelled"."""

    organisation: str
    series: str
    title: str
    times: tuple[tuple[str, str, str], ...]
    mark: str = ""


class Pen:
    """A weight and size of our font. What neither of its files has (other scripts) is left out."""

    def __init__(self, size: int, weight: int) -> None:
        self.size = size
        self._fonts = tuple(_font(ROOT / "vendor" / name, size, weight) for name in FILES)
        self._first = self._fonts[0]

    def runs(self, text: str) -> Iterator[tuple[str, FreeTypeFont]]:
        """The text in pieces, each with the font that has its letters."""
        piece, used = "", self._first
        for letter in text:
            font = next((font for font in self._fonts if _has(font, letter)), None)
            if font is None:
                continue
            if font is not used and piece:
                yield piece, used
                piece = ""
            piece, used = piece + letter, font
        if piece:
            yield piece, used

    def width(self, text: str) -> float:
        return sum(font.getlength(piece) for piece, font in self.runs(text))

    def write(self, draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, colour: str) -> None:
        """Write one line; `at` is the left end of its base line."""
        left, base = at
        for piece, font in self.runs(text):
            draw.text((left, base), piece, font=font, fill=colour, anchor="ls")
            left += font.getlength(piece)

    def lines(self, text: str, width: float, most: int) -> list[str]:
        """The text broken between words; what does not fit ends with an ellipsis."""
        found: list[str] = []
        line = ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and self.width(longer) > width:
                found.append(line)
                line = word
            else:
                line = longer
        found.append(line)
        if len(found) > most or self.width(found[-1]) > width:
            last = found[: most][-1]
            while last and self.width(last + "…") > width:
                last = last[:-1]
            found = [*found[: most][:-1], last.rstrip() + "…"]
        return found


@lru_cache(maxsize=32)
def _font(file: Path, size: int, weight: int) -> FreeTypeFont:
    if not file.exists():  # a checkout whose browser libraries were not built yet
        return ImageFont.load_default(size)  # type: ignore[return-value]
    font = ImageFont.truetype(str(file), size)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=4096)
def _has(font: FreeTypeFont, letter: str) -> bool:
    return letter == " " or bytes(font.getmask(letter)) != bytes(font.getmask(_NOWHERE))


def png(words: Words, accent: str) -> bytes:
    """1200 × 630, what large previews take."""
    picture = Image.new("RGB", SIZE, GROUND)
    draw = ImageDraw.Draw(picture)
    colours = palette(accent.lower())
    fill, soft = colours["accent"][0], colours["accent-soft"][0]
    _bridge(draw, fill, soft)
    small, city, clock = Pen(30, 600), Pen(28, 500), Pen(62, 640)
    small.write(draw, (EDGE, 108), " · ".join(part for part in (words.organisation, words.series) if part), QUIET)
    title = Pen(72 if len(words.title) < 60 else 58, 660)
    base = 118.0
    for line in title.lines(words.title, SIZE[0] - 2 * EDGE, MOST_LINES if title.size < 60 else 3):
        base += title.size * 1.14
        title.write(draw, (EDGE, base), line, INK)
    for column, (name, time, date) in enumerate(words.times[:2]):
        left = EDGE + column * 400
        city.write(draw, (left, 470), name, QUIET)
        clock.write(draw, (left, 530), time, QUIET if words.mark else INK)
        city.write(draw, (left, 572), date, QUIET)
        if words.mark:
            draw.line((left, 508, left + clock.width(time), 508), fill=INK, width=5)
    if words.mark:
        Pen(40, 660).write(draw, (EDGE + 800, 530), words.mark, "#a81917")
    out = io.BytesIO()
    picture.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _bridge(draw: ImageDraw.ImageDraw, fill: str, soft: str) -> None:
    """A bar in the organisation's colour, and the bridge of our mark, large and pale."""
    draw.rectangle((0, 0, SIZE[0], 20), fill=fill)
    deck, top, low = 596, 380, 630
    for tower in (900, 1100):
        draw.line((tower, low, tower, top), fill=soft, width=14)
    for begin, end in ((740, 900), (1100, 900), (1100, 1260)):
        points = [(begin + (end - begin) * step / 40, _cable(step / 40, begin, end, top, deck)) for step in range(41)]
        draw.line(points, fill=soft, width=8, joint="curve")
    draw.line((700, deck, SIZE[0], deck), fill=soft, width=12)


def _cable(part: float, begin: int, end: int, top: int, deck: int) -> float:
    """Between the towers a bow, beyond them half of one."""
    sag = deck - top - 36
    if abs(end - begin) == 200:
        return top + sag * (1 - (2 * part - 1) ** 2)
    toward = part if begin < 900 else 1 - part
    return top + (deck - top) * (1 - toward**2)
