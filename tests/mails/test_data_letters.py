"""The last letter after data was deleted, and the link to one's data in all letters."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from flask import Flask

from eventsvc.core import outbox
from eventsvc.core.db import db, transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.mails import data_letters
from eventsvc.registration import forgetting, service
from eventsvc.settings import Settings
from eventsvc.worker import Worker
from tests import factories
from tests.mails.test_letters import entry, part
from tests.registration.cases import SPRING, wish
from tests.support import frozen

DORA = "dora@guests.example"
pytestmark = [pytest.mark.both, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def standing_clock(app: Flask) -> Iterator[None]:
    with frozen(SPRING):
        yield


def registered(event: Event, lang: str = "de", **more: object) -> service.Kept:
    return service.register(event.id, wish(event, "Dora Duman", **{"email": DORA, "language": lang, **more}))


def message_of(settings: Settings) -> EmailMessage:
    """The one mail that went out."""
    (file,) = settings.mail_folder.glob("*.eml")
    return message_from_bytes(file.read_bytes(), policy=default)  # type: ignore[return-value]


@pytest.mark.parametrize(("lang", "subject", "said"), [
    ("de", "Deine Daten sind gelöscht: Abend im Hafen", "Alles, was wir aus deiner Anmeldung zu „Abend im Hafen“ über dich wussten"),
    ("en", "Your data is deleted: Evening at the harbour", "Everything we knew about you from your registration"),
])
def test_it_says_so_takes_the_entry_out_and_names_nobody(app: Flask, settings: Settings, lang: str, subject: str, said: str) -> None:
    event = factories.make_event()
    kept = registered(event, lang)
    forgetting.erase(kept.registration_id)

    assert Worker(app).once()

    mail = message_of(settings)
    head, one = entry(mail)
    text = part(mail, "text/plain")
    assert (str(mail["Subject"]), str(mail["To"]), mail["Content-Language"]) == (subject, DORA, lang)
    assert said in " ".join(text.split())
    assert (head["METHOD"], one["STATUS"], one["UID"], one["ATTENDEE"]) == ("CANCEL", "CANCELLED", event.uid, f"mailto:{DORA}")
    assert "Dora" not in text.replace(DORA, "")
    assert "/r/" not in text
    assert [row.recipient for row in factories.all_of(OutboxRow)] == [""]
    if lang == "de":
        assert not re.findall(r"\b(the|your|you|this|with)\b", text, re.IGNORECASE)


def test_who_comes_again_is_put_in_again(app: Flask, settings: Settings) -> None:
    event = factories.make_event()
    forgetting.erase(registered(event).registration_id)
    assert Worker(app).once()
    gone = entry(message_of(settings))[1]
    (file,) = settings.mail_folder.glob("*.eml")
    file.unlink()
    with frozen("2027-04-02 12:00"):
        registered(event)

        assert Worker(app).once()

    back = entry(message_of(settings))[1]
    assert back["SEQUENCE"] >= gone["SEQUENCE"]
    assert back["DTSTAMP"].dt > gone["DTSTAMP"].dt


def test_without_a_ticket_there_is_no_entry_to_take_out(app: Flask, settings: Settings) -> None:
    kept = registered(factories.make_event())
    service.cancel(kept.registration_id)
    with transaction():
        for row in db.session.scalars(db.select(OutboxRow)):
            row.state = "sent"

    forgetting.erase(kept.registration_id)
    assert Worker(app).once()

    assert not [one for one in message_of(settings).walk() if one.get_content_type() == "text/calendar"]


def test_given_up_at_the_desk_it_is_gone_too(app: Flask) -> None:
    event = factories.make_event()
    forgetting.erase(registered(event).registration_id)
    row = factories.only(OutboxRow, kind="data-deleted")

    assert outbox.give_up(row.id, event.organisation_id)

    assert factories.all_of(OutboxRow, kind="data-deleted") == []


@pytest.mark.parametrize(("to", "many"), [("DORA@guests.example", 1), ("cem@guests.example", 0)])
def test_only_letters_to_the_registrations_address_lead_to_its_data(app: Flask, to: str, many: int) -> None:
    kept = registered(factories.make_event())
    with transaction():
        letter = db.session.scalars(db.select(OutboxRow)).one()
        letter.recipient = to

    links = data_letters.link(factories.only(OutboxRow))  # type: ignore[arg-type]

    assert len(links) == many
    assert all(link.address.endswith(f"/de/r/{kept.secret}/data") for link in links)
