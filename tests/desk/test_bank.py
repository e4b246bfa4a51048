"""Statements of the bank at the desk."""

import io
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from eventsvc.events.models import Event
from eventsvc.payments import bills
from eventsvc.payments.bank_models import BankLine
from eventsvc.payments.models import Bill, Payment, Refund
from eventsvc.registration.models import Registration
from tests import factories, whole
from tests.browser import Browser
from tests.payments.transferring import ORDERED, evening, ordered
from tests.public.filling import text
from tests.support import Frozen, frozen

Desk = Callable[..., Browser]
HERE = "/desk/money/bank"
HEAD = "Buchungstag;Name Zahlungsbeteiligter;IBAN Zahlungsbeteiligter;Verwendungszweck;Betrag;Waehrung\n"


@pytest.fixture
def now(app: Flask) -> Iterator[Frozen]:
    """The Tuesday after Easter 2027."""
    with frozen(ORDERED) as time:
        yield time


@pytest.fixture
def event(now: Frozen) -> Event:
    """Five seats."""
    return evening()


def read(browser: Browser, *lines: tuple[str, str, str]) -> str:
    """Send a file of name, reference and amount; answers the page that follows."""
    file = HEAD + "".join(f"30.03.2027;{name};DE02120300000000202051;{said};{sum_};EUR\n" for name, said, sum_ in lines)
    answer = browser.post(HERE, data={
        "csrf_token": browser.csrf(), "statement": (io.BytesIO(file.encode("cp1252")), "umsaetze.csv"),
    })
    assert answer.status_code == 303, answer.text
    return text(browser.get(HERE))


def reference(registration_id: int) -> str:
    return next(bills.shown(row.reference) for row in factories.all_of(Bill) if row.registration_id == registration_id)


def test_read_looked_at_and_booked(desk: Desk, event: Event) -> None:
    ada, ben = (ordered(event, name).registration_id for name in ("Ada Ahrens", "Ben Brand"))
    browser = desk("owner")
    lines = [("Firma K", reference(ada), "119,00"), ("Ben Brand", reference(ben), "100,00"), ("Müller", "Spende", "50,00")]

    page = read(browser, *lines)

    for said in (
        "3 new arrivals were read.", "Book 1, €119.00", f"{reference(ada)}, Ada Ahrens, €119.00", "€19.00 too little", "none found",
        "All 3", "Fits 1", "Too little 1", "Unknown 1",
    ):
        assert said in page
    assert factories.all_of(Payment) == []
    assert "0 new arrivals were read. 3 were known already." in read(browser, *lines)

    browser.submit(HERE, button="Book 1, €119.00")

    assert "1 arrival is booked." in browser.get(HERE).text
    assert {row.id: row.state for row in factories.all_of(Registration)} == {ada: "confirmed", ben: "unpaid"}
    assert whole.faults() == []


def test_too_little_is_decided_on_its_page(desk: Desk, event: Event) -> None:
    ada = ordered(event).registration_id
    browser = desk("owner")
    read(browser, ("Ada Ahrens", reference(ada), "100,00"))
    one = f"{HERE}/{factories.only(BankLine).id}"

    assert "DE02 1203 0000 0000 2020 51" in browser.get(one).text
    browser.submit(one, button="Accept it as paid")

    assert factories.only(Registration).state == "confirmed"
    again = browser.post(f"{one}/book", data={"csrf_token": browser.csrf()})
    assert (again.status_code, "Somebody has dealt with this arrival already." in again.text) == (409, True)


def test_too_much_goes_back_until_it_is_transferred(desk: Desk, event: Event) -> None:
    ada = ordered(event).registration_id
    browser = desk("owner")
    read(browser, ("Ada Ahrens", reference(ada), "120,00"))

    browser.submit(f"{HERE}/{factories.only(BankLine).id}", button="Book it, give €1.00 back")

    page = text(browser.get(HERE))
    assert "To be transferred back" in page
    assert "not what was ordered" in page
    browser.submit(HERE, button="It is transferred: Ada Ahrens, €1.00")
    assert factories.only(Refund).state == "succeeded"
    assert "To be transferred back" not in text(browser.get(HERE))


def test_money_without_a_reference_is_given_to_somebody(desk: Desk, event: Event) -> None:
    ada = ordered(event).registration_id
    browser = desk("owner")
    read(browser, ("Firma K", "Workshop", "119,00"))
    one = f"{HERE}/{factories.only(BankLine).id}"
    there = f"{one}?find={reference(ada).replace(' ', '+')}"

    assert "Ada Ahrens" in browser.get(there).text
    browser.post(f"{one}/assign", data={"csrf_token": browser.csrf(), "registration": ada})

    assert "fits" in text(browser.get(one))
    browser.submit(one, button="Book it")
    assert factories.only(Registration).state == "confirmed"


def test_what_belongs_not_here_is_put_aside(desk: Desk, event: Event) -> None:
    browser = desk("owner")
    read(browser, ("Müller", "Spende", "50,00"))

    browser.submit(f"{HERE}/{factories.only(BankLine).id}", button="It does not belong here")

    assert "No arrival waits" in browser.get(HERE).text
    assert factories.only(BankLine).name == ""


@pytest.mark.parametrize(("file", "code", "said"), [
    (b"", 409, "Choose a file first."), (b"hello", 409, "No statement was found in this file."),
    (b"<!DOCTYPE a><a/>", 409, "No statement was found in this file."),
])  # fmt: skip
def test_what_is_no_statement(desk: Desk, event: Event, file: bytes, code: int, said: str) -> None:
    browser = desk("owner")

    answer = browser.post(HERE, data={"csrf_token": browser.csrf(), "statement": (io.BytesIO(file), "x.csv")})

    assert (answer.status_code, said in answer.text) == (code, True)


def test_finance_looks_and_changes_nothing(desk: Desk, event: Event) -> None:
    ada = ordered(event).registration_id
    read(desk("owner"), ("Ada Ahrens", reference(ada), "119,00"))
    finance = desk("finance")

    assert "Ada Ahrens" in finance.get(HERE).text
    assert "Book 1" not in finance.get(HERE).text
    assert finance.post(f"{HERE}/book", data={"csrf_token": finance.csrf(), "line": "1"}).status_code == 404
    assert factories.only(Registration).state == "unpaid"
