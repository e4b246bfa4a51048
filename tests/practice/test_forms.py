"""Every request is checked against the types of the installed stripe package."""

from typing import Any

import pytest
import stripe
from stripe.params import RefundCreateParams

from eventsvc.practice.forms import OPTIONS, decode
from tests.practice.conftest import Make

LINE = {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 500, "product_data": {"name": "Regular"}}}


def _line(**changes: Any) -> list[dict[str, Any]]:
    return [{**LINE, **changes}]


def _price(**changes: Any) -> list[dict[str, Any]]:
    return _line(price_data={**LINE["price_data"], **changes})  # type: ignore[dict-item]


@pytest.mark.parametrize(("changes", "code", "param"), [
    ({"payment_method_types": ["card"]}, "parameter_unknown", "payment_method_types"),
    ({"line_items": _line(quantity="x")}, "parameter_invalid_integer", "line_items[0][quantity]"),
    ({"line_items": _line(quantity=1.5)}, "parameter_invalid_integer", "line_items[0][quantity]"),
    ({"line_items": _price(colour="red")}, "parameter_unknown", "line_items[0][price_data][colour]"),
    ({"line_items": _price(unit_amount=5.5)}, "parameter_invalid_integer", "line_items[0][price_data][unit_amount]"),
    ({"line_items": _line(price_data={"unit_amount": 5, "product_data": {"name": "x"}})}, "parameter_missing",
     "line_items[0][price_data][currency]"),
    ({"line_items": _price(product_data={"description": "no name"})}, "parameter_missing", "line_items[0][price_data][product_data][name]"),
    ({"payment_intent_data": {"amount": 5}}, "parameter_unknown", "payment_intent_data[amount]"),
    ({"payment_intent_data": {"description": ""}}, "parameter_invalid_empty", "payment_intent_data[description]"),
    ({"client_reference_id": ""}, "parameter_invalid_empty", "client_reference_id"),
    ({"expires_at": "soon"}, "parameter_invalid_integer", "expires_at"),
    ({"allow_promotion_codes": "yes"}, None, "allow_promotion_codes"),
    ({"ui_mode": "hosted"}, None, "ui_mode"),
    ({"locale": "tlh"}, None, "locale"),
    ({"custom_text": {"submit": "pay until 14:35"}}, None, "custom_text[submit]"),
    ({"metadata": {"order": {"a": "b"}}}, None, "metadata[order]"),
    ({"excluded_payment_method_types": ["sepa"]}, None, "excluded_payment_method_types[0]"),
])
def test_a_parameter_that_stripe_does_not_know_so_is_refused(page: Make, changes: dict[str, Any], code: str | None, param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as no:
        page(**changes)

    assert (no.value.http_status, no.value.code, no.value.param) == (400, code, param)


def test_every_parameter_of_the_specification_is_taken(page: Make) -> None:
    session = page(
        customer_email="cem@example.org", excluded_payment_method_types=["sepa_debit", "customer_balance"],
        custom_text={"submit": {"message": "pay until 14:35"}}, ui_mode="hosted_page", expand=["payment_intent", "line_items"],
    )

    assert (session.status, session.payment_status, session.amount_total, session.currency) == ("open", "unpaid", 2500, "eur")
    assert session.line_items.data[0].description == "Regular"


@pytest.mark.parametrize("params", [{"limit": "many"}, {"created": {"since": 5}}, {"state": "open"}])
def test_a_list_is_checked_too(stripe_client: stripe.StripeClient, params: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.checkout.sessions.list(params)


def test_the_options_of_a_request_are_no_parameters() -> None:
    assert RefundCreateParams.__optional_keys__ >= OPTIONS


def test_a_form_is_taken_apart() -> None:
    pairs = [("a[b][0][c]", "1"), ("a[b][1][c]", "2"), ("list[]", "x"), ("list[]", "y")]

    assert decode(pairs) == {"a": {"b": {"0": {"c": "1"}, "1": {"c": "2"}}}, "list": {"0": "x", "1": "y"}}
