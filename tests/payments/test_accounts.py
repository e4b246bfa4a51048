"""Accounts at Stripe: tried before they are taken, sealed where they are kept."""

import pytest
from sqlalchemy import update

from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.payments import accounts, attempts, gateway, service
from eventsvc.payments.accounts import Platform
from eventsvc.payments.models import StripeAccount
from eventsvc.practice.server import ACCOUNT, KEY, SECRET
from tests import factories
from tests.payments import shop as shops
from tests.payments.shop import Shop


def test_keys_are_tried_and_sealed(shop: Shop) -> None:
    accounts.connect(shop.event.organisation_id, key=KEY, webhook=SECRET, by=None)
    rows = factories.all_of(StripeAccount, organisation_id=shop.event.organisation_id)
    assert [row.replaced_at is None for row in sorted(rows, key=lambda row: row.id)] == [False, True]
    assert all(KEY not in row.key_sealed and SECRET not in row.webhook_sealed for row in rows)
    found = accounts.of_organisation(shop.event.organisation_id)
    assert found is not None
    assert found.access.key == KEY
    assert KEY not in repr(found)


@pytest.mark.parametrize(("key", "webhook", "reason"), [
    ("sk_live_everything", SECRET, "full-key"),
    ("something", SECRET, "no-key"),
    (KEY, "secret", "no-webhook"),
    ("rk_test_of_nobody", SECRET, "key-wrong"),
])
def test_what_cannot_work_is_refused(shop: Shop, key: str, webhook: str, reason: str) -> None:
    with pytest.raises(Refused, match=f"^{reason}$"):
        accounts.connect(shop.event.organisation_id, key=key, webhook=webhook, by=None)
    assert len(factories.all_of(StripeAccount)) == 1


def test_stripe_does_not_answer_while_keys_are_tried(shop: Shop) -> None:
    shop.practice.faults.down = True
    with pytest.raises(Refused, match="stripe-down"):
        accounts.connect(shop.event.organisation_id, key=KEY, webhook=SECRET, by=None)


def test_an_account_that_may_not_charge_is_not_taken(shop: Shop) -> None:
    shop.practice.charges(ACCOUNT, enabled=False)
    with pytest.raises(Refused, match="charges-off"):
        accounts.connect(shop.event.organisation_id, key=KEY, webhook=SECRET, by=None)


def test_a_connected_account_needs_a_platform(shop: Shop) -> None:
    with pytest.raises(Refused, match="no-connect"):
        accounts.connect(shop.event.organisation_id, account="acct_ada", by=None)
    accounts.use(Platform(key=KEY, webhook="whsec_platform"))
    try:
        accounts.connect(shop.event.organisation_id, account="acct_ada", by=None)
        ada = shop.ordered()
        session_id = shop.page(ada)
        assert shop.practice.find(session_id)[0].id == "acct_ada"
        shop.practice.pay(session_id)
        row = shop.payments(ada)[0]
        service.sync(row.stripe_account_id, session_id)
        assert shop.state(ada) == "confirmed"
        assert "whsec_platform" in accounts.secrets()
    finally:
        accounts.use(Platform())


def test_another_secret_key_is_said(shop: Shop) -> None:
    with transaction() as connection:
        connection.execute(update(StripeAccount).values(key_sealed="gAAAAA-of-another-instance"))
    with pytest.raises(Refused, match="sealed-elsewhere"):
        accounts.of(shop.account.id)
    assert accounts.everyone() == []


def test_without_account_nobody_pays_here(shop: Shop) -> None:
    accounts.disconnect(shop.event.organisation_id, by=None)
    ada = shop.hold()
    with pytest.raises(Refused, match="no-stripe"):
        service.order(ada, "stripe", shops.page(), attempts.until())
    assert shop.state(ada) == "held"


def test_payments_stay_with_the_account_that_took_them(shop: Shop) -> None:
    ada = shop.ordered()
    accounts.connect(shop.event.organisation_id, key=KEY, webhook="whsec_new", by=None)
    shop.practice.pay(shop.page(ada))
    shop.sync(ada)
    assert shop.state(ada) == "confirmed"
    shop.agree()


def test_a_page_that_stripe_will_not_make_is_told_to_the_desk(shop: Shop) -> None:
    shop.practice.denied.add((KEY, "sessions"))
    ada = shop.hold()
    with pytest.raises(Refused, match="pay-refused"):
        shop.order(ada)
    assert shop.state(ada) == "unpaid"


def test_a_changed_account_stops_and_begins_to_sell(shop: Shop) -> None:
    shop.practice.charges(ACCOUNT, enabled=False)
    accounts.looked(accounts.of(shop.account.id))
    assert not accounts.takes(shop.event.organisation_id)
    shop.practice.charges(ACCOUNT, enabled=True)
    accounts.looked(accounts.of(shop.account.id))
    assert accounts.takes(shop.event.organisation_id)
    assert gateway.page_host() == shop.practice.url
