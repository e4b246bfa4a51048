"""One thing of each kind, and what stands in each address that leads to it: tests about all pages walk along these."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from eventsvc.accounts import service as accounts
from eventsvc.accounts.models import Membership, Organisation, StaffSession
from eventsvc.checkin import doors
from eventsvc.checkin.models import DoorDevice, DoorLink
from eventsvc.core import clock
from eventsvc.core.db import db, transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.invoices import service as invoices
from eventsvc.invoices.facts import Buyer
from eventsvc.invoices.models import Invoice
from eventsvc.mails import transport
from eventsvc.mails.compose import Letter, message
from eventsvc.payments import arrivals, bank_lines
from eventsvc.payments.bank_models import BankLine
from eventsvc.payments.models import Alert, Payment, Refund
from eventsvc.payments.statements import Line
from eventsvc.questions import service as questions
from eventsvc.questions.models import Answer
from eventsvc.registration import secret, withdrawals
from eventsvc.registration.models import Registration
from eventsvc.registration.records import By
from eventsvc.series.models import Series
from eventsvc.ticket_types.models import Allotment, Pool, Voucher
from eventsvc.tickets import guests
from eventsvc.tickets.models import Ticket
from eventsvc.web import sealed
from tests import factories
from tests.browser import Browser, sign_in
from tests.checkin.door import make_device, usual_list
from tests.questions.asking import given, make_use, sent
from tests.registration.applying import applied, stage

MAIL = '<!doctype html><html lang="en"><head><title>Ticket</title></head><body style="margin:0"><p>Hello</p></body></html>'
NOTHING_THERE = {"brand.picture"}  # pages that are honest about having nothing to show for these samples


class Unknown(LookupError):  # noqa: N818  says what to add
    """An address with a part that nobody has a sample for."""


@dataclass(frozen=True)
class Samples:
    """The things, what their addresses hold, and three browsers: the owner's, a stranger's and a phone's at the door."""

    app: Flask
    event: Event
    parts: dict[str, Any]
    owner: Browser
    stranger: Browser
    phone: Browser

    def values(self, rule: Rule) -> dict[str, Any]:
        """What to put into the address of this rule."""
        return {name: self.value(rule, name) for name in rule.arguments if name not in (rule.defaults or {})}

    def value(self, rule: Rule, name: str) -> Any:
        """The value of one part. What means different things on different pages is told apart by blueprint or endpoint."""
        choice = rule._converters.get(name)
        if isinstance(choice, AnyConverter) and name != "lang":
            return min(choice.items)
        name = name.removeprefix("_")  # a part that the view does not read
        for known in (f"{rule.endpoint}:{name}", f"{rule.endpoint.split('.')[0]}:{name}", name):
            if known in self.parts:
                return self.parts[known]
        raise Unknown(f"{rule}: tell tests/house/samples.py what stands for <{name}>")


def make(app: Flask) -> Samples:
    """An organisation with a series, an event in it, one registration with two tickets, a phone, and an owner who is signed in."""
    organisation = factories.make_organisation(terms_de="Bezahlt wird vorher.")
    series = factories.make_series(organisation=organisation)
    event = factories.make_event(series=series)
    registration = factories.make_registration(event, "Cem", holders=("Cem", "Dora"))
    ticket, second = factories.all_of(Ticket)
    with transaction() as connection:
        guest = guests.one(connection, registration.id, second.id)
        assert guest is not None
        guests.link(connection, guest, event.uuid, rev=second.rev, turn=0)
    letter = factories.kept(OutboxRow(
        kind="ticket", payload={}, organisation_id=organisation.id, event_id=event.id, registration_id=registration.id,
        recipient=registration.email, message_id="m1", after=clock.now(), created_at=clock.now(),
    ))
    ada = factories.make_person(organisation=organisation)
    owner = sign_in(app.test_client(), ada)  # type: ignore[arg-type]
    by = doors.By(ada.id, organisation.id)
    doors.open_link(event.id, by)
    phone = app.test_client()
    host = urlsplit(app.config["BASE_URL"]).hostname or ""
    phone.set_cookie("door", make_device(event), domain=host, path="/door")
    link = factories.only(DoorLink)
    parts = {
        "lang": "en", "version": "00000000", "path": "img/mark.svg", "number": 1, "kind": "room",
        **_organising(organisation, series, event), **_attending(event, registration, ticket),
        "list_id": usual_list(event), "device_id": factories.only(DoorDevice).id, "row_id": letter.id, "letter_id": letter.id,
        "door_pairing:code": doors.one_time_code(event.id, by), "door_pairing:token": doors.token(link.uuid, link.token_turn),
        "desk_sign_in:token": accounts.console_link(ada.email),
        **_offering(event),
        "line_id": _arrival(organisation), "refund_id": _to_give_back(organisation, registration),
        "withdrawal_id": _withdrawal(organisation, registration), "receipt": sealed.seal("withdrawal", "1 "),
        "mine:asked": sealed.seal("sign-in", json.dumps(["ada@people.example", "en"])), "name": "nothing.png",
        "sid": "00000000-0000-0000-0000-000000000000",
    }
    parts["dev:name"] = _mail(app)
    parts["my_pass:secret"] = factories.secret_of_pass(factories.make_pass(series, registration))
    parts.update({"guest:token": guest.secret(event.uuid), "guest:own": "nobodys"})
    parts.update(_paid(event))
    parts["desk_applications:registration_id"] = applied(event, stage(event), "Ben")
    stranger: Any = app.test_client()
    return Samples(app, event, parts, owner, stranger, phone)  # type: ignore[arg-type]


def _mail(app: Flask) -> str:
    """A letter in the demo's mailbox; answers its name there."""
    letter = Letter(recipient="cem@guests.example", sender_name="Hafen", subject="Ticket", text="Hello", html=MAIL, language="en")
    folder = app.extensions["settings"].mail_folder
    transport.to_folder(folder, message(letter, mail_from="tickets@hafen.example", message_id="m1", at=clock.now()))
    return str(next(folder.glob("*.eml")).stem)


def _arrival(organisation: Organisation) -> int:
    """From a statement of the bank; nobody knows whose it is."""
    bank_lines.keep(organisation.id, [Line(booked_on=clock.now().date(), cents=100, currency="EUR", name="Dora", text="gift")])
    return factories.only(BankLine).id


def _to_give_back(organisation: Organisation, registration: Registration) -> int:
    """It came for nothing, and must be transferred back."""
    arrivals.book(registration.id, 100, clock.now().date(), by=By(system=True))
    return factories.only(Refund).id


def _withdrawal(organisation: Organisation, registration: Registration) -> int:
    """Somebody withdraws."""
    return withdrawals.declare(organisation.id, withdrawals.Declaration(
        name="Cem", identification="Evening", email=registration.email, language="en", once="withdrawal",
    ))


def _organising(organisation: Organisation, series: Series, event: Event) -> dict[str, Any]:
    return {
        "slug": event.slug, "series:slug": series.slug, "series_pass:slug": series.slug,
        "legal:slug": organisation.slug, "brand:slug": organisation.slug,
        "feeds.calendar:slug": series.slug, "front.one_series:slug": series.slug,
        "organisation": organisation.slug, "organisation_id": organisation.id,
        "series_id": series.id, "event_id": event.id, "membership_id": factories.all_of(Membership)[0].id,
        "session_id": factories.all_of(StaffSession)[0].id, "type_id": factories.types_of(event)[0].id,
    }


def _offering(event: Event) -> dict[str, Any]:
    """A partner's block with its code, and a series of codes."""
    kind, now = factories.types_of(event)[0], clock.now()
    with transaction():
        allotment = Allotment(
            event_id=event.id, pool_id=kind.pool_id, ticket_type_id=kind.id, partner="GABA", seats=2, left_seats=2,
            release_at=event.starts_at, created_at=now,
        )
        db.session.add(allotment)
        db.session.get_one(Pool, kind.pool_id).held += 2
        db.session.flush()
        block_id = allotment.id
    code = factories.kept(Voucher(
        event_id=event.id, code="GABA", code_key="GABA", unlocks=True, allotment_id=block_id, created_at=now,
    ))
    factories.kept(Voucher(event_id=event.id, code="HSC-1", code_key="HSC1", batch="HSC", max_uses=1, created_at=now))
    return {"block_id": block_id, "code_id": code.id}


def _payment(order: Registration) -> int:
    """It came by bank transfer, and somebody must look at it."""
    event, now = factories.only(Event, id=order.event_id), clock.now()
    row = factories.kept(Payment(
        organisation_id=event.organisation_id, registration_id=order.id, number=1, method="bank", state="paid", amount_cents=4900,
        currency="EUR", received_cents=4900, created_at=now, changed_at=now, paid_at=now,
    ))
    factories.kept(Alert(
        organisation_id=event.organisation_id, kind="duplicate", once="sample", payment_id=row.id, facts={"cents": 4900}, at=now,
    ))
    return row.id


def _paid(event: Event) -> dict[str, Any]:
    """Somebody who has paid, with an invoice to a company."""
    kind = factories.make_type(event, price_cents=4900)
    order = factories.make_registration(event, "Eva", ticket_type=kind, total_cents=4900)
    buyer = Buyer(name="Beispielfirma GmbH", street="Musterallee 7", postcode="20095", city="Hamburg")
    with transaction() as connection:
        invoices.issue(connection, order.id, means="bank", paid_at=clock.now(), buyer=buyer)
    made = factories.only(Invoice)
    return {
        "invoices:secret": factories.secret_of(order), "invoices:number": f"{made.year}-{made.number:04}", "year": made.year,
        "payment_id": _payment(order), "alert_id": factories.only(Alert, once="sample").id, "invoice_id": made.id,
        "desk_guests.invoice:registration_id": order.id,
    }


def _attending(event: Event, registration: Registration, ticket: Ticket) -> dict[str, Any]:
    asked = make_use(event, "file")
    upload = sent()
    questions.answer(registration.id, [given(asked, "cv.pdf", upload_id=upload)])
    return {
        "answer_id": factories.only(Answer).id, "question_id": asked.question.id, "use_id": asked.id,
        "word": secret.confirming(registration.uuid, registration.email),
        "registration_id": registration.id, "ticket_id": ticket.id, "secret": factories.secret_of(registration),
        "code": factories.code_of(ticket), "reference": ticket.reference,
    }
