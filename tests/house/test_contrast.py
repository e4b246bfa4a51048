"""Measures every pair of tokens that carries text or shape, in light and dark (WCAG 2.2: text 4.5, shapes 3)."""

import re

import pytest

from eventsvc.accounts.brand import contrast
from eventsvc.web import assets

SHEET = (assets.ROOT / "css" / "base" / "2-tokens.css").read_text()
TOKENS = {name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", SHEET)}
KINDS = ("ok", "warn", "bad", "note")
INKS = ("ink", "ink-2", "ink-3", "accent-ink", "bad-ink", "ok-ink", "warn-ink", "note-ink")
PAIRS = [(ink, ground, 4.5) for ink in INKS for ground in ("fog", "surface", "sunken")]
PAIRS += [("on-accent", "accent", 4.5), ("on-accent", "accent-hover", 4.5), ("ink", "accent-soft", 4.5), ("accent-ink", "accent-soft", 4.5)]
PAIRS += [(f"{kind}-ink", f"{kind}-soft", 4.5) for kind in KINDS] + [("ink", f"{kind}-soft", 4.5) for kind in KINDS]
PAIRS += [("ink-2", "accent-soft", 4.5), ("ink-2", "warn-soft", 4.5)]
PAIRS += [(shape, ground, 3.0) for shape in ("edge", "accent", "brick", "ok", "warn", "bad", "focus") for ground in ("fog", "surface")]
DOOR = [("#ffffff", "#0c6b3a"), ("#221700", "#ffc233"), ("#ffffff", "#a81917"), ("#221700", "#ffc94d"), ("#f2f6f8", "#0d161c")]
DOOR += [("#ffffff", "#33454f")]
FILLS = [("#ffffff", "#c93a35"), ("#ffffff", "#b3201f")]


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_tokens_can_be_read(one: str, other: str, least: float, mode: int) -> None:
    assert contrast(TOKENS[one][mode], TOKENS[other][mode]) >= least


@pytest.mark.parametrize(("ink", "ground"), DOOR + FILLS)
def test_the_door_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("colour", sorted({colour for pair in DOOR for colour in pair}))
def test_the_door_uses_the_measured_colours(colour: str) -> None:
    sheet = (assets.ROOT / "css" / "door.css").read_text()

    assert colour in sheet or colour == "#ffffff"
