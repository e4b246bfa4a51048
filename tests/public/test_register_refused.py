"""When registering does not work: it is said in a sentence, and what was typed stays."""

import uuid
from datetime import datetime

import pytest

from eventsvc.core import signing
from eventsvc.core.db import db, transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration.models import Registration
from eventsvc.web import once
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import ADA, sent, text, title
from tests.registration.cases import SPRING
from tests.support import Frozen, frozen


def test_sold_out_is_said_and_everything_kept(client: Browser, now: Frozen, event: Event) -> None:
    path = f"/de/e/{event.slug}/register"
    form = next(one for one in pages.forms(client.page(path)) if one.method == "post")
    factories.make_registration(event, "Dora", holders=("Dora", "Ben"))
    now.move(seconds=10)

    answer = client.post(path, data={**form.filled({**ADA, "quantity": "2"}), "holders-0": ["Cem"]})

    assert "Es ist nur noch 1 Platz frei. Wähle weniger Tickets." in text(answer)
    assert title(answer).startswith("Fehler:")
    assert 'value="Cem"' in answer.get_data(as_text=True)
    assert factories.pool_of(event).taken == 2


@pytest.mark.parametrize(("left", "words"), [(0, "Es sind keine Plätze mehr frei."), (2, "Es sind nur noch 2 Plätze frei.")])
def test_places_are_counted_in_words(client: Browser, now: Frozen, event: Event, left: int, words: str) -> None:
    path = f"/de/e/{event.slug}/register"
    form = next(one for one in pages.forms(client.page(path)) if one.method == "post")
    factories.make_registration(event, "Dora", holders=("Dora", "Ben", "Emil")[: 3 - left])
    now.move(seconds=10)

    answer = client.post(path, data={**form.filled({**ADA, "quantity": "3"}), "holders-0": ["Cem"], "holders-1": ["Fatma"]})

    assert words in text(answer)


def test_full_event_offers_no_form(client: Browser, now: Frozen, event: Event) -> None:
    factories.make_registration(event, "Dora", holders=("Dora", "Ben", "Emil"))

    page = client.page(f"/de/e/{event.slug}/register")

    assert [one for one in pages.forms(page) if one.method == "post"] == []
    assert "Es sind keine Plätze mehr frei." in pages.text_of(page)


def test_form_that_was_open_for_weeks_simply_works(client: Browser, now: Frozen, event: Event) -> None:
    form = next(one for one in pages.forms(client.page(f"/de/e/{event.slug}/register")) if one.method == "post")
    now.move(days=14)

    assert client.post(form.action, data=form.filled(ADA)).status_code == 303


def test_form_from_before_a_new_key_needs_one_more_press(client: Browser, now: Frozen, event: Event) -> None:
    form = next(one for one in pages.forms(client.page(f"/de/e/{event.slug}/register")) if one.method == "post")
    old = signing.keys()
    now.move(hours=5)
    signing.use(signing.Keys("another" * 8, "t" * 40))
    try:
        answer = client.post(form.action, data=form.filled(ADA))
        assert "Alles ist noch da" in text(answer)
        second = next(one for one in pages.forms(pages.parsed(answer.get_data(as_text=True))) if one.method == "post")
        assert (second.fields["name"], second.fields["email"]) == (["Ada Ahrens"], ["ada@uni.example"])
        now.move(seconds=10)
        assert client.post(form.action, data=second.fields).status_code == 303
    finally:
        signing.use(old)
    assert factories.pool_of(event).taken == 1


def test_deadline_is_judged_when_the_form_arrives(client: Browser) -> None:
    with frozen("2027-04-18 21:58") as now:
        event = factories.make_event(room=None, online_places=None)
        factories.make_type(event, sale_until=datetime(2027, 4, 18, 23, 59))  # noqa: DTZ001  a wall time
        _room(event)
        form = next(one for one in pages.forms(client.page(f"/de/e/{event.slug}/register")) if one.method == "post")
        now.move(minutes=3)

        answer = client.post(form.action, data=form.filled(ADA))

    assert "Die Anmeldung ist geschlossen: " in text(answer)
    assert 'value="Ada Ahrens"' in answer.get_data(as_text=True)
    assert factories.pool_of(event).taken == 0


def test_event_cancelled_meanwhile_takes_nobody(client: Browser, now: Frozen, event: Event) -> None:
    form = next(one for one in pages.forms(client.page(f"/de/e/{event.slug}/register")) if one.method == "post")
    with transaction():
        db.session.get_one(Event, event.id).state = "cancelled"
    now.move(seconds=10)

    assert "Diese Veranstaltung ist abgesagt." in text(client.post(form.action, data=form.filled(ADA)))
    assert factories.all_of(Registration) == []
    assert "abgesagt" in pages.text_of(client.page(form.action))


def test_robots_are_asked_politely(client: Browser, now: Frozen, event: Event) -> None:
    path = f"/de/e/{event.slug}/register"
    form = next(one for one in pages.forms(client.page(path)) if one.method == "post")

    hasty = client.post(path, data=form.filled(ADA))
    assert "sehr schnell" in text(hasty)
    now.move(seconds=10)
    filled = client.post(path, data=form.filled({**ADA, "website": "https://x.example"}))
    assert (filled.status_code, factories.all_of(Registration)) == (200, [])
    assert client.post(path, data=form.filled(ADA)).status_code == 303


def test_registered_already_sends_the_ticket_again(client: Browser, now: Frozen, event: Event) -> None:
    sent(client, now, event, ADA)

    answer = sent(client, now, event, {**ADA, "email": "ADA@uni.example"})

    assert "Mit diesem Namen und dieser Adresse gibt es schon eine Anmeldung." in text(answer)
    assert factories.secret_of(factories.only(Registration)) not in answer.get_data(as_text=True)
    assert [one.kind for one in factories.all_of(OutboxRow)] == ["ticket", "tickets-again"]


@pytest.mark.parametrize("ticket", ["", "x", "0", "999999999999999999999", "٣"])
def test_nonsense_for_a_ticket_is_asked_again(client: Browser, now: Frozen, ticket: str) -> None:
    event = factories.make_event()
    token = once.make(event.id)
    now.move(seconds=10)

    answer = client.post(f"/de/e/{event.slug}/register", data={"once": token, "ticket": ticket, "quantity": "1", **ADA})

    assert "Wähle ein Ticket" in text(answer)
    assert client.get(f"/de/e/{event.slug}/register", query_string={"ticket": ticket}).status_code == 200


@pytest.mark.parametrize("quantity", ["0", "11", "-3", "x", "", "99999999999999"])
def test_nonsense_for_a_quantity_is_one_to_ten(client: Browser, now: Frozen, event: Event, quantity: str) -> None:
    token = once.make(event.id)
    now.move(seconds=10)

    client.post(f"/de/e/{event.slug}/register", data={
        "once": token, "ticket": str(factories.types_of(event)[0].id), "quantity": quantity, **ADA,
    })

    assert all(1 <= one.quantity <= 10 for one in factories.all_of(Registration))


def test_other_pages_cannot_send_the_form(client: Browser, now: Frozen, event: Event) -> None:
    token = once.make(event.id)
    now.move(seconds=10)

    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.post(f"/de/e/{event.slug}/register", data={"once": token, **ADA}, headers=headers)
        assert answer.status_code == 403
    assert factories.all_of(Registration) == []


def test_draft_and_unknown_are_not_there(client: Browser, now: Frozen) -> None:
    draft = factories.make_event(state="draft")

    for slug in (draft.slug, "nothing"):
        assert client.get(f"/de/e/{slug}/register").status_code == 404
        assert client.post(f"/de/e/{slug}/register", data=ADA).status_code == 404


def test_names_are_text_in_the_answer(client: Browser, now: Frozen, event: Event) -> None:
    sent(client, now, event, {**ADA, "name": "<b>Ada</b> \"' & Söhne"})

    answer = client.get(f"/de/r/{factories.secret_of(factories.only(Registration))}/welcome")

    assert "<b>Ada</b>" in text(answer)


def test_token_is_ours_for_this_event_and_from_any_time() -> None:
    with frozen(SPRING) as now:
        token = once.make(7)
        assert once.made_at(token, 7) == now.at
        assert once.made_at(token, 8) is None
        for wrong in ("", "x", "a.b.c", token[:-1], token + "x", "é" * 30, uuid.uuid4().hex):
            assert once.made_at(wrong, 7) is None
        assert once.hasty(now.at)
        now.move(seconds=1)
        assert not once.hasty(once.made_at(token, 7) or now.at)
        now.move(days=-1)
        assert not once.hasty(once.made_at(token, 7) or now.at)


def _room(event: Event) -> None:
    with transaction():
        db.session.get_one(Event, event.id).in_room = True
