"""`eventsvc invoices verify`."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from eventsvc import cli
from eventsvc.core.db import db, transaction
from tests.invoices.paying import issued, make_order
from tests.invoices.test_chain import past_the_triggers


@pytest.fixture
def told(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The console of this test's instance."""
    monkeypatch.setenv("EVENTSVC_INSTANCE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{db.engine.url.database}")
    return CliRunner()


def test_all_is_well(told: CliRunner) -> None:
    issued(make_order())

    answer = told.invoke(cli.main, ["invoices", "verify"])

    assert (answer.exit_code, answer.stdout) == (0, "All documents are as they were issued.\n")


def test_the_first_broken_number_is_named(told: CliRunner) -> None:
    order = make_order()
    issued(order)
    with transaction() as connection:
        past_the_triggers(connection, "UPDATE invoice SET snapshot = replace(snapshot, '4900', '4800')")

    answer = told.invoke(cli.main, ["invoices", "verify"])

    assert answer.exit_code == 1
    assert "-0001: what it says is not what was issued. 1 faults in all." in answer.stderr
