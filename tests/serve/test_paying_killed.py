"""The web server is killed while people pay and get money back: afterwards both sides agree about every order (spec: payments, S41–S43)."""

import logging
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventsvc import schema
from eventsvc.core import clock
from eventsvc.payments.models import Payment, Refund
from eventsvc.practice.server import Practice, start
from eventsvc.registration.models import Registration
from tests.payments import shop as shops
from tests.payments.agreeing import agree
from tests.payments.asked import rows
from tests.serve.instance import looking_at, tokens
from tests.serve.paying import Buyers, Web, environment_of, killings, shop_front
from tests.serve.running import run

pytestmark = pytest.mark.slow
log = logging.getLogger("tests.paying")
KILLS = int(os.environ.get("PAYING_KILLS", "20"))  # noqa: TID251  switches of the tests, not settings of the product
PURCHASES = int(os.environ.get("PAYING_PURCHASES", "200"))  # noqa: TID251
SEED = int(os.environ.get("PAYING_SEED", "5"))  # noqa: TID251


@pytest.fixture
def practice() -> Iterator[Practice]:
    """In this process: it lives while the others die."""
    running = start(pauses=(0.2, 0.5, 1, 2))
    yield running
    running.stop()


@pytest.fixture
def app(tmp_path: Path, url: str) -> Iterator[Flask]:
    """The instance, seen from here."""
    schema.upgrade(url)
    with looking_at(tmp_path, url) as seen:
        yield seen


@pytest.fixture
def web(tmp_path: Path, url: str, app: Flask, practice: Practice) -> Iterator[Web]:
    """Its web server."""
    with shop_front(tmp_path, url, practice) as front:
        yield front


@pytest.fixture
def buyers(app: Flask, web: Web, practice: Practice) -> Buyers:
    """They want an evening in a room for most of them."""
    shop = shops.opened(app, practice, capacity=PURCHASES * 3 // 4)
    return Buyers(
        web.running.port, practice, f"/de/e/{shop.event.slug}/register", shop.kind.id, tokens(app, shop.event.id, 5000), PURCHASES,
        random.Random(SEED),
    )


def until_quiet(web: Web, practice: Practice) -> list[str]:
    """Sweep and compare by the command line until nothing changes any more; answers what was said."""
    practice.webhooks.quiet(30)
    told = environment_of(web.settings)
    said: list[str] = []
    before = None
    for turn in range(6):
        at = (clock.now() + timedelta(minutes=40 + turn)).isoformat()
        for word in ("sweep", "reconcile"):
            done = run(web.folder / "instance", "payments", word, "--as-of", at, **told)
            assert done.returncode == 0, done.stderr
            said.append(done.stdout.strip())
        practice.webhooks.quiet(30)
        now = [
            rows(select(table.state, func.count()).group_by(table.state).order_by(table.state))
            for table in (Registration, Payment, Refund)
        ]
        if now == before:
            return said
        before = now
    return said


def until(what: Callable[[], object]) -> None:
    latest = time.monotonic() + 20
    while not what():
        assert time.monotonic() < latest, "it did not come"
        time.sleep(0.02)


def test_killed_while_a_page_is_made(web: Web, buyers: Buyers, practice: Practice) -> None:
    """S41: kill -9 between Stripe's page and our note of it: the next press finds the page."""
    practice.faults.add("sessions.create", "done-slow", seconds=2)
    buying = threading.Thread(target=buyers.buy, args=(0, "pay"))
    buying.start()
    until(lambda: practice.accounts["acct_practice"].all("checkout.session"))
    web.kill()
    web.start()
    buying.join()
    until_quiet(web, practice)
    agree(practice)
    assert [row.state for row in rows(select(Payment.state))] == ["paid"]


def test_killed_while_money_goes_back(web: Web, buyers: Buyers, practice: Practice) -> None:
    """S42: kill -9 between Stripe's refund and our note of it: given back once."""
    practice.faults.add("refunds.create", "done-slow", seconds=2)
    buying = threading.Thread(target=buyers.buy, args=(0, "give-up"))
    buying.start()
    until(lambda: practice.accounts["acct_practice"].all("refund"))
    web.kill()
    web.start()
    buying.join()
    until_quiet(web, practice)
    agree(practice)
    assert [row.state for row in rows(select(Refund.state))] == ["succeeded"]
    assert len(practice.accounts["acct_practice"].all("refund")) == 1


def test_killed_while_a_notice_comes(web: Web, buyers: Buyers, practice: Practice) -> None:
    """S43: kill -9 while a notice is being acted upon: Stripe comes again."""
    secret = buyers.order(0)
    page = buyers.to_pay(secret or "")
    assert page is not None
    practice.faults.add("sessions.retrieve", "slow", 2, seconds=2)
    asked = len(practice.webhooks.record)
    practice.pay(page)
    until(lambda: not practice.faults.waiting["sessions.retrieve"] or practice.faults.waiting["sessions.retrieve"][0].times < 2)
    web.kill()
    practice.faults.clear()
    web.start()
    practice.webhooks.quiet(30)
    assert 0 in {one.status for one in practice.webhooks.record[asked:]}
    assert [row.state for row in rows(select(Registration.state))] == ["confirmed"]
    agree(practice)


def test_killed_again_and_again(web: Web, buyers: Buyers, practice: Practice) -> None:
    """S41, S42, S43: kill -9 at random points of many purchases and refunds. (PAYING_KILLS, PAYING_PURCHASES, PAYING_SEED for more.)"""
    with buyers:
        killings(web, buyers, KILLS, random.Random(SEED))
    said = until_quiet(web, practice)
    agree(practice)
    assert buyers.wrong == []
    assert web.deaths == KILLS
    assert buyers.finished >= PURCHASES
    states = dict(rows(select(Registration.state, func.count()).group_by(Registration.state)))
    said.append(f"{buyers.finished} came, {buyers.full} too late, {buyers.cut} answers cut off; {states}; {dict(buyers.plans)}")
    log.info("%s", said)
    assert states["confirmed"] > PURCHASES / 4
    assert not states.get("unpaid")
    assert rows(select(func.count()).select_from(Refund))[0][0] > 0
