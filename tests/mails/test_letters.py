"""Letters from the outbox to the folder: what each says, in the language of whoever gets it."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import icalendar
import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from eventsvc.accounts.models import Organisation
from eventsvc.core import outbox
from eventsvc.core.db import db, transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.mails import delivery
from eventsvc.mails.transport import Needless, Permanent
from eventsvc.registration.models import Registration
from eventsvc.settings import Settings
from eventsvc.tickets.models import Ticket
from tests import factories, pages
from tests.calendars import changed
from tests.support import counted_queries, frozen

BASE = "https://events.example.org"


@pytest.fixture
def event(app: Flask) -> Iterator[Event]:
    with frozen("2027-03-01 12:00"):
        yield factories.make_event(
            slug="harbour", title_de="Vom Labor in den Hafen", title_en="From lab to harbour", reason_de="Sturm", reason_en="Storm",
        )


def guest(event: Event, name: str = "Cem Coşkun", **changes: Any) -> Registration:
    return factories.make_registration(event, name, email="cem@guests.example", **{"language": "de", **changes})


def posted(settings: Settings, kind: str, to: Registration, **payload: Any) -> EmailMessage:
    """Enqueue, claim, deliver; the mail as it lies in the folder."""
    outbox.enqueue(
        kind, payload=payload, event_id=to.event_id, registration_id=to.id, recipient=to.email, language=to.language,
        organisation_id=factories.only(Event, id=to.event_id).organisation_id,
    )
    row = outbox.claim("worker")
    assert row is not None
    delivery.deliver(row)
    outbox.done(row)
    found = [file for file in settings.mail_folder.glob("*.eml") if row.message_id in file.name]
    return message_from_bytes(found[0].read_bytes(), policy=default)  # type: ignore[return-value]


def part(mail: EmailMessage, kind: str) -> str:
    return str(next(one for one in mail.walk() if one.get_content_type() == kind).get_content())


def entry(mail: EmailMessage) -> tuple[icalendar.Calendar, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(part(mail, "text/calendar"))
    return calendar, calendar.walk("VEVENT")[0]  # type: ignore[return-value]


@pytest.mark.both
@pytest.mark.parametrize(("lang", "subject", "words", "when"), [
    ("de", "Dein Ticket: Vom Labor in den Hafen, Mo, 19. Apr., 18:00 Uhr Hamburg", "Du bist dabei, Cem", "18:00–20:00 Uhr"),
    ("en", "Your ticket: From lab to harbour, Mon, 19 Apr, 6:00 PM Hamburg", "You are in, Cem", "6:00–8:00 PM"),
])
def test_the_ticket_comes_in_the_language_of_the_registration(
    settings: Settings, event: Event, lang: str, subject: str, words: str, when: str,
) -> None:
    to = guest(event, language=lang)

    mail = posted(settings, "ticket", to)

    assert str(mail["Subject"]) == subject
    assert (str(mail["To"]), mail["Content-Language"]) == ("Cem Coşkun <cem@guests.example>", lang)
    for text in (part(mail, "text/plain"), pages.text_of(pages.parsed(part(mail, "text/html")))):
        assert words in text
        assert when in text
        assert "San Francisco (PDT)" in text
        assert "Speicher 7" in text
    html, owner = part(mail, "text/html"), factories.only(Organisation)
    mine = f"r/{factories.secret_of(to)}"
    for address in (mine, f"{mine}/cancel", f"{mine}/data", f"{mine}#stranger", "e/harbour", f"imprint/{owner.slug}"):
        assert f'href="{BASE}/{lang}/{address}"' in html
        assert f"{BASE}/{lang}/{address}\n" in part(mail, "text/plain").replace("\r", "")
    head, one = entry(mail)
    assert (head["METHOD"], one["STATUS"], one["UID"], one["SEQUENCE"]) == ("REQUEST", "CONFIRMED", event.uid, event.sequence)
    assert one["ATTENDEE"] == "mailto:cem@guests.example"
    assert one["ORGANIZER"] == "mailto:tickets@events.example.org"


def test_german_letters_hold_no_english_sentence(settings: Settings, event: Event) -> None:
    to = guest(event)
    english = re.compile(r"\b(the|your|you|this|with|view|ticket for|event page|calendar:)\b", re.IGNORECASE)

    texts = [part(posted(settings, "ticket", to), "text/plain"), part(posted(settings, "letter-event-changed", to), "text/plain")]
    changed(event, state="cancelled")
    texts.append(part(posted(settings, "letter-event-cancelled", to), "text/plain"))

    assert [english.findall(text) for text in texts] == [[], [], []]


def test_the_picture_is_the_code_and_the_code_stands_below(settings: Settings, event: Event) -> None:
    to = guest(event, holders=("Cem", "Dora"))

    mail = posted(settings, "ticket", to)

    pictures = [one for one in mail.walk() if one.get_content_type() == "image/png"]
    read = [zxingcpp.read_barcode(Image.open(io.BytesIO(one.get_content()))) for one in pictures]
    tickets = factories.all_of(Ticket, registration_id=to.id)
    assert [one.text for one in read if one] == [f"{BASE}/T/{factories.code_of(one)}".upper() for one in tickets]
    html = part(mail, "text/html")
    for picture, ticket in zip(pictures, tickets, strict=True):
        assert f"cid:{str(picture['Content-ID']).strip('<>')}" in html
        assert f"{ticket.reference[:4]} {ticket.reference[4:]}" in html


def test_a_cancelled_registration_takes_the_entry_out(settings: Settings, event: Event) -> None:
    to = guest(event)
    before = entry(posted(settings, "ticket", to))[1]
    with transaction():
        db.session.get_one(Registration, to.id).state = "cancelled"

    mail = posted(settings, "registration-cancelled", to)

    head, one = entry(mail)
    assert str(mail["Subject"]).startswith("Abgemeldet: Vom Labor in den Hafen")
    assert (head["METHOD"], one["STATUS"], one["UID"]) == ("CANCEL", "CANCELLED", before["UID"])
    assert one["SEQUENCE"] > before["SEQUENCE"]


def test_who_registers_again_is_put_in_again(settings: Settings, event: Event) -> None:
    guest(event, state="cancelled")
    to = guest(event)

    one = entry(posted(settings, "ticket", to))[1]

    assert one["SEQUENCE"] == event.sequence + 1


def test_a_changed_event_says_both_times(settings: Settings, event: Event) -> None:
    to = guest(event)
    changed(event, local_start=event.local_start + timedelta(hours=1), starts_at=event.starts_at + timedelta(hours=1),
            local_end=event.local_end + timedelta(hours=1), ends_at=event.ends_at + timedelta(hours=1))

    mail = posted(settings, "letter-event-changed", to, before={
        "local_start": event.local_start.isoformat(), "local_end": event.local_end.isoformat(), "zone": event.zone,
    })

    text = part(mail, "text/plain")
    assert str(mail["Subject"]).startswith("Neuer Termin: Vom Labor in den Hafen")
    assert "Hamburg (MESZ): Mo, 19. April 2027, 19:00–21:00 Uhr" in text
    assert "Bisher, Hamburg (MESZ): Mo, 19. April 2027, 18:00–20:00 Uhr" in text
    assert entry(mail)[1]["SEQUENCE"] == event.sequence + 1


def test_a_cancelled_event_says_why(settings: Settings, event: Event) -> None:
    to = guest(event)
    changed(event, state="cancelled")

    mail = posted(settings, "letter-event-cancelled", to)

    assert "„Vom Labor in den Hafen“ findet nicht statt. Grund: Sturm" in part(mail, "text/plain").replace("\r", "")
    assert entry(mail)[0]["METHOD"] == "CANCEL"


@pytest.mark.parametrize(("kind", "values", "why"), [
    ("ticket", {"email": "right@guests.example"}, "address corrected"),
    ("ticket", {"state": "cancelled", "tickets": "cancelled"}, "ticket no longer valid"),
    ("registration-cancelled", {}, "registered again"),
    ("letter-event-cancelled", {}, "event takes place again"),
    ("letter-event-changed", {"state": "cancelled"}, "no longer valid"),
])
def test_what_is_not_wanted_any_more_is_not_sent(
    settings: Settings, event: Event, kind: str, values: dict[str, str], why: str,
) -> None:
    to = guest(event)
    tickets = values.pop("tickets", None)
    with transaction():
        row = db.session.get_one(Registration, to.id)
        for name, value in values.items():
            setattr(row, name, value)
        for ticket in db.session.query(Ticket).filter_by(registration_id=to.id) if tickets else ():
            ticket.state = tickets

    with pytest.raises(Needless, match=why):
        posted(settings, kind, to)

    assert not settings.mail_folder.exists()


def test_an_unknown_kind_never_works(settings: Settings, event: Event) -> None:
    with pytest.raises(Permanent, match="nonsense"):
        posted(settings, "nonsense", guest(event))


@pytest.mark.both
def test_a_change_is_one_letter_for_each_guest_however_often_it_is_tried(settings: Settings, event: Event) -> None:
    for number in range(5):
        factories.make_registration(event, f"Ada {number}", language="de" if number % 2 else "en")
    factories.make_registration(event, "Gone", state="cancelled")
    outbox.enqueue("event-changed", event_id=event.id, organisation_id=event.organisation_id, payload={"a": 1})
    row = outbox.claim("worker")
    assert row is not None

    delivery.deliver(row)
    delivery.deliver(row)

    letters = factories.all_of(OutboxRow, kind="letter-event-changed")
    assert sorted(one.language for one in letters) == ["de", "de", "en", "en", "en"]
    assert [one.payload for one in letters] == [{"a": 1}] * 5


def test_a_letter_costs_the_same_however_many_guests(settings: Settings, event: Event) -> None:
    to = guest(event)
    for _ in range(20):
        factories.make_registration(event, "Ada")

    with counted_queries() as seen:
        posted(settings, "ticket", to)

    assert len([one for one in seen if one.lower().startswith("select")]) <= 9


@pytest.mark.parametrize("name", ["<b>Dora</b> & \"Co\"", "Dora\r\nBcc: x@y.example", "\u202eevil", "A" * 120])
def test_names_stay_names(settings: Settings, event: Event, name: str) -> None:
    to = guest(event, name)

    mail = posted(settings, "ticket", to)

    assert "<b>Dora" not in part(mail, "text/html")
    assert mail["Bcc"] is None
    pages.parsed(part(mail, "text/html"))
