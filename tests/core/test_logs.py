"""Logs hold ids and routes, never names, addresses or secrets."""

import json
import logging
import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError

from eventsvc.core import logs


def record(message: str, error: BaseException | None = None, **facts: object) -> logging.LogRecord:
    found = logging.makeLogRecord({"name": "eventsvc.x", "levelno": 30, "levelname": "WARNING", "msg": message, **facts})
    if error is not None:
        found.exc_info = (type(error), error, error.__traceback__)
    return found


@pytest.mark.parametrize(("text", "told"), [
    ("sent to ada@example.org", "sent to <address>"), ("row 17 of 300", "row 17 of 300"),
    ("GET /de/r/c2VjcmV0IHRoaW5nIGhlcmU1", "GET /de/r/<secret>"), ("eventsvc.registration.service", "eventsvc.registration.service"),
    ("0004AB7KQM4XWD00ZZ99 scanned", "<secret> scanned"),
])
def test_masked(text: str, told: str) -> None:
    assert logs.masked(text) == told


def test_json_is_one_line_with_facts() -> None:
    line = logs.Json().format(record("sent\nagain to ada@example.org", row=7))

    assert "\n" not in line
    entry = json.loads(line)
    assert (entry["message"], entry["row"], entry["level"], entry["part"]) == ("sent\nagain to <address>", 7, "warning", "eventsvc.x")


def failed() -> BaseException:
    try:
        raise IntegrityError("insert", {"email": "ada@example.org"}, sqlite3.IntegrityError("Key (email)=(Ada)"))
    except IntegrityError as error:
        return error


def test_error_of_the_database_tells_no_values() -> None:
    text = logs.Text().format(record("broken", failed()))

    assert "IntegrityError" in text
    assert "test_logs.py" in text
    assert "Ada" not in text
    assert "ada@" not in text
