"""Kept pages: bounded, weakly tagged, packed; those with a token are nobody else's."""

import gzip

from flask import Flask

from eventsvc.web import page_cache
from eventsvc.web.page_cache import MARK, Kept, PageCache

LONG = "<p>word</p>" * 400


def kept(size: int) -> Kept:
    return Kept(b"x" * size, b"", "tag")


def test_what_was_not_asked_for_longest_goes_first() -> None:
    cache = PageCache(most=400)
    for name in "abcd":
        cache.put(name, kept(100))
    cache.get("a")

    cache.put("e", kept(100))

    assert [name for name in "abcde" if cache.get(name)] == ["a", "c", "d", "e"]


def test_keeping_twice_counts_once() -> None:
    cache = PageCache(most=400)
    for _ in range(9):
        cache.put("a", kept(100))
    cache.put("b", kept(100))

    assert len(cache) == 2


def test_what_would_push_out_everything_is_not_kept() -> None:
    cache = PageCache(most=400)
    cache.put("a", kept(100))
    cache.put("huge", kept(101))

    assert (len(cache), cache.get("huge")) == (1, None)


def test_page_is_made_once_and_known_again(app: Flask) -> None:
    made: list[int] = []

    def render() -> str:
        made.append(1)
        return LONG

    with app.test_request_context("/en/"):
        first, again = page_cache.page("k", render), page_cache.page("k", render)
        other = page_cache.page("other", render)
    with app.test_request_context("/en/", headers={"If-None-Match": str(first.headers["ETag"])}):
        known = page_cache.page("k", render)

    assert (first.get_data(), again.get_data(), len(made)) == (LONG.encode(), LONG.encode(), 2)
    assert str(first.headers["ETag"]).startswith('W/"')
    assert (known.status_code, known.headers["ETag"]) == (304, first.headers["ETag"])
    assert known.headers["Cache-Control"] == first.headers["Cache-Control"] == page_cache.SHARED
    assert other.headers["ETag"] == first.headers["ETag"]  # by content, so that processes agree


def test_page_comes_packed_to_those_who_ask(app: Flask) -> None:
    with app.test_request_context("/en/", headers={"Accept-Encoding": "gzip, br"}):
        packed = page_cache.page("k", lambda: LONG)
    with app.test_request_context("/en/", headers={"Accept-Encoding": "gzip;q=0"}):
        plain = page_cache.page("k", lambda: LONG)

    assert (packed.headers["Content-Encoding"], gzip.decompress(packed.get_data())) == ("gzip", LONG.encode())
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


def test_each_answer_with_a_form_has_a_token_of_its_own(app: Flask) -> None:
    tokens = iter(("first", "second"))
    with app.test_request_context("/en/"):
        answers = [page_cache.page("k", lambda: f"<input value={MARK}>", token=lambda: next(tokens)) for _ in "ab"]

    assert [one.get_data(as_text=True) for one in answers] == ["<input value=first>", "<input value=second>"]
    assert all(one.headers["Cache-Control"] == "no-store" and "ETag" not in one.headers for one in answers)
