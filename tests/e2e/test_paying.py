"""Paying in a real browser, at a stand-in for Stripe: there and back, given up, and with the browser closed."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventsvc.payments import gateway
from eventsvc.practice.server import SECRET, Practice, start
from eventsvc.registration.models import Registration
from tests import factories
from tests.e2e.test_keyboard import tab_to
from tests.e2e.test_waitlist import narrow
from tests.payments import shop as shops
from tests.payments.shop import Shop

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Reader = Callable[..., Page]


@pytest.fixture
def practice() -> Iterator[Practice]:
    running = start()
    yield running
    running.stop()
    gateway.use("")


@pytest.fixture
def shop(app: Flask, address: str, practice: Practice) -> Shop:
    """Ten seats at 45 euros; notices come in over the port."""
    practice.endpoint(f"{address}/webhooks/stripe", SECRET)
    return shops.opened(app, practice)


def to_review(page: Page, address: str, shop: Shop) -> None:
    """The two fields, by the keys."""
    page.goto(f"{address}/en/e/{shop.event.slug}/register?ticket={shop.kind.id}")
    tab_to(page, "#name")
    page.keyboard.type("Cem Coskun")
    tab_to(page, "#email")
    page.keyboard.type("cem@keys.example")
    page.wait_for_timeout(600)
    tab_to(page, "main form.form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review")
    narrow(page)


def to_payment(page: Page, address: str, shop: Shop) -> None:
    """The button that concludes the contract; its answer leads to the payment page."""
    to_review(page, address, shop)
    tab_to(page, "main button.btn-order")
    assert page.evaluate("document.activeElement.textContent") == "Order with obligation to pay"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{shop.practice.url}/pay/**")


@pytest.mark.parametrize("script", [True, False])
def test_pay_come_back_and_see_the_ticket(shop: Shop, address: str, reader: Reader, script: bool) -> None:  # noqa: FBT001
    page = reader(320, script=script)
    to_payment(page, address, shop)
    page.get_by_role("button", name="Card is declined").click()
    page.wait_for_url(f"{shop.practice.url}/pay/**")
    page.get_by_role("button", name="Pay €45.00").click()

    page.wait_for_url("**/welcome")
    narrow(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cem")
    expect(page.locator("main svg").first).to_be_visible()
    mine = factories.only(Registration)
    assert mine.state == "confirmed"
    shop.agree()


def test_back_without_paying_and_on_again(shop: Shop, address: str, reader: Reader) -> None:
    page = reader(320)
    to_payment(page, address, shop)
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url("**?from=payment")
    narrow(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Not paid yet")
    tab_to(page, "main button[name=way]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{shop.practice.url}/pay/**")
    page.go_back()
    page.get_by_role("button", name="Rather not").click()
    page.wait_for_url("**done=cancelled")
    assert factories.only(Registration).state == "cancelled"
    shop.agree()


def test_the_browser_is_closed_and_there_is_one_ticket(shop: Shop, address: str, reader: Reader) -> None:
    """Nobody comes back: the notice alone gives the ticket, once, for one charge."""
    page = reader(320)
    to_payment(page, address, shop)
    session_id = page.url.rpartition("/")[2]
    page.context.close()
    shop.practice.pay(session_id)
    assert shop.practice.webhooks.quiet()

    mine = factories.only(Registration)
    assert mine.state == "confirmed"
    assert shop.valid(mine.id) == 1
    assert shop.letters(mine.id)["ticket"] == 1
    assert shop.practice.book()[mine.uuid].captured == shops.PRICE
    shop.agree()


def test_as_long_as_nobody_knows_the_page_says_so(shop: Shop, address: str, reader: Reader) -> None:
    """No notice, and Stripe does not answer: never "failed"; it looks again by itself, also without script."""
    page = reader(320, script=False)
    shop.practice.webhooks.off = True
    to_payment(page, address, shop)
    session_id = page.url.rpartition("/")[2]
    shop.practice.pay(session_id)
    shop.practice.faults.down = True
    page.goto(f"{address}/en/r/{factories.secret_of(factories.only(Registration))}/paid")
    narrow(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("We are checking your payment")
    shop.practice.faults.clear()
    page.wait_for_url("**/welcome")
    shop.agree()
