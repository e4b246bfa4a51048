"""What Stripe refuses of a new page beyond the types: amounts, times, addresses, metadata."""

import re
from typing import Any

from eventsvc.practice.forms import Form, No

LEAST = {"eur": 50, "usd": 50, "gbp": 30, "pln": 200, "chf": 50}
MOST = 99_999_999
HALF_HOUR, DAY = 1800, 86400
URL = re.compile(r"https?://[^\s/]+.*")
CURRENCY = re.compile(r"[a-z]{3}")


def session(form: Form, *, now: int, own_account: bool) -> int:
    """Refuse what Stripe refuses; the total otherwise."""
    if form.get("mode") != "payment":
        raise No("This practice account sells in `payment` mode only.", param="mode")
    if form.get("ui_mode", "hosted_page") != "hosted_page":
        raise No("This practice account has hosted pages only.", param="ui_mode")
    _urls(form)
    _expires(form, now)
    for name, at in (("metadata", form), ("payment_intent_data[metadata]", form.get("payment_intent_data", {}))):
        metadata(at.get("metadata", {}), name)
    if own_account and "application_fee_amount" in form.get("payment_intent_data", {}):
        raise No("Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment (using an OAuth key or "
                 "Stripe-Account header) or destination payment.", param="payment_intent_data[application_fee_amount]")
    if "@" not in form.get("customer_email", "@"):
        raise No(f"Invalid email address: {form['customer_email']}", code="email_invalid", param="customer_email")
    return _total(form)


def _urls(form: Form) -> None:
    if "success_url" not in form:
        raise No("Missing required param: success_url.", code="parameter_missing", param="success_url")
    for name in ("success_url", "cancel_url"):
        if not URL.fullmatch(form.get(name, "https://x")):
            raise No("Not a valid URL", code="url_invalid", param=name)


def _expires(form: Form, now: int) -> None:
    at = form.get("expires_at", now + DAY)
    if at < now + HALF_HOUR:
        raise No("The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.", param="expires_at")
    if at > now + DAY:
        raise No("The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.", param="expires_at")


def metadata(values: Any, name: str) -> None:
    """At most 50, keys up to 40 characters, values up to 500."""
    if isinstance(values, dict) and (len(values) > 50 or any(len(key) > 40 or len(value) > 500 for key, value in values.items())):
        raise No("Metadata: at most 50 keys, each up to 40 characters, with values up to 500.", param=name)


def currency(word: str, at: str) -> None:
    """Three lower-case letters."""
    if not CURRENCY.fullmatch(word):
        raise No(f"Invalid currency: {word}", param=at)


def _total(form: Form) -> int:
    if not form.get("line_items"):
        raise No("Missing required param: line_items.", code="parameter_missing", param="line_items")
    for place, line in enumerate(form["line_items"]):
        _line(line, f"line_items[{place}]")
    currencies = {line["price_data"]["currency"] for line in form["line_items"]}
    if len(currencies) > 1:
        raise No("All line items must have the same currency.", param="line_items")
    total: int = sum(line["price_data"]["unit_amount"] * line["quantity"] for line in form["line_items"])
    least = LEAST.get(currencies.pop(), 50)
    if total == 0:
        raise No("The Checkout Session's total amount due cannot be zero in `payment` mode.", param="line_items")
    if total < least:
        raise No(f"The Checkout Session's total amount must convert to at least {least} cents.", code="amount_too_small")
    if total > MOST:
        raise No("The Checkout Session's total amount due must be no more than 999,999.99.", code="amount_too_large")
    return total


def _line(line: Form, at: str) -> None:
    price = line.get("price_data")
    if price is None:
        raise No("You must specify either `price` or `price_data`; this practice account has no prices.", param=at)
    currency(price["currency"], f"{at}[price_data][currency]")
    if "product_data" not in price:
        where = f"{at}[price_data][product_data]"
        raise No(f"Missing required param: {where}.", code="parameter_missing", param=where)
    for inner, name, least in ((price, "unit_amount", 0), (line, "quantity", 1)):
        where = f"{at}[price_data][{name}]" if inner is price else f"{at}[{name}]"
        if name not in inner:
            raise No(f"Missing required param: {where}.", code="parameter_missing", param=where)
        if inner[name] < least:
            raise No(f"Invalid integer: {where} must be greater than or equal to {least}", code="parameter_invalid_integer", param=where)
