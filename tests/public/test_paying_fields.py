"""What buyers are asked: the amount where guests choose it, the country for online tickets that cost something."""

import pytest

from eventsvc.events.models import Event
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import TicketType
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import ADA, sent, text
from tests.support import Frozen


def choosing(least: int = 500, **changes: object) -> tuple[Event, TicketType]:
    event = factories.make_event(online_places=None, room=None, in_room=True)
    return event, factories.make_type(event, price_kind="choice", price_cents=least, name_de="Soli", name_en="Support", **changes)


def fields(client: Browser, path: str) -> dict[str, str]:
    return next(one for one in pages.forms(client.page(path)) if one.method == "post").fields


def test_the_amount_is_asked_for_and_nothing_is_filled_in(client: Browser, now: Frozen) -> None:
    """§ 312a III BGB: a suggestion is said, not set."""
    event, _kind = choosing(suggested_cents=2000)

    page = client.get(f"/en/e/{event.slug}/register").text

    assert "Your amount for each ticket (at least €5.00)" in page
    assert "Suggestion: €20.00." in page
    assert fields(client, f"/en/e/{event.slug}/register")["amount"] == [""]
    assert "from €5.00" in client.get(f"/en/e/{event.slug}").text


@pytest.mark.parametrize("typed", ["12,50", "12.50", "12,50 €"])
def test_what_was_chosen_is_what_the_review_shows(client: Browser, now: Frozen, typed: str) -> None:
    event, _kind = choosing()

    answer = sent(client, now, event, {**ADA, "amount": typed})

    page = text(client.get(client.get(answer.headers["Location"]).headers["Location"]))
    assert "12,50 €" in page
    assert "Zahlungspflichtig bestellen" in page
    assert factories.only(Registration).total_cents == 1250


@pytest.mark.parametrize(("typed", "said"), [
    ("", "mindestens 5,00\xa0€."), ("4,99", "mindestens 5,00\xa0€."), ("fünf", "Ein Betrag wie 15 oder 15,50."),
])  # fmt: skip
def test_what_is_wrong_stands_at_the_field_and_what_was_typed_stays(client: Browser, now: Frozen, typed: str, said: str) -> None:
    event, _kind = choosing()

    answer = sent(client, now, event, {**ADA, "amount": typed})

    assert said in answer.text
    assert 'href="#amount"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert factories.all_of(Registration) == []


def test_nothing_is_a_free_ticket_where_nothing_is_possible(client: Browser, now: Frozen) -> None:
    event, _kind = choosing(0)
    assert "Dein Betrag je Ticket (0 ist möglich)" in client.get(f"/de/e/{event.slug}/register").text
    assert "nach Wahl" in client.get(f"/de/e/{event.slug}").text

    sent(client, now, event, {**ADA, "amount": "0"})

    assert (factories.only(Registration).state, factories.only(Registration).total_cents) == ("confirmed", 0)


def test_online_tickets_that_cost_something_are_sold_in_germany(client: Browser, now: Frozen) -> None:
    event = factories.make_event(room=None, online_places=None, online=True)
    factories.make_type(event, kind="online", price_cents=1000)
    assert "Ich wohne in Deutschland" in client.get(f"/de/e/{event.slug}/register").text

    refused = sent(client, now, event, ADA)
    assert "wird nur nach Deutschland verkauft" in refused.text
    assert factories.all_of(Registration) == []

    sent(client, now, event, {**ADA, "germany": "y"})
    assert (factories.only(Registration).buyer_country, factories.only(Registration).total_cents) == ("DE", 1000)


@pytest.mark.parametrize("changes", [
    {"kind": "online"}, {"kind": "room", "price_cents": 1000}, {"kind": "room", "price_cents": 1000, "sold_to": "anywhere"},
])  # fmt: skip
def test_nobody_else_is_asked(client: Browser, now: Frozen, changes: dict[str, str]) -> None:
    event = factories.make_event(room=None, online_places=None, in_room=True, online=True)
    factories.make_type(event, **changes)

    page = client.get(f"/de/e/{event.slug}/register").text

    assert 'name="germany"' not in page
    assert 'name="amount"' not in page
    assert 'name="country"' not in page


@pytest.mark.parametrize(("country", "state", "tax"), [
    ("US", "held", "nicht im Inland steuerbar, keine weiteren Kosten"), ("DE", "held", "inkl. 19 % MwSt., keine weiteren Kosten"),
    ("FR", "", "schreib dem Veranstalter"), ("", "", "Wähl das Land"), ("XX", "", "Wähl das Land"),
])  # fmt: skip
def test_elsewhere_only_where_no_tax_of_the_eu_is_due(client: Browser, now: Frozen, country: str, state: str, tax: str) -> None:
    event = factories.make_event(room=None, online_places=None, in_room=False, online=True)
    factories.make_type(event, kind="online", price_cents=1000, sold_to="anywhere")
    assert '<option value="US">Vereinigte Staaten</option>' in client.get(f"/de/e/{event.slug}/register").text

    answer = sent(client, now, event, {**ADA, "country": country})

    assert [(one.state, one.buyer_country) for one in factories.all_of(Registration)] == ([(state, country)] if state else [])
    page = client.get(client.get(answer.headers["Location"]).headers["Location"]) if state else answer
    assert tax in text(page).replace("\xa0", " ")


def test_who_waits_is_asked_too(client: Browser, now: Frozen) -> None:
    event = factories.make_event(room=1, online_places=None)
    kind = factories.make_type(event, price_kind="choice", price_cents=500, name_de="Soli")
    factories.make_registration(event)
    path = f"/de/e/{event.slug}/waitlist?ticket={kind.id}"
    form = next(one for one in pages.forms(client.page(path)) if one.method == "post")
    now.move(seconds=10)
    typed = {"name": "Dora", "email": "dora@guests.example", "types": str(kind.id)}

    assert "mindestens 5,00" in client.post(path, data=form.filled(typed)).text
    answer = client.post(path, data=form.filled({**typed, "amount": "7"}))

    assert answer.status_code == 303
    assert factories.only(Registration, name="Dora").chosen_cents == 700
    assert "7,00\xa0€" in client.get(answer.headers["Location"], follow_redirects=True).text
