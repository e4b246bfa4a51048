"""Codes on the public pages: by link and by field, with script or without; what one does, and why one does not hold."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from eventsvc.core import clock
from eventsvc.events.models import Event
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import Voucher
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import ADA, text, title
from tests.public.rows import changed
from tests.support import Frozen, counted_queries
from tests.ticket_types.offers import make_block, make_voucher

COMPANY = 4500


@pytest.fixture
def evening(now: Frozen) -> Event:
    """Room free, companies pay, guests of a partner need a code."""
    event = factories.make_event(slug="harbour", room=40)
    factories.make_type(event, price_cents=COMPANY, name_de="Unternehmen", name_en="Company")
    factories.make_type(event, visibility="code", name_de="Gast von GABA", name_en="Guest of GABA")
    return event


def ids(event: Event) -> dict[str, int]:
    return {one.name_en: one.id for one in factories.types_of(event)}


def block_code(event: Event, seats: int = 3) -> Voucher:
    guest = next(one for one in factories.types_of(event) if one.visibility == "code")
    block = make_block(event, seats, guest)
    return make_voucher(event, "GABA-1", unlocks=True, skips_approval=True, type_ids=[guest.id], allotment_id=block.id, credit="GABA")


def names(answer: Any) -> list[str]:
    """The tickets that can be chosen."""
    tree = pages.parsed(answer.get_data(as_text=True))
    return [pages.text_of(one) for one in tree.iter("span") if one.get("class") == "pick-name"]


def posted(client: Browser, now: Frozen, path: str, values: dict[str, Any], **buttons: str) -> Any:
    """Open the form, take ten seconds, press one of its buttons."""
    form = next(one for one in pages.forms(client.page(path)) if one.method == "post")
    now.move(seconds=10)
    return client.post(form.action, data={**{name: value for name, value in form.filled(values).items() if value}, **buttons})


def test_a_code_in_the_link_shows_its_ticket_and_what_is_kept(client: Browser, evening: Event) -> None:
    block_code(evening)

    without, with_it = client.get("/de/e/harbour"), client.get("/de/e/harbour?code=gaba%201")

    assert "Gast von GABA" not in names(without)
    assert "Gast von GABA" in names(with_it)
    said = text(with_it)
    assert "Code GABA-1 gilt. 1 Ticketart mehr, ein Platz, der für dich gehalten ist." in said
    assert "noch 3 Plätze" in said
    assert "GABA sieht nur, wie viele mit dem Code kommen, keine Namen." in said
    assert (with_it.headers["Cache-Control"], with_it.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert b"ld+json" not in with_it.get_data()
    assert "X-Robots-Tag" not in without.headers


def test_a_code_strikes_the_old_price(client: Browser, evening: Event) -> None:
    make_voucher(evening, "ELBE", effect="amount", value=1000, type_ids=[ids(evening)["Company"]])

    said = text(client.get("/de/e/harbour?code=elbe"))

    assert "Code ELBE gilt. 10,00 € weniger für: Unternehmen." in said
    assert "statt 45,00 € jetzt 35,00 €" in said.replace("\xa0", " ")


@pytest.mark.parametrize(("effect", "value", "words"), [
    ("percent", 20, "20 % less."), ("amount", 1000, "€10.00 less."), ("price", 2500, "€25.00 a ticket."), ("none", 0, ""),
])  # fmt: skip
def test_what_a_code_does_is_said(client: Browser, evening: Event, effect: str, value: int, words: str) -> None:
    make_voucher(evening, "ELBE", effect=effect, value=value)

    assert f"Code ELBE holds. {words}".strip() in text(client.get("/en/e/harbour?code=ELBE"))


def test_there_is_a_field_only_where_there_are_codes(client: Browser, evening: Event) -> None:
    before = text(client.get("/en/e/harbour")), text(client.get("/en/e/harbour/register"))
    make_voucher(evening, "ELBE")
    after = text(client.get("/en/e/harbour")), text(client.get("/en/e/harbour/register"))

    assert ["Have a code?" in one for one in (*before, *after)] == [False, False, True, True]


def test_the_field_leads_back_to_the_page_without_script(client: Browser, evening: Event) -> None:
    block_code(evening)
    form = next(one for one in pages.forms(client.page("/en/e/harbour")) if "code" in one.names)

    page = client.page("/en/e/harbour")
    buttons = [one for one in page.iter("button") if one.get("formaction")]

    assert form.method == "get"
    assert [one.get("formaction") for one in buttons] == ["/en/e/harbour"]
    assert "Guest of GABA" in names(client.get("/en/e/harbour?ticket=1&code=GABA-1"))


def test_the_code_goes_along_to_the_form_and_into_the_registration(client: Browser, now: Frozen, evening: Event) -> None:
    code = block_code(evening)
    path = f"/en/e/harbour/register?ticket={ids(evening)['Guest of GABA']}&code=GABA-1"

    answer = posted(client, now, path, ADA)

    assert answer.status_code == 303
    kept = factories.only(Registration)
    assert (kept.state, kept.voucher_id, kept.allotment_id, kept.source) == ("confirmed", code.id, code.allotment_id, "GABA")
    assert (factories.fresh(code).used, factories.pool_of(evening).taken, factories.pool_of(evening).held) == (1, 1, 2)


def test_the_sum_says_what_the_code_takes_off(client: Browser, evening: Event) -> None:
    make_voucher(evening, "ELBE", effect="percent", value=20)

    said = text(client.get(f"/en/e/harbour/register?ticket={ids(evening)['Company']}&code=ELBE"))

    assert "1 × Company€45.00Code ELBE−€9.00Total€36.00" in said
    assert "Continue" in said


def test_a_code_of_100_percent_makes_the_button_say_free(client: Browser, now: Frozen, evening: Event) -> None:
    """T31: no button is gone, and nothing is owed."""
    make_voucher(evening, "ALL", effect="percent", value=100)
    path = f"/en/e/harbour/register?ticket={ids(evening)['Company']}&code=ALL"

    assert "Register for free" in text(client.get(path))
    assert posted(client, now, path, ADA).status_code == 303
    assert (factories.only(Registration).state, factories.only(Registration).total_cents) == ("confirmed", 0)


def test_a_code_is_applied_and_taken_away_in_the_form_and_what_was_typed_stays(client: Browser, now: Frozen, evening: Event) -> None:
    block_code(evening)

    applied = posted(client, now, "/en/e/harbour/register", {**ADA, "code": "gaba-1"}, apply="1")
    dropped = posted(client, now, "/en/e/harbour/register?code=GABA-1", ADA, drop="1")

    assert "Guest of GABA" in names(applied)
    assert "Guest of GABA" not in names(dropped)
    for answer in (applied, dropped):
        assert 'value="Ada Ahrens"' in answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert not title(answer).startswith("Error:")
    assert factories.all_of(Registration) == []


def test_a_code_typed_and_sent_at_once_holds(client: Browser, now: Frozen, evening: Event) -> None:
    code = make_voucher(evening, "ELBE")

    answer = posted(client, now, f"/en/e/harbour/register?ticket={ids(evening)['On site']}", {**ADA, "code": "e1be"})

    assert (answer.status_code, factories.fresh(code).used) == (303, 1)


WHY = {
    "other": ({}, "Diesen Code gibt es für diese Veranstaltung nicht."),
    "off": ({"state": "off"}, "Dieser Code wurde abgeschaltet."),
    "later": ({"valid_from": datetime(2027, 4, 2, 9)}, "Dieser Code gilt noch nicht, erst ab morgen, 09:00 Uhr."),  # noqa: DTZ001
    "over": ({"valid_until": datetime(2027, 3, 31, 9)}, "Dieser Code galt bis gestern, 09:00 Uhr."),  # noqa: DTZ001
    "used": ({"max_uses": 1, "used": 1}, "Dieser Code ist aufgebraucht."),
}


@pytest.mark.parametrize("kind", WHY)
def test_why_a_code_does_not_hold_is_said_everywhere(client: Browser, now: Frozen, evening: Event, kind: str) -> None:
    """T57: the title says so, the summary leads to the field, the field is marked and has its own text."""
    changes, words = WHY[kind]
    make_voucher(evening, "HERE" if kind == "other" else "ELBE", **changes)

    page = client.get("/de/e/harbour?code=elbe")
    form = client.get("/de/e/harbour/register?code=elbe")
    sent = form
    if kind != "off":  # without any code that is on there is no field
        sent = posted(client, now, f"/de/e/harbour/register?ticket={ids(evening)['On site']}", {**ADA, "code": "elbe"})

    for answer in (page, form, sent):
        assert answer.status_code == 200
        assert words in text(answer)
        assert title(answer).startswith("Fehler:")
        tree = pages.parsed(answer.get_data(as_text=True))
        field = next(one for one in tree.iter("input") if one.get("id") == "code")
        assert (field.get("aria-invalid"), "code-error" in field.get("aria-describedby", "")) == ("true", True)
        assert [one.get("href") for one in tree.iter("a") if one.get("href") == "#code"] == ["#code"]
        assert 'value="elbe"' in answer.get_data(as_text=True).lower()
    assert factories.all_of(Registration) == []


def test_a_released_block_sends_its_guests_to_everybody(client: Browser, evening: Event) -> None:
    code = block_code(evening)
    changed(type(factories.only(Voucher)), Voucher.id == code.id, allotment_id=make_block(
        evening, 2, left_seats=0, released_at=clock.now(),
    ).id)

    assert "The places for guests of GABA went back to everybody." in text(client.get("/en/e/harbour?code=GABA-1"))


def test_where_everything_is_sold_out_a_code_still_opens_its_block(client: Browser, now: Frozen) -> None:
    event = factories.make_event(slug="full", room=4, online_places=None)
    factories.make_type(event, visibility="code", name_en="Guest of GABA")
    block_code(event, 3)
    factories.make_registration(event)

    page = client.page("/en/e/full")
    form = next(one for one in pages.forms(page) if "code" in one.names)
    with_it = client.get("/en/e/full?code=GABA-1")

    assert (form.method, form.action) == ("get", "/en/e/full")
    assert "Guest of GABA" in names(with_it)
    assert "Continue" in text(with_it)


def test_five_wrong_codes_a_minute_and_no_more(client: Browser, now: Frozen, evening: Event) -> None:
    make_voucher(evening, "ELBE")
    wrong = [client.get(f"/en/e/harbour?code=guess{number}") for number in range(5)]
    blocked = client.get("/en/e/harbour?code=ELBE")
    without = client.get("/en/e/harbour")

    assert [one.status_code for one in wrong] == [200] * 5
    assert (blocked.status_code, without.status_code) == (429, 200)
    assert "Too many wrong codes from your network." in text(blocked)
    assert "Code ELBE holds" not in text(blocked)
    assert posted(client, now, f"/en/e/harbour/register?ticket={ids(evening)['On site']}", ADA).status_code == 303
    now.move(minutes=2)
    assert "Code ELBE holds." in text(client.get("/en/e/harbour?code=ELBE"))


def test_codes_that_are_known_but_do_not_hold_are_no_guesses(client: Browser, evening: Event) -> None:
    make_voucher(evening, "OLD", state="off")
    make_voucher(evening, "NEW")

    for _number in range(8):
        client.get("/en/e/harbour?code=OLD")

    assert client.get("/en/e/harbour?code=NEW").status_code == 200


def test_the_page_without_language_keeps_the_code(client: Browser, evening: Event) -> None:
    there = urlsplit(client.get("/e/harbour?code=GABA+1", headers={"Accept-Language": "de"}).headers["Location"])

    assert (there.path, parse_qs(there.query)) == ("/de/e/harbour", {"code": ["GABA 1"]})
    assert client.get("/e/harbour").headers["Location"] == "/en/e/harbour"


def test_the_other_language_keeps_the_code(client: Browser, evening: Event) -> None:
    make_voucher(evening, "ELBE")

    page = client.page("/en/e/harbour?code=elbe")

    links = [one.get("href") for one in page.iter("a") if one.get("hreflang") == "de"]
    assert links == ["/de/e/harbour?code=ELBE"]


def test_codes_cost_pages_without_one_nothing(client: Browser, evening: Event) -> None:
    make_voucher(evening, "ELBE")
    client.get("/en/e/harbour")

    with counted_queries() as seen:
        client.get("/en/e/harbour")
    with counted_queries() as asked:
        client.get("/en/e/harbour?code=ELBE")

    assert len(seen) == 1
    assert len(asked) < 14


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
def test_an_event_that_is_off_takes_no_code(client: Browser, now: Frozen, state: str) -> None:
    event = factories.make_event(slug="off", state=state)
    make_voucher(event, "ELBE")

    answer = client.get("/en/e/off?code=wrong")

    assert answer.status_code == 200
    assert "There is no such code" not in text(answer)


def test_the_one_free_type_with_a_code_is_registered_for_on_the_page_itself(client: Browser, now: Frozen, event: Event) -> None:
    code = make_voucher(event, "ELBE", credit="Elbe")
    path = f"/en/e/{event.slug}?code=ELBE"

    answer = posted(client, now, path, ADA)

    assert "Code ELBE holds." in text(client.get(path))
    assert (answer.status_code, factories.only(Registration).voucher_id, factories.only(Registration).source) == (303, code.id, "Elbe")
