"""What the stand-in remembers: each account's objects, as Stripe's API shows them; its clock; the money of each order."""

import copy
import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from eventsvc.core import clock
from eventsvc.practice.forms import No

Thing = dict[str, Any]
P = ParamSpec("P")
R = TypeVar("R")
SAME = ("payment_intent", "charge", "status", "type", "source", "currency")
LINKS = {"payment_intent": "payment_intent", "latest_charge": "charge", "charge": "charge", "balance_transaction": "balance_transaction",
         "source": ""}
WORDS = {"checkout.session": "checkout session", "balance_transaction": "balance transaction"}


def alone(deed: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Any, P], R]:
    """One deed at a time, whoever asks."""
    @wraps(deed)
    def locked(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.lock:
            try:
                return deed(self, *args, **kwargs)
            finally:
                self.keep()
    return locked


@dataclass
class Account:
    """One account at Stripe. A connected one is reached with the platform's key and a header."""

    id: str
    live: bool = False
    charges_enabled: bool = True
    things: dict[str, Thing] = field(default_factory=dict)

    def all(self, kind: str) -> list[Thing]:
        """Its objects of a kind, newest first."""
        return [thing for thing in reversed(self.things.values()) if thing["object"] == kind]

    def get(self, kind: str, thing_id: str) -> Thing:
        """One of them (of any kind with ""); of another account it is not found."""
        found = self.things.get(thing_id)
        if found is None or kind not in {"", found["object"]}:
            raise No(f"No such {WORDS.get(kind, kind).replace('_', ' ')}: '{thing_id}'", code="resource_missing", param="id", status=404)
        return found


@dataclass(frozen=True)
class Money:
    """What Stripe holds of one order."""

    captured: int = 0
    refunded: int = 0
    pending: int = 0
    disputed: int = 0
    paid_sessions: int = 0
    open_sessions: int = 0

    @property
    def net(self) -> int:
        """What is left when everything under way has arrived."""
        return self.captured - self.refunded - self.pending - self.disputed


class Book:
    """Accounts and what is in them."""

    def __init__(self, accounts: Iterable[str], *, file: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.skew = 0
        self.count = 0
        self.file = file
        self.accounts = {name: Account(name) for name in accounts}
        self.hear: Callable[[Account, Thing], None] = lambda _account, _event: None
        if file is not None and file.exists():
            kept = json.loads(file.read_text())
            self.count = kept["count"]
            self.accounts |= {each["id"]: Account(**each) for each in kept["accounts"]}

    def keep(self) -> None:
        """Write everything down, if there is a file for it."""
        if self.file is None:
            return
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps({"count": self.count, "accounts": [asdict(account) for account in self.accounts.values()]}))
        fresh.replace(self.file)

    def now(self) -> int:
        """Stripe's clock, which may go wrong by `skew` seconds."""
        return int(clock.now().timestamp()) + self.skew

    def add(self, account: Account, prefix: str, kind: str, **values: Any) -> Thing:
        """A new object."""
        self.count += 1
        thing = {"id": f"{prefix}_{self.count:06}", "object": kind, "created": self.now(), "livemode": account.live, **values}
        account.things[thing["id"]] = thing
        return thing

    def tell(self, account: Account, kind: str, thing: Thing) -> None:
        """Write an event and let the webhooks know."""
        event = self.add(account, "evt", "event", type=kind, data={"object": copy.deepcopy(shown(thing))}, api_version=None,
                         pending_webhooks=0, request={"id": None, "idempotency_key": None}, _missed=[])
        self.hear(account, event)

    def find(self, thing_id: str) -> tuple[Account, Thing]:
        """An object of whichever account."""
        for account in self.accounts.values():
            if thing_id in account.things:
                return account, account.things[thing_id]
        raise KeyError(thing_id)

    def expanded(self, account: Account, thing: Thing, paths: Iterable[str]) -> Thing:
        """The object as an answer, with the links in `paths` replaced by what they point to."""
        seen: Thing = copy.deepcopy(shown(thing))
        for path in paths:
            inner = [seen]
            for step in path.split("."):
                inner = [found for each in inner for found in _follow(account, each, step)]
        return seen

    def page(self, account: Account, kind: str, form: Thing, url: str) -> Thing:
        """A list as Stripe answers it: newest first, filtered, a page at a time."""
        things = [thing for thing in account.all(kind) if _fits(thing, form)]
        places = {thing["id"]: place for place, thing in enumerate(things)}
        limit = form.get("limit", 10)
        if not 1 <= limit <= 100:
            raise No("Invalid integer: limit must be between 1 and 100", param="limit")
        for cursor in ("starting_after", "ending_before"):
            if cursor in form:
                account.get(kind, form[cursor])
        first = places.get(form.get("starting_after", ""), -1) + 1
        last = places.get(form.get("ending_before", ""), len(things))
        if "ending_before" in form:
            first = max(first, last - limit)
        part = things[first:last]
        answer = {"object": "list", "url": url, "has_more": len(part) > limit, "data": part[:limit]}
        return self.expanded(account, answer, form.get("expand", []))

    @alone
    def book(self) -> dict[str, Money]:
        """The money of each order (`metadata.order`) over all accounts, from Stripe's side."""
        sums: dict[str, dict[str, int]] = {}
        for account in self.accounts.values():
            for session in account.all("checkout.session"):
                order = sums.setdefault(session["metadata"].get("order", ""), {})
                _count(order, "open_sessions", session["status"] == "open")
                _count(order, "paid_sessions", session["payment_status"] == "paid")
            for charge in account.all("charge"):
                order = sums.setdefault(charge["metadata"].get("order", ""), {})
                _count(order, "captured", charge["amount_captured"])
                for refund in (each for each in account.all("refund") if each["charge"] == charge["id"]):
                    _count(order, "refunded", refund["amount"] * (refund["status"] == "succeeded"))
                    _count(order, "pending", refund["amount"] * (refund["status"] in {"pending", "requires_action"}))
                for dispute in (each for each in account.all("dispute") if each["charge"] == charge["id"]):
                    _count(order, "disputed", dispute["_taken"])
        return {order: Money(**each) for order, each in sums.items()}


def shown(thing: Any) -> Any:
    """Without what is only known here."""
    if isinstance(thing, dict):
        return {name: shown(value) for name, value in thing.items() if not name.startswith("_")}
    return [shown(each) for each in thing] if isinstance(thing, list) else thing


def _count(sums: dict[str, int], name: str, more: int) -> None:
    sums[name] = sums.get(name, 0) + more


def _follow(account: Account, thing: Any, step: str) -> list[Any]:
    if isinstance(thing, dict) and step == "data" and isinstance(thing.get("data"), list):
        return list(thing["data"])
    if isinstance(thing, dict) and step == "line_items" and thing.get("object") == "checkout.session":
        thing[step] = lines(account, thing["id"])
        return [thing[step]]
    if not isinstance(thing, dict) or step not in LINKS or step not in thing:
        raise No(f"This property cannot be expanded ({step}).", param="expand")
    if isinstance(thing[step], str):
        thing[step] = copy.deepcopy(shown(account.get(LINKS[step], thing[step])))
    return [] if thing[step] is None else [thing[step]]


def lines(account: Account, session_id: str) -> Thing:
    """What is bought, as a list of Stripe."""
    found = account.get("checkout.session", session_id)["_lines"]
    return {"object": "list", "url": f"/v1/checkout/sessions/{session_id}/line_items", "has_more": False, "data": copy.deepcopy(found)}


def _fits(thing: Thing, form: Thing) -> bool:
    made = form.get("created", {})
    made = {"gte": made, "lte": made} if isinstance(made, int) else made
    at = thing["created"]
    if not (made.get("gte", at) <= at <= made.get("lte", at) and made.get("gt", at - 1) < at < made.get("lt", at + 1)):
        return False
    if "types" in form and thing["type"] not in form["types"]:
        return False
    if "delivery_success" in form and form["delivery_success"] == bool(thing["_missed"]):
        return False
    return all(thing.get(name) == form[name] for name in SAME if name in form)
