"""Options keep their keys through any edit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsvc.questions import kinds
from eventsvc.questions.kinds import Option

OLD = (Option("oa", "Energie", "Energy"), Option("ob", "Hafen", "Harbour"), Option("oc", "Recht", "Law", gone=True))
WORDS = st.tuples(st.sampled_from(["", "Energie", "Hafen", "Recht", "Neu"]), st.sampled_from(["", "Energy", "Harbour", "Law", "New"]))


@pytest.mark.parametrize(("typed", "keys"), [
    ([("Energie", "Energy"), ("Hafen", "Harbour")], ["oa", "ob"]),
    ([("Hafen", "Harbour"), ("Energie", "Energy")], ["ob", "oa"]),
    ([("Energie", "Power"), ("Hafen", "Harbour")], ["oa", "ob"]),
    ([("Energie und Netze", "Energy and grids"), ("Hafen", "Harbour")], ["oa", "ob"]),
    ([("Hafen", "Harbour")], ["ob"]),
    ([("Energie", "Energy"), ("Hafen", "Harbour"), ("Recht", "Law")], ["oa", "ob", "oc"]),
])
def test_what_is_the_same_keeps_its_key(typed: list[tuple[str, str]], keys: list[str]) -> None:
    found = kinds.renewed(OLD, typed)

    assert [option.key for option in found if not option.gone] == keys
    assert [(option.de, option.en) for option in found if not option.gone] == typed


def test_what_is_taken_away_can_still_be_read_and_gives_its_key_to_nobody() -> None:
    found = kinds.renewed(OLD, [("Hafen", "Harbour"), ("Neu", "New"), ("Mehr", "More")])

    assert [option.key for option in found if option.gone] == ["oa", "oc"]
    assert len({option.key for option in found}) == 5


@given(st.lists(st.lists(WORDS, max_size=5), max_size=4))
def test_no_edit_loses_an_option_or_gives_one_key_twice(edits: list[list[tuple[str, str]]]) -> None:
    found: tuple[Option, ...] = OLD
    for typed in edits:
        before = {option.key for option in found}

        found = kinds.renewed(found, typed)

        keys = [option.key for option in found]
        assert len(keys) == len(set(keys))
        assert before <= set(keys)
        assert [(option.de, option.en) for option in found if not option.gone] == typed
        assert kinds.options(kinds.rows(found)) == found
