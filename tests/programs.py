"""Programs that some tests need: a missing one skips the test, or fails it where everything is demanded."""

import os
import shutil
from pathlib import Path

import pytest

ALL = os.environ.get("EVENTSVC_REQUIRE_ALL") == "1"  # noqa: TID251  a switch of the tests, not a setting of the product


def found(program: str) -> str | None:
    """Where the program lies: on the PATH, or where Debian keeps PostgreSQL's (newest first)."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: -int(path.parts[-3]))
    return shutil.which(program) or next(map(str, beside), None)


def need(*programs: str) -> str:
    """The first of these names that is there; else the test is skipped, or failed with EVENTSVC_REQUIRE_ALL=1."""
    for program in programs:
        path = found(program)
        if path:
            return path
    wanted = " or ".join(programs)
    if ALL:
        pytest.fail(f"{wanted} is missing, and EVENTSVC_REQUIRE_ALL=1 demands it")
    pytest.skip(f"{wanted} is not installed")
