"""Arrivals that were read in: kept once, matched, and booked when somebody says so."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from eventsvc.core.db import db
from eventsvc.events.models import Event
from eventsvc.payments import bank_lines, bills
from eventsvc.payments.bank_models import BankLine
from eventsvc.payments.models import Bill, Payment, Refund
from eventsvc.payments.statements import Line
from eventsvc.registration import ends, holds
from eventsvc.registration.models import Registration
from tests import factories, whole
from tests.payments.transferring import DESK, ORDERED, PRICE, evening, ordered
from tests.registration.cases import reason
from tests.support import Frozen, at_once, frozen

pytestmark = pytest.mark.both


@pytest.fixture
def now(app: Flask) -> Iterator[Frozen]:
    """The Tuesday after Easter 2027."""
    with frozen(ORDERED) as time:
        yield time


@pytest.fixture
def event(now: Frozen) -> Event:
    """Five seats."""
    return evening()


def line(text: str = "", cents: int = PRICE, **more: Any) -> Line:
    return Line(**{"booked_on": date(2027, 3, 30), "cents": cents, "currency": "EUR", "name": "Somebody", "text": text, **more})


def reference(registration_id: int) -> str:
    return next(bills.shown(row.reference) for row in factories.all_of(Bill) if row.registration_id == registration_id)


def read(event: Event, *lines: Line) -> list[str]:
    """What is said of what waits, in the order of its amounts."""
    bank_lines.keep(event.organisation_id, lines)
    db.session.rollback()
    return [one.verdict for one in sorted(bank_lines.waiting(event.organisation_id), key=lambda one: one.line.cents)]


def test_each_is_judged_and_nothing_is_booked(event: Event, now: Frozen) -> None:
    cem = ordered(event, "Cem Çelik").registration_id
    ends.cancel(cem)
    ada, ben = (ordered(event, name).registration_id for name in ("Ada Ahrens", "Ben Brand"))

    verdicts = read(
        event, line("gift", 1), line(reference(ada), 10_000), line(reference(ben).replace(" ", "").lower()),
        line(f"For {reference(ada)}", PRICE + 1), line(reference(cem), PRICE + 2),
    )

    assert verdicts == ["unknown", "too-little", "fits", "too-much", "too-late"]
    assert factories.all_of(Payment) == []


def test_name_and_sum_are_a_suggestion_only(event: Event) -> None:
    ordered(event)
    ordered(event, "Ben Brand")

    assert read(event, line("tickets", name="AHRENS, ADA"), line("tickets", 1, name="Ben Brand")) == ["unknown", "fits"]
    assert bank_lines.book_all(event.organisation_id, [row.id for row in factories.all_of(BankLine)], by=DESK) == 0
    known = next(row.id for row in factories.all_of(BankLine) if row.found == "name")
    assert bank_lines.book(event.organisation_id, known, by=DESK).state == "confirmed"


def test_two_references_in_one_text_are_for_a_person_to_decide(event: Event) -> None:
    ada, ben = (ordered(event, name).registration_id for name in ("Ada Ahrens", "Ben Brand"))

    assert read(event, line(f"{reference(ada)}, {reference(ben)}", 2 * PRICE)) == ["unknown"]


def test_a_file_that_is_read_twice_is_kept_once(event: Event) -> None:
    lines = [line("a"), line("a"), line("b")]

    assert bank_lines.keep(event.organisation_id, lines) == (3, 0)
    assert bank_lines.keep(event.organisation_id, [*lines, line("c")]) == (1, 3)


def test_two_who_read_the_same_file_at_once_keep_it_once(event: Event) -> None:
    lines = [line(str(number)) for number in range(20)]

    answers = at_once(4, lambda turn: bank_lines.keep(event.organisation_id, lines if turn % 2 else lines[::-1]))

    assert sum(fresh for fresh, _known in answers) == 20
    assert len(factories.all_of(BankLine)) == 20


def test_two_who_book_all_at_once_book_each_once(event: Event) -> None:
    people = [ordered(event, name).registration_id for name in ("Ada Ahrens", "Ben Brand", "Cem Çelik")]
    read(event, *(line(reference(one)) for one in people))
    ids = [row.id for row in factories.all_of(BankLine)]
    db.session.rollback()

    answers = at_once(2, lambda turn: bank_lines.book_all(event.organisation_id, ids if turn else ids[::-1], by=DESK))

    assert sum(answers) == 3
    assert [row.state for row in factories.all_of(Registration)] == ["confirmed"] * 3
    assert (len(factories.all_of(Payment)), factories.all_of(Refund), whole.faults()) == (3, [], [])


def test_what_does_not_fit_any_more_is_not_booked_with_the_rest(event: Event) -> None:
    ada = ordered(event).registration_id
    read(event, line(reference(ada)))
    ends.cancel(ada)
    [one] = factories.all_of(BankLine)

    assert bank_lines.book_all(event.organisation_id, [one.id], by=DESK) == 0
    assert reason(bank_lines.book, event.organisation_id, one.id, by=DESK, how="fits") == "line-changed"
    assert factories.only(BankLine).state == "open"


@pytest.mark.parametrize(("cents", "how", "state", "back"), [
    (PRICE - 100, "book", "unpaid", []), (PRICE - 100, "enough", "confirmed", []), (PRICE + 100, "book", "confirmed", []),
    (PRICE + 100, "excess", "confirmed", [100]), (PRICE - 100, "back", "unpaid", [PRICE - 100]),
])  # fmt: skip
def test_the_deeds(event: Event, cents: int, how: str, state: str, back: list[int]) -> None:
    ada = ordered(event).registration_id
    read(event, line(reference(ada), cents))
    [one] = factories.all_of(BankLine)

    assert bank_lines.book(event.organisation_id, one.id, by=DESK, how=how).state == state

    assert [(row.amount_cents, row.state) for row in factories.all_of(Refund)] == [(sum_, "by-hand") for sum_ in back]
    assert reason(bank_lines.book, event.organisation_id, one.id, by=DESK) == "line-done"
    assert factories.only(BankLine).payment_id == factories.only(Payment).id


def test_late_money_is_booked_while_places_are_free(event: Event, now: Frozen) -> None:
    ada = ordered(event).registration_id
    now.move(days=8)
    holds.sweep()

    assert read(event, line(reference(ada))) == ["too-late"]
    assert bank_lines.book(event.organisation_id, factories.only(BankLine).id, by=DESK).state == "confirmed"


def test_what_belongs_not_here_is_forgotten(event: Event) -> None:
    read(event, line("gift", iban="DE02120300000000202051"))
    one = factories.only(BankLine)
    assert reason(bank_lines.book, event.organisation_id, one.id, by=DESK) == "line-unknown"

    bank_lines.foreign(event.organisation_id, one.id, by=DESK)

    assert (factories.only(BankLine).name, factories.only(BankLine).iban, factories.only(BankLine).text) == ("", "", "")
    assert bank_lines.keep(event.organisation_id, [line("gift", iban="DE02120300000000202051")]) == (0, 1)
    assert bank_lines.waiting(event.organisation_id) == []


def test_given_to_somebody_by_hand(event: Event) -> None:
    ada = ordered(event).registration_id
    read(event, line("my ticket"))
    one = factories.only(BankLine)

    bank_lines.assign(event.organisation_id, one.id, ada)

    assert bank_lines.book_all(event.organisation_id, [one.id], by=DESK) == 1


def test_what_goes_back_by_hand_is_listed_with_its_account(event: Event) -> None:
    ada = ordered(event).registration_id
    read(event, line(reference(ada), 1, name="Ada A", iban="DE02120300000000202051"))
    bank_lines.book(event.organisation_id, factories.only(BankLine).id, by=DESK, how="back")

    [owed] = bank_lines.to_give_back(event.organisation_id)
    assert (owed.amount_cents, owed.payer, owed.iban, owed.name) == (1, "Ada A", "DE02120300000000202051", "Ada Ahrens")
    bank_lines.given_back(event.organisation_id, owed.id, by=DESK)

    assert bank_lines.to_give_back(event.organisation_id) == []
    assert factories.only(Refund).state == "succeeded"
