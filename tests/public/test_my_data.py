"""My data: what is shown, what is taken along, what deleting does and says."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventsvc.core import clock
from eventsvc.core.db import db, transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.questions import service as questions
from eventsvc.registration import changes, forgetting, service, waiting
from eventsvc.registration.approval import service as applications
from eventsvc.registration.models import Registration, Ruling
from eventsvc.tickets.models import Ticket
from eventsvc.worker import Worker
from tests import factories, pages, whole
from tests.browser import Browser
from tests.checkin.door import EVENING, make_phone, scan, take
from tests.public.filling import sent
from tests.questions.asking import given, make_use
from tests.registration.applying import BY, applied, stage
from tests.registration.cases import SPRING, wish
from tests.support import Frozen, counted_queries, frozen

DORA = "dora@guests.example"


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.make_event()


def registered(event: Event, **more: object) -> service.Kept:
    plain = {"name": "Dora Duman", "holders": ("Dora Duman",), "email": DORA, "language": "en"}
    return service.register(event.id, wish(event, **{**plain, **more}))


def data(kept: service.Kept, lang: str = "en") -> str:
    return f"/{lang}/r/{kept.secret}/data"


def table(client: Browser, kept: service.Kept) -> dict[str, str]:
    """What is stored, by its name, as the page shows it."""
    rows = client.page(data(kept)).findall(".//tbody/tr")
    found = {}
    for row in rows:
        what, value = row.find(".//span[@class='who']"), row.find(".//small")
        assert what is not None
        assert value is not None
        found[str(what.text)] = pages.text_of(value)
    return found


def test_all_that_is_stored_is_shown_with_who_sees_it_and_when_it_goes(client: Browser, event: Event) -> None:
    kept = registered(event)
    with transaction() as connection:
        connection.exec_driver_sql("update registration set note = 'Calls herself Dodo'")
    code = factories.only(Ticket).reference

    rows, page = table(client, kept), client.get(data(kept)).text

    assert (rows["Name"], rows["Email address"], rows["Language"]) == ("Dora Duman", DORA, "English")
    assert rows["Ticket"].startswith(f"On site, {code[:4]} {code[4:]}, since ")
    assert (rows["Note of the team"], rows["Mails"].split(",")[0]) == ("Calls herself Dodo", "1 mail")
    assert "as soon as you wish; the seat stays counted" in page
    assert "half a year after they were sent" in page
    assert "Came in" not in rows


def test_answers_say_when_they_are_deleted_and_whose_they_are(client: Browser, event: Event) -> None:
    asked = make_use(event, health=True, asked_en="What do you need?", delete_after_days=7)
    kept = registered(event, holders=("Dora Duman", "Cem"))
    mine, cems = factories.all_of(Ticket)
    for ticket in (mine, cems):
        questions.answer(kept.registration_id, [given(asked, f"Loop for {ticket.holder}", ticket.id, consent=True)])
    with transaction():
        db.session.get_one(Ticket, cems.id).guest_filled_at = clock.now()

    page, taken = client.get(data(kept)).text, file(client, kept)

    assert "Loop for Dora Duman; with your consent" in page
    assert "on Mon, 26 April 2027" in page
    assert "Loop for Cem" not in page
    assert [(one["asked"], one["given"], one["for"]) for one in taken["answers"]] == [
        ("What do you need?", "Loop for Dora Duman", "Dora Duman"),
    ]


def file(client: Browser, kept: service.Kept) -> dict[str, Any]:
    answer = client.get(data(kept) + ".json")
    assert answer.mimetype == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = json.loads(answer.data)
    return found


def test_the_file_holds_everything_and_no_key(client: Browser) -> None:
    with frozen(EVENING):
        event = factories.make_event()
        kept = registered(event)
        service.rename(kept.registration_id, factories.only(Ticket).id, "Dora D.")
        scan(make_phone(event), take(event, factories.only(Ticket)))

        found = file(client, kept)

    assert found["registration"]["email"] == DORA
    assert [one["holder"] for one in found["tickets"]] == ["Dora D."]
    assert [one["answer"] for one in found["door"]] == ["admit"]
    assert [(one["kind"], one["to"]) for one in found["mails"]] == [("ticket", DORA)]
    assert [(one["by"], one["deed"], one["after"]) for one in found["history"]] == [
        ("you", "renamed", {"name": "Dora D."}),
    ]
    text = json.dumps(found)
    ticket = factories.only(Ticket)
    secrets = (kept.secret, factories.only(Registration).secret_hash, ticket.code_hash, factories.code_of(ticket))
    assert not [one for one in secrets if one in text]


def test_who_came_in_reads_when(client: Browser) -> None:
    with frozen(EVENING):
        event = factories.make_event()
        kept = registered(event)
        scan(make_phone(event), take(event, factories.only(Ticket)))

        assert "Came in" in table(client, kept)


def test_the_team_is_named_as_team_only(client: Browser, event: Event) -> None:
    kept, kim = registered(event), factories.make_person("Kim Organiser")
    service.correct_email(kept.registration_id, "dora.d@guests.example", by=service.By(kim.id, "called us"))
    fresh = factories.only(Registration)
    moved = service.Kept(registration_id=fresh.id, secret=factories.secret_of(fresh), fresh=False)

    page, taken = client.get(data(moved)).text, json.dumps(file(client, moved))

    assert "Email address corrected, by the team" in page
    assert "called us" in taken
    assert '"by": "team"' in taken
    assert "Kim" not in page + taken


def test_who_waits_and_who_passed_on_see_theirs(client: Browser) -> None:
    event = factories.make_event(room=1)
    ada = service.register(event.id, wish(event))
    dora = waiting.join(event.id, waiting.JoinWish(
        type_ids=(factories.types_of(event)[0].id,), seats=1, name="Dora", email=DORA, language="en", once="dora",
    ))
    ben = changes.transfer(ada.registration_id, factories.all_of(Ticket)[0].id, name="Ben", email="ben@guests.example", language="en")

    assert table(client, dora)["Waitlist"].startswith("On site, since ")
    assert table(client, ben)["Passed on by"] == "Ada"
    assert "Joined the waitlist" in client.get(data(dora)).text
    assert "Ticket verfällt" not in client.get(data(ada, "de")).text
    assert file(client, dora)["waitlist"][0]["types"] == [{"de": "Vor Ort", "en": "On site"}]


@pytest.mark.parametrize("typed", ["", "yes", "delet"])
def test_without_the_word_nothing_is_deleted_and_the_fault_is_announced(client: Browser, event: Event, typed: str) -> None:
    kept = registered(event)

    answer = client.post(data(kept), data={"sure": typed})

    assert answer.status_code == 400
    assert "<title>Error: My data" in answer.text
    assert answer.text.count("Type the word “delete”") == 2
    assert 'aria-invalid="true"' in answer.text
    assert factories.only(Registration).name == "Dora Duman"


@pytest.mark.parametrize(("lang", "typed", "said"), [
    ("en", " Delete ", "One last mail confirms it"), ("de", "LÖSCHEN", "Eine letzte Mail"),
])
def test_one_word_deletes_everything_at_once(client: Browser, event: Event, lang: str, typed: str, said: str) -> None:
    kept = registered(event, language=lang)
    before = client.get(data(kept, lang)).text
    code = factories.only(Ticket).reference
    assert f"{code[:4]} {code[4:]}" in before

    answer = client.post(data(kept, lang), data={"sure": typed})

    assert said in client.get(answer.location).text
    assert client.get(data(kept, lang)).status_code == 404
    assert client.get(f"/{lang}/r/{kept.secret}").status_code == 404
    assert factories.pool_of(event).taken == 0
    assert whole.faults() == []


def test_no_mail_is_promised_to_a_letter_box_that_has_had_enough(client: Browser, event: Event) -> None:
    for number in range(3):
        kept = registered(event, name=f"Dora {number}", holders=(f"Dora {number}",))

    page = client.get(client.post(data(kept), data={"sure": "delete"}).location).text

    assert "no more mails will come" in page
    assert factories.all_of(OutboxRow, kind="data-deleted") == []


def test_after_the_event_the_page_says_that_the_count_stays(client: Browser) -> None:
    with frozen(SPRING) as time:
        event = factories.make_event()
        kept = registered(event)
        time.at = event.ends_at + timedelta(days=1)

        page = client.get(data(kept)).text

    assert "stays counted, without a name" in page
    assert "lets nobody in any more" not in page


def test_who_paid_is_told_to_talk_first(client: Browser, event: Event) -> None:
    kept = registered(event)
    with transaction() as connection:
        connection.exec_driver_sql("update registration set total_cents = 1500")

    assert "What was paid (€15.00) is not given back by this" in client.get(data(kept)).text


def test_that_was_not_me_says_that_the_address_is_blocked(now: Frozen, client: Browser, event: Event) -> None:
    kept = registered(event)
    assert f'action="/en/r/{kept.secret}/stranger"' in client.get(data(kept)).text

    answer = client.post(f"/en/r/{kept.secret}/stranger")

    assert "nobody can register with this address" in client.get(answer.location).text
    page = sent(client, now, event, {"name": "Dora", "email": DORA}, lang="en")
    assert "This address cannot be used for this event." in page.text
    assert f'value="{DORA}"' in page.text


def test_the_registration_leads_to_the_data(client: Browser, event: Event) -> None:
    kept = registered(event)

    assert f'href="{data(kept)}"' in client.get(f"/en/r/{kept.secret}").text


def test_the_last_mail_takes_the_entry_out_of_the_calendar_and_leaves_no_address(app: Flask, event: Event) -> None:
    kept = registered(event)
    forgetting.erase(kept.registration_id)
    seen = []

    assert Worker(app, deliver=seen.append).once()

    assert [(one.kind, one.recipient) for one in seen] == [("data-deleted", DORA)]
    assert [(one.kind, one.recipient) for one in factories.all_of(OutboxRow)] == [("ticket", "")]


def test_the_page_costs_the_same_however_much_there_is(client: Browser, event: Event) -> None:
    few = registered(event)
    many = service.register(event.id, wish(event, "Cem", holders=("Cem", "Ben", "Ada"), language="en"))
    for number in range(4):
        service.rename(many.registration_id, factories.all_of(Ticket, registration_id=many.registration_id)[0].id, f"Cem {number}")
    counts = []
    for kept in (few, many):
        client.get(data(kept))
        with counted_queries() as seen:
            client.get(data(kept))
        counts.append(len(seen))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_answer_that_can_be_taken_back_is_not_told_here_either(client: Browser, answer: str) -> None:
    with frozen(SPRING) as time:
        event = factories.make_event()
        ada = applied(event, stage(event), language="en")
        row = factories.only(Registration)
        kept = service.Kept(registration_id=ada, secret=factories.secret_of(row), fresh=False)
        before = client.get(data(kept)).text, file(client, kept)
        applications.answer(ada, applications.Reply(answer=answer, message="Dear Ada"), by=BY)

        held_back = client.get(data(kept)).text, file(client, kept)
        time.move(minutes=11)
        applications.sweep()
        told = client.get(data(kept)).text, file(client, kept)

    for one in (before, held_back):
        one[1]["made_at"] = ""
    assert held_back[1] == before[1]
    assert "Application answered" not in held_back[0]
    assert f"Application answered: {answer}" in told[0]
    assert [one["message"] for one in told[1]["answers_to_the_application"]] == ["Dear Ada"]
    forgetting.erase(ada)
    assert factories.only(Ruling).message == ""
