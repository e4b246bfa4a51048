"""Paying by bank transfer on the smallest screen: what is to be typed into the banking app is seen, copied, and not wider than it."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventsvc.payments import arrivals, bills
from tests import factories
from tests.e2e import axe
from tests.e2e.test_waitlist import narrow
from tests.payments.transferring import DESK, TODAY, TOLD, evening, held, ordered

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Reader = Callable[..., Page]


def sound(page: Page) -> None:
    """Nothing is too wide, and the checker of accessibility finds nothing."""
    narrow(page)
    page.evaluate(axe.source())
    found = [(one["id"], [node["target"] for node in one["nodes"]]) for one in page.evaluate("axe.run()")["violations"]]
    assert found == [], page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_transfer_on_the_smallest_screen(app: Flask, address: str, reader: Reader, scheme: str) -> None:
    kept = held(evening())
    page = reader(320, scheme=scheme)

    page.goto(f"{address}/en/r/{kept.secret}/review")
    page.get_by_label("Bank transfer").check()
    page.get_by_role("button", name="Order with obligation to pay").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Please transfer €119.00")
    sound(page)
    expect(page.locator("#iban")).to_have_text(TOLD)
    expect(page.get_by_role("img", name="GiroCode")).to_be_visible()
    assert page.locator("button[data-copy]:visible").count() == 4

    page.get_by_role("button", name="Rather not, free the place").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Please transfer")


@pytest.mark.parametrize("width", [320, 1280])
def test_arrivals_at_the_desk(app: Flask, address: str, reader: Reader, width: int) -> None:
    event = evening()
    ada, ben, cem = (ordered(event, name).registration_id for name in ("Ada Ahrens", "Ben Brand", "Cem Çelik"))
    arrivals.book(cem, 100, TODAY, by=DESK, back=True)
    said = dict(zip((ada, ben), (bills.of(one) for one in (ada, ben)), strict=True))
    file = "Buchungstag;Name;IBAN;Verwendungszweck;Betrag\n" + "".join(
        f"30.03.2027;{name};DE02120300000000202051;{text};{sum_}\n" for name, text, sum_ in (
            ("Firma K GmbH und Co. Kommanditgesellschaft", bills.shown(said[ada].reference), "119,00"),
            ("Ben Brand", bills.shown(said[ben].reference), "100,00"), ("Sparverein", "Spende", "50,00"),
        )
    )
    page = reader(width)
    page.context.add_cookies([{"name": "desk", "value": factories.make_session(factories.make_person("Dora")), "url": address}])

    page.goto(f"{address}/desk/money/bank")
    sound(page)
    page.set_input_files("#statement", {"name": "umsaetze.csv", "mimeType": "text/csv", "buffer": file.encode()})
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("3 new arrivals were read.")
    sound(page)
    page.get_by_role("link", name="Ben Brand", exact=True).click()
    sound(page)
    page.get_by_role("button", name="Book it and ask for the rest").click()
    page.get_by_role("button", name="Book 1, €119.00").click()

    expect(page.get_by_role("status").first).to_contain_text("1 arrival is booked.")
    page.goto(f"{address}/desk/settings#bank")
    sound(page)
