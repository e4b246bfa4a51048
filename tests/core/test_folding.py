"""A guest is found however the name is typed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsvc.core import folding

CASES = Path(__file__).with_name("search.tsv").read_text(encoding="utf-8").split("# queries\n")
GUESTS = dict(line.split("\t")[:2] for line in CASES[0].splitlines() if not line.startswith("#"))
QUERIES = [tuple(line.split("\t")) for line in CASES[1].splitlines() if line]


def found(query: str, name: str) -> bool:
    return all(word in folding.fold(name) for word in folding.words(query))


@pytest.mark.parametrize(("query", "guest"), QUERIES)
def test_every_query_of_the_list_finds_its_guest_alone(query, guest):
    assert [number for number, name in GUESTS.items() if found(query, name)] == [guest]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("brien o", "Tim O’Brien"),
        ("o brien", "Tim O'Brien"),
        ("Muller", "Jörg Müller"),
        ("mueller", "Jörg Müller"),
        ("müller", "Jörg Mueller"),
        ("muller", "Jo\u0308rg Mu\u0308ller"),
        ("Müller", "Mu\u0308ller"),
        ("Aerøskøbing", "Ærøskøbing"),
        ("kobenhavn", "København"),
        ("koebenhavn", "København"),
        ("Vo", "Thị Vo"),
        ("Yılmaz", "YILMAZ"),
        ("yilmaz", "Yılmaz"),
        ("Li", "Li"),
        ("ortega muller", "de la Cruz y Ortega-Müller von und zu"),
        ("x ae a-12", "X Æ A-12"),
        ("s1@example.org", "s1@example.org"),
        ("日本", "日本太郎"),
        ("Đặng", "dang"),
        ("A\u200bda", "Ada"),
    ],
)
def test_other_spellings(query, name):
    assert found(query, name)


@pytest.mark.parametrize(("query", "name"), [("dora", "Ada"), ("ada x", "Ada"), ("joel", "Jola")])
def test_others_are_not_found(query, name):
    assert not found(query, name)


def test_column_holds_both_spellings_once():
    assert folding.fold("Müller") == "muller mueller"
    assert folding.fold("Ada  Ada") == "ada"


@pytest.mark.parametrize("query", ["", "  ", "%", "_", "'’", "--"])
def test_a_query_without_letters_has_no_words(query):
    assert folding.words(query) == []


@given(st.text())
def test_a_name_finds_itself_and_words_carry_no_pattern(name):
    assert found(name, name)
    assert all(word.isalnum() for word in folding.words(name))
