"""The outbox at the desk: what stands there, who may do what."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from eventsvc.accounts.models import Organisation
from eventsvc.core import clock, outbox
from eventsvc.core.audit import AuditEntry
from eventsvc.core.db import transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.mails import queries, service
from tests import factories, pages
from tests.browser import Browser
from tests.support import counted_queries, frozen

Desk = Callable[..., Browser]


@pytest.fixture
def owner(app: object) -> Organisation:
    return factories.make_organisation()


def letter(of: Organisation, recipient: str = "cem@guests.example", kind: str = "ticket", **changes: Any) -> int:
    outbox.enqueue(kind, organisation_id=of.id, recipient=recipient, language="de")
    row = factories.all_of(OutboxRow)[-1]
    if changes:
        with transaction() as connection:
            connection.execute(update(OutboxRow).where(OutboxRow.id == row.id).values(**changes))
    return row.id


def lines(page: pages.Element) -> list[str]:
    return [pages.text_of(row) for body in page.iter("tbody") for row in body.iter("tr")]


def test_an_empty_outbox_says_what_will_stand_there(desk: Desk, owner: Organisation) -> None:
    assert "Nothing sent yet" in pages.text_of(desk("owner").page("/desk/outbox"))


def test_every_state_is_said_in_words_with_reason_and_next_step(desk: Desk, owner: Organisation) -> None:
    event = factories.make_event(organisation=owner)
    guest = factories.make_registration(event, name="Cem Coşkun", email="cem@guests.example")
    with frozen("2027-04-16 08:00") as now:
        letter(owner, registration_id=guest.id, event_id=event.id, state="sent", attempts=1, sent_at=clock.now() + timedelta(seconds=4))
        letter(owner, "ben@uni.example", state="failed", attempts=1, reason="550 5.1.1 no such user")
        letter(owner, "dora@firma.example", attempts=3, reason="452 4.2.2 over quota", after=clock.now() + timedelta(minutes=9))
        letter(owner, "ada@uni.example", state="dropped", reason="ticket no longer valid")
        letter(owner, "ada@people.example", kind="invitation")
        letter(owner, "", kind="event-changed", event_id=event.id)
        now.move(minutes=1)
        page = desk("owner").page("/desk/outbox")
        found = lines(page)

    assert [link.get("href") for link in page.iter("a") if link.get("class") == "name"] == [f"/desk/events/{event.id}/guests/{guest.id}"]
    text = "\n".join(found)
    assert re.search(r"All guests planned Event changed ?Evening at the harbour Goes out in a moment\.", text)
    assert re.search(r"ada@people\.example planned Invitation to the team Goes out in a moment\.", text)
    assert re.search(r"ada@uni\.example not sent Ticket The ticket is no longer valid\.", text)
    assert re.search(r"dora@firma\.example waiting Ticket The mailbox is full\. Next try: today.* 10:09 AM\. ?452 4\.2\.2 over quota", text)
    assert re.search(r"ben@uni\.example came back Ticket There is no such mailbox\. ?550 5\.1\.1 no such user", text)
    assert re.search(r"Cem Coşkun ?cem@guests\.example delivered Ticket ?Evening at the harbour after 4 seconds", text)


def test_filters_tell_how_many_and_show_only_those(desk: Desk, owner: Organisation) -> None:
    letter(owner, "a@x.example", state="failed", reason="554 no")
    letter(owner, "b@x.example", state="sent", sent_at=clock.now())
    letter(owner, "c@x.example", state="sent", sent_at=clock.now())
    letter(owner, "", kind="event-changed", state="sent", sent_at=clock.now())
    browser = desk("owner")

    page = browser.page("/desk/outbox")
    chips = [pages.text_of(link) for link in page.iter("a") if link.get("class") == "chip"]
    sent = lines(browser.page("/desk/outbox?state=sent"))

    assert chips == ["All 3", "Came back 1", "Delivered 2"]
    assert [one.split()[0] for one in sent] == ["c@x.example", "b@x.example"]
    assert len(lines(browser.page("/desk/outbox?state=nonsense&before=x"))) == 3


@pytest.mark.both
@pytest.mark.parametrize(("asked", "found"), [
    ("cem", 1), ("COSKUN", 1), ("guests.example", 2), ("cem dora", 0), ("100%", 0), ("_", 2), ("", 2),
])
def test_search_finds_persons_and_addresses(owner: Organisation, asked: str, found: int) -> None:
    event = factories.make_event(organisation=owner)
    guest = factories.make_registration(event, name="Cem Coşkun", email="c@guests.example")
    letter(owner, "c@guests.example", registration_id=guest.id)
    letter(owner, "dora@guests.example")

    assert len(queries.page(owner.id, asked=asked).mails) == found


@pytest.mark.both
def test_pages_lead_to_and_fro(owner: Organisation) -> None:
    ids = [letter(owner, f"n{number}@x.example") for number in range(5)][::-1]

    first = queries.page(owner.id, size=2)
    second = queries.page(owner.id, size=2, before=first.older)
    last = queries.page(owner.id, size=2, before=second.older)
    back = queries.page(owner.id, size=2, after=last.newer)
    start = queries.page(owner.id, size=2, after=back.newer)

    assert [[mail.id for mail in one.mails] for one in (first, second, last)] == [ids[:2], ids[2:4], ids[4:]]
    assert (first.newer, last.older) == (None, None)
    assert back == second
    assert (start.mails, start.newer) == (first.mails, None)


def test_chosen_ones_go_out_again_and_history_knows(desk: Desk, owner: Organisation) -> None:
    failed = letter(owner, "a@x.example", state="failed", attempts=9, reason="554 no")
    other = letter(owner, "b@x.example", state="failed", attempts=9, reason="554 no")
    browser = desk("manager")

    answer = browser.submit("/desk/outbox?state=failed", {"mail": [str(failed)]}, button="Send again")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/outbox?state=failed")
    rows = {row.id: (row.state, row.attempts) for row in factories.all_of(OutboxRow)}
    assert rows == {failed: ("waiting", 0), other: ("failed", 9)}
    entry = factories.only(AuditEntry)
    assert browser.person is not None
    assert (entry.deed, entry.kind, entry.subject_id, entry.person_id) == ("mail-retried", "outbox", failed, browser.person.id)
    assert "1 mail goes out again now." in pages.text_of(browser.page("/desk/outbox"))


def test_one_button_is_about_one_mail(desk: Desk, owner: Organisation) -> None:
    ids = [letter(owner, f"{number}@x.example", state="failed", reason="554 no") for number in range(2)]
    browser = desk("owner")

    browser.submit("/desk/outbox", {"mail": [str(ids[0])]}, action="/desk/outbox/retry", button=str(ids[1]))

    assert {row.id: row.state for row in factories.all_of(OutboxRow)} == {ids[0]: "failed", ids[1]: "waiting"}


def test_given_up_is_final_and_what_is_sent_stays_sent(desk: Desk, owner: Organisation) -> None:
    waiting = letter(owner, "a@x.example")
    sent = letter(owner, "b@x.example", state="sent", sent_at=clock.now())
    sending = letter(owner, "c@x.example", state="sending", attempts=1, owner="w", lease_until=clock.now() + timedelta(seconds=60))
    browser = desk("owner")
    token = next(form.fields["csrf_token"][0] for form in pages.forms(browser.page("/desk/outbox")) if form.action.endswith("/retry"))

    browser.post("/desk/outbox/give-up", data={"csrf_token": token, "mail": [waiting, sent, sending]})

    assert "1 mail is not tried any more." in browser.get("/desk/outbox").text
    assert {row.id: row.state for row in factories.all_of(OutboxRow)} == {waiting: "dropped", sent: "sent", sending: "sending"}
    assert service.retry([waiting, sent, sending], owner.id, by=1) == 0
    assert "Given up here at the desk." in browser.get("/desk/outbox?state=dropped").text


def test_nothing_chosen_is_said(desk: Desk, owner: Organisation) -> None:
    letter(owner, state="failed", reason="554 no")
    browser = desk("owner")

    browser.submit("/desk/outbox", button="Send again")

    assert "Nothing was chosen" in pages.text_of(browser.page("/desk/outbox"))


def test_another_organisations_mails_are_not_there(desk: Desk, owner: Organisation) -> None:
    strange = letter(factories.make_organisation(), "secret@x.example", state="failed", reason="554 no")
    letter(owner, "own@x.example", state="failed", reason="554 no")
    browser = desk("owner", organisation=owner)

    page = browser.get("/desk/outbox").text
    token = next(form.fields["csrf_token"][0] for form in pages.forms(browser.page("/desk/outbox")) if form.action.endswith("/retry"))
    browser.post("/desk/outbox/retry", data={"csrf_token": token, "mail": strange})

    assert "secret@x.example" not in page
    assert service.retry([strange], owner.id, by=1) == service.give_up([strange], owner.id, by=1) == 0
    assert factories.only(OutboxRow, id=strange).state == "failed"


@pytest.mark.parametrize(("role", "sees", "acts"), [
    ("owner", True, True), ("manager", True, True), ("guest-list", True, False), ("editor", False, False), ("door", False, False),
    ("finance", False, False),
])
def test_roles(desk: Desk, owner: Organisation, role: str, sees: bool, acts: bool) -> None:  # noqa: FBT001
    failed = letter(owner, state="failed", reason="554 no")
    browser = desk(role)

    seen = browser.get("/desk/outbox")
    done = browser.post("/desk/outbox/retry", data={"mail": failed})

    assert seen.status_code == (200 if sees else 404)
    assert ("Send again" in seen.text) == acts
    assert done.status_code in ({400, 403} if acts else {404})  # without the session's token even those who may
    assert factories.only(OutboxRow).state == "failed"


@pytest.mark.parametrize("many", [1, 40])
def test_the_list_costs_the_same_however_long(desk: Desk, owner: Organisation, many: int) -> None:
    event = factories.make_event(organisation=owner)
    for number in range(many):
        letter(owner, f"{number}@x.example", event_id=event.id)
    browser = desk("owner")
    browser.get("/desk/outbox")

    with counted_queries() as seen:
        browser.get("/desk/outbox")

    assert len([one for one in seen if "outbox" in one]) == 3


@pytest.mark.parametrize(("said", "sentence"), [
    ("550 5.1.1 unknown", "There is no such mailbox."),
    ("550 unknown user", "There is no such mailbox."),
    ("550 5.7.1 spam", "The other server took the mail for unwanted."),
    ("554 spam", "The other server took the mail for unwanted."),
    ("552 5.2.2 full", "The mailbox is full."),
    ("452 full", "The mailbox is full."),
    ("550 5.1.2 bad domain", "The part after the @ does not exist."),
    ("421 4.7.0 later", "The other server takes nothing at the moment."),
    ("535 5.7.8 bad password", "The mail server does not accept our sign-in: check SMTP_URL."),
    ("571 odd", "The mail server refused it."),
    ("mail server: no answer in time", "The mail server does not answer in time."),
    ("mail server: Connection refused", "The mail server cannot be reached."),
    ("mail folder: No space left on device", "The folder for mails cannot be written."),
    ("ValueError", "Something went wrong here."),
])
def test_servers_words_become_a_sentence(desk: Desk, owner: Organisation, said: str, sentence: str) -> None:
    letter(owner, state="failed", reason=said)

    assert sentence in pages.text_of(desk("owner").page("/desk/outbox"))
