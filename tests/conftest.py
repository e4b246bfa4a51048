"""Fixtures for all tests. A test runs on SQLite; one marked `both` runs on PostgreSQL too.

`app`: the application on an empty database; its context is open, so services can be called.
`client`: a browser without session, `desk(role)`: one that is signed in. Each request has a context of its own.
`@pytest.mark.settings(base_url=…)` changes what the application is told.
"""

import fcntl
import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from eventsvc import schema
from eventsvc.accounts.models import Person
from eventsvc.app import create_app
from eventsvc.assets import build
from eventsvc.core import clock
from eventsvc.core.db import db
from eventsvc.settings import Settings
from tests import databases, factories, remembered
from tests.browser import Browser, sign_in
from tests.databases import Cluster
from tests.support import guard_writes
from tests.together import Together
from tests.tools.urls import plain_settings

TEMPLATES = remembered.Templates()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """How several test processes share the tests."""
    return Together(config, log)


def pytest_collection_finish() -> None:
    """What is there now stays: whoever looks for garbage need not look at it."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests marked `both` run once on each database."""
    if "database" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both"):
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session", autouse=True)
def translations() -> None:
    """Compiled, by whichever test process comes first."""
    with Path(build.__file__).open() as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        build.compile_translations(Path(build.__file__).parents[1] / "translations")


@pytest.fixture(scope="session", autouse=True)
def known_addresses() -> Iterator[None]:
    """For all applications of this session."""
    with remembered.addresses():
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL of this session."""
    with databases.cluster() as running:
        yield running


@pytest.fixture(scope="session")
def postgresql_database(postgresql: Cluster) -> str:
    """A database with all tables; it is emptied before each test."""
    name = postgresql.made()
    schema.upgrade(postgresql.url(name))
    return name


@pytest.fixture(scope="session")
def kept_between_tests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what is made once: the SQLite template."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def database(request: pytest.FixtureRequest, kept_between_tests: Path, tmp_path: Path) -> str:
    """The address of an empty database with all tables."""
    if getattr(request, "param", "sqlite") == "postgresql":
        running: Cluster = request.getfixturevalue("postgresql")
        name: str = request.getfixturevalue("postgresql_database")
        databases.emptied(running, name)
        return running.url(name)
    file = tmp_path / "eventsvc.sqlite"
    shutil.copyfile(databases.sqlite_template(kept_between_tests), file)
    return f"sqlite:///{file}"


@pytest.fixture
def settings(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Settings:
    """What the application is told; `@pytest.mark.settings(…)` changes it."""
    marks = [mark.kwargs for mark in request.node.iter_markers("settings")]
    changes = {name: value for mark in reversed(marks) for name, value in mark.items()}
    demo = changes.pop("demo", False)
    told = {"instance": str(tmp_path), "database_url": database, "mail_from": "tickets@events.example.org", **changes}
    found = plain_settings(**told)
    return found.with_demo() if demo else found


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application, with its context open. Writes outside of `transaction()` are refused."""
    application = create_app(settings)
    application.testing = True
    application.test_client_class = Browser
    application.jinja_env.bytecode_cache = TEMPLATES
    application.teardown_appcontext(_nothing_left)
    with application.app_context():
        remembered.statements(db.engine)
        guard_writes(db.engine)
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _not_synchronous)
        yield application
        db.session.remove()
        db.engine.dispose()
    clock.set_source(None)


def _not_synchronous(raw: Any, _record: object) -> None:
    raw.execute("PRAGMA synchronous=OFF")


def _nothing_left(_error: BaseException | None) -> None:
    """Changes of an answer that nobody saved are a fault of ours, shown by the browser of the tests."""
    session = db.session()
    Browser.unsaved = [*session.new, *session.dirty, *session.deleted]


@pytest.fixture
def no_referee(app: Flask) -> Iterator[None]:
    """Without the constraint that refuses one seat too many: for tests that show a race which it would stop."""
    engine, name = db.engine, "ck_pool_never_one_too_many"
    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON"))
        yield
        return
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE pool DROP CONSTRAINT {name}")
    yield
    db.session.remove()
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE pool ADD CONSTRAINT {name} CHECK (taken + held <= capacity) NOT VALID")


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser without session."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def desk(app: Flask) -> Callable[..., Browser]:
    """`desk("door")`: a browser of somebody with this role in the first (or the given) organisation; `.person` tells who."""

    def browser(role: str = "owner", *, person: Person | None = None, **whose: Any) -> Browser:
        somebody = person or factories.make_person(role=role, **whose)
        return sign_in(app.test_client(), somebody)  # type: ignore[arg-type]

    return browser


@pytest.fixture
def desk_client(desk: Callable[..., Browser]) -> Callable[..., Browser]:
    """The same under its long name."""
    return desk


@pytest.fixture
def signed_in(app: Flask) -> Callable[[Browser, Person], Browser]:
    """`signed_in(client, person)`: this browser is now this person's."""
    return sign_in
