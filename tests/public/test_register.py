"""The form: two fields, one press, without script; whatever goes wrong, what was typed stays."""


from datetime import datetime

import pytest

from eventsvc.core.db import db, transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import ADA, sent, text, title
from tests.support import Frozen, counted_queries


def test_two_fields_and_one_press_lead_to_the_ticket(client: Browser, now: Frozen, event: Event) -> None:
    answer = sent(client, now, event, ADA)

    row = factories.only(Registration)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/de/r/{factories.secret_of(row)}/welcome")
    assert (row.name, row.email, row.language, row.quantity) == ("Ada Ahrens", "ada@uni.example", "de", 1)
    page = client.get(answer.headers["Location"])
    assert 'role="img"' in page.get_data(as_text=True)
    assert "Du bist dabei, Ada" in text(page)
    assert factories.only(OutboxRow).recipient == "ada@uni.example"


def test_the_button_says_what_the_law_wants(client: Browser, now: Frozen, event: Event) -> None:
    for lang, words in (("de", "Kostenlos anmelden"), ("en", "Register for free")):
        form = next(one for one in pages.forms(client.page(f"/{lang}/e/{event.slug}/register")) if one.method == "post")
        assert [one[2] for one in form.buttons] == [words]


def test_form_sets_no_cookie_and_is_not_kept(client: Browser, event: Event) -> None:
    answer = client.get(f"/de/e/{event.slug}/register")

    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_two_readers_have_two_tokens(client: Browser, event: Event) -> None:
    path = f"/de/e/{event.slug}/register"

    first, second = (next(one for one in pages.forms(client.page(path)) if one.method == "post").fields["once"] for _ in "ab")

    assert first != second


def test_double_submit_gives_the_same_ticket(client: Browser, now: Frozen, event: Event) -> None:
    form = next(one for one in pages.forms(client.page(f"/de/e/{event.slug}/register")) if one.method == "post")
    now.move(seconds=10)

    answers = [client.post(form.action, data=form.filled(ADA)) for _ in range(3)]

    assert {one.headers["Location"] for one in answers} == {f"/de/r/{factories.secret_of(factories.only(Registration))}/welcome"}
    assert factories.pool_of(event).taken == 1


def test_empty_form_names_each_field(client: Browser, now: Frozen, event: Event) -> None:
    answer = sent(client, now, event, {"name": "", "email": ""})

    tree = pages.parsed(answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert title(answer).startswith("Fehler:")
    box = next(one for one in tree.iter("div") if "data-error-box" in one.attrib)
    assert [one.get("href") for one in box.iter("a")] == ["#name", "#email"]
    for name in ("name", "email"):
        field = next(one for one in tree.iter("input") if one.get("id") == name)
        assert field.get("aria-invalid") == "true"
        assert f"{name}-error" in field.get("aria-describedby", "")
    assert factories.all_of(Registration) == []


@pytest.mark.parametrize(("typed", "sentence"), [
    ("ada@uni", "In der E-Mail-Adresse fehlt die Endung nach dem Punkt, zum Beispiel ada@uni.example"),
    ("ada.uni.example", "In der E-Mail-Adresse fehlt das @, zum Beispiel ada@uni.example"),
    ("ada@@uni.example", "An diese Adresse lässt sich keine Mail schicken. Richtig wäre zum Beispiel ada@uni.example"),
])
def test_wrong_address_says_what_is_wrong_and_what_is_right(client: Browser, now: Frozen, event: Event, typed: str, sentence: str) -> None:
    answer = sent(client, now, event, {**ADA, "email": typed})

    assert sentence in text(answer)
    assert f'value="{typed}"' in answer.get_data(as_text=True)
    assert 'value="Ada Ahrens"' in answer.get_data(as_text=True)


def test_name_with_a_link_is_refused(client: Browser, now: Frozen, event: Event) -> None:
    answer = sent(client, now, event, {**ADA, "name": "Gewinn auf www.boese.example"})

    assert "Ein Name kann keine Internetadresse enthalten" in text(answer)


def test_address_is_cleaned_and_invisible_names_are_empty(client: Browser, now: Frozen, event: Event) -> None:
    sent(client, now, event, {**ADA, "email": "\u200bAda@Uni.example\u00a0"})
    answer = sent(client, now, event, {"name": "\u200b\u2060", "email": "b@uni.example"})

    assert factories.only(Registration).email == "Ada@Uni.example"
    assert title(answer).startswith("Fehler:")


def test_several_tickets_ask_for_names_and_keep_what_was_typed(client: Browser, now: Frozen, event: Event) -> None:
    path = f"/de/e/{event.slug}/register"
    form = next(one for one in pages.forms(client.page(path)) if one.method == "post")
    now.move(seconds=10)

    asked = client.post(path, data=form.filled({**ADA, "quantity": "3"}))
    second = next(one for one in pages.forms(pages.parsed(asked.get_data(as_text=True))) if one.method == "post")
    assert {"holders-0", "holders-1"} <= second.names
    assert (second.fields["name"], second.fields["quantity"]) == (["Ada Ahrens"], ["3"])
    assert not title(asked).startswith("Fehler:")
    wrong = client.post(path, data=second.filled({"holders-0": "Ben", "holders-1": "www.casino.example"}))
    assert '#holders-1"' in wrong.get_data(as_text=True)
    assert title(wrong).startswith("Fehler:")
    done = client.post(path, data=second.filled({"holders-0": "Ben", "holders-1": "Cem"}))

    assert done.status_code == 303
    assert [one.holder for one in factories.all_of(Ticket)] == ["Ada Ahrens", "Ben", "Cem"]


def test_several_types_are_radio_cards_and_one_is_chosen(client: Browser, now: Frozen) -> None:
    event = factories.make_event(room=20)
    room, online = factories.types_of(event)

    form = next(one for one in pages.forms(client.page(f"/en/e/{event.slug}/register")) if one.method == "post")
    assert form.fields["ticket"] == [str(room.id)]
    assert sent(client, now, event, {**ADA, "ticket": str(online.id)}, lang="en").status_code == 303
    assert factories.only(Ticket).ticket_type_id == online.id
    chosen = client.page(f"/en/e/{event.slug}/register?ticket={online.id}")
    assert "1 × Online" in pages.text_of(chosen)


@pytest.mark.parametrize("many", [1, 6])
def test_form_asks_a_fixed_number_of_queries(client: Browser, now: Frozen, many: int) -> None:
    event = factories.make_event(online_places=None)
    for _ in range(many):
        factories.make_type(event)

    with counted_queries() as seen:
        client.get(f"/de/e/{event.slug}/register")

    assert len(seen) <= 4


def test_a_form_that_is_not_open_yet_says_the_day_as_of_now(client: Browser, now: Frozen) -> None:
    event = factories.make_event(room=None, online_places=None, in_room=True)
    factories.make_type(event, kind="room", sale_from=datetime(2027, 4, 2, 18, 0))  # noqa: DTZ001  a wall time
    with transaction():
        db.session.get_one(Event, event.id).in_room = True
    path = f"/en/e/{event.slug}/register"

    assert "tomorrow, 6:00 PM" in text(client.get(path))
    now.move(hours=13)
    assert "today, 6:00 PM" in text(client.get(path))


@pytest.mark.parametrize(("changes", "words"), [
    ({}, "Kostenlos anmelden"), ({"price_cents": 4500}, "Weiter"), ({"approval": True}, "Weiter"),
])
def test_the_button_concludes_only_what_it_says(client: Browser, now: Frozen, changes: dict[str, object], words: str) -> None:
    event = factories.make_event(room=3, online_places=None)
    kind = factories.make_type(event, name_de="Firma", **changes)

    page = client.get(f"/de/e/{event.slug}/register?ticket={kind.id}")

    assert f">{words}</button>" in page.text
    assert ("45,00" if changes.get("price_cents") else "0,00") in page.text
    both = {"Anmelden" if changes else "Kostenlos anmelden"}
    assert both <= {button[2] for form in pages.forms(client.page(f"/de/e/{event.slug}/register")) for button in form.buttons}


def test_the_sum_of_several_tickets_stands_beside_the_form(client: Browser, now: Frozen) -> None:
    event = factories.make_event(room=None, online_places=None, in_room=True)
    factories.make_type(event, price_cents=4500)

    answer = sent(client, now, event, {**ADA, "quantity": "3"})

    assert "135,00" in answer.text
