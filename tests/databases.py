"""The databases of the tests: a PostgreSQL of our own for the session, and a SQLite file that is copied for each test."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg

from eventsvc import schema
from tests.programs import need

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=''", "max_connections=200", "timezone=UTC")


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL that listens on a socket in its own folder."""

    folder: Path
    user: str

    def url(self, name: str) -> str:
        """For DATABASE_URL."""
        return f"postgresql+psycopg://{self.user}@/{name}?host={self.folder}"

    def connect(self, name: str = "postgres") -> psycopg.Connection:
        """A plain connection, outside of any transaction."""
        return psycopg.connect(host=str(self.folder), user=self.user, dbname=name, autocommit=True)

    def made(self, template: str = "template1") -> str:
        """A new database, copied from `template`; answers its name."""
        name = f"t{uuid.uuid4().hex}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def dropped(self, name: str) -> None:
        """Throw a database away, whoever is still connected."""
        with self.connect() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def cluster(settings: tuple[str, ...] = FAST) -> Iterator[Cluster]:
    """Start a PostgreSQL, and stop it at the end. It refuses to run as root, so root becomes `postgres`."""
    initdb, pg_ctl = need("initdb"), need("pg_ctl")
    user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="pg"))

    def run(*words: str) -> None:
        who = user if os.getuid() == 0 else None
        done = subprocess.run(words, check=False, user=who, cwd=folder, capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)

    try:
        if os.getuid() == 0:
            shutil.chown(folder, user, user)
        store, log = str(folder / "data"), str(folder / "log")
        run(initdb, "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", f"--username={user}", f"--pgdata={store}")
        options = " ".join(f"-c {option}" for option in settings) + f" -k {folder}"
        run(pg_ctl, "start", "--wait", "--silent", f"--pgdata={store}", f"--log={log}", f"--options={options}")
        try:
            yield Cluster(folder, user)
        finally:
            run(pg_ctl, "stop", "--silent", "--mode=immediate", f"--pgdata={store}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def emptied(cluster: Cluster, name: str) -> None:
    """Remove all rows, past foreign keys and append-only triggers."""
    deletions = "; ".join(f"DELETE FROM {table}" for table in schema.METADATA.tables)  # noqa: S608  names of our own
    with cluster.connect(name) as connection:
        connection.execute(f"SET session_replication_role = replica; {deletions}")  # one trip, and so one transaction


@cache
def sqlite_template(folder: Path) -> Path:
    """One file with all tables, made once in a session. Nothing of it may lie in its WAL: a copy must be whole."""
    file = folder / "template.sqlite"
    schema.upgrade(f"sqlite:///{file}")
    assert not file.with_name(f"{file.name}-wal").exists()
    return file
