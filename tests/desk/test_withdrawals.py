"""Withdrawals at the desk: what waits and until when, whose it is, the answer."""

from collections.abc import Callable, Iterator

import pytest

from eventsvc.core.outbox import OutboxRow
from eventsvc.registration.models import Withdrawal
from tests import factories, pages
from tests.browser import Browser
from tests.registration.withdrawing import code, declared, ordered
from tests.support import Frozen, counted_queries, frozen

Desk = Callable[..., Browser]
LIST = "/desk/money/withdrawals"


@pytest.fixture(autouse=True)
def time(app: object) -> Iterator[Frozen]:
    with frozen("2027-04-09 10:00") as stopped:
        yield stopped


def text(browser: Browser, path: str = LIST) -> str:
    return pages.text_of(browser.page(path))


def test_the_list_says_whose_contract_which_right_and_until_when(desk: Desk, time: Frozen) -> None:
    _event, bound = ordered("Ada", email="ada@guests.example")
    _other, exempt = ordered("Ben", withdrawal="none", email="ben@guests.example")
    time.move(days=5)
    declared(code(bound), "ada@guests.example")
    declared(code(exempt), "ben@guests.example", name="Ben Bauer")
    declared("7KQM", name="Cem Celik")
    ada = desk("owner")

    listed = text(ada)

    for said in ("Ada Ahrens", "yes, 14 days from 9 April", "€45.00", "until 28 April", "Ben Bauer", "no, fixed date", "offer went out",
                 "Cem Celik", "none found for “7KQM”", "unclear", "to be found, by 28 April"):
        assert said in listed
    assert "Open 3" in listed
    assert "3 withdrawals wait for an answer" in text(ada, "/desk/")
    assert "the first one by 28 April" in text(ada, "/desk/")


def test_too_late_is_said(desk: Desk, time: Frozen) -> None:
    _event, registration = ordered()
    time.move(days=20)
    declared(code(registration))

    assert "over: it ended on 23 April" in text(desk("owner"))


def test_a_yes_by_one_press(desk: Desk) -> None:
    ada = desk("manager")
    event, registration = ordered(email="ada@guests.example")
    one = declared(code(registration), "ada@guests.example")
    page = f"{LIST}/{one.id}"
    assert "Accept: €45.00 go back" in text(ada, page)

    answer = ada.submit(page, {}, button="Accept: €45.00 go back")

    assert (answer.status_code, answer.location) == (303, page)
    assert "Accepted. €45.00 go back by 23 April." in text(ada, page)
    assert factories.fresh(registration).state == "cancelled"
    assert "withdrawal-accepted" in [row.kind for row in factories.all_of(OutboxRow)]
    assert "Nothing waits" in text(ada)
    assert "accepted" in text(ada, f"{LIST}?state=done")
    assert ada.post(f"{page}/accept", data={"csrf_token": ada.csrf()}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 409
    assert "Withdrawal from the contract" in text(ada, f"/desk/events/{event.id}/guests/{registration.id}")


@pytest.mark.parametrize(("deed", "button", "state"), [
    ("refuse", "Refuse and send the mail", "refused"), ("close", "Close", "closed"),
])
def test_other_answers_take_a_word(desk: Desk, deed: str, button: str, state: str) -> None:
    ada = desk("owner")
    page = f"{LIST}/{declared('one').id}"

    empty = ada.submit(page, {}, button=button)
    assert "Say " in pages.text_of(pages.parsed(empty.text))
    assert factories.only(Withdrawal).state == "open"

    assert ada.submit(page, {"answer": "It was a concert."}, button=button).status_code == 303
    assert (factories.only(Withdrawal).state, factories.only(Withdrawal).answer) == (state, "It was a concert.")
    assert "It was a concert." in text(ada, page)


def test_somebody_elses_address_is_pointed_out(desk: Desk) -> None:
    ada = desk("owner")
    _event, registration = ordered(email="ada@guests.example")
    one = declared(code(registration), "dora@guests.example")

    assert "It was ordered with ada@guests.example." in text(ada, f"{LIST}/{one.id}")


def test_the_registration_is_found_by_hand(desk: Desk) -> None:
    ada = desk("owner")
    _event, registration = ordered("Dora", email="dora@guests.example")
    page = f"{LIST}/{declared('my order').id}"
    assert "Accept" not in text(ada, page)
    assert "dora@guests.example, Evening at the harbour, €45.00" in text(ada, f"{page}?find=dora")
    assert "Nothing found for “nobody”." in text(ada, f"{page}?find=nobody")

    ada.submit(f"{page}?find=dora", {}, button="This one: Dora, Evening at the harbour")

    assert factories.only(Withdrawal).registration_id == registration.id
    assert "Accept: €45.00 go back" in text(ada, page)


def test_finance_sees_and_does_not_decide_and_others_see_nothing(desk: Desk) -> None:
    page = f"{LIST}/{declared('one', organisation=factories.make_organisation()).id}"
    fin, door = desk("finance"), desk("door")

    assert "Refuse" not in text(fin, page)
    assert fin.post(f"{page}/refuse", data={"csrf_token": fin.csrf(), "answer": "No."}).status_code == 404
    assert (door.get(LIST).status_code, door.get(page).status_code) == (404, 404)
    assert "Money" not in text(door, "/desk/")


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_the_database_the_same_for_few_and_many(desk: Desk, many: int) -> None:
    ada = desk("owner")
    for number in range(many):
        declared(code(ordered(f"Ada {number}")[1]))
    ada.get(LIST)

    with counted_queries() as seen:
        ada.get(LIST)

    assert len(seen) == 4
