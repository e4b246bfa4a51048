"""An organisation's look from one colour: five tokens for light and dark, always readable. Pure.

In OKLCH the hue is kept and the lightness moved until the text can be read (WCAG 2.2: 4.5 to 1).
"""

import re

DEFAULT_ACCENT = "#0b5a78"
LIGHT_GROUNDS = ("#ffffff", "#f4f6f7", "#ebeff1")
DARK_GROUNDS = ("#131c22", "#0b1216", "#0e161b", "#1a252c")
READABLE = 4.5
COMFORTABLE = 5.0
BRIGHT = 0.74
Oklch = tuple[float, float, float, float]  # lightness, direction on the axes a and b as unit vector, chroma


def is_colour(text: str) -> bool:
    """Six hexadecimal digits after a hash: the only form that is stored."""
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def stylesheet(accent: str) -> str:
    """The rules sent beside base.css. Raises ValueError for what is not a colour."""
    if not is_colour(accent):
        raise ValueError("a colour is written like #0b5a78")
    tokens = "".join(f"  --{name}: light-dark({light}, {dark});\n" for name, (light, dark) in palette(accent.lower()).items())
    return f"@layer tokens {{\n:root {{\n{tokens}}}\n}}\n"


def palette(accent: str) -> dict[str, tuple[str, str]]:
    """The five tokens, each for light and dark."""
    light, a, b, chroma = to_oklch(accent)
    label = _label(accent, a, b)
    hover = to_hex((light + (-0.07 if label == "#ffffff" else 0.05), a, b, chroma))
    soft = to_hex((0.945, a, b, min(chroma, 0.022)))
    soft_dark = to_hex((0.295, a, b, min(chroma, 0.045)))
    vivid = min(chroma, 0.15)
    lifted = max(light, BRIGHT)
    bright = to_hex((lifted, a, b, vivid))
    label_dark = _label(bright, a, b) if contrast("#ffffff", bright) < READABLE else to_hex((0.2, a, b, 0.04))
    return {
        "accent": (accent, bright),
        "accent-hover": (hover, to_hex((lifted + 0.06, a, b, vivid))),
        "on-accent": (label, label_dark),
        "accent-ink": (
            _until((light, a, b, chroma), -0.01, (*LIGHT_GROUNDS, soft)),
            _until((lifted, a, b, vivid), 0.01, (*DARK_GROUNDS, soft_dark)),
        ),
        "accent-soft": (soft, soft_dark),
    }


def contrast(one: str, other: str) -> float:
    """The ratio that WCAG defines, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def to_oklch(colour: str) -> Oklch:
    """From #rrggbb."""
    red, green, blue = (_linear(part) for part in _parts(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    chroma = (a * a + b * b) ** 0.5
    return (light, a / chroma, b / chroma, chroma) if chroma > 1e-6 else (light, 0.0, 0.0, 0.0)


def to_hex(colour: Oklch) -> str:
    """The nearest colour a screen can show: chroma gives way, lightness and hue stay."""
    light, along_a, along_b, chroma = colour
    light = min(max(light, 0.0), 1.0)
    while True:
        a, b = along_a * chroma, along_b * chroma
        long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
        rgb = (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )
        if chroma < 0.002 or all(-0.0005 <= part <= 1.0005 for part in rgb):
            return "#" + "".join(f"{round(255 * _gamma(min(max(part, 0.0), 1.0))):02x}" for part in rgb)
        chroma -= 0.002


def _until(colour: Oklch, step: float, grounds: tuple[str, ...]) -> str:
    light, a, b, chroma = colour
    while min(contrast(to_hex((light, a, b, chroma)), ground) for ground in grounds) < COMFORTABLE and 0 < light < 1:
        light += step
    return to_hex((light, a, b, chroma))


def _label(fill: str, a: float, b: float) -> str:
    """White where it can be read, else the darkest tint of the hue, else black."""
    choices = ("#ffffff", to_hex((0.2, a, b, 0.04)), "#000000")
    return next((choice for choice in choices if contrast(choice, fill) >= READABLE), "#ffffff")


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else float(1.055 * part ** (1 / 2.4) - 0.055)
