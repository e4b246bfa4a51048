"""The commands as people type them: help at once, one sentence when it cannot be done, the right status."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.serve.running import run, serving

COMMANDS = ("demo", "serve", "worker", "migrate", "check", "create-owner", "backup", "restore")


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """A folder that is not there yet."""
    return tmp_path / "instance"


def test_help_names_every_command(instance: Path) -> None:
    answer = run(instance, "--help")

    assert answer.returncode == 0
    assert all(f"\n  {command} " in answer.stdout for command in COMMANDS)
    assert not instance.exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(instance: Path, command: str) -> None:
    answer = run(instance, command, "--help")

    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith(f"Usage: -c {command}")
    assert not instance.exists()


def test_help_loads_no_library_that_it_does_not_need(instance: Path) -> None:
    answer = run(instance, "--help", PYTHONPROFILEIMPORTTIME="1")

    assert "sqlalchemy" not in answer.stderr
    assert "import flask" not in answer.stderr


@pytest.mark.parametrize(("words", "more", "sentence"), [
    (("check",), {"PORT": "many"}, "PORT must be a whole number"),
    (("migrate",), {"BASE_URL": "example.org"}, "BASE_URL must be the address people use"),
    (("worker",), {"DATABASE_URL": "mysql://x"}, "DATABASE_URL must begin with"),
    (("worker",), {}, "run `eventsvc migrate`"),
    (("create-owner", "ada@example.org"), {}, "run `eventsvc migrate`"),
    (("backup", "b.tar.gz"), {}, "There is no database"),
    (("backup", "b.tar.gz"), {"DATABASE_URL": "postgresql://x/y"}, "pg_dump"),
    (("restore", "nothing.tar.gz"), {}, "There is no file"),
    (("serve",), {"HOST": "203.0.113.7"}, "cannot be used"),
])
def test_what_cannot_be_done_is_one_sentence(instance: Path, words: tuple[str, ...], more: dict[str, str], sentence: str) -> None:
    answer = run(instance, *words, **more)

    assert answer.returncode == 1
    assert answer.stderr.startswith("eventsvc: ")
    assert sentence in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


def test_unknown_command_is_status_2(instance: Path) -> None:
    assert run(instance, "dance").returncode == 2


def test_from_nothing_to_an_owner_and_a_backup(instance: Path) -> None:
    assert run(instance, "migrate").returncode == 0
    assert run(instance, "migrate").returncode == 0

    owner = run(instance, "create-owner", "ada@example.org", "--name", "Ada", "--organisation", "AI for Hamburg")
    backup = run(instance, "backup", "b.tar.gz")
    restored = run(instance, "restore", "b.tar.gz", "--force")
    check = run(instance, "check")

    assert "/desk/sign-in/" in owner.stdout
    assert (backup.returncode, restored.returncode) == (0, 0)
    assert stat.S_IMODE((instance / "eventsvc.sqlite").stat().st_mode) == 0o600
    assert "ok    database" in check.stdout
    assert "Traceback" not in check.stderr
    assert run(instance, "create-owner", "ada").stderr == "eventsvc: 'ada' is no e-mail address.\n"


def _practice(port: int) -> str:
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


@pytest.mark.slow
def test_demo_keeps_what_was_changed_until_it_is_fresh(tmp_path: Path) -> None:
    file = tmp_path / "instance" / "demo" / "eventsvc.sqlite"
    real = tmp_path / "instance" / "eventsvc.sqlite"
    real.parent.mkdir()
    real.write_text("not yours")
    with serving(tmp_path, "demo") as running:
        words = running.log.read_text()
        assert f"http://localhost:{running.port}/desk/sign-in/" in words
        assert f"http://localhost:{running.port}/dev/mail" in words
        assert f"http://127.0.0.1:{running.port + 1}/  (practice: no money moves)" in words
        running.until(lambda: "no money moves" in _practice(running.port + 1))
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("update organisation set tagline_en = 'Changed'")
        opened.commit()

    with serving(tmp_path, "demo"), closing(sqlite3.connect(file)) as opened:
        kept = opened.execute("select tagline_en from organisation").fetchall()
    with serving(tmp_path, "demo", "--fresh"), closing(sqlite3.connect(file)) as opened:
        anew = opened.execute("select tagline_en from organisation").fetchall()

    assert kept == [("Changed",)]
    assert anew != kept
    assert real.read_text() == "not yours"
