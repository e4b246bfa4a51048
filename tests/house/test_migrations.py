"""Migrations lead to what the models say, and are numbered so that two branches collide instead of diverging."""

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, pool, text

from eventsvc import schema
from eventsvc.core import engine as engines
from eventsvc.core.db import Base
from eventsvc.settings import Mistake, beside
from tests.databases import Cluster

VERSIONS = sorted(path.name for path in (beside("migrations") / "versions").glob("[0-9]*.py"))
POSTGRESQL = {
    "columns": "select table_name, column_name, data_type, is_nullable, column_default, is_identity from information_schema.columns "
    "where table_schema = 'public'",
    "constraints": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint "
    "where connamespace = 'public'::regnamespace",
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
    "triggers": "select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
    "functions": "select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace",
}


def catalogue(url: str) -> dict[str, Any]:
    """All that the database knows of its tables, without alembic's own one."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            found = {name: [tuple(map(str, row)) for row in connection.execute(text(query))] for name, query in POSTGRESQL.items()}
        else:
            rows = connection.execute(text("select type, name, tbl_name, coalesce(sql, '') from sqlite_master")).all()
            found = {"sql": [(kind, name, table, _plain(sql)) for kind, name, table, sql in rows]}
    engine.dispose()
    return {name: sorted(row for row in rows if "alembic" not in " ".join(row)) for name, rows in found.items()}


def _plain(sql: str) -> Any:
    """A definition without the order of its constraints and without blanks and quotes."""
    flat = re.sub(r"\s+", " ", sql).replace('"', "").replace("( ", "(").replace(" )", ")")
    if not flat.startswith("CREATE TABLE"):
        return flat
    head, body = flat.removesuffix(")").split("(", 1)
    return f"{head}({' | '.join(sorted(part.strip() for part in re.split(r', (?=[a-z_]+ [A-Z]|CONSTRAINT)', body)))}"


def by_models(url: str) -> str:
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
    engine.dispose()
    return url


def test_models_equal_migrations_on_sqlite(tmp_path: Path) -> None:
    schema.upgrade(f"sqlite:///{tmp_path / 'migrated'}")

    made = catalogue(by_models(f"sqlite:///{tmp_path / 'made'}"))

    assert catalogue(f"sqlite:///{tmp_path / 'migrated'}") == made, "run: eventsvc migrate --new WORDS"
    assert {"scan_no_update", "scan_no_delete"} <= {row[1] for row in made["sql"]}


def test_models_equal_migrations_on_postgresql(postgresql: Cluster) -> None:
    migrated, made = postgresql.url(postgresql.made()), postgresql.url(postgresql.made())

    schema.upgrade(migrated)

    assert catalogue(migrated) == catalogue(by_models(made)), "run: eventsvc migrate --new WORDS"
    assert len(catalogue(made)["triggers"]) == 7


@pytest.mark.parametrize("change", [
    "DROP TRIGGER scan_no_delete", "DROP INDEX uq_admission_once", "ALTER TABLE pool ADD COLUMN spare INTEGER", "DROP TABLE tally",
])
def test_the_comparison_sees_a_difference(change: str, tmp_path: Path) -> None:
    url = by_models(f"sqlite:///{tmp_path / 'made'}")
    before = catalogue(url)

    with sqlite3.connect(tmp_path / "made") as connection:
        connection.execute(change)
    connection.close()

    assert catalogue(url) != before


def test_migrations_are_numbered_and_head_names_the_last() -> None:
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name) for name in VERSIONS)
    assert [int(name[:4]) for name in VERSIONS] == list(range(1, len(VERSIONS) + 1))
    assert VERSIONS[-1][:4] == schema.head()


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_migrations_lead_back(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = _empty(dialect, tmp_path, request)
    schema.upgrade(url)

    schema.downgrade(url, "base")

    assert not any(catalogue(url).values())


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_a_migration_that_is_cut_off_leaves_nothing(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = _empty(dialect, tmp_path, request)
    seen: list[str] = []

    def cut(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)
        if len(seen) == 60:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "prepare", _also(engines.prepare, cut))
        with pytest.raises(KeyboardInterrupt):
            schema.upgrade(url)

    assert not any(catalogue(url).values())
    schema.upgrade(url)
    schema.check_schema(url)


def test_a_database_that_does_not_fit_is_refused_with_one_sentence(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'file'}"

    with pytest.raises(Mistake, match=r"no tables yet: run `eventsvc migrate`"):
        schema.check_schema(url)
    schema.upgrade(url, "0001")
    with pytest.raises(Mistake, match=r"older \(0001\) than this program .* run `eventsvc migrate`"):
        schema.check_schema(url)
    schema.upgrade(url)
    schema.check_schema(url)
    _claim_newer(url)
    with pytest.raises(Mistake, match=r"newer \(9999\) than this program"):
        schema.check_schema(url)


def test_a_new_migration_gets_the_next_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url, folder = f"sqlite:///{tmp_path / 'file'}", tmp_path / "migrations"
    _copied(beside("migrations"), folder)
    monkeypatch.setattr(schema, "beside", lambda _name: folder)
    schema.upgrade(url)

    file = schema.new(url, "a word or two")

    assert file.name == f"{int(VERSIONS[-1][:4]) + 1:04d}_a_word_or_two.py"
    assert schema.head() == file.name[:4]
    assert "def upgrade() -> None:\n    pass" in "".join(line for line in file.read_text().splitlines(keepends=True) if "###" not in line)
    schema.upgrade(url)
    schema.check_schema(url)


def test_all_tables_are_known_to_the_schema() -> None:
    files = beside("config.py").parent.glob("eventsvc/**/*.py")
    holders = {path.resolve() for path in files if "\n    __tablename__" in path.read_text()}

    known = {Path(str(module.__file__)).resolve() for module in schema.TABLES}

    assert holders == known


def _empty(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    if dialect == "sqlite":
        return f"sqlite:///{tmp_path / 'file'}"
    running: Cluster = request.getfixturevalue("postgresql")
    return running.url(running.made())


def _also(prepare: Any, listener: Any) -> Any:
    def prepared(engine: Any) -> None:
        prepare(engine)
        event.listen(engine, "before_cursor_execute", listener)

    return prepared


def _claim_newer(url: str) -> None:
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()


def _copied(source: Path, target: Path) -> None:
    (target / "versions").mkdir(parents=True)
    for file in (*source.glob("*.*"), source / "HEAD", *source.glob("versions/*.py")):
        (target / file.relative_to(source)).write_bytes(file.read_bytes())
