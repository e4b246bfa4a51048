"""Every title has an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsvc.core import slugs


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Transatlantic Talk", "transatlantic-talk"),
        ("🎉🎉", "talk"),
        ("日本語の会", "talk"),
        ("", "talk"),
        ("hello - there", "hello-there"),
        ("C++ & C#", "c-c"),
        ("new", "new-2"),
        ("../admin", "admin-2"),
        ("Über uns", "ueber-uns"),
        ("Straße & Söhne", "strasse-soehne"),
        ("So\u0308hne", "soehne"),
        ("Łucja Żółć", "lucja-zolc"),
        ("Олена Щербак", "olena-shcherbak"),
        ("Μαρία Παππά", "maria-pappa"),
        ("Ada’s talk", "adas-talk"),
        ("AI 2027: what now?", "ai-2027-what-now"),
    ],
)
def test_slug(title, slug):
    assert slugs.slug(title, taken=()) == slug


def test_same_title_three_times():
    taken: set[str] = set()
    for _ in range(3):
        taken.add(slugs.slug("Transatlantic Talk", taken))

    assert taken == {"transatlantic-talk", "transatlantic-talk-2", "transatlantic-talk-3"}


def test_a_long_title_ends_with_a_whole_word():
    slug = slugs.slug("From the laboratory to the harbour and on " * 5, ())

    assert len(slug) <= slugs.LENGTH
    assert slug == "from-the-laboratory-to-the-harbour-and-on-from-the"


def test_a_single_long_word_is_cut():
    assert slugs.slug("a" * 100, ()) == "a" * slugs.LENGTH


@given(st.text())
def test_any_title_gives_a_plain_address(title):
    slug = slugs.slug(title, slugs.RESERVED)

    assert slug
    assert slug.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == ""
    assert slug not in slugs.RESERVED
    assert not slug.startswith("-")
    assert not slug.endswith("-")
