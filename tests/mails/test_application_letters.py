"""Letters to applicants: in their language, in our words or the organiser's, with the promised hour in both cities."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from eventsvc.core.outbox import OutboxRow
from eventsvc.mails import application_letters, delivery
from eventsvc.mails.transport import Needless
from eventsvc.registration import service
from eventsvc.registration.approval import service as applications
from eventsvc.registration.approval import texts as answer_texts
from eventsvc.registration.approval.service import Reply
from eventsvc.registration.approval.texts import Texts
from eventsvc.settings import Settings
from tests import factories
from tests.mails.test_waitlist_letters import ENGLISH, mail, words
from tests.registration.applying import BY, applied, stage
from tests.registration.cases import reason
from tests.support import Frozen, frozen

MORNING = datetime(2027, 4, 1, 7, tzinfo=UTC)
TITLES = {"title_de": "Vom Labor in den Hafen", "title_en": "From lab to harbour"}
OWN = Texts(
    subject_de="Ihr seid auf der Bühne: {event}", text_de="Hallo {name}, ihr habt drei Minuten am {when}.\n\nFolien bis Sonntag.",
    subject_en="You are on stage: {event}", text_en="Hello {name}, you have three minutes on {when}.\n\nSlides by Sunday.",
)


@pytest.fixture(autouse=True)
def _time(app: Flask) -> Iterator[Frozen]:
    with frozen(MORNING) as time:
        yield time


def answered(registration_id: int, answer: str, message: str = "", until: datetime | None = None) -> None:
    applications.answer(registration_id, Reply(answer=answer, message=message, until=until, at_once=True), by=BY)


@pytest.mark.both
@pytest.mark.parametrize(("lang", "subject", "said"), [
    ("de", "Bewerbung angekommen: Vom Labor in den Hafen, Mo, 19. Apr., 18:00 Uhr Hamburg", [
        "Deine Bewerbung ist angekommen, Ada", "Du hast eine Antwort bis", "Montag, 12. April, 18:00 Uhr",
        "18:00 Uhr Hamburg, 09:00 Uhr San Francisco.", "Bewerbung zurückziehen",
    ]),
    ("en", "Application received: From lab to harbour, Mon, 19 Apr, 6:00 PM Hamburg", [
        "Your application has arrived, Ada", "You have an answer by", "Monday, 12 April, 6:00 PM",
        "6:00 PM Hamburg, 9:00 AM San Francisco.", "Withdraw it",
    ]),
])
def test_it_has_arrived_and_there_is_an_answer_by(settings: Settings, lang: str, subject: str, said: list[str]) -> None:
    event = factories.make_event(**TITLES)
    ada = applied(event, stage(event), "Ada Ahlers", language=lang)

    letter = mail(settings, ada, "applied")

    assert str(letter["Subject"]).strip() == subject
    for sentence in said:
        assert sentence in words(letter)
        assert sentence in words(letter, "text/html")


def test_a_yes_to_what_is_free_carries_ticket_and_calendar(settings: Settings) -> None:
    event = factories.make_event(**TITLES)
    ada = applied(event, stage(event), "Ada Ahlers", language="de")
    answered(ada, "yes", "Schickt die Folien bis Sonntag.\n\nBis dann!")

    letter = mail(settings, ada, "approved")
    text = words(letter)

    assert str(letter["Subject"]).strip() == "Zusage: Vom Labor in den Hafen, Mo, 19. Apr., 18:00 Uhr Hamburg"
    for sentence in ("Ein Ja für dich, Ada", "Hier ist dein Ticket", "Schickt die Folien bis Sonntag.", "Bis dann!", "Bühne"):
        assert sentence in text
    assert [part.get_content_type() for part in letter.walk()].count("text/calendar") == 1
    assert not ENGLISH.search(text)


def test_a_yes_to_what_costs_says_until_when_to_order(settings: Settings) -> None:
    event = factories.make_event(**TITLES)
    ada = applied(event, stage(event, price_cents=6000), "Ada Ahlers", language="en")
    answered(ada, "yes")

    letter = mail(settings, ada, "approved")
    text = words(letter)

    assert "A yes for you, Ada" in text
    assert "To be ordered and paid until: Thursday, 8 April, 9:00 AM 9:00 AM Hamburg, 12:00 AM San Francisco. After that" in text
    assert "/review" in text
    assert "text/calendar" not in [part.get_content_type() for part in letter.walk()]


@pytest.mark.parametrize(("lang", "said"), [
    ("de", ["Zu deiner Bewerbung, Ada", "Dieses Mal ist dafür kein Platz.", "Der Abend ist voll.", "Sieh, wie du sonst dabei sein kannst"]),
    ("en", ["About your application, Ada", "This time there is no place for it.", "Der Abend ist voll.", "See how else to take part"]),
])
def test_a_no_is_friendly_and_shows_the_way_on(settings: Settings, lang: str, said: list[str]) -> None:
    event = factories.make_event(**TITLES)
    ada = applied(event, stage(event), "Ada Ahlers", language=lang)
    answered(ada, "no", "Der Abend ist voll.")

    text = words(mail(settings, ada, "declined"))

    assert [sentence for sentence in said if sentence not in text] == []


def test_later_says_the_new_hour_in_both_cities(settings: Settings) -> None:
    event = factories.make_event(**TITLES)
    ada = applied(event, stage(event), "Ada Ahlers", language="de")
    answered(ada, "later", until=datetime(2027, 4, 14, 10, tzinfo=UTC))

    text = words(mail(settings, ada, "answer-later"))

    for sentence in ("Es dauert noch etwas, Ada", "Mittwoch, 14. April, 12:00 Uhr", "12:00 Uhr Hamburg, 03:00 Uhr San Francisco"):
        assert sentence in text


@pytest.mark.both
@pytest.mark.parametrize(("lang", "subject", "said"), [
    ("de", "Ihr seid auf der Bühne: Vom Labor in den Hafen", [
        "Hallo Ada, ihr habt drei Minuten am Mo, 19. April 2027, 18:00 Uhr Hamburg, 09:00 Uhr San Francisco.", "Folien bis Sonntag.",
    ]),
    ("en", "You are on stage: From lab to harbour", [
        "Hello Ada, you have three minutes on Mon, 19 April 2027, 6:00 PM Hamburg, 9:00 AM San Francisco.", "Slides by Sunday.",
    ]),
])
def test_the_organisers_own_words_in_the_recipients_language(settings: Settings, lang: str, subject: str, said: list[str]) -> None:
    event = factories.make_event(**TITLES)
    answer_texts.keep(event.organisation_id, event.id, "yes", OWN, for_all=False, by=1)
    ada = applied(event, stage(event), "Ada Ahlers", language=lang)
    answered(ada, "yes")

    letter = mail(settings, ada, "approved")

    assert str(letter["Subject"]).strip() == subject
    assert [sentence for sentence in said if sentence not in words(letter)] == []


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_preview_is_what_is_mailed(settings: Settings, lang: str) -> None:
    event = factories.make_event(**TITLES)
    ada = applied(event, stage(event), "Ada Ahlers", language=lang)

    shown = application_letters.preview(ada, "no", lang, message="Der Abend ist voll.")
    answered(ada, "no", "Der Abend ist voll.")
    letter = mail(settings, ada, "declined")

    assert shown is not None
    assert (shown.subject, shown.more) == (str(letter["Subject"]).strip(), ("Der Abend ist voll.",))
    assert shown.lede in words(letter)


def test_letters_that_are_no_longer_true_are_not_sent(settings: Settings) -> None:
    event = factories.make_event(**TITLES)
    kind = stage(event)
    ada, ben = applied(event, kind, "Ada"), applied(event, kind, "Ben")
    answered(ada, "later", until=MORNING + timedelta(days=3))
    service.cancel(ada)
    answered(ben, "no")
    answered(ben, "yes")

    for row in [one for one in factories.all_of(OutboxRow) if one.kind in {"applied", "answer-later", "declined"}]:
        with pytest.raises(Needless):
            delivery.deliver(row)  # type: ignore[arg-type]


@pytest.mark.both
@pytest.mark.parametrize(("lang", "subject", "said"), [
    ("de", "Bewerbung zurückgezogen: Vom Labor in den Hafen, Mo, 19. Apr., 18:00 Uhr Hamburg", [
        "Deine Bewerbung ist zurückgezogen, Ada", "Niemand entscheidet mehr darüber.", "Andere Termine",
    ]),
    ("en", "Application withdrawn: From lab to harbour, Mon, 19 Apr, 6:00 PM Hamburg", [
        "Your application is withdrawn, Ada", "Nobody decides about it any more.", "Other events",
    ]),
])
def test_it_is_withdrawn(settings: Settings, lang: str, subject: str, said: list[str]) -> None:
    event = factories.make_event(**TITLES)
    ada = applied(event, stage(event), "Ada Ahlers", language=lang)

    service.cancel(ada)
    letter = mail(settings, ada, "application-withdrawn")

    assert str(letter["Subject"]).strip() == subject
    for sentence in said:
        assert sentence in words(letter)
        assert sentence in words(letter, "text/html")


def test_words_in_one_language_alone_are_refused() -> None:
    event = factories.make_event(**TITLES)

    half = replace(OWN, text_en="")

    assert reason(answer_texts.keep, event.organisation_id, event.id, "yes", half, for_all=False, by=1) == "both-languages"
    assert answer_texts.keep(event.organisation_id, event.id, "yes", Texts(), for_all=False, by=1) is False
