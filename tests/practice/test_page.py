"""The practice payment page: what people see and press."""

import time
from typing import Any

import pytest
import stripe
from werkzeug.test import Client, TestResponse

from eventsvc.practice.server import Practice
from tests.pages import parsed
from tests.practice.conftest import Make


@pytest.fixture
def buyer(practice: Practice) -> Client:
    """A browser at the stand-in."""
    return Client(practice.wsgi)


def _press(buyer: Client, session: Any, how: str) -> TestResponse:
    return buyer.post(f"/pay/{session.id}", data={"how": how})


@pytest.mark.parametrize(("locale", "words"), [
    ("de", ["Übungsseite: hier fließt kein Geld", "2 × Regular", "25,00\N{NO-BREAK SPACE}€ bezahlen", "Karte wird abgelehnt",
            "Per Lastschrift", "Abbrechen und zurück", "Bezahlen bis"]),
    ("en", ["Practice page: no money moves", "2 × Regular", "Pay €25.00", "Card is declined", "Pay by bank debit", "Cancel and go back",
            "Pay until"]),
])
def test_the_page_speaks_the_language_of_the_session(page: Make, buyer: Client, locale: str, words: list[str]) -> None:
    session = page(locale=locale, custom_text={"submit": {"message": "<14:35>"}})
    answer = buyer.get(session.url)

    parsed(answer.text)
    assert [word for word in [*words, "&lt;14:35&gt;", f'lang="{locale}"', "http://127.0.0.1/cancelled"] if word not in answer.text] == []


def test_without_a_language_the_browser_decides(page: Make, buyer: Client) -> None:
    answer = buyer.get(page(locale="auto").url, headers={"Accept-Language": "de"})

    assert "Übungsseite" in answer.text


def test_paying_leads_back_to_the_shop(page: Make, buyer: Client, stripe_client: stripe.StripeClient) -> None:
    session = page()
    answer = _press(buyer, session, "card")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"http://127.0.0.1/paid?cs={session.id}")
    assert stripe_client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert _press(buyer, session, "card").status_code == 303
    assert "This has been paid already." in buyer.get(session.url).text


def test_a_declined_card_can_be_tried_again(page: Make, buyer: Client) -> None:
    session = page()

    assert "The card was declined." in _press(buyer, session, "decline").text
    assert _press(buyer, session, "card").status_code == 303


def test_a_debit_is_offered_only_where_it_is_not_excluded(page: Make, buyer: Client, stripe_client: stripe.StripeClient) -> None:
    open_to_all, cards_only = page(), page(excluded_payment_method_types=["sepa_debit"])

    assert "bank debit" not in buyer.get(cards_only.url).text
    assert _press(buyer, cards_only, "debit").status_code == 200
    assert _press(buyer, open_to_all, "debit").status_code == 303
    assert stripe_client.v1.checkout.sessions.retrieve(open_to_all.id).payment_status == "unpaid"


def test_an_ended_page_takes_no_money(page: Make, practice: Practice, buyer: Client) -> None:
    session = page()
    practice.skew = 2101
    answer = _press(buyer, session, "card")

    assert answer.status_code == 410
    assert "Nothing was charged." in answer.text
    assert practice.book()["A1"].captured == 0


@pytest.mark.parametrize("path", ["/pay/cs_test_none", "/pay/", "/robots.txt"])
def test_an_unknown_page_is_not_found(buyer: Client, path: str) -> None:
    assert buyer.get(path).status_code == 404


def test_the_buyer_waits_until_the_shop_has_taken_note(page: Make, practice: Practice, buyer: Client) -> None:
    got: list[float] = []

    def slow(_body: bytes, _header: str) -> int:
        time.sleep(0.1)
        got.append(time.monotonic())
        return 200

    practice.endpoint(slow)
    _press(buyer, page(), "card")
    after = time.monotonic()

    assert len(got) == 2
    assert max(got) <= after


def test_the_buyer_waits_no_longer_than_ten_seconds(page: Make, practice: Practice, buyer: Client) -> None:
    practice.pages.patience = 0.2
    practice.webhooks.off = True
    practice.endpoint(lambda _body, _header: 200)

    assert _press(buyer, page(), "card").status_code == 303


def test_the_practice_account_sets_off_what_comes_later(page: Make, practice: Practice, buyer: Client) -> None:
    debit, paid = page().id, page(metadata={"order": "B2"}, payment_intent_data={"metadata": {"order": "B2"}}).id
    assert "End the page" in buyer.get("/").text
    practice.debit(debit)
    practice.pay(paid)

    for what, of in (("arrive", debit), ("half", paid), ("refund", paid), ("dispute", debit)):
        assert buyer.post("/", data={"what": what, "of": of}).status_code == 303
    board = buyer.get("/")
    refused = buyer.post("/", data={"what": "refund", "of": paid})

    parsed(board.text)
    assert "Dispute won" in board.text
    assert "Not possible now" in refused.text
    assert (practice.book()["A1"].net, practice.book()["B2"].refunded) == (0, 2500)


def test_style_is_served_and_nothing_else_is_allowed(buyer: Client) -> None:
    assert buyer.get("/practice.css").mimetype == "text/css"
    assert "default-src 'none'" in buyer.get("/").headers["Content-Security-Policy"]
