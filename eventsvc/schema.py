"""What the database must look like: all tables of all domains, and the migrations that lead there."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, create_engine, inspect, pool, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from eventsvc.accounts import models as _accounts
from eventsvc.checkin import models as _checkin
from eventsvc.core import audit, engine, limits, old_addresses, outbox
from eventsvc.core.db import Base
from eventsvc.events import models as _events
from eventsvc.invoices import models as _invoices
from eventsvc.payments import bank_models as _bank
from eventsvc.payments import models as _payments
from eventsvc.questions import models as _questions
from eventsvc.registration import models as _registration
from eventsvc.series import models as _series
from eventsvc.settings import Mistake, beside
from eventsvc.ticket_types import models as _ticket_types
from eventsvc.tickets import models as _tickets

TABLES: tuple[Any, ...] = (
    _accounts, _series, _events, _ticket_types, _tickets, _questions, _registration, _checkin, _invoices, _payments, _bank,
    audit, limits, old_addresses, outbox,
)
METADATA: MetaData = Base.metadata


def head() -> str:
    """The number of the last migration this program knows."""
    return (beside("migrations") / "HEAD").read_text().strip()


def current(connection: Connection) -> str | None:
    """The number of the last migration that this database has seen (None: an empty database)."""
    with suppress(OperationalError, ProgrammingError):  # there is no such table
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None


def check(connection: Connection) -> None:
    """Raises Mistake with one sentence if this program and this database do not fit together."""
    found, wanted = current(connection), head()
    if found == wanted:
        return
    if found is None:
        raise Mistake("The database has no tables yet: run `eventsvc migrate`.")
    if found > wanted:
        raise Mistake(f"The database is newer ({found}) than this program ({wanted}): install the newer program again.")
    raise Mistake(f"The database is older ({found}) than this program ({wanted}): make a backup, then run `eventsvc migrate`.")


def check_schema(url: str) -> None:
    """The same, for an address."""
    with _opened(url) as connection:
        check(connection)


def is_empty(url: str) -> bool:
    """Whether nothing at all is in the database yet: the first start."""
    with _opened(url) as connection:
        return not inspect(connection).get_table_names()


def upgrade(url: str, to: str = "head") -> None:
    """Bring the database to this program's tables. All in one transaction, so that nothing stays half-done."""
    with _changing(url) as commands:
        commands.upgrade(to)


def downgrade(url: str, to: str) -> None:
    """Take migrations back ("base": all of them)."""
    with _changing(url) as commands:
        commands.downgrade(to)


def new(url: str, words: str) -> Path:
    """Write the next migration from what differs between this database and the models; answers its file."""
    with _changing(url) as commands:
        return commands.new(words)


class _Commands:
    """Alembic on an open connection. The one place that imports it: it takes 0.4 s and 37 MiB."""

    def __init__(self, connection: Connection) -> None:
        from alembic import command  # noqa: PLC0415  heavy, and only migrating needs it
        from alembic.config import Config  # noqa: PLC0415  the same

        self._command = command
        self._folder = beside("migrations")
        self._config = Config()
        self._config.set_main_option("script_location", str(self._folder).replace("%", "%%"))
        self._config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        self._config.set_main_option("path_separator", "os")
        self._config.attributes["connection"] = connection

    def upgrade(self, to: str) -> None:
        self._command.upgrade(self._config, to)

    def downgrade(self, to: str) -> None:
        self._command.downgrade(self._config, to)

    def new(self, words: str) -> Path:
        number = f"{int(head() or 0) + 1:04d}"
        self._command.revision(self._config, words, autogenerate=True, rev_id=number)
        (self._folder / "HEAD").write_text(f"{number}\n")
        return next((self._folder / "versions").glob(f"{number}_*.py"))


@contextmanager
def _opened(url: str) -> Iterator[Connection]:
    opened = create_engine(url, poolclass=pool.NullPool)
    engine.prepare(opened)
    try:
        with opened.connect() as connection:
            yield connection
    finally:
        opened.dispose()


@contextmanager
def _changing(url: str) -> Iterator[_Commands]:
    """One transaction for all steps, and nobody else migrates meanwhile."""
    with _opened(url) as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:  # a table that is rebuilt must not take its children with it; not possible inside of a transaction
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.execution_options(immediate=True).begin():
            if not sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('eventsvc.migrate'))"))
            yield _Commands(connection)
            if sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
                raise RuntimeError("after the migration rows refer to rows that are not there: nothing was changed")
