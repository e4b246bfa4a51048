"""Guests of a group at their own address: invitation, ticket, what becomes of it, and of the event; once, in their language."""

import io
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from eventsvc.core import outbox
from eventsvc.events.models import Event
from eventsvc.mails import spread
from eventsvc.registration import ends, groups, reminders, service
from eventsvc.registration.models import Registration
from tests import factories
from tests.mails.post import delivered, to, words
from tests.registration.groups_of import CEM, entered, group, link, own, tickets
from tests.registration.lines import changed
from tests.support import Frozen, frozen

DORA = "dora@guests.example"


@pytest.fixture
def now(app: Flask) -> Iterator[Frozen]:
    with frozen("2027-03-01 12:00") as stopped:
        yield stopped


@pytest.fixture
def event(now: Frozen) -> Event:
    return factories.make_event(title_de="Vom Labor in den Hafen", title_en="From lab to harbour")


@pytest.fixture
def ben(event: Event) -> Registration:
    return group(event, "", "", "")


def spread_out(event: Event, kind: str, **payload: Any) -> list[EmailMessage]:
    """A job in the outbox, and all that comes of it."""
    delivered()
    outbox.enqueue(kind, organisation_id=event.organisation_id, event_id=event.id, payload=payload)
    return delivered()


def codes(mail: EmailMessage) -> list[str]:
    """What the QR codes of a letter say."""
    pictures = [one.get_payload(decode=True) for one in mail.walk() if one.get_content_type() == "image/png"]
    return [str(zxingcpp.read_barcodes(Image.open(io.BytesIO(one)))[0].text) for one in pictures]  # type: ignore[arg-type]


@pytest.mark.both
def test_the_invitation_leads_to_the_own_link_and_shows_no_code(ben: Registration, event: Event) -> None:
    delivered()
    groups.send(ben.id, tickets(ben)[1].id, CEM)

    [mail] = delivered()

    said = words(mail)
    assert str(mail["Subject"]).startswith("Ben Brandt hat einen Platz für dich: Vom Labor in den Hafen")
    assert f"/de/g/{link(tickets(ben)[1])}" in said
    assert "#stranger" in said
    assert codes(mail) == []
    assert factories.secret_of(ben) not in str(mail)


@pytest.mark.both
def test_the_ticket_of_a_guest_is_one_and_the_links_are_the_guests(ben: Registration, event: Event) -> None:
    delivered()
    seat = entered(tickets(ben)[1])

    [mail] = delivered()

    assert (str(mail["To"]), str(mail["Subject"])[:12]) == (f"Cem Coşkun <{CEM}>", "Your ticket:")
    assert codes(mail) == [f"HTTPS://EVENTS.EXAMPLE.ORG/T/{factories.code_of(seat)}"]
    assert f"/en/g/{link(seat)}/mine/{own(seat)}#back" in words(mail)
    assert factories.secret_of(ben) not in str(mail)
    assert any(one.get_content_type() == "text/calendar" for one in mail.walk())


def test_an_invitation_that_was_answered_meanwhile_is_not_sent(ben: Registration) -> None:
    delivered()
    seat = tickets(ben)[1]
    groups.send(ben.id, seat.id, CEM)
    entered(factories.fresh(seat))

    assert [str(mail["Subject"])[:11] for mail in delivered()] == ["Your ticket"]


@pytest.mark.parametrize(("kind", "subject"), [
    ("event-changed", "Changed: From lab"), ("event-cancelled", "Cancelled: From lab"), ("reminder-day", "Reminder: From lab"),
])
@pytest.mark.both
def test_what_happens_to_the_event_reaches_guests_in_their_language_and_once(
    ben: Registration, event: Event, now: Frozen, kind: str, subject: str,
) -> None:
    first = entered(tickets(ben)[1])
    entered(tickets(ben)[2], name="Cem's Sister")  # the same address, so one letter will do
    groups.send(ben.id, tickets(ben)[3].id, DORA)
    now.move(minutes=1)
    if kind == "event-cancelled":
        changed(event, state="cancelled")

    mails = spread_out(
        event, kind, starts_at=event.starts_at.isoformat(), registered_by=(now.at + timedelta(minutes=1)).isoformat(), before={},
    )

    assert [str(mail["Subject"])[:len(subject)] for mail in to(mails, CEM)] == [subject]
    assert len(to(mails, ben.email)) == 1
    assert len(to(mails, DORA)) == (0 if kind == "reminder-day" else 1)
    if kind != "event-cancelled":
        assert link(first) in words(to(mails, CEM)[0])
        assert factories.secret_of(ben) not in str(to(mails, CEM)[0])


def test_a_job_that_is_done_twice_tells_nobody_twice(ben: Registration, event: Event, now: Frozen) -> None:
    entered(tickets(ben)[1])
    delivered()
    now.move(minutes=1)
    changed(event, state="cancelled")
    outbox.enqueue("event-cancelled", organisation_id=event.organisation_id, event_id=event.id)
    job = outbox.claim("worker")
    assert job is not None

    spread.into_letters(job)
    spread.into_letters(job)

    assert len(to(delivered(), CEM)) == 1


def test_whoever_wants_no_reminders_does_not_keep_guests_from_them(ben: Registration, event: Event, now: Frozen) -> None:
    entered(tickets(ben)[1])
    reminders.remind(ben.id, wanted=False)
    now.move(minutes=1)

    mails = spread_out(event, "reminder-day", starts_at=event.starts_at.isoformat(), registered_by=now.at.isoformat())

    assert (len(to(mails, ben.email)), len(to(mails, CEM))) == (0, 1)


def test_only_who_registered_is_asked_whether_they_come(ben: Registration, event: Event, now: Frozen) -> None:
    entered(tickets(ben)[1])
    now.move(minutes=1)

    mails = spread_out(event, "still-coming", starts_at=event.starts_at.isoformat(), registered_by=now.at.isoformat())

    assert (len(to(mails, ben.email)), len(to(mails, CEM))) == (1, 0)


@pytest.mark.parametrize(("why", "said"), [
    ("cancelled", "Ben Brandt has cancelled your place at “From lab to harbour”."),
    ("renamed", "Ben Brandt has given your place at “From lab to harbour” to somebody else."),
])
def test_a_guest_whose_place_is_gone_hears_of_it_and_the_entry_goes(ben: Registration, why: str, said: str) -> None:
    seat = entered(tickets(ben)[1])
    delivered()
    if why == "cancelled":
        ends.cancel(ben.id, ticket_id=seat.id)
    else:
        service.rename(ben.id, seat.id, "Eve")

    [mail] = to(delivered(), CEM)

    assert said in words(mail)
    assert "Your place is gone, Cem" in words(mail)
    assert any(one.get_param("method") == "CANCEL" for one in mail.walk() if one.get_content_type() == "text/calendar")


def test_who_registered_hears_of_a_place_that_came_back(ben: Registration) -> None:
    seat = entered(tickets(ben)[1])
    delivered()
    groups.give_back(link(seat), own(seat))

    [mail] = delivered()

    assert ben.email in str(mail["To"])
    assert f"/de/r/{factories.secret_of(ben)}/group" in words(mail)
