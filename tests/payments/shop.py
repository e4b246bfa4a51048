"""A shop that sells an evening through a stand-in for Stripe, and the question whether both sides agree."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from eventsvc.core import clock, sealing
from eventsvc.core.db import transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.payments import attempts, gateway, refunds, service
from eventsvc.payments.attempts import Page
from eventsvc.payments.models import Alert, Payment, Refund, StripeAccount
from eventsvc.practice.server import KEY, SECRET, Practice
from eventsvc.registration import ends, records
from eventsvc.registration import secret as secrets
from eventsvc.registration import service as registrations
from eventsvc.registration.models import Registration
from eventsvc.registration.records import Wish
from eventsvc.ticket_types.models import Pool, TicketType
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.payments import agreeing
from tests.payments.asked import one, rows

PRICE = 4500


@dataclass
class Shop:
    """An event with one paid ticket type in the room, an account at the stand-in, and everything a buyer does."""

    app: Flask
    practice: Practice
    event: Event
    kind: TicketType
    account: StripeAccount
    buyers: list[int] = field(default_factory=list)
    given_back: bool = False

    def hold(self, name: str = "Ada", many: int = 1) -> int:
        """A registration whose seats are held."""
        kept = registrations.register(self.event.id, Wish(
            ticket_type_id=self.kind.id, name=name, email=f"{name.lower()}@guests.example", holders=(name, *[f"{name} {n}" for n in
            range(2, many + 1)]), language="en", once=f"once-{name}",
        ))
        self.buyers.append(kept.registration_id)
        return kept.registration_id

    def order(self, registration_id: int) -> str:
        """Ordered with an obligation to pay; answers the address of the payment page."""
        return service.order(registration_id, "stripe", page(), attempts.until()).url

    def ordered(self, name: str = "Ada", many: int = 1) -> int:
        """Held and ordered."""
        registration_id = self.hold(name, many)
        assert self.order(registration_id)
        return registration_id

    def pages(self, registration_id: int) -> list[str]:
        """The numbers of its payment pages, oldest first."""
        return [row.session_id for row in self.payments(registration_id) if row.session_id]

    def page(self, registration_id: int) -> str:
        """The newest one."""
        return self.pages(registration_id)[-1]

    def sync(self, registration_id: int) -> None:
        """What every way in comes down to."""
        service.sync(self.account.id, self.page(registration_id))

    def payments(self, registration_id: int) -> Sequence[Any]:
        """Its attempts."""
        return rows(select(Payment.__table__).where(Payment.registration_id == registration_id).order_by(Payment.id))

    def refunds(self, registration_id: int) -> Sequence[Any]:
        """What goes back to it."""
        return rows(select(Refund.__table__).where(Refund.registration_id == registration_id).order_by(Refund.id))

    def paid(self, name: str = "Ada", many: int = 1) -> int:
        """Held, ordered, paid, looked at."""
        registration_id = self.ordered(name, many)
        self.practice.pay(self.page(registration_id))
        self.sync(registration_id)
        assert self.state(registration_id) == "confirmed"
        return registration_id

    def tickets(self, registration_id: int) -> list[int]:
        """Its valid tickets."""
        return [row.id for row in rows(
            select(Ticket.id).where(Ticket.registration_id == registration_id, Ticket.state == "valid").order_by(Ticket.id),
        )]

    def state(self, registration_id: int) -> str:
        """Of the registration."""
        return str(one(select(Registration.state).where(Registration.id == registration_id)))

    def valid(self, registration_id: int) -> int:
        """How many of its tickets let somebody in."""
        return len(rows(select(Ticket.id).where(Ticket.registration_id == registration_id, Ticket.state == "valid")))

    def taken(self) -> tuple[int, int]:
        """Seats that are taken and held."""
        row = rows(select(Pool.taken, Pool.held).where(Pool.id == self.kind.pool_id))[0]
        return row.taken, row.held

    def letters(self, registration_id: int) -> Counter[str]:
        """How many letters of each kind it gets."""
        return Counter(row.kind for row in rows(select(OutboxRow.kind).where(OutboxRow.registration_id == registration_id)))

    def alerts(self) -> list[str]:
        """What the desk is told."""
        return [row.kind for row in rows(select(Alert.kind).where(Alert.done_at.is_(None)).order_by(Alert.id))]

    def agree(self, *, given_back: bool = False) -> None:
        """The invariants of spec/payments section 5, from both sides. `given_back`: tickets were given back, maybe not for all."""
        self.given_back = self.given_back or given_back
        agreeing.agree(self.practice, given_back=self.given_back)

    def secret(self, registration_id: int) -> str:
        """What stands in the links of its letters."""
        row = rows(select(Registration.uuid, Registration.secret_turn).where(Registration.id == registration_id))[0]
        return secrets.of(row.uuid, row.secret_turn)

    def back(self, registration_id: int) -> Any:
        """The browser comes back from the payment page; answers where it ends up."""
        browser, there = self.app.test_client(), f"/en/r/{self.secret(registration_id)}/paid"
        answer = browser.get(there)
        while answer.status_code in {302, 303}:
            answer = browser.get(answer.location)
        return answer

    def post(self, body: bytes, signature: str | None) -> int:
        """A notice comes in; answers the status."""
        headers = {} if signature is None else {"Stripe-Signature": signature}
        with self.app.app_context():
            return self.app.test_client().post("/webhooks/stripe", data=body, headers=headers).status_code

    def give_back(self, registration_id: int, cents: int, *, cancel: bool = True, once: str | None = None) -> list[int]:
        """The desk gives back so much, and ends the registration with it; answers what is to be sent."""
        with transaction() as connection:
            record = records.locked(connection, registration_id)
            made = refunds.ask(connection, record, cents, reason="desk", by=records.By(system=True), once=once)
            if cancel:
                ends.cancel(registration_id, by=records.By(system=True))
        return made

    def shrink(self, seats: int) -> None:
        """So many seats from now on."""
        with transaction() as connection:
            connection.execute(update(Pool).where(Pool.id == self.kind.pool_id).values(capacity=seats))

    def capacity(self) -> int:
        """Of the room."""
        return int(one(select(Pool.capacity).where(Pool.id == self.kind.pool_id)))


def page() -> Page:
    """What the payment page shows."""
    return Page(
        language="en", line="On site", title="Evening at the harbour", note="You can pay here until 14:35.",
        success="http://localhost/en/r/secret/paid", cancel="http://localhost/en/r/secret",
    )


def opened(app: Flask, practice: Practice, *, capacity: int = 10, account: StripeAccount | None = None, **changes: Any) -> Shop:
    """A shop with so many seats; with keys of its own if it has no other `account`."""
    gateway.use(practice.url)
    day = (clock.now() + timedelta(days=60)).replace(tzinfo=None, hour=18, minute=0, second=0, microsecond=0)
    event = factories.make_event(room=capacity, online_places=None, **{"local_start": day, **changes})
    kind = factories.make_type(event, price_cents=PRICE, name_de="Vor Ort", name_en="On site")
    keys = {"kind": "keys", "key_sealed": sealing.seal(KEY), "webhook_sealed": sealing.seal(SECRET), "created_at": clock.now()}
    account = account or StripeAccount(**keys)
    account.organisation_id = event.organisation_id
    return Shop(app, practice, event, kind, factories.kept(account))
