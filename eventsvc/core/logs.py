"""Logs as text or JSON, with ids and routes, never with names, addresses or secrets (spec: security 5)."""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

MAIL = re.compile(r"[^\s<>\"'(),:;]+@[^\s<>\"'(),:;]+")
SECRET = re.compile(r"(?<![\w-])(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{20,}(?![\w-])")
OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def masked(text: str) -> str:
    """The text without mail addresses, and without what looks like a secret or a ticket's code."""
    return SECRET.sub("<secret>", MAIL.sub("<address>", text))


def told(error: BaseException) -> str:
    """An error in words. What a database error says holds the values of the row: only its kind is told."""
    if isinstance(error, SQLAlchemyError):
        inner = getattr(error, "orig", None)
        code = getattr(inner, "sqlstate", None) or getattr(inner, "sqlite_errorname", None) or ""
        return " ".join(part for part in (type(error).__name__, type(inner).__name__ if inner else "", code) if part)
    return masked(f"{type(error).__name__}: {error}")


def _lines(error: BaseException | None, where: TracebackType | None) -> str:
    found = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__ or where)
        found.append("\n".join(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames) + f"\n{told(error)}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nbecause of\n".join(found)


class Text(logging.Formatter):
    """One line for people: time, level, part, words, facts."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%S")
        facts = "".join(f" {name}={value}" for name, value in _facts(record).items())
        line = f"{at} {record.levelname.lower():7} {record.name} {masked(record.getMessage())}{facts}"
        return f"{line}\n{_lines(record.exc_info[1], record.exc_info[2])}" if record.exc_info and record.exc_info[1] else line


class Json(logging.Formatter):
    """One object a line for machines."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"), "level": record.levelname.lower(),
            "part": record.name, "message": masked(record.getMessage()), "process": record.process, **_facts(record),
        }
        if record.exc_info and record.exc_info[1]:
            entry["error"] = _lines(record.exc_info[1], record.exc_info[2])
        return json.dumps(entry, ensure_ascii=False, default=str)


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    return {name: masked(value) if isinstance(value, str) else value for name, value in vars(record).items() if name not in OWN}


def use(*, form: str, level: str) -> None:
    """Send everything to the error stream of this process, in this form. Called once by each process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if form == "json" else Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("eventsvc").setLevel(level.upper())
    logging.captureWarnings(capture=True)
