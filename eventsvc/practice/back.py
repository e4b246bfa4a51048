"""Money that goes back at the stand-in: refunds with all their ends, and disputes."""

from eventsvc.practice import rules
from eventsvc.practice.book import Account, Thing, alone
from eventsvc.practice.forms import Form, No
from eventsvc.practice.till import FAILED, Till

DISPUTE_FEE = 2000


class Back(Till):
    """Refunds and disputes."""

    def refund(self, account: Account, form: Form) -> Thing:
        """Asked for by the API (or the dashboard). `refunds_become` holds the states of the next ones; else they succeed."""
        rules.metadata(form.get("metadata", {}), "metadata")
        charge = self._charged(account, form)
        left = charge["amount_captured"] - charge["amount_refunded"]
        amount = form.get("amount", left)
        if amount < 1 and "amount" in form:
            raise No("Invalid positive integer", code="parameter_invalid_integer", param="amount")
        if any(each["charge"] == charge["id"] and each["_taken"] for each in account.all("dispute")):
            raise No(f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed", done=True)
        if left == 0:
            raise No(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded", done=True)
        if amount > left:
            raise No(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount", done=True)
        status = self.refunds_become.popleft() if self.refunds_become else "succeeded"
        refund = self.add(
            account, "re", "refund", amount=amount, currency=charge["currency"], charge=charge["id"],
            payment_intent=charge["payment_intent"], status="pending" if status in FAILED else status,
            reason=form.get("reason"), metadata=form.get("metadata") or {}, balance_transaction=None, failure_reason=None,
        )
        refund["pending_reason"] = "processing" if refund["status"] == "pending" else None
        card = charge["payment_method_details"]["type"] == "card"
        moved = self.balance(account, "refund" if card else "payment_refund", refund["id"], -amount, charge["currency"])
        refund["balance_transaction"] = moved["id"]
        self._given(charge, amount)
        self.tell(account, "refund.created", refund)
        self.tell(account, "charge.refunded", charge)
        if status in FAILED:
            self._settled(account, refund, status)
        return refund

    def _charged(self, account: Account, form: Form) -> Thing:
        if "payment_intent" in form:
            intent = account.get("payment_intent", form["payment_intent"])
            if intent["status"] != "succeeded":
                raise No(f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
                         code="payment_intent_unexpected_state", done=True)
            return account.get("charge", intent["latest_charge"])
        if "charge" in form:
            return account.get("charge", form["charge"])
        raise No("One of the following params should be provided for this request: payment_intent or charge.", code="parameter_missing")

    @staticmethod
    def _given(charge: Thing, amount: int) -> None:
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]

    @alone
    def refund_by_hand(self, paid_id: str, amount: int | None = None) -> str:
        """In Stripe's dashboard, of a page or a payment intent; all that is left, or `amount`. Gives the refund's id."""
        account, thing = self.find(paid_id)
        intent = thing["payment_intent"] if thing["object"] == "checkout.session" else paid_id
        form: Form = {"payment_intent": intent} if amount is None else {"payment_intent": intent, "amount": amount}
        return str(self.refund(account, form)["id"])

    @alone
    def settle_refund(self, refund_id: str, status: str) -> None:
        """A refund comes to its end, or fails after all: pending, requires_action, succeeded, failed, canceled."""
        account, refund = self.find(refund_id)
        if refund["status"] in FAILED:
            raise ValueError("it has failed already")
        self._settled(account, refund, status)

    def _settled(self, account: Account, refund: Thing, status: str) -> None:
        refund |= {"status": status, "pending_reason": None}
        if status in FAILED:
            refund["failure_reason"] = "expired_or_canceled_card" if status == "failed" else None
            moved = self.balance(account, "refund_failure", refund["id"], refund["amount"], refund["currency"])
            refund["failure_balance_transaction"] = moved["id"]
            self._given(account.get("charge", refund["charge"]), -refund["amount"])
        self.tell(account, "refund.updated", refund)
        if status == "failed":
            self.tell(account, "refund.failed", refund)

    @alone
    def dispute(self, paid_id: str, *, warning: bool = False) -> str:
        """The buyer's bank takes all back; a `warning` moves no money. Of a page or an intent. Gives the dispute's id."""
        account, thing = self.find(paid_id)
        intent = account.get("payment_intent", thing["payment_intent"] if thing["object"] == "checkout.session" else paid_id)
        charge = account.get("charge", intent["latest_charge"])
        amount = charge["amount_captured"] - charge["amount_refunded"]
        dispute = self.add(
            account, "du", "dispute", amount=amount, currency=charge["currency"], charge=charge["id"], payment_intent=intent["id"],
            reason="fraudulent", status="warning_needs_response" if warning else "needs_response", is_charge_refundable=warning,
            balance_transactions=[], metadata={}, _taken=0 if warning else amount,
        )
        charge["disputed"] = True
        if not warning:
            self.balance(account, "adjustment", dispute["id"], -amount, charge["currency"], fee=DISPUTE_FEE)
        self.tell(account, "charge.dispute.created", dispute)
        return str(dispute["id"])

    @alone
    def close_dispute(self, dispute_id: str, *, won: bool) -> None:
        """Decided. What was taken stays taken (`lost`) or comes back; a warning just ends."""
        account, dispute = self.find(dispute_id)
        if dispute["status"].startswith("warning"):
            dispute["status"] = "warning_closed"
        else:
            dispute["status"] = "won" if won else "lost"
            if won:
                self.balance(account, "adjustment", dispute_id, dispute["amount"], dispute["currency"])
                dispute["_taken"] = 0
        self.tell(account, "charge.dispute.closed", dispute)
