"""Two organisers on one installation, a database that has no time, and an old backup (spec: payments, "Also")."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from eventsvc.core import clock
from eventsvc.core.db import db, transaction
from eventsvc.payments import accounts, reconciling, refunds, service
from eventsvc.payments.accounts import Platform
from eventsvc.payments.models import StripeAccount
from eventsvc.practice.server import KEY
from eventsvc.registration.records import locked
from tests import factories
from tests.payments import shop as shops
from tests.payments.restoring import backup
from tests.payments.shop import PRICE, Shop
from tests.payments.test_notices import done, signed

pytestmark = pytest.mark.both
Hear = Callable[..., None]
PLATFORM = "whsec_platform"


@pytest.fixture
def ada_shop(app: Flask, shop: Shop) -> Iterator[Shop]:
    """A second organiser, whose account is connected to the platform's."""
    accounts.use(Platform(key=KEY, webhook=PLATFORM))
    account = StripeAccount(organisation_id=0, kind="connect", account="acct_ada", created_at=clock.now())
    yield shops.opened(app, shop.practice, account=account, organisation=factories.make_organisation(name="Ada's evenings"))
    accounts.use(Platform())


def test_two_organisers(shop: Shop, ada_shop: Shop, notices: Hear) -> None:
    """Also: each organiser's money goes to the account of its own, and comes back from there."""
    notices()
    notices(PLATFORM, connect=True)
    here, there = shop.ordered("Ben"), ada_shop.ordered("Cem")
    assert [shop.practice.find(shop.page(one))[0].id for one in (here, there)] == ["acct_practice", "acct_ada"]
    for one in (here, there):
        shop.practice.pay(shop.page(one))
    assert shop.practice.webhooks.quiet()
    assert (shop.state(here), shop.state(there)) == ("confirmed", "confirmed")
    ada_shop.give_back(there, PRICE)
    refunds.send_due()
    assert shop.practice.webhooks.quiet()
    assert [row.state for row in shop.refunds(there)] == ["succeeded"]
    assert {one.account for one in shop.practice.seen if one.route == "refunds.create"} == {"acct_ada"}


def test_notices_about_foreign_accounts(shop: Shop, ada_shop: Shop) -> None:
    """Also: who signs for one account says nothing about another: what it names is read there, and only what is so counts."""
    here, there = shop.ordered("Ben"), ada_shop.ordered("Cem")
    event = done(shop.page(there))
    assert shop.post(*signed(event)) == 200
    assert shop.post(*signed({**event, "id": "evt_2", "account": "acct_of_nobody"}, PLATFORM)) == 200
    assert shop.post(*signed({**done(shop.page(here)), "id": "evt_3", "account": "acct_ada"}, PLATFORM)) == 200
    assert (shop.state(here), shop.state(there), shop.alerts()) == ("unpaid", "unpaid", [])
    shop.practice.pay(shop.page(there))
    assert shop.post(*signed({**event, "id": "evt_4", "account": "acct_ada"}, PLATFORM)) == 200
    assert shop.state(there) == "confirmed"


def test_the_account_may_not_charge_any_more(shop: Shop, ada_shop: Shop, notices: Hear) -> None:
    """Also: Stripe stops an account: nothing more is sold by it, until it may again."""
    notices(PLATFORM, connect=True)
    for enabled in (False, True):
        shop.practice.charges("acct_ada", enabled=enabled)
        assert shop.practice.webhooks.quiet()
        db.session.rollback()
        assert accounts.takes(ada_shop.event.organisation_id) is enabled
        assert accounts.takes(shop.event.organisation_id)


def test_the_database_is_locked_while_a_notice_comes(shop: Shop, notices: Hear) -> None:
    """Also: somebody writes for longer than we wait. Stripe is told to come again, or waits, and nothing is lost."""
    notices()
    ada = shop.ordered()
    begun, over = threading.Event(), threading.Event()
    patience = []

    def write() -> None:
        with shop.app.app_context(), transaction() as connection:
            gate = connection.info.get("gate")
            if gate is not None:
                patience.append((gate, gate.patience))
                gate.patience = 0.05
            locked(connection, ada)
            begun.set()
            over.wait(10)

    db.session.rollback()
    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(10)
    shop.practice.pay(shop.page(ada))
    threading.Timer(0.4, over.set).start()
    assert shop.practice.webhooks.quiet()
    writer.join()
    for gate, before in patience:
        gate.patience = before
        assert 503 in {one.status for one in shop.practice.webhooks.record}
    assert shop.state(ada) == "confirmed"


def test_an_old_backup(shop: Shop, notices: Hear, tmp_path: Path) -> None:
    """Also: the backup of the day before yesterday is restored. What Stripe knows comes back: who paid since then has a ticket, whom
    we do not know any more has the money back, refunds are refunds, and pages that were open end or go on.
    """
    notices()
    ada, ben, cem, dora = shop.paid("Ada"), shop.ordered("Ben"), shop.hold("Cem"), shop.paid("Dora")
    restore = backup(tmp_path)
    for one in (ben, shop.ordered("Eve")):
        shop.practice.pay(shop.page(one))
    shop.give_back(dora, PRICE)
    refunds.send_due()
    shop.order(cem)
    fay = shop.ordered("Fay")
    eves, fays, cems = shop.page(shop.buyers[-2]), shop.page(fay), shop.page(cem)
    assert shop.practice.webhooks.quiet()
    db.session.remove()
    restore()

    assert [shop.state(one) for one in (ada, ben, cem, dora)] == ["confirmed", "unpaid", "held", "confirmed"]
    reconciling.everything(clock.now() - timedelta(days=3))
    refunds.send_due()
    assert shop.practice.webhooks.quiet()

    assert [shop.state(one) for one in (ada, ben, cem, dora)] == ["confirmed", "confirmed", "held", "cancelled"]
    assert shop.alerts() == ["unknown"]
    book = {session: shop.practice.find(session)[1] for session in (eves, fays, cems)}
    assert (book[eves]["payment_status"], book[fays]["status"]) == ("paid", "expired")
    assert service.order(cem, "stripe", shops.page(), None).url
    shop.practice.pay(shop.page(cem))
    assert shop.practice.webhooks.quiet()
    assert shop.state(cem) == "confirmed"
