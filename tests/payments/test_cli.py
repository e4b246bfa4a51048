"""`eventsvc payments`: what the worker does, at a time of one's choice."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from eventsvc import cli
from eventsvc.core import clock
from eventsvc.core.db import db
from eventsvc.settings import Settings
from tests.payments.shop import PRICE, Shop


@pytest.fixture
def told(shop: Shop, settings: Settings, tmp_path: Path) -> CliRunner:
    """The console of this test's instance."""
    return CliRunner(env={
        "EVENTSVC_INSTANCE": str(tmp_path), "DATABASE_URL": f"sqlite:///{db.engine.url.database}", "SECRET_KEY": settings.secret_key,
        "STRIPE_API_BASE": shop.practice.url,
    })


def later(**by: float) -> str:
    return (clock.now() + timedelta(**by)).isoformat()


def test_sweep(shop: Shop, told: CliRunner) -> None:
    ada, ben = shop.ordered(), shop.hold("Ben")

    now = told.invoke(cli.main, ["payments", "sweep"])
    assert (now.exit_code, now.stdout, shop.state(ada)) == (0, "Looked at 0.\n", "unpaid")

    then = told.invoke(cli.main, ["payments", "sweep", "--as-of", later(minutes=40)])
    assert (then.exit_code, then.stdout, shop.state(ada), shop.state(ben)) == (0, "Looked at 2.\n", "expired", "expired")


def test_reconcile(shop: Shop, told: CliRunner) -> None:
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))

    answer = told.invoke(cli.main, ["payments", "reconcile", "--as-of", later(minutes=6)])

    assert (answer.exit_code, answer.stdout) == (0, "Looked at 1 that are under way and at 0 more.\n")
    assert shop.state(ada) == "confirmed"
    shop.practice.refund_by_hand(shop.page(ada))
    assert told.invoke(cli.main, ["payments", "reconcile", "--days", "3"]).stdout.endswith("and at 1 more.\n")
    assert shop.state(ada) == "cancelled"


def test_ledgers(shop: Shop, told: CliRunner) -> None:
    ada = shop.paid()
    agreed = told.invoke(cli.main, ["payments", "ledger", "--as-of", later(hours=1)])
    assert (agreed.exit_code, agreed.stdout) == (0, "Both ledgers agree.\n")

    account = shop.practice.accounts["acct_practice"]
    for line in account.all("balance_transaction"):
        line["amount"] += 100
    differ = told.invoke(cli.main, ["payments", "ledger", "--as-of", later(hours=1)])

    assert differ.exit_code == 1
    assert differ.stdout.startswith(f"{shop.payments(ada)[0].intent_id}: at Stripe {PRICE + 100} came and 0 went, here {PRICE} and 0.")
    assert "1 payments differ" in differ.stderr


def test_a_time_that_is_none(told: CliRunner) -> None:
    answer = told.invoke(cli.main, ["payments", "sweep", "--as-of", "tomorrow"])
    assert answer.exit_code == 2
    assert "write it like" in answer.stderr
