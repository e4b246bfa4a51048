"""The page on which an organisation connects its account at Stripe."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from eventsvc.payments import accounts, gateway
from eventsvc.payments.accounts import Platform
from eventsvc.practice.server import ACCOUNT, KEY, SECRET, Practice, start
from tests import factories
from tests.browser import Browser

PAGE = "/desk/settings/stripe"


@pytest.fixture
def practice(app: Flask) -> Iterator[Practice]:
    running = start(connected=["acct_ada"])
    gateway.use(running.url)
    yield running
    running.stop()
    gateway.use("")
    assert app is not None


@pytest.fixture
def owner(desk: Callable[[str], Browser], practice: Practice) -> Browser:
    assert practice.url
    return desk("owner")


def test_keys_are_taken_and_never_shown(owner: Browser) -> None:
    assert owner.submit(PAGE, {"key": KEY, "webhook": SECRET}, action=PAGE).status_code == 303
    text = owner.get(PAGE).get_data(as_text=True)
    assert "connected, test mode" in text or "verbunden, Testbetrieb" in text
    assert KEY not in text
    assert SECRET not in text
    assert accounts.takes(factories.only(accounts.StripeAccount).organisation_id)


@pytest.mark.parametrize(("key", "webhook"), [("sk_live_all", SECRET), (KEY, "nothing"), ("rk_test_wrong", SECRET)])
def test_what_cannot_work_is_said_at_its_field(owner: Browser, key: str, webhook: str) -> None:
    answer = owner.submit(PAGE, {"key": key, "webhook": webhook}, action=PAGE)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)
    assert factories.all_of(accounts.StripeAccount) == []


def test_disconnected_again(owner: Browser, practice: Practice) -> None:
    owner.submit(PAGE, {"key": KEY, "webhook": SECRET}, action=PAGE)
    owner.post(f"{PAGE}/disconnect", data={"csrf_token": owner.csrf()})
    assert not accounts.takes(factories.only(accounts.StripeAccount).organisation_id)
    assert practice.accounts[ACCOUNT] is not None


def test_a_connected_account_where_there_is_a_platform(owner: Browser) -> None:
    assert "acct_" not in owner.get(PAGE).get_data(as_text=True)
    accounts.use(Platform(key=KEY, webhook=SECRET))
    try:
        owner.submit(PAGE, {"account": "acct_nobody"}, action=f"{PAGE}/connect")
        assert factories.all_of(accounts.StripeAccount) == []
        owner.submit(PAGE, {"account": "acct_ada"}, action=f"{PAGE}/connect")
        assert factories.only(accounts.StripeAccount).account == "acct_ada"
    finally:
        accounts.use(Platform())
