"""Letters of the waitlist: in the language of whoever gets them, with the deadline in both cities, and only while they are true."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from flask import Flask

from eventsvc.core import outbox
from eventsvc.core.outbox import OutboxRow
from eventsvc.mails import delivery, spread
from eventsvc.mails.transport import Needless
from eventsvc.registration import event_turns, service
from eventsvc.registration.models import Registration, WaitlistEntry
from eventsvc.registration.waitlist import desk as waitlist_desk
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.settings import Settings
from tests import factories, pages
from tests.registration.lines import MORNING, changed, full_event, joined
from tests.support import Frozen, frozen

pytestmark = pytest.mark.usefixtures("standing_clock")
ENGLISH = re.compile(r"\b(the|your|you|this|with|until|waitlist|place|event page)\b", re.IGNORECASE)
TITLES = {"title_de": "Vom Labor in den Hafen", "title_en": "From lab to harbour"}


@pytest.fixture
def standing_clock(app: Flask) -> Iterator[Frozen]:
    with frozen(MORNING) as time:
        yield time


def mail(settings: Settings, registration_id: int, kind: str) -> EmailMessage:
    """The latest letter of this kind to a registration, delivered."""
    row = factories.all_of(OutboxRow, registration_id=registration_id, kind=kind)[-1]
    delivery.deliver(row)  # type: ignore[arg-type]
    found = [file for file in settings.mail_folder.glob("*.eml") if row.message_id in file.name]
    return message_from_bytes(found[0].read_bytes(), policy=default)  # type: ignore[return-value]


def words(letter: EmailMessage, kind: str = "text/plain") -> str:
    text = str(next(one for one in letter.walk() if one.get_content_type() == kind).get_content())
    return " ".join((pages.text_of(pages.parsed(text)) if kind == "text/html" else text).split())


@pytest.mark.both
@pytest.mark.parametrize(("lang", "subject", "said"), [
    ("de", "Ein Platz bis heute, 21:00 Uhr: Vom Labor in den Hafen", [
        "Ein Platz ist frei, Dora", "Der Platz gehört dir bis", "Donnerstag, 1. April, 21:00 Uhr",
        "21:00 Uhr Hamburg, 12:00 Uhr San Francisco. Danach bekommt ihn die nächste Person.", "1 × Vor Ort, kostenlos",
        "Platz ansehen und annehmen", "weil du seit dem 1. April auf der Warteliste stehst",
    ]),
    ("en", "A place until today, 9:00 PM: From lab to harbour", [
        "A place is free, Dora", "The place is yours until", "Thursday, 1 April, 9:00 PM",
        "9:00 PM Hamburg, 12:00 PM San Francisco. After that the next person gets it.", "1 × On site, free",
        "See the place and take it", "because you have been on the waitlist since 1 April",
    ]),
])
def test_an_offer_says_until_when_in_the_language_of_who_gets_it(settings: Settings, lang: str, subject: str, said: list[str]) -> None:
    """T59: the one who cancels speaks the other language."""
    event, [ada] = full_event(mode="offer", **TITLES)
    service.speak(ada, "en" if lang == "de" else "de")
    dora = joined(event, "Dora Duman", language=lang)
    service.cancel(ada)

    letter = mail(settings, dora, "waitlist-offer")

    assert str(letter["Subject"]) == subject
    for sentence in said:
        assert sentence in words(letter)
        assert sentence.removesuffix(".") in words(letter, "text/html")
    assert letter["Content-Language"] == lang
    there = f"https://events.example.org/{lang}/r/{factories.secret_of(factories.only(Registration, id=dora))}/waitlist"
    assert re.findall(rf"{there}\S*", words(letter)) == [there, f"{there}#leave"]


def test_german_letters_hold_no_english_word(settings: Settings) -> None:
    event, [ada] = full_event(mode="offer", **TITLES)
    dora, cem = joined(event, "Dora Duman"), joined(event, "Cem")
    letters = [mail(settings, dora, "waitlist-joined")]
    service.cancel(ada)
    letters.append(mail(settings, dora, "waitlist-offer"))
    waitlist_desk.withdraw(dora, by=service.By(factories.make_person().id))
    letters.append(mail(settings, dora, "offer-withdrawn"))
    waitlist_desk.remove(event.id, [dora], by=service.By(factories.make_person().id))
    letters.append(mail(settings, dora, "waitlist-left"))
    changed(factories.only(factories.Event), waitlist_mode="confirm")
    waitlist.accept(cem)
    letters.append(mail(settings, cem, "ticket"))

    assert [ENGLISH.findall(re.sub(r"https?://\S+", "", words(letter))) for letter in letters] == [[]] * 5


def test_who_moved_up_gets_the_ticket_and_a_way_out(settings: Settings) -> None:
    event, [ada] = full_event(**TITLES)
    dora = joined(event, "Dora Duman", language="en")
    service.cancel(ada)

    letter = mail(settings, dora, "waitlist-ticket")

    assert str(letter["Subject"]) == "You moved up: From lab to harbour, Mon, 19 Apr, 6:00 PM Hamburg"
    assert "You moved up, Dora" in words(letter)
    assert "I can't come" in words(letter)
    assert [part.get_content_type() for part in letter.walk()].count("image/png") == 1
    assert "METHOD:REQUEST" in str(next(part for part in letter.walk() if part.get_content_type() == "text/calendar").get_content())


@pytest.mark.parametrize(("many", "before", "said"), [
    (1, 0, "Deine Stelle in der Liste: 1 1 Person wartet."), (2, 0, "Deine Stelle in der Liste: 1 2 Personen warten."),
    (1, 20, "Deine Stelle in der Liste: 2 21 Personen warten."), (1, 999, "Deine Stelle in der Liste: 2 1.000 Personen warten."),
])
def test_joining_is_confirmed_with_the_place(settings: Settings, many: int, before: int, said: str) -> None:
    event, _ = full_event(**TITLES)
    if before:
        joined(event, "Cem")
        changed(factories.only(WaitlistEntry), seats=before)
    dora = joined(event, "Dora Duman", seats=many)

    letter = words(mail(settings, dora, "waitlist-joined"))

    assert said in letter
    assert f"Dir passt: {many} × Vor Ort, kostenlos." in letter


def test_a_list_that_shows_no_numbers_writes_none(settings: Settings) -> None:
    event, _ = full_event(waitlist_position=False)
    dora = joined(event, "Dora Duman")

    assert "Stelle in der Liste" not in words(mail(settings, dora, "waitlist-joined"))


def test_the_online_ticket_says_that_the_room_may_come(settings: Settings) -> None:
    event, [ada] = full_event(**TITLES)
    online = factories.types_of(event)[1]
    dora = joined(event, "Dora Duman", meanwhile=online.id, language="en")
    first = words(mail(settings, dora, "ticket"))
    service.cancel(ada)

    assert "You are on the waitlist for the room." in first
    assert "You are on the waitlist for the room." not in words(mail(settings, dora, "ticket"))


def test_a_lapsed_offer_says_how_to_come_back(settings: Settings, standing_clock: Frozen) -> None:
    event, [ada] = full_event(mode="offer", **TITLES)
    dora = joined(event, "Dora Duman", language="en")
    cem = joined(event, "Cem", language="en", meanwhile=factories.types_of(event)[1].id)
    service.cancel(ada)
    standing_clock.move(hours=12)
    waitlist.sweep()
    standing_clock.move(hours=24)
    waitlist.sweep()

    letter = words(mail(settings, dora, "offer-lapsed"))

    assert "You are not on the list any more. You can join it again." in letter
    assert f"https://events.example.org/en/e/{event.slug}/waitlist" in letter
    assert "Your online ticket stays valid." in words(mail(settings, cem, "offer-lapsed"))


@pytest.mark.parametrize("kind", ["waitlist-joined", "waitlist-offer", "offer-withdrawn"])
def test_what_is_no_longer_so_is_not_written(settings: Settings, kind: str) -> None:
    event, _ = full_event(mode="offer")
    dora = joined(event, "Dora Duman")
    waitlist.leave(dora)
    outbox.enqueue(kind, registration_id=dora, recipient=factories.only(Registration, id=dora).email)

    with pytest.raises(Needless):
        mail(settings, dora, kind)


@pytest.mark.both
@pytest.mark.parametrize(("deed", "kind", "said"), [
    ("cancel", "letter-event-cancelled", "You do not have to do anything, and nothing is to be paid."),
    ("postpone", "letter-event-changed", "Your place in the list stays."),
])
def test_who_waits_is_told_when_the_event_is_off(settings: Settings, deed: str, kind: str, said: str) -> None:
    """T52."""
    event, [ada] = full_event(**TITLES)
    dora = joined(event, "Dora Duman", language="en")
    event_turns.turn(deed, event.id, event.organisation_id, by=None)  # type: ignore[arg-type]
    spread.into_letters(next(row for row in factories.all_of(OutboxRow) if row.kind in spread.JOBS))

    letter = mail(settings, dora, kind)

    assert said in words(letter)
    assert "ticket" not in words(letter).lower()
    assert [part.get_content_type() for part in letter.walk()].count("text/calendar") == 0
    assert factories.only(OutboxRow, registration_id=ada, kind=kind).recipient
