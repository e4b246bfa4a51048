"""Backup while it runs, restore elsewhere: everything that was promised is there."""

import sqlite3
import stat
import tarfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from eventsvc import backups
from eventsvc.core import outbox, process, uploads
from eventsvc.core.db import db, transaction
from eventsvc.settings import Mistake, Settings
from tests import factories
from tests.support import at_once


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Settings:
    """Another machine."""
    folder = tmp_path / "elsewhere"
    return replace(settings, instance=folder, database_url=f"sqlite:///{folder / 'eventsvc.sqlite'}")


def test_everything_comes_back_elsewhere(app: Flask, settings: Settings, elsewhere: Settings, tmp_path: Path) -> None:
    factories.make_registration(factories.make_event(), name="Ada")
    settings.files.mkdir()
    (settings.files / "logo.png").write_bytes(b"picture")
    key = uploads.new_key()
    uploads.write(key, b"file of a guest")
    target = tmp_path / "b.tar.gz"

    kept = backups.backup(settings, target)
    back = backups.restore(elsewhere, target)

    assert (kept.registrations, kept.pictures) == (back.registrations, back.pictures) == (1, 1)
    assert (kept.uploads, back.uploads) == (1, 1)
    assert (elsewhere.uploads / key).read_bytes() == b"file of a guest"
    assert [stat.S_IMODE(one.stat().st_mode) for one in (elsewhere.uploads / key, elsewhere.uploads)] == [0o600, 0o700]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert (elsewhere.files / "logo.png").read_bytes() == b"picture"
    assert (elsewhere.instance / "secret_key").read_text().strip() == settings.secret_key
    assert (elsewhere.instance / "ticket_key").read_text().strip() == settings.ticket_key
    with closing(sqlite3.connect(elsewhere.instance / "eventsvc.sqlite")) as opened:
        assert opened.execute("select name from registration").fetchall() == [("Ada",)]


def test_backup_in_a_rush_holds_what_was_promised_before(app: Flask, settings: Settings, elsewhere: Settings, tmp_path: Path) -> None:
    target = tmp_path / "b.tar.gz"
    for number in range(20):
        with transaction():
            outbox.enqueue("ticket", recipient=f"before {number}")

    def press(number: int) -> None:
        if number == 0:
            backups.backup(settings, target)
            return
        for _ in range(10):
            with transaction():
                outbox.enqueue("ticket", recipient="during")

    assert at_once(8, press) == [None] * 8
    backups.restore(elsewhere, target)

    with closing(sqlite3.connect(elsewhere.instance / "eventsvc.sqlite")) as opened:
        before = opened.execute("select count(*) from outbox where recipient like 'before%'").fetchone()
    assert before == (20,)


def test_restore_keeps_what_was_there(app: Flask, settings: Settings, elsewhere: Settings, tmp_path: Path) -> None:
    target = tmp_path / "b.tar.gz"
    uploads.write(uploads.new_key(), b"file of a guest")
    backups.backup(settings, target)
    backups.restore(elsewhere, target)

    with pytest.raises(Mistake, match="--force"):
        backups.restore(elsewhere, target)
    backups.restore(elsewhere, target, force=True)

    assert len(list(elsewhere.instance.glob("eventsvc.sqlite.before-*"))) == 1
    assert len(list(elsewhere.instance.glob("secret_key.before-*"))) == 1
    assert len(list(elsewhere.instance.glob("uploads.before-*"))) == 1


def test_nothing_is_restored_under_a_running_server(app: Flask, settings: Settings, elsewhere: Settings, tmp_path: Path) -> None:
    backups.backup(settings, tmp_path / "b.tar.gz")

    with process.serving(elsewhere.instance), pytest.raises(Mistake, match="running on this instance"):
        backups.restore(elsewhere, tmp_path / "b.tar.gz")


def test_several_may_serve_at_once(tmp_path: Path) -> None:
    with process.serving(tmp_path) as one, process.serving(tmp_path) as other, process.alone(tmp_path) as alone:
        assert (one, other, alone) == (True, True, False)
    with process.alone(tmp_path) as alone, process.serving(tmp_path) as one:
        assert (alone, one) == (True, False)


@pytest.mark.parametrize("content", [b"", b"no backup", None])
def test_what_is_no_backup_changes_nothing(elsewhere: Settings, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "b.tar.gz"
    if content is None:
        with tarfile.open(file, "w:gz"):
            pass
    else:
        file.write_bytes(content)

    with pytest.raises(Mistake, match="nothing was changed"):
        backups.restore(elsewhere, file)

    assert not (elsewhere.instance / "eventsvc.sqlite").exists()


def test_backup_refuses_with_a_sentence(app: Flask, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    with pytest.raises(Mistake, match="exists already"):
        backups.backup(settings, tmp_path / "there")
    with pytest.raises(Mistake, match="make it first"):
        backups.backup(settings, tmp_path / "no" / "folder")
    with pytest.raises(Mistake, match="pg_dump"):
        backups.backup(replace(settings, database_url="postgresql+psycopg://x/y"), tmp_path / "b")
    with pytest.raises(Mistake, match="There is no file"):
        backups.restore(settings, tmp_path / "nothing")
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_damaged_database_is_found(app: Flask, settings: Settings, tmp_path: Path) -> None:
    db.engine.dispose()
    file = settings.sqlite_file
    assert file is not None
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("delete from organisation")
        opened.commit()
    raw = bytearray(file.read_bytes())
    raw[4096 * 3:4096 * 5] = b"\xff" * 8192
    file.write_bytes(raw)

    with pytest.raises(Mistake):
        backups.backup(settings, tmp_path / "b.tar.gz")

    assert not (tmp_path / "b.tar.gz").exists()
