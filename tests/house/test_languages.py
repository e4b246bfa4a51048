"""Every sentence exists in German and English."""

from tests.tools import po


def test_nothing_is_missing_in_german() -> None:
    assert po.missing(po.catalog(), po.extracted()) == {}


def test_nothing_in_german_is_left_over() -> None:
    assert po.leftover(po.catalog(), po.extracted()) == []


def test_no_translation_is_doubtful_or_has_other_placeholders() -> None:
    assert po.faulty(po.catalog()) == []


def test_the_file_is_sorted_and_has_no_twins() -> None:
    assert po.FILE.read_text() == po.written(po.catalog()), "run: python -m tests.tools.po"


def test_sentences_are_found_in_code_and_templates() -> None:
    places = list(po.extracted().values())

    assert any(place.startswith("eventsvc/") for place in places)
    assert any(place.startswith("templates/") for place in places)
