"""`next=` leads to our own pages only."""

import time

import pytest

from eventsvc.web import own_paths, sealed
from tests.support import frozen


@pytest.mark.parametrize("path", [
    "/", "/desk", "/desk/", "/desk/team", "/de/e/evening-2", "/desk/events/12/guests?state=all&after=9", "/T/7KQM4XWD",
])
def test_own_paths_pass(path: str) -> None:
    assert own_paths.safe(path) == path


@pytest.mark.parametrize("path", [
    None, "", "desk", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\tevil.example", "/%09/evil.example",
    "https://evil.example", "https:evil.example", "javascript:alert(1)", "/desk@evil.example", "/@evil.example", "/desk//evil.example",
    "/desk?next=//evil.example", "/desk?next=https://evil.example", "/%2f%2fevil.example", "/%5cevil.example", " /desk", "/desk ",
    "/desk\n", "/desk\r\nSet-Cookie: a=b", "/desk#//evil.example", "/..//evil.example", "/desk/../../x", "/./desk", "/deſk",
    "/" + "a" * 600, "/desk;evil", "/desk?x=<script>",
])
def test_everything_else_is_refused(path: str | None) -> None:
    assert own_paths.safe(path) == ""
    assert own_paths.safe(path, "/desk") == "/desk"


@pytest.mark.parametrize("path", ["/" + "a" * 498 + "!", "/" + "a/" * 249 + "!", "/" + "-." * 249 + "@", "/?" + "a=" * 248 + "#"])
def test_a_long_path_that_is_nearly_right_is_refused_at_once(path: str) -> None:
    began = time.perf_counter()

    assert own_paths.safe(path) == ""
    assert time.perf_counter() - began < 0.1


@pytest.mark.usefixtures("app")
def test_what_is_sealed_comes_back_for_a_while_and_only_to_its_own_kind() -> None:
    with frozen("2027-04-01 12:00") as clock:
        closed = sealed.seal("sign-in", "ada@uni.example")
        assert "ada" not in closed

        assert sealed.opened("sign-in", closed, seconds=60) == "ada@uni.example"
        assert sealed.opened("register", closed, seconds=60) is None
        assert sealed.opened("sign-in", closed[:-3] + "abc", seconds=60) is None
        assert sealed.opened("sign-in", "ü", seconds=60) is None
        clock.move(seconds=61)
        assert sealed.opened("sign-in", closed, seconds=60) is None
