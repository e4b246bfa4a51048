"""One thing of each kind, and what stands in each address that leads to it: tests about all pages walk along these."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from eventsvc.accounts import service
from eventsvc.accounts.models import Membership, Organisation, StaffSession
from eventsvc.checkin import doors
from eventsvc.checkin.doors import By
from eventsvc.checkin.models import DoorLink
from eventsvc.events.models import Event
from eventsvc.registration.models import Registration
from eventsvc.series.models import Series
from eventsvc.tickets.models import Ticket
from eventsvc.web import sealed
from tests import factories
from tests.browser import Browser, sign_in


class Unknown(LookupError):  # noqa: N818  says what to add
    """An address with a part that nobody has a sample for."""


@dataclass(frozen=True)
class Samples:
    """The things, and two browsers: the owner's and a stranger's."""

    app: Flask
    organisation: Organisation
    series: Series
    event: Event
    registration: Registration
    ticket: Ticket
    owner: Browser
    stranger: Browser
    door_link: str
    door_code: str
    sign_in_link: str

    def values(self, rule: Rule) -> dict[str, Any]:
        """What to put into the address of this rule."""
        return {name: self.value(rule, name) for name in rule.arguments if name not in (rule.defaults or {})}

    def value(self, rule: Rule, name: str) -> Any:
        """The value of one part. A part that means different things on different pages is told apart by its blueprint."""
        slugs = {"series": self.series.slug, "legal": self.organisation.slug, "brand": self.organisation.slug,
                 "feeds.calendar": self.series.slug, "front.one_series": self.series.slug}
        known = {
            "lang": "en", "version": "00000000", "path": "img/mark.svg",
            "slug": slugs.get(rule.endpoint, slugs.get(rule.endpoint.split(".")[0], self.event.slug)),
            "organisation": self.organisation.slug, "series_slug": self.series.slug, "event_slug": self.event.slug,
            "organisation_id": self.organisation.id, "series_id": self.series.id, "event_id": self.event.id,
            "registration_id": self.registration.id, "ticket_id": self.ticket.id,
            "ticket_type_id": factories.types_of(self.event)[0].id, "type_id": factories.types_of(self.event)[0].id,
            "membership_id": factories.all_of(Membership)[0].id, "session_id": factories.all_of(StaffSession)[0].id,
            "secret": factories.secret_of(self.registration), "code": factories.code_of(self.ticket), "number": 1, "n": 1,
            "reference": self.ticket.reference, "language": "en", "kind": "png", "plain": "calendar", "deed": "cancel", "where": "google", "month": "2027-04", "year": 2027,
        }
        if rule.endpoint.startswith("desk_sign_in."):
            known |= {"token": self.sign_in_link}
        if rule.endpoint.startswith("mine."):
            known |= {"asked": sealed.seal("sign-in", '["ada@uni.example", "en"]')}
        if rule.endpoint.startswith("door_pairing."):
            known |= {"token": self.door_link, "code": self.door_code}
        # what leads nowhere: the page says so, politely
        nowhere = {"token": "nothing", "name": "nothing.png", "pairing": "nothing", "device_id": 1, "row_id": 1,
                   "message_id": "nothing", "letter_id": 1, "outbox_id": 1, "sid": "nothing"}
        name = name.removeprefix("_")  # parts that a view does not read
        if name in known:
            return known[name]
        if name in nowhere:
            return nowhere[name]
        raise Unknown(f"{rule}: tell tests/house/samples.py what stands for <{name}>")


def make(app: Flask) -> Samples:
    """An organisation with a series, an event in it, one registration with two tickets, and an owner who is signed in."""
    organisation = factories.make_organisation()
    series = factories.make_series(organisation=organisation)
    event = factories.make_event(series=series)
    registration = factories.make_registration(event, "Cem", holders=("Cem", "Dora"))
    person = factories.make_person(organisation=organisation)
    owner = sign_in(app.test_client(), person)  # type: ignore[arg-type]
    by = By(person.id, organisation.id)
    doors.open_link(event.id, by)
    link = factories.only(DoorLink)
    ticket = factories.all_of(Ticket)[0]
    stranger: Any = app.test_client()
    code = doors.one_time_code(event.id, by)
    return Samples(
        app, organisation, series, event, registration, ticket, owner, stranger, doors.token(link.uuid, link.token_turn), code,
        service.console_link(person.email),
    )
