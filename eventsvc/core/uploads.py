"""Files that guests send: in the instance's folder, beside the database and outside of the web root, readable by nobody else."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from eventsvc.core.errors import Missing

_folder: Path | None = None
_KEY = re.compile(r"[0-9a-f]{32}")


def use(folder: Path) -> None:
    """Tell this process where; called once, when the application is made. The folder comes with the first file."""
    global _folder  # noqa: PLW0603  one instance, one folder
    _folder = folder


def folder() -> Path:
    """Where they lie."""
    if _folder is None:
        raise RuntimeError("no folder yet: make the application first")
    return _folder


def new_key() -> str:
    """The name of a file: it tells nothing, and nobody guesses it."""
    return secrets.token_hex(16)


def path(key: str) -> Path:
    """Where the file with this key lies, whether it is there or not."""
    if not _KEY.fullmatch(key):
        raise Missing(key)
    return folder() / key


def write(key: str, content: bytes) -> None:
    """Whole and on the disk, or not at all."""
    target = path(key)
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{key}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


def read(key: str) -> bytes:
    """What is in it."""
    with suppress(FileNotFoundError):
        return path(key).read_bytes()
    raise Missing(key)


def drop(key: str) -> None:
    """Take it away. Twice does no harm."""
    path(key).unlink(missing_ok=True)
