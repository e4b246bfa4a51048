"""Finished calendars in memory."""

from datetime import UTC, datetime

from eventsvc.feeds.store import Store, file

AT = datetime(2027, 3, 1, tzinfo=UTC)


def test_a_file_is_compressed_once_if_that_is_worth_it() -> None:
    assert file(b"x" * 1024, AT).zipped is None
    assert len(file(b"x" * 1025, AT).zipped or b"") < 100


def test_equal_bytes_have_equal_tags() -> None:
    assert file(b"a", AT).tag == file(b"a", AT).tag != file(b"b", AT).tag


def test_a_new_version_takes_the_place_of_the_old_one() -> None:
    store = Store()
    store.put(("talks", 1), file(b"old", AT), address="talks")
    store.put(("talks", 2), file(b"new", AT), address="talks")

    assert store.get(("talks", 1)) is None
    assert store.latest("talks") == store.get(("talks", 2)) == file(b"new", AT)


def test_the_least_used_goes_first_when_it_is_full() -> None:
    store = Store(most=250)
    for name in ("a", "b"):
        store.put(name, file(name.encode() * 100, AT), address=name)
    store.get("a")

    store.put("c", file(b"c" * 100, AT), address="c")

    assert [store.get(name) is None for name in ("a", "b", "c")] == [False, True, False]
    assert store.latest("b") is None


def test_one_that_is_too_large_is_kept_alone() -> None:
    store = Store(most=10)
    store.put("a", file(b"a" * 100, AT), address="a")

    assert store.get("a") is not None
