"""Markdown as plain text."""

import pytest

from eventsvc.feeds.plain import plain


@pytest.mark.parametrize(("markdown", "text"), [
    ("", ""),
    ("Ein Abend.", "Ein Abend."),
    ("# Titel\n\n**Fett** und _schräg_ mit `Code`", "Titel\nFett und schräg mit Code"),
    ("[Hafen](https://hafen.example) und ![Bild](https://x.example/a.png)", "Hafen und"),
    ("eins\nzwei  \ndrei", "eins zwei drei"),
    ("- eins\n- zwei\n\n1. drei", "eins\nzwei\ndrei"),
    ("a &amp; b \\*c\\*", "a & b *c*"),
    ("vor <b>mitten</b> nach", "vor mitten nach"),
])
def test_only_the_words_are_left(markdown: str, text: str) -> None:
    assert plain(markdown) == text
