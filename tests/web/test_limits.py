"""What a request must be before it gets one of the few places."""

import io
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from eventsvc.web.limits import LARGEST, Threshold


def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]


class Slow(io.BytesIO):
    """Gives a few bytes at a time, as slow senders do."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 7, 7))


def ask(app: Any, body: bytes = b"", **environ: Any) -> tuple[str, bytes, dict[str, str]]:
    seen: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        seen.update(status=status, headers=dict(headers))

    given = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body)), "wsgi.input": Slow(body), **environ}
    answer = b"".join(app({name: value for name, value in given.items() if value is not None}, start_response))
    return seen["status"][:3], answer, seen["headers"]


@pytest.mark.parametrize("body", [b"", b"x", b"name=Ada" * 5000, b"x" * 400_000])
def test_body_arrives_whole(body: bytes) -> None:
    assert ask(Threshold(echo), body)[:2] == ("200", body)


@pytest.mark.parametrize(("environ", "status"), [
    ({"CONTENT_LENGTH": None}, "200"), ({"CONTENT_LENGTH": ""}, "200"), ({"CONTENT_LENGTH": "9"}, "400"), ({"CONTENT_LENGTH": "-1"}, "400"),
    ({"CONTENT_LENGTH": "1e3"}, "400"), ({"CONTENT_LENGTH": str(LARGEST + 1)}, "413"),
    ({"CONTENT_LENGTH": None, "HTTP_TRANSFER_ENCODING": "chunked"}, "411"), ({"HTTP_TRANSFER_ENCODING": "gzip, chunked"}, "411"),
])
def test_what_is_no_whole_body_is_refused(environ: dict[str, Any], status: str) -> None:
    found, _answer, headers = ask(Threshold(echo), b"name=Ada", **environ)

    assert found == status
    if status != "200":
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_slow_sender_holds_no_place() -> None:
    door = Threshold(echo, places=1)
    sends, comes = threading.Event(), threading.Event()

    class Trickling(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            sends.set()
            comes.wait(10)
            return super().read(size)

    slow = threading.Thread(target=ask, args=(door, b"late"), kwargs={"wsgi.input": Trickling(b"late")})
    slow.start()
    assert sends.wait(10)

    assert ask(door, b"quick")[:2] == ("200", b"quick")

    comes.set()
    slow.join(10)


def test_who_waits_too_long_for_a_place_is_told_so() -> None:
    inside, leave = threading.Event(), threading.Event()

    def busy(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        inside.set()
        leave.wait(10)
        start_response("200 OK", [])
        return [b""]

    door = Threshold(busy, places=1, patience=0.05)
    first = threading.Thread(target=ask, args=(door,))
    first.start()
    assert inside.wait(10)

    status, _answer, headers = ask(door)

    assert (status, headers["Retry-After"]) == ("503", "30")
    leave.set()
    first.join(10)


def test_place_comes_back_when_the_view_fails() -> None:
    def broken(_environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        raise ZeroDivisionError

    door = Threshold(broken, places=1, patience=0.05)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            ask(door)
