"""Backup of the SQLite file with keys, pictures and guests' files while it runs, checked; and the way back."""

import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from eventsvc import schema
from eventsvc.core import process
from eventsvc.settings import Mistake, Settings

DATABASE, KEYS = "eventsvc.sqlite", ("secret_key", "ticket_key")
FILES, UPLOADS = "files", "uploads"


@dataclass(frozen=True)
class Kept:
    """What a backup holds."""

    file: Path
    size: int
    registrations: int
    pictures: int
    uploads: int = 0


def postgresql(settings: Settings) -> Mistake:
    """What to do instead."""
    return Mistake(
        "The database is PostgreSQL: back it up with `pg_dump --format=custom` (restore with `pg_restore`), "
        f"and keep the folder {settings.instance}, in which keys, pictures and guests' files lie.")


def backup(settings: Settings, target: Path) -> Kept:
    """Write one file with everything. The database is copied first: each picture or file that it names is there when they are."""
    source = settings.sqlite_file
    if source is None:
        raise postgresql(settings)
    if not source.exists():
        raise Mistake(f"There is no database at {source}: nothing to back up.")
    if target.exists():
        raise Mistake(f"{target} exists already: give another name.")
    if not target.parent.is_dir():
        raise Mistake(f"The folder {target.parent} does not exist: make it first.")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.instance) as folder:
            copy = Path(folder) / DATABASE
            _copied(source, copy)
            registrations = sound(copy)
            pictures, uploads = _packed(settings, copy, draft)
        draft.rename(target)
    except OSError as no:
        raise Mistake(f"The backup could not be written ({no.strerror}): nothing was kept.") from no
    finally:
        draft.unlink(missing_ok=True)
    return Kept(target, target.stat().st_size, registrations, pictures, uploads)


def _copied(source: Path, copy: Path) -> None:
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=30)) as live, closing(sqlite3.connect(copy)) as made:
        live.backup(made)
        made.execute("PRAGMA journal_mode=DELETE")


def sound(file: Path) -> int:
    """Check a copy: whole, with all that its rows refer to. Answers the number of registrations."""
    with closing(sqlite3.connect(file)) as opened:
        try:
            words = [row[0] for row in opened.execute("PRAGMA integrity_check")]
            lost = opened.execute("PRAGMA foreign_key_check").fetchone()
            many = int(opened.execute("SELECT count(*) FROM registration").fetchone()[0])
        except sqlite3.DatabaseError as no:
            raise Mistake(f"This is no database of eventsvc ({no}).") from no
    if words != ["ok"]:
        raise Mistake(f"The database is damaged ({words[0]}): restore an older backup.")
    if lost is not None:
        raise Mistake(f"The database is damaged (a row of {lost[0]} refers to one that is not there): restore an older backup.")
    return many


def _packed(settings: Settings, copy: Path, target: Path) -> tuple[int, int]:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        with tarfile.open(fileobj=out, mode="w:gz", compresslevel=3) as pack:
            pack.add(copy, DATABASE)
            for name, key in zip(KEYS, (settings.secret_key, settings.ticket_key), strict=True):
                with tempfile.NamedTemporaryFile("w", dir=copy.parent) as kept:
                    kept.write(f"{key}\n")
                    kept.flush()
                    pack.add(kept.name, name)
            counts = [_added(pack, folder, name) for name, folder in _folders(settings).items()]
        out.flush()
        os.fsync(out.fileno())
    return counts[0], counts[1]


def _folders(settings: Settings) -> dict[str, Path]:
    return {FILES: settings.files, UPLOADS: settings.uploads}


def _added(pack: tarfile.TarFile, folder: Path, name: str) -> int:
    """Put a folder's files into the backup. One that goes while we look was to be deleted, and so is its answer."""
    many = 0
    for file in sorted(folder.rglob("*")) if folder.is_dir() else []:
        with suppress(FileNotFoundError):
            if file.is_file():
                pack.add(file, f"{name}/{file.relative_to(folder).as_posix()}")
                many += 1
    return many


def restore(settings: Settings, source: Path, *, force: bool = False) -> Kept:
    """Put a backup in the place of the instance. What was there is kept beside it."""
    target = settings.sqlite_file
    if target is None:
        raise postgresql(settings)
    if not source.is_file():
        raise Mistake(f"There is no file {source}.")
    if target.exists() and not force:
        raise Mistake(f"There is a database already ({target}): add --force to replace it; the old one is kept beside it.")
    with process.alone(settings.instance) as free, tempfile.TemporaryDirectory(prefix="restore-", dir=settings.instance) as name:
        if not free:
            raise Mistake("eventsvc is running on this instance: stop it first, then restore.")
        folder = Path(name)
        _unpacked(source, folder)
        registrations = sound(folder / DATABASE)
        with closing(sqlite3.connect(folder / DATABASE)) as opened:
            found = opened.execute("SELECT version_num FROM alembic_version").fetchone()
        if found is not None and found[0] > schema.head():
            raise Mistake(f"The backup is of a newer eventsvc ({found[0]}) than this one ({schema.head()}): install the newer one first.")
        if target.exists():
            _set_aside(settings, target)
        (folder / DATABASE).replace(target)
        for key in KEYS:
            (folder / key).chmod(0o600)
            (folder / key).replace(settings.instance / key)
        counts = [_moved(folder / name, target) for name, target in _folders(settings).items()]
    return Kept(source, source.stat().st_size, registrations, *counts)


def _moved(folder: Path, target: Path) -> int:
    """Put a folder in its place; answers how many files it has."""
    if not folder.is_dir():
        return 0
    if target.name == UPLOADS:
        folder.chmod(0o700)
    folder.replace(target)
    return sum(file.is_file() for file in target.rglob("*"))


def _unpacked(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source, "r:gz") as pack:
            ours = [one for one in pack.getmembers() if one.name in {DATABASE, *KEYS} or one.name.startswith((f"{FILES}/", f"{UPLOADS}/"))]
            pack.extractall(folder, members=[one for one in ours if one.isfile()], filter="data")
    except (tarfile.TarError, OSError, EOFError) as no:
        raise Mistake(f"{source} cannot be read as a backup ({type(no).__name__}): nothing was changed.") from no
    if any(not (folder / name).is_file() for name in (DATABASE, *KEYS)):
        raise Mistake(f"{source} is no backup of eventsvc: nothing was changed.")


def _set_aside(settings: Settings, target: Path) -> None:
    mark = f"before-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{target}{ending}").rename(f"{target}.{mark}{ending}")
    for key in KEYS:
        with suppress(FileNotFoundError):
            (settings.instance / key).rename(settings.instance / f"{key}.{mark}")
    for name, folder in _folders(settings).items():
        with suppress(FileNotFoundError):
            folder.rename(folder.with_name(f"{name}.{mark}"))
