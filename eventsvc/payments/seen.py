"""A payment page, a refund, a dispute as Stripe has them: plain facts out of its answers. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class SeenRefund:
    """A refund as Stripe has it. `row`: our number for it, "" if it was made elsewhere."""

    refund_id: str
    amount: int
    status: str
    row: str = ""
    failure: str = ""


@dataclass(frozen=True, kw_only=True)
class SeenDispute:
    """A buyer denies the payment at the bank. Statuses that begin with `warning` move no money."""

    dispute_id: str
    amount: int
    status: str


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A payment page as Stripe has it now. `received`: what was captured. Amounts in the smallest unit, `currency` in capitals."""

    session_id: str
    status: str
    payment_status: str
    amount: int
    currency: str
    livemode: bool
    order: str
    attempt: int
    url: str = ""
    expires_at: datetime | None = None
    intent_id: str = ""
    intent_status: str = ""
    received: int = 0
    fee: int | None = None
    means: str = ""
    refunds: tuple[SeenRefund, ...] = ()
    disputes: tuple[SeenDispute, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of Stripe's ledger: money that came (`refund_id` "") or went back."""

    intent_id: str
    refund_id: str
    amount: int
    order: str
    at: datetime


CAME, WENT = ("charge", "payment"), ("refund", "payment_refund")


def line(told: dict[str, Any]) -> Line | None:
    """A line of the ledger out of a balance transaction; None: it is about something else (a payout, a fee)."""
    if told["type"] not in (*CAME, *WENT):
        return None
    source = _whole(told, "source")
    back = told["type"] in WENT
    return Line(
        intent_id=source.get("payment_intent") or "", refund_id=source.get("id", "") if back else "", amount=abs(told["amount"]),
        order=(source.get("metadata") or {}).get("order", ""), at=datetime.fromtimestamp(told["created"], UTC),
    )


def page(told: dict[str, Any], refunds: tuple[dict[str, Any], ...] = (), disputes: tuple[dict[str, Any], ...] = ()) -> Seen:
    """A payment page out of a Checkout Session, whose payment may be told in full or only named."""
    intent, metadata = _whole(told, "payment_intent"), told.get("metadata") or {}
    charge = _whole(intent, "latest_charge")
    named = told.get("payment_intent")
    return Seen(
        session_id=told["id"], status=told["status"], payment_status=told["payment_status"], amount=told["amount_total"] or 0,
        currency=(told["currency"] or "").upper(), livemode=told["livemode"], order=metadata.get("order", ""),
        attempt=_number(metadata.get("attempt", "")), url=told.get("url") or "",
        expires_at=datetime.fromtimestamp(told["expires_at"], UTC),
        intent_id=named if isinstance(named, str) else intent.get("id", ""), intent_status=intent.get("status", ""),
        received=charge["amount_captured"] if charge.get("captured") else 0,
        fee=_whole(charge, "balance_transaction").get("fee"), means=_whole(charge, "payment_method_details").get("type", ""),
        refunds=tuple(refund(one) for one in refunds),
        disputes=tuple(SeenDispute(dispute_id=one["id"], amount=one["amount"], status=one["status"]) for one in disputes),
    )


def refund(told: dict[str, Any]) -> SeenRefund:
    """A refund out of Stripe's record of it."""
    return SeenRefund(
        refund_id=told["id"], amount=told["amount"], status=told["status"] or "pending",
        row=(told.get("metadata") or {}).get("refund", ""), failure=told.get("failure_reason") or "",
    )


def _whole(thing: dict[str, Any], name: str) -> dict[str, Any]:
    """A part that may be absent, or only named by its number where it was not asked for: then nothing is known of it."""
    value = thing.get(name)
    return value if isinstance(value, dict) else {}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
