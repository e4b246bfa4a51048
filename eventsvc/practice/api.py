"""The API of the stand-in over HTTP: keys, accounts, idempotency, and faults on demand. A real StripeClient talks to it."""

import json
import re
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from stripe.params import (
    AccountRetrieveCurrentParams,
    BalanceTransactionListParams,
    ChargeRetrieveParams,
    DisputeListParams,
    EventListParams,
    EventRetrieveParams,
    PaymentIntentRetrieveParams,
    RefundCreateParams,
    RefundListParams,
    RefundRetrieveParams,
)
from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionLineItemListParams,
    SessionListParams,
    SessionRetrieveParams,
)
from werkzeug.wrappers import Request, Response

from eventsvc.practice.back import Back
from eventsvc.practice.book import Account, Thing, lines
from eventsvc.practice.faults import Faults, hang_up
from eventsvc.practice.forms import Form, No, check, decode

SESSIONS = "/v1/checkout/sessions"
ROUTES: tuple[tuple[str, str, str, Any], ...] = (
    ("POST", SESSIONS, "sessions.create", SessionCreateParams),
    ("GET", SESSIONS, "sessions.list", SessionListParams),
    ("GET", f"{SESSIONS}/(\\w+)", "sessions.retrieve", SessionRetrieveParams),
    ("GET", f"{SESSIONS}/(\\w+)/line_items", "sessions.line_items", SessionLineItemListParams),
    ("POST", f"{SESSIONS}/(\\w+)/expire", "sessions.expire", SessionExpireParams),
    ("GET", "/v1/payment_intents/(\\w+)", "payment_intents.retrieve", PaymentIntentRetrieveParams),
    ("GET", "/v1/charges/(\\w+)", "charges.retrieve", ChargeRetrieveParams),
    ("POST", "/v1/refunds", "refunds.create", RefundCreateParams),
    ("GET", "/v1/refunds", "refunds.list", RefundListParams),
    ("GET", "/v1/refunds/(\\w+)", "refunds.retrieve", RefundRetrieveParams),
    ("GET", "/v1/disputes", "disputes.list", DisputeListParams),
    ("GET", "/v1/events", "events.list", EventListParams),
    ("GET", "/v1/events/(\\w+)", "events.retrieve", EventRetrieveParams),
    ("GET", "/v1/balance_transactions", "balance_transactions.list", BalanceTransactionListParams),
    ("GET", "/v1/account", "account.retrieve", AccountRetrieveCurrentParams),
    ("GET", "/v1/accounts/(\\w+)", "account.retrieve", AccountRetrieveCurrentParams),
)
KINDS = {"sessions": "checkout.session", "payment_intents": "payment_intent", "charges": "charge", "refunds": "refund",
         "disputes": "dispute", "events": "event", "balance_transactions": "balance_transaction"}
OOPS = {"error": {"type": "api_error", "message": "An unknown error occurred."}}
BUSY = {"error": {"type": "invalid_request_error", "code": "rate_limit", "message": "Too many requests."}}
IN_USE = "There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice)."
OTHER = ("Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than "
         "'{}' if you meant to execute a different request.")


@dataclass(frozen=True)
class Seen:
    """A request as it came, for the tests."""

    route: str
    key: str
    account: str
    form: Form
    status: int


@dataclass(frozen=True)
class Call:
    """A request that has been understood."""

    request: Request
    route: str
    ids: tuple[str, ...]
    params: Any
    form: Form
    account: Account
    own: bool
    key: str


@dataclass(frozen=True)
class Result:
    """Its answer. `keep`: under the idempotency key; `mute`: the connection closes instead."""

    status: int
    body: Thing
    keep: bool = False
    mute: bool = False


class Api:
    """Answers requests below /v1/. The first key's account is the platform, which reaches the connected accounts too."""

    def __init__(self, till: Back, keys: dict[str, str], connected: Iterable[str]) -> None:
        self.till = till
        self.keys = keys
        self.platform = next(iter(keys.values()))
        self.connected = set(connected)
        self.denied: set[tuple[str, str]] = set()
        self.faults = Faults()
        self.seen: list[Seen] = []
        self.saved: dict[tuple[str, str], tuple[object, Result | None]] = {}
        self.gate = threading.Lock()

    def answer(self, request: Request) -> Response:
        """One request."""
        if self.faults.down:
            hang_up(request)
        key, headers = request.headers.get("Idempotency-Key", ""), {}
        route, account, form = "", "", {}
        try:
            route, ids, params = _route(request)
            found, own = self._account(request, route)
            account = found.id
            form = decode((request.form if request.method == "POST" else request.args).items(multi=True))
            call = Call(request, route, ids, params, form, found, own, key)
            result, again = self._once(call) if request.method == "POST" and key else (self._faulty(call), False)
            headers = {"Idempotent-Replayed": "true"} if again else {}
        except No as no:
            result = Result(no.status, no.body())
        with self.gate:
            self.seen.append(Seen(route, key, account, form, result.status))
            headers["Request-Id"] = f"req_{len(self.seen):06}"
        if result.mute:
            hang_up(request)
        return Response(json.dumps(result.body), result.status, headers, mimetype="application/json")

    def _account(self, request: Request, route: str) -> tuple[Account, bool]:
        key = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if key not in self.keys:
            raise No(f"Invalid API Key provided: {key[:8]}****", status=401)
        if (key, route.partition(".")[0]) in self.denied:
            raise No(f"The provided key '{key[:8]}****' does not have the required permissions for this endpoint.", status=403)
        own = self.keys[key]
        wanted = request.headers.get("Stripe-Account", own)
        if wanted != own and not (own == self.platform and wanted in self.connected):
            raise No(f"The provided key '{key[:8]}****' does not have access to account '{wanted}' (or that account does not exist). "
                     "Application access may have been revoked.", code="account_invalid", status=403)
        return self.till.accounts[wanted], wanted == own

    def _once(self, call: Call) -> tuple[Result, bool]:
        slot, asked = (call.account.id, call.key), (call.request.path, call.form)
        with self.gate:
            if slot in self.saved:
                before, result = self.saved[slot]
                if before != asked:
                    raise No(OTHER.format(call.key), kind="idempotency_error")
                if result is None:
                    raise No(IN_USE, code="idempotency_key_in_use", kind="idempotency_error", status=409)
                return replace(result, mute=self.faults.dropped(call.route)), True
            self.saved[slot] = (asked, None)
        kept = None
        try:
            result = self._faulty(call)
            kept = result if result.keep else None
            return result, False
        finally:
            with self.gate:
                if kept is None:
                    del self.saved[slot]
                else:
                    self.saved[slot] = (asked, replace(kept, mute=False))

    def _faulty(self, call: Call) -> Result:
        how, seconds = self.faults.next(call.route)
        if how == "429":
            return Result(429, BUSY)
        if how in {"500", "saved-500"}:
            return Result(500, OOPS, keep=how == "saved-500")
        if how == "drop":
            hang_up(call.request)
        if how == "slow":
            time.sleep(seconds)
        try:
            done = self._work(call)
        except No as no:
            done = Result(no.status, no.body(), keep=no.done)
        if how == "done-slow":
            time.sleep(seconds)
        if how == "done-500":
            return Result(500, OOPS, keep=True)
        return replace(done, mute=how == "done-drop")

    def _work(self, call: Call) -> Result:
        self.till.tick()
        with self.till.lock:
            form = check(call.form, call.params)
            try:
                return Result(200, self._deed(call, form), keep=True)
            finally:
                self.till.keep()

    def _deed(self, call: Call, form: Form) -> Thing:
        till, account, ids = self.till, call.account, call.ids
        what, _, deed = call.route.partition(".")
        if what == "account":
            return self._about(call)
        kind = KINDS[what]
        if deed == "list":
            return till.page(account, kind, form, call.request.path)
        if deed == "line_items":
            return lines(account, ids[0])
        if call.route == "sessions.create":
            thing = till.create(account, form, own_account=call.own)
        elif call.route == "sessions.expire":
            thing = till.end(account, ids[0])
        elif call.route == "refunds.create":
            thing = till.refund(account, form)
        else:
            thing = account.get(kind, ids[0])
        return till.expanded(account, thing, form.get("expand", []))

    def _about(self, call: Call) -> Thing:
        wanted = call.ids[0] if call.ids else call.account.id
        if wanted != call.account.id and not (call.account.id == self.platform and wanted in self.connected):
            raise No(f"The provided key does not have access to account '{wanted}' (or that account does not exist).",
                     code="account_invalid", status=403)
        return self.till.about(self.till.accounts[wanted])


def _route(request: Request) -> tuple[str, tuple[str, ...], Any]:
    for method, path, route, params in ROUTES:
        found = re.fullmatch(path, request.path)
        if found and method == request.method:
            return route, found.groups(), params
    raise No(f"Unrecognized request URL ({request.method}: {request.path}).", status=404)
