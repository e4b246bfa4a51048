"""The letter of a series pass: one for all dates, with a ticket for each and a file for the calendar."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from flask import Flask
from icalendar import Calendar

from eventsvc.core.outbox import OutboxRow
from eventsvc.mails import delivery
from eventsvc.mails.transport import Needless
from eventsvc.registration import passes
from eventsvc.registration.models import Registration
from eventsvc.settings import Settings
from tests import factories
from tests.mails.test_waitlist_letters import ENGLISH, words
from tests.registration.cases import SPRING
from tests.registration.lines import changed
from tests.registration.passing import dates, wanted
from tests.support import Frozen, frozen

pytestmark = pytest.mark.usefixtures("standing_clock")


@pytest.fixture
def standing_clock(app: Flask) -> Iterator[Frozen]:
    with frozen(SPRING) as time:
        yield time


def mail(settings: Settings) -> EmailMessage:
    """The letter, delivered."""
    row = factories.only(OutboxRow, kind="pass")
    delivery.deliver(row)  # type: ignore[arg-type]
    found = [file for file in settings.mail_folder.glob("*.eml") if row.message_id in file.name]
    return message_from_bytes(found[0].read_bytes(), policy=default)  # type: ignore[return-value]


@pytest.mark.both
@pytest.mark.parametrize(("lang", "subject", "said"), [
    ("en", "3 tickets: Bridge", ["You are in, Dora", "Here are your 3 tickets for “Bridge”, one for each date.", "See all dates"]),
    ("de", "3 Tickets: Brücke", ["Hier sind deine 3 Tickets für „Brücke“, eines je Termin.", "Alle Termine ansehen"]),
])
def test_all_dates_in_one_letter(settings: Settings, lang: str, subject: str, said: list[str]) -> None:
    series, events = dates(series=factories.make_series(title_de="Brücke", title_en="Bridge"))
    kept = passes.register(wanted(series, events, language=lang))

    letter = mail(settings)

    assert str(letter["Subject"]) == subject
    for sentence in said:
        assert sentence in words(letter)
        assert sentence in words(letter, "text/html")
    assert f"https://events.example.org/{lang}/p/{kept.secret}" in words(letter)
    for one in factories.all_of(Registration):
        assert f"/{lang}/r/{factories.secret_of(one)}" in words(letter)
    types = [part.get_content_type() for part in letter.walk()]
    assert (types.count("image/png"), types.count("text/calendar"), types.count("application/ics")) == (3, 0, 1)
    if lang == "de":
        assert ENGLISH.findall(re.sub(r"https?://\S+|Evening at the harbour", "", words(letter))) == []


def test_the_file_holds_all_dates_under_the_names_that_later_mails_use(settings: Settings) -> None:
    series, events = dates()
    passes.register(wanted(series, events))

    file = next(part for part in mail(settings).walk() if part.get_content_type() == "application/ics")

    read = Calendar.from_ical(file.get_payload(decode=True))  # type: ignore[arg-type]
    assert "METHOD" not in read
    assert [str(one["UID"]) for one in read.walk("VEVENT")] == [one.uid for one in events]


def test_a_date_that_was_left_or_cancelled_meanwhile_is_not_in_it(settings: Settings) -> None:
    series, events = dates()
    kept = passes.register(wanted(series, events))
    passes.leave(kept.pass_id, factories.all_of(Registration)[1].id)
    changed(events[2], state="cancelled")

    letter = mail(settings)

    assert str(letter["Subject"]).startswith("1 ticket: ")
    assert [part.get_content_type() for part in letter.walk()].count("image/png") == 1


def test_without_a_ticket_or_to_a_former_address_there_is_no_letter(settings: Settings) -> None:
    series, events = dates()
    kept = passes.register(wanted(series, events))
    row = factories.only(OutboxRow)
    passes.correct_email(kept.pass_id, "dora@uni.example")

    with pytest.raises(Needless, match="address corrected"):
        delivery.deliver(row)  # type: ignore[arg-type]
    passes.leave_all(kept.pass_id)
    with pytest.raises(Needless, match="ticket no longer valid"):
        delivery.deliver(factories.all_of(OutboxRow, kind="pass")[-1])  # type: ignore[arg-type]
    passes.disown(kept.pass_id)
    with pytest.raises(Needless, match="registration deleted"):
        delivery.deliver(row)  # type: ignore[arg-type]
