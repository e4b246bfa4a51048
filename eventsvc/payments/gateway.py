"""Stripe, as the rest of the program sees it: plain facts in, plain facts out. The one place that imports `stripe`, and only when needed.

Every call is bounded in time, and each write carries a key of its own, so that it can be repeated (spec: payments 1). Never called
inside of a transaction.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from typing import Any, TypeVar

from eventsvc.core import elsewhere
from eventsvc.payments import seen
from eventsvc.payments.seen import Seen, SeenRefund

CONNECT_SECONDS, READ_SECONDS = 3, 10
TRIES_AGAIN = 2
SERVER_ERROR = 500
_base = ""
T = TypeVar("T")


class Down(Exception):  # noqa: N818
    """Stripe does not answer, or cannot at the moment; whether something was done is not known. Ask again later.

    `answered`: with an error of its own (5xx), which it repeats for 24 hours to the same key (spec: payments 1, idempotency).
    """

    def __init__(self, text: str, *, answered: bool = False) -> None:
        super().__init__(text)
        self.answered = answered


class Undone(Exception):  # noqa: N818
    """Stripe said no. `code` is Stripe's word for why, `text` its sentence (for the log and the desk, not for guests)."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code, self.text = code, text


@dataclass(frozen=True, kw_only=True)
class Access:
    """With what Stripe is asked: a key, and for whom if the account is a connected one."""

    key: str = field(repr=False)
    account: str = ""


def use(base: str) -> None:
    """Where Stripe's interface is, if not at Stripe: a stand-in on loopback (settings check that). Called when the application is made."""
    global _base  # noqa: PLW0603  one process, one Stripe
    _base = base
    _client.cache_clear()


def page_host() -> str:
    """Where payment pages are, for the header that names where forms may lead."""
    return _base or "https://checkout.stripe.com"


@lru_cache(maxsize=1)
def library() -> Any:
    """The library itself: 170 ms and 30 MB, so only for those who take money (spec: payments 1)."""
    return import_module("stripe")


@lru_cache(maxsize=64)
def _client(access: Access) -> Any:
    stripe = library()
    more = {"base_addresses": {"api": _base}} if _base else {}
    return stripe.StripeClient(
        access.key, stripe_account=access.account or None, max_network_retries=TRIES_AGAIN,
        http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS)), **more,
    )


def _asked(deed: Callable[[], T]) -> T:
    """One call; what can go wrong becomes one of two answers."""
    stripe = library()
    try:
        with elsewhere.waiting():
            return deed()
    except (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError) as no:
        raise Down(type(no).__name__, answered=(no.http_status or 0) >= SERVER_ERROR) from no
    except stripe.StripeError as no:
        raise Undone(str(no.code or type(no).__name__), str(no.user_message or no)) from no


def create(access: Access, params: dict[str, Any], key: str) -> Seen:
    """Make a payment page, or get the one that was made with this key before. Raises Down, Undone (idempotency: `IdempotencyError`)."""
    sessions = _client(access).v1.checkout.sessions
    return seen.page(_asked(lambda: sessions.create(params, {"idempotency_key": key}).to_dict()))


def read(access: Access, session_id: str) -> Seen:
    """All about one payment page: its payment, refunds, disputes. Raises Down, Undone (`resource_missing`)."""
    v1 = _client(access).v1
    expand = ["payment_intent.latest_charge.balance_transaction"]
    session = _asked(lambda: v1.checkout.sessions.retrieve(session_id, {"expand": expand}).to_dict())
    intent = session.get("payment_intent")
    charge = intent.get("latest_charge") if intent else None
    if not charge:
        return seen.page(session)
    refunds = _all(lambda: v1.refunds.list({"payment_intent": intent["id"], "limit": 100}))
    disputes = _all(lambda: v1.disputes.list({"payment_intent": intent["id"]})) if charge["disputed"] else ()
    return seen.page(session, refunds, disputes)


def expire(access: Access, session_id: str) -> None:
    """End a payment page: nobody can pay on it after this. One that is over already stays as it is. Raises Down."""
    sessions = _client(access).v1.checkout.sessions
    try:
        _asked(lambda: sessions.expire(session_id))
    except Undone:  # paid or expired meanwhile: whoever reads it next sees which
        return


def find(access: Access, order: str, attempt: int, since: datetime) -> str | None:
    """The page that was made for this attempt, whose answer never came. Raises Down, Undone."""
    for one in sessions(access, since):
        if one.order == order and one.attempt == attempt:
            return one.session_id
    return None


def sessions(access: Access, since: datetime) -> Iterator[Seen]:
    """All payment pages since then, without their refunds. Raises Down, Undone."""
    listed = _client(access).v1.checkout.sessions
    params = {"created": {"gte": int(since.timestamp())}, "limit": 100}
    for session in _all(lambda: listed.list(params)):
        yield seen.page(session)


def of_intent(access: Access, intent_id: str) -> str | None:
    """The page on which this payment was made. Raises Down, Undone."""
    listed = _client(access).v1.checkout.sessions
    found = _asked(lambda: listed.list({"payment_intent": intent_id, "limit": 1}).to_dict())["data"]
    return str(found[0]["id"]) if found else None


def refund(access: Access, intent_id: str, amount: int, row: str) -> SeenRefund:
    """Give money back, once for this row. Raises Down, Undone (`charge_already_refunded`, `charge_disputed`, …)."""
    refunds = _client(access).v1.refunds
    params = {"payment_intent": intent_id, "amount": amount, "metadata": {"refund": row}}
    return seen.refund(_asked(lambda: refunds.create(params, {"idempotency_key": f"rf-{row}"}).to_dict()))


def refund_of(access: Access, intent_id: str, row: str) -> SeenRefund | None:
    """What Stripe has of this refund already. Raises Down, Undone."""
    refunds = _client(access).v1.refunds
    found = (seen.refund(one) for one in _all(lambda: refunds.list({"payment_intent": intent_id, "limit": 100})))
    return next((one for one in found if one.row == row), None)


def undelivered(access: Access, since: datetime) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Notices that did not reach us: number, kind, the thing it is about. Raises Down, Undone."""
    events = _client(access).v1.events
    params = {"created": {"gte": int(since.timestamp())}, "delivery_success": False, "limit": 100}
    for one in _all(lambda: events.list(params)):
        yield one["id"], one["type"], one["data"]["object"]


def balance(access: Access, since: datetime) -> Iterator[seen.Line]:
    """Stripe's ledger since then: what came in and what went back. Raises Down, Undone."""
    lines = _client(access).v1.balance_transactions
    params = {"created": {"gte": int(since.timestamp())}, "limit": 100, "expand": ["data.source"]}
    for one in _all(lambda: lines.list(params)):
        line = seen.line(one)
        if line is not None:
            yield line


def may_charge(access: Access) -> bool:
    """Whether the account may take money now; also the test of a key. Raises Down, Undone (a wrong key: `AuthenticationError`)."""
    accounts = _client(access).v1.accounts
    return bool(_asked(lambda: accounts.retrieve_current().to_dict())["charges_enabled"])


def notice(raw: bytes, signature: str, secrets: tuple[str, ...]) -> tuple[int, dict[str, Any]] | None:
    """A notice of Stripe's: which of the secrets signed it, and what it says. None: nobody of ours did (spec: payments 1, S25)."""
    stripe = library()
    for number, secret in enumerate(secrets):
        try:
            event = stripe.Webhook.construct_event(raw, signature, secret)
        except (stripe.SignatureVerificationError, ValueError, TypeError):
            continue
        return number, event.to_dict(for_json=True)
    return None


def _all(ask: Callable[[], Any]) -> tuple[dict[str, Any], ...]:
    """Every page of a list."""
    return tuple(_asked(lambda: [one.to_dict() for one in ask().auto_paging_iter()]))
