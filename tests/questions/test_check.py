"""What was typed becomes a value and words, nothing, or a reason."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsvc.questions import check
from eventsvc.questions.check import Empty, Fits, Wrong
from eventsvc.questions.kinds import KINDS, Option
from tests.questions.asking import TOPICS, question

TYPED = [kind for kind in KINDS if kind != "file"]


@pytest.mark.parametrize(("kind", "typed", "lang", "value", "words"), [
    ("text", "  Vorhersage \t am  Kai ", "de", "Vorhersage am Kai", "Vorhersage am Kai"),
    ("long", "one\r\n two  \rthree\n", "en", "one\n two\nthree", "one\n two\nthree"),
    ("long", "a\x07b", "en", "a b", "a b"),
    ("choice", "ob", "de", "ob", "Hafen"),
    ("choice", "ob", "en", "ob", "Harbour"),
    ("yesno", "yes", "de", "yes", "Ja"),
    ("yesno", "no", "en", "no", "No"),
    ("number", "1.234,50", "de", "1234.5", "1.234,5"),
    ("number", "1,234.50", "en", "1234.5", "1,234.5"),
    ("number", "1.234", "de", "1234", "1.234"),
    ("number", "1.234", "en", "1.234", "1.234"),
    ("number", "−12", "en", "-12", "-12"),
    ("number", "+0,0", "de", "0", "0"),
    ("number", "12 000", "en", "12000", "12,000"),
    ("date", "2027-04-19", "de", "2027-04-19", "Mo, 19. April 2027"),
    ("date", "19.4.2027", "en", "2027-04-19", "Mon, 19 April 2027"),
    ("phone", "+49 (40) 123-456", "de", "+49 (40) 123-456", "+49 (40) 123-456"),
    ("country", "DE", "de", "DE", "Deutschland"),
    ("country", "DE", "en", "DE", "Germany"),
])
def test_what_fits(kind: str, typed: str, lang: str, value: str, words: str) -> None:
    assert check.judge(question(kind), [typed], lang) == Fits(value, words)


def test_several_options_come_in_the_order_of_the_question() -> None:
    assert check.judge(question("choices"), ["oc", "oa", "oc", ""], "de") == Fits(["oa", "oc"], "Energie, Recht")


@pytest.mark.parametrize(("kind", "typed", "reason"), [
    ("text", ["x" * 301], "long"), ("long", ["x" * 4001], "long"), ("choice", ["oz"], "option"), ("choice", ["oa", "ob"], "option"),
    ("choices", ["oa", "oz"], "option"), ("yesno", ["maybe"], "option"), ("number", ["many"], "number"), ("number", ["1e9"], "number"),
    ("number", ["٣"], "number"), ("number", ["1234567890123456"], "number"), ("number", ["--1"], "number"), ("date", ["tomorrow"], "date"),
    ("date", ["2027-02-30"], "date"), ("date", ["31.2.2027"], "date"), ("date", ["0001-01-01"], "date"), ("phone", ["call me"], "phone"),
    ("phone", ["123"], "phone"), ("phone", ["+" * 20], "phone"), ("country", ["Atlantis"], "country"), ("country", ["ZZ"], "country"),
    ("country", ["150"], "country"), ("choice", [" "], "option"),
])
def test_what_does_not_fit_says_why(kind: str, typed: list[str], reason: str) -> None:
    found = check.judge(question(kind), typed, "de")

    assert isinstance(found, Wrong)
    assert found.reason == reason


@pytest.mark.parametrize("kind", TYPED)
@pytest.mark.parametrize("typed", [[], [""], ["", ""]])
def test_nothing_is_nothing(kind: str, typed: list[str]) -> None:
    assert check.judge(question(kind), typed, "en") == Empty()


def test_an_option_that_is_gone_stays_with_who_had_it() -> None:
    asked = question("choice", options=(*TOPICS, Option("od", "Früher", "Formerly", gone=True)))

    assert check.judge(asked, ["od"], "en", {"od"}) == Fits("od", "Formerly")
    assert check.judge(asked, ["od"], "en") == Wrong("option")


@given(st.sampled_from(TYPED), st.lists(st.text(max_size=60), max_size=3), st.sampled_from(["de", "en"]))
def test_whatever_is_typed_is_judged_and_what_is_kept_can_be_typed_again(kind: str, typed: list[str], lang: str) -> None:
    found = check.judge(question(kind), typed, lang)

    if isinstance(found, Fits):
        again = check.judge(question(kind), check.shown(kind, found.value, lang), lang)
        assert again == found
        assert "\x00" not in found.given
        assert found.given.strip()


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-10**9, max_value=10**9), st.sampled_from(["de", "en"]))
def test_numbers_keep_their_value(number: Decimal, lang: str) -> None:
    typed: Any = f"{number:f}".replace(".", "," if lang == "de" else ".")

    found = check.judge(question("number"), [typed], lang)

    assert isinstance(found, Fits)
    assert Decimal(found.value) == number


def test_countries_are_sorted_by_their_names() -> None:
    german = [name for _code, name in check.countries("de")]

    assert [name for name in german if name in {"Polen", "Österreich", "Oman", "Ägypten", "Afghanistan", "Albanien"}] == [
        "Afghanistan", "Ägypten", "Albanien", "Oman", "Österreich", "Polen",
    ]
    assert 240 < len(german) < 260
