"""Calendars know colours by their CSS names only (RFC 7986): the nearest name for an organisation's accent. Pure."""

import re

_NAMED = {
    "teal": 0x008080, "steelblue": 0x4682B4, "royalblue": 0x4169E1, "navy": 0x000080, "darkcyan": 0x008B8B, "seagreen": 0x2E8B57,
    "darkgreen": 0x006400, "olive": 0x808000, "goldenrod": 0xDAA520, "gold": 0xFFD700, "darkorange": 0xFF8C00, "coral": 0xFF7F50,
    "tomato": 0xFF6347, "crimson": 0xDC143C, "firebrick": 0xB22222, "maroon": 0x800000, "hotpink": 0xFF69B4, "mediumvioletred": 0xC71585,
    "purple": 0x800080, "rebeccapurple": 0x663399, "slateblue": 0x6A5ACD, "indigo": 0x4B0082, "sienna": 0xA0522D, "slategray": 0x708090,
    "darkslategray": 0x2F4F4F, "skyblue": 0x87CEEB, "yellowgreen": 0x9ACD32, "black": 0x000000, "gray": 0x808080, "silver": 0xC0C0C0,
    "white": 0xFFFFFF,
}  # fmt: skip
_HEX = re.compile("#[0-9a-fA-F]{6}")


def nearest(accent: str) -> str | None:
    """The name of the colour that looks most like `#0b5a78`; None for what is no colour."""
    if not _HEX.fullmatch(accent):
        return None
    wanted = _parts(int(accent[1:], 16))
    return min(_NAMED, key=lambda name: sum((a - b) ** 2 for a, b in zip(wanted, _parts(_NAMED[name]), strict=True)))


def _parts(colour: int) -> tuple[int, int, int]:
    return colour >> 16, colour >> 8 & 0xFF, colour & 0xFF
