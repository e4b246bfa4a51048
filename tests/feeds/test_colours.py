"""The nearest colour that has a name."""

import pytest

from eventsvc.feeds.colours import nearest


@pytest.mark.parametrize(("accent", "name"), [
    ("#0b5a78", "teal"), ("#4682B4", "steelblue"), ("#ff0000", "crimson"), ("#000000", "black"), ("#fefefe", "white"),
    ("", None), ("#fff", None), ("red", None), ("#12345g", None),
])
def test_an_accent_has_the_name_of_its_neighbour(accent: str, name: str | None) -> None:
    assert nearest(accent) == name
