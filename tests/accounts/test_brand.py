"""One colour in, a readable look out: whatever the colour."""

import random

import pytest

from eventsvc.accounts import brand

INK = ("#0d1b24", "#e9eff2")
DICE = random.Random(1)
COLOURS = ["#000000", "#ffffff", "#777777", "#ff0000", "#ffff00", "#0000ff", "#0b5a78", "#f2c200", "#7a2e6b"]
COLOURS += [f"#{DICE.randrange(1 << 24):06x}" for _ in range(300)]


def faults(accent: str) -> list[str]:
    tokens = brand.palette(accent)
    found = []
    for mode, grounds in enumerate((brand.LIGHT_GROUNDS, brand.DARK_GROUNDS)):
        pairs = [("on-accent", tokens["accent"][mode]), ("on-accent", tokens["accent-hover"][mode])]
        pairs += [("accent-ink", ground) for ground in (*grounds, tokens["accent-soft"][mode])]
        found += [f"{accent} {name} on {ground}" for name, ground in pairs if brand.contrast(tokens[name][mode], ground) < brand.READABLE]
        if brand.contrast(INK[mode], tokens["accent-soft"][mode]) < brand.READABLE:
            found.append(f"{accent} ink on soft")
    return found


def test_every_colour_gives_readable_text() -> None:
    assert [fault for colour in COLOURS for fault in faults(colour)] == []


def test_the_sheet_sets_the_five_tokens_in_their_layer() -> None:
    sheet = brand.stylesheet("#7A2E6B")

    assert sheet.startswith("@layer tokens {")
    assert [line.split(":")[0].strip() for line in sheet.splitlines() if "light-dark" in line] == [
        "--accent", "--accent-hover", "--on-accent", "--accent-ink", "--accent-soft",
    ]
    assert "--accent: light-dark(#7a2e6b, " in sheet


@pytest.mark.parametrize("text", ["", "red", "#12345", "#1234567", "0b5a78", "#0b5a78;}", "#0b5a7g", "#0b5a78\n"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a colour"):
        brand.stylesheet(text)
