"""What happens at the stand-in: pages are made, paid, end; money is given back; somebody disputes."""

from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from eventsvc.practice import rules
from eventsvc.practice.book import Account, Book, Thing, alone
from eventsvc.practice.forms import Form, No

CARD = {"type": "card", "card": {"brand": "visa", "last4": "4242", "country": "DE"}}
DEBIT = {"type": "sepa_debit", "sepa_debit": {"last4": "3000", "country": "DE"}}
FAILED = {"failed", "canceled"}
GIVEN = ("client_reference_id", "customer_email", "locale", "submit_type", "custom_text", "success_url", "cancel_url")


class Closed(Exception):  # noqa: N818  what a buyer sees, not a fault
    """The page cannot be paid (any more)."""


class Till(Book):
    """The deeds. Those with a form are asked for by the API, the others by a buyer, by Stripe's dashboard or by a test."""

    def __init__(self, accounts: Iterable[str], *, page: Callable[[str], str] = str, file: Path | None = None) -> None:
        super().__init__(accounts, file=file)
        self.page_of = page
        self.in_flight: set[str] = set()
        self.refunds_become: deque[str] = deque()

    # ---------- pages ----------
    def create(self, account: Account, form: Form, *, own_account: bool) -> Thing:
        """A page that can be paid."""
        if not account.charges_enabled:
            raise No("Your account cannot currently make charges.", code="account_invalid")
        total = rules.session(form, now=self.now(), own_account=own_account)
        currency = form["line_items"][0]["price_data"]["currency"]
        intended = form.get("payment_intent_data", {})
        prefix = "cs_live" if account.live else "cs_test"
        session = self.add(
            account, prefix, "checkout.session", mode="payment", ui_mode="hosted_page", status="open", payment_status="unpaid",
            amount_total=total, amount_subtotal=total, currency=currency, payment_intent=None, url=None, metadata=form.get("metadata", {}),
            expires_at=form.get("expires_at", self.now() + rules.DAY), payment_method_types=["card"], customer=None, customer_details=None,
            **{name: form.get(name) for name in GIVEN}, _intended=intended, _without=form.get("excluded_payment_method_types", []),
        )
        session["_lines"] = [self._line(session, place, line, currency) for place, line in enumerate(form["line_items"])]
        session["url"] = self.page_of(session["id"])
        return session

    def _line(self, session: Thing, place: int, line: Form, currency: str) -> Thing:
        price = line["price_data"]
        sum_of_line = price["unit_amount"] * line["quantity"]
        return {
            "id": f"li_{session['id']}_{place}", "object": "item", "description": price["product_data"]["name"], "currency": currency,
            "quantity": line["quantity"], "amount_total": sum_of_line, "amount_subtotal": sum_of_line, "amount_tax": 0,
            "price": {"object": "price", "unit_amount": price["unit_amount"], "currency": currency},
        }

    def end(self, account: Account, session_id: str) -> Thing:
        """`expire`: refused when the page is not open, or while a payment is under way."""
        session = account.get("checkout.session", session_id)
        if session["status"] != "open":
            raise No(f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of '
                     f"`{session['status']}`.", done=True)
        if session_id in self.in_flight:
            raise No("This Checkout Session has a payment in progress and cannot be expired.", done=True)
        self._expire(account, session)
        return session

    def _expire(self, account: Account, session: Thing) -> None:
        session |= {"status": "expired", "url": None}
        self.tell(account, "checkout.session.expired", session)

    @alone
    def tick(self) -> None:
        """End the pages whose time is over."""
        for account in self.accounts.values():
            for session in reversed(account.all("checkout.session")):
                if session["status"] == "open" and session["expires_at"] <= self.now() and session["id"] not in self.in_flight:
                    self._expire(account, session)

    # ---------- the buyer ----------
    @alone
    def pay(self, session_id: str, *, amount: int | None = None, late: bool = False) -> str:
        """By card. `amount`: another sum than was asked for. `late`: although the page has ended. Gives the payment intent's id."""
        account, session = self._payable(session_id, late=late)
        intent = self._intent(account, session, amount)
        self._charge(account, intent, CARD, "succeeded")
        self._done(account, session, "paid")
        return str(intent["id"])

    @alone
    def decline(self, session_id: str) -> None:
        """The card is declined; the page stays open."""
        account, session = self._payable(session_id)
        intent = self._intent(account, session, None)
        intent["last_payment_error"] = {"type": "card_error", "code": "card_declined", "message": "Your card was declined."}
        self.in_flight.discard(session_id)
        self.tell(account, "payment_intent.payment_failed", intent)

    @alone
    def debit(self, session_id: str, *, anyway: bool = False) -> str:
        """By bank debit, which takes days: complete and unpaid. `anyway`: although the page excludes it."""
        account, session = self._payable(session_id)
        if "sepa_debit" in session["_without"] and not anyway:
            raise Closed("sepa_debit is excluded")
        intent = self._intent(account, session, None)
        self._charge(account, intent, DEBIT, "pending")
        self._done(account, session, "unpaid")
        return str(intent["id"])

    @alone
    def settle(self, session_id: str, *, ok: bool = True) -> None:
        """The bank debit arrives, or fails."""
        account, session = self.find(session_id)
        intent = account.get("payment_intent", session["payment_intent"])
        if intent["status"] != "processing":
            raise Closed(f"the payment is {intent['status']}")
        charge = account.get("charge", intent["latest_charge"])
        if ok:
            self._captured(account, intent, charge)
            session["payment_status"] = "paid"
        else:
            charge |= {"status": "failed", "failure_code": "insufficient_funds"}
            intent |= {"status": "requires_payment_method", "last_payment_error": {"type": "api_error", "code": "insufficient_funds"}}
        self.tell(account, "checkout.session.async_payment_" + ("succeeded" if ok else "failed"), session)

    @alone
    def begin(self, session_id: str) -> None:
        """A payment is under way: the page neither ends nor can be expired until `pay` or `decline`."""
        self._payable(session_id)
        self.in_flight.add(session_id)

    @alone
    def free(self, session_id: str) -> None:
        """Complete without any payment (`no_payment_required`)."""
        account, session = self._payable(session_id)
        self._done(account, session, "no_payment_required")

    def _payable(self, session_id: str, *, late: bool = False) -> tuple[Account, Thing]:
        self.tick()
        account, session = self.find(session_id)
        if session["status"] == "open" or (late and session["status"] == "expired"):
            return account, session
        raise Closed(f"the page is {session['status']}")

    def _intent(self, account: Account, session: Thing, amount: int | None) -> Thing:
        if session["payment_intent"] is None:
            intended = session["_intended"]
            made = self.add(
                account, "pi", "payment_intent", amount=session["amount_total"], amount_received=0, currency=session["currency"],
                status="requires_payment_method", latest_charge=None, metadata=intended.get("metadata", {}), last_payment_error=None,
                description=intended.get("description"), application_fee_amount=intended.get("application_fee_amount"), canceled_at=None,
            )
            session["payment_intent"] = made["id"]
        intent = account.get("payment_intent", session["payment_intent"])
        if amount is not None:
            intent["amount"] = session["amount_total"] = session["amount_subtotal"] = amount
        return intent

    def _charge(self, account: Account, intent: Thing, method: Thing, status: str) -> None:
        charge = self.add(
            account, "ch", "charge", amount=intent["amount"], amount_captured=0, amount_refunded=0, currency=intent["currency"],
            status=status, paid=False, captured=True, refunded=False, disputed=False, payment_intent=intent["id"], balance_transaction=None,
            metadata=intent["metadata"], description=intent["description"], payment_method_details=method, failure_code=None,
        )
        intent["latest_charge"] = charge["id"]
        if status == "succeeded":
            self._captured(account, intent, charge)
        else:
            intent["status"] = "processing"

    def _captured(self, account: Account, intent: Thing, charge: Thing) -> None:
        amount = charge["amount"]
        fee = (amount * 15 + 999) // 1000 + 25
        kind = "charge" if charge["payment_method_details"]["type"] == "card" else "payment"
        moved = self.balance(account, kind, charge["id"], amount, charge["currency"], fee=fee)
        charge |= {"status": "succeeded", "paid": True, "amount_captured": amount, "balance_transaction": moved["id"]}
        intent |= {"status": "succeeded", "amount_received": amount, "last_payment_error": None}
        self.tell(account, "payment_intent.succeeded", intent)

    def _done(self, account: Account, session: Thing, how: str) -> None:
        self.in_flight.discard(session["id"])
        email = session["customer_email"] or "buyer@example.org"
        session |= {"status": "complete", "payment_status": how, "url": None, "customer_details": {"email": email}}
        self.tell(account, "checkout.session.completed", session)

    def balance(self, account: Account, kind: str, source: str, amount: int, currency: str, *, fee: int = 0) -> Thing:
        """A line of the account's statement."""
        return self.add(account, "txn", "balance_transaction", type=kind, reporting_category=kind, source=source, amount=amount, fee=fee,
                        net=amount - fee, currency=currency, status="available", available_on=self.now(), description=None, fee_details=[])

    @alone
    def charges(self, account_id: str, *, enabled: bool) -> None:
        """Stripe lets the account take money, or stops that."""
        account = self.accounts[account_id]
        account.charges_enabled = enabled
        self.tell(account, "account.updated", self.about(account))

    def about(self, account: Account) -> dict[str, Any]:
        """The account itself, as the API shows it."""
        return {
            "id": account.id, "object": "account", "charges_enabled": account.charges_enabled, "payouts_enabled": account.charges_enabled,
            "details_submitted": True, "country": "DE", "default_currency": "eur", "email": "treasurer@example.org", "type": "standard",
            "business_profile": {"name": f"Practice {account.id}"}, "settings": {"dashboard": {"display_name": f"Practice {account.id}"}},
            "requirements": {"disabled_reason": None if account.charges_enabled else "rejected.other"},
        }
