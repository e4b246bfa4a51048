"""Codes at the desk: the list in words, a page for each, many at once, withdrawn with a reason."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from eventsvc.core.audit import AuditEntry
from eventsvc.events.models import Event
from eventsvc.ticket_types.models import Voucher
from tests import factories
from tests.browser import Browser
from tests.ticket_types.offers import make_block, make_voucher

Desk = Callable[..., Browser]
EMPTY = {"effect": "none", "value": "", "per_email": "", "valid_from": "", "valid_until": "", "credit": ""}


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.make_event()


def at(event: Event, *parts: object) -> str:
    return "/".join([f"/desk/events/{event.id}/codes", *map(str, parts)])


def send(browser: Browser, path: str, **typed: Any) -> str:
    """The page that answers a sent form."""
    answer = browser.post(path, data={"csrf_token": browser.csrf(), **typed})
    return browser.get(answer.location).text if answer.location else answer.text


def test_a_code_is_made_and_its_page_has_the_link(event: Event, desk: Desk) -> None:
    company = factories.make_type(event, price_cents=4500, name_en="Company", name_de="Firma")

    page = send(desk("owner"), at(event, "new"), **{
        **EMPTY, "code": "Elbe 2027", "effect": "amount", "value": "10,00", "types": [str(company.id)], "max_uses": "40", "per_email": "1",
        "valid_until": "2027-04-18 12:00", "credit": "Newsletter",
    })

    made = factories.only(Voucher)
    assert (made.effect, made.value, made.type_ids, made.unlocks, made.max_uses, made.per_email, made.credit) == (
        "amount", 1000, [company.id], True, 40, 1, "Newsletter",
    )
    assert f"/e/{event.slug}?code=Elbe" in page
    assert "made a code: Elbe 2027" in page
    listed = desk("owner").get(at(event, "")).text
    for words in ("Company: €10.00 less, each address once", "0 of 40", "Newsletter", "until"):
        assert words in listed


def test_a_code_is_edited_in_place_down_to_what_is_used(event: Event, desk: Desk) -> None:
    browser, code = desk("owner"), make_voucher(event, "HAFEN", used=3, max_uses=5, effect="percent", value=20)
    there, same = at(event, code.id), {**EMPTY, "code": "HAFEN", "effect": "percent"}
    assert [one in browser.get(there).text for one in ('value="HAFEN"', 'value="20"', 'value="5"')] == [True] * 3

    page = send(browser, there, **{**same, "value": "30", "max_uses": "2", "credit": "Team"})

    assert "It has been used 3 times already. Choose at least as many." in page
    assert 'value="Team"' in page
    assert factories.fresh(code).value == 20
    send(browser, there, **{**same, "value": "30", "max_uses": "3", "credit": "Team"})
    now = factories.fresh(code)
    assert (now.value, now.max_uses, now.credit, now.used) == (30, 3, "Team", 3)
    assert "changed the code HAFEN: what it does, uses in all, for whom it counts" in browser.get(there).text
    assert "used up" in browser.get(at(event, "")).text


@pytest.mark.parametrize(("typed", "words"), [
    ({"code": ""}, "What is to be typed? For example ELBE-2027."),
    ({"code": "x"}, "A code has 3 to 40 letters and digits."),
    ({"code": "Taken"}, "There is such a code already. Choose another one."),
    ({"effect": "percent", "value": "101"}, "A whole number up to 100 for percent, else a sum like 10 or 10.00."),
    ({"effect": "percent", "value": "99"}, "With it a ticket for €45.00 would cost €0.45, which cannot be paid. Make it free, or €0.50"),
    ({"effect": "price", "value": "0,49"}, "would cost €0.49, which cannot be paid."),
    ({"effect": "amount", "value": "44,51"}, "would cost €0.49, which cannot be paid."),
    ({"valid_from": "2027-04-02 09:00", "valid_until": "2027-04-02 09:00"}, "end"),
    ({"max_uses": "0"}, "A whole number from 1 to 100000."),
])  # fmt: skip
def test_what_cannot_be_is_said_and_what_was_typed_stays(event: Event, desk: Desk, typed: dict[str, str], words: str) -> None:
    factories.make_type(event, price_cents=4500)
    taken = make_voucher(event, "TAKEN")

    page = send(desk("owner"), at(event, "new"), **{**EMPTY, "code": "FINE", "max_uses": "", "credit": "Newsletter", **typed})

    assert words in page
    assert 'value="Newsletter"' in page
    assert 'role="alert"' in page
    assert factories.only(Voucher).id == taken.id


@pytest.mark.parametrize(("effect", "value"), [
    ("percent", "100"), ("amount", "45"), ("price", "0"), ("price", "0,50"), ("amount", "44,50"),
])
def test_free_and_the_least_that_can_be_paid_are_kept(event: Event, desk: Desk, effect: str, value: str) -> None:
    factories.make_type(event, price_cents=4500)

    send(desk("owner"), at(event, "new"), **{**EMPTY, "code": "FINE", "max_uses": "", "effect": effect, "value": value})

    assert factories.only(Voucher).effect == effect


def test_many_codes_at_once_are_one_line_and_a_table_with_links(event: Event, desk: Desk) -> None:
    browser = desk("owner")

    page = send(browser, at(event, "many"), **{**EMPTY, "many": "30", "prefix": "HSC ", "credit": "University C"})

    codes = factories.all_of(Voucher)
    assert (len({one.code_key for one in codes}), {one.max_uses for one in codes}) == (30, {1})
    assert all(one.code in page for one in codes)
    listed = browser.get(at(event, "")).text
    assert "HSC-…" in listed
    assert "30 codes" in listed
    assert "changes nothing, is counted only, each once" in listed
    assert codes[3].code not in listed
    assert codes[3].code in browser.get(f"{at(event, '')}?q={codes[3].code.lower()}").text
    table = browser.get(f"{at(event, 'codes.csv')}?batch=HSC").data
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert len(rows) == 31
    assert f"/e/{event.slug}?code={codes[0].code}" in rows[1][1]


def test_a_code_is_withdrawn_with_a_reason_and_holds_again(event: Event, desk: Desk) -> None:
    browser, code = desk("owner"), make_voucher(event)

    assert "Say why. It stands in the history." in send(browser, at(event, code.id, "switch"), state="off", reason="  ")
    assert factories.fresh(code).state == "active"
    page = send(browser, at(event, code.id, "switch"), state="off", reason="Stood in a  forum")

    assert factories.fresh(code).state == "off"
    assert "Withdrawn. Registrations that were made with it stay." in page
    assert "withdrew the code HAFEN" in page
    assert "Stood in a forum" in page
    assert "Stood in a forum" in browser.get(f"/desk/events/{event.id}").text
    send(browser, at(event, code.id, "switch"), state="active")
    assert factories.fresh(code).state == "active"


def test_a_series_is_withdrawn_at_once_and_each_code_tells_it(event: Event, desk: Desk) -> None:
    browser = desk("owner")
    send(browser, at(event, "many"), **{**EMPTY, "many": "3", "prefix": "HSC"})

    page = send(browser, at(event, "switch"), state="off", batch="HSC", reason="Lost")

    codes = factories.all_of(Voucher)
    assert {one.state for one in codes} == {"off"}
    assert page.count("withdrawn") >= 3
    own = browser.get(at(event, codes[1].id)).text
    assert "withdrew the code HSC" in own
    assert "made 3 codes: HSC-…" in own
    assert browser.post(at(event, "switch"), data={"csrf_token": browser.csrf(), "state": "off", "reason": "x"}).status_code == 404


def test_only_a_code_that_nobody_used_is_removed(event: Event, desk: Desk) -> None:
    browser, code = desk("owner"), make_voucher(event)
    factories.make_registration(event, voucher_id=code.id, state="cancelled")

    assert "Somebody has used this code." in send(browser, at(event, code.id, "remove"))
    spare = make_voucher(event, "SPARE")
    send(browser, at(event, spare.id, "remove"))

    assert factories.only(Voucher).id == code.id
    assert "removed a code: SPARE" in browser.get(f"/desk/events/{event.id}").text


def test_a_history_is_that_of_one_code(event: Event, desk: Desk) -> None:
    browser = desk("owner")
    for code in ("FIRST", "SECOND"):
        send(browser, at(event, "new"), **{**EMPTY, "code": code, "max_uses": ""})

    page = browser.get(at(event, factories.only(Voucher, code="FIRST").id)).text

    assert "made a code: FIRST" in page
    assert "SECOND" not in page
    assert {entry.after["code"] for entry in factories.all_of(AuditEntry)} == {"FIRST", "SECOND"}


def test_what_a_block_opens_stays_though_its_code_is_edited(event: Event, desk: Desk) -> None:
    browser, room = desk("owner"), factories.types_of(event)[0]
    code = make_voucher(event, "GABA", unlocks=True, skips_approval=True, type_ids=[room.id], allotment_id=make_block(event).id)

    send(browser, at(event, code.id), **{**EMPTY, "code": "GABA-1", "max_uses": "", "skips_approval": "y"})

    now = factories.fresh(code)
    assert (now.code, now.type_ids, now.unlocks, now.skips_approval) == ("GABA-1", [room.id], True, True)
    assert "a place that is kept for GABA" in browser.get(at(event, "")).text


def test_states_in_words(event: Event, desk: Desk) -> None:
    past = datetime(2020, 1, 1)  # noqa: DTZ001  a wall time
    make_voucher(event, "OVER", valid_until=past)
    make_voucher(event, "SOON", valid_from=datetime(2099, 1, 1))  # noqa: DTZ001
    make_voucher(event, "GONE", max_uses=1, used=1)
    make_voucher(event, "FREE", effect="percent", value=100)

    page = desk("owner").get(at(event, "")).text

    for words in ("expired", "not yet", "used up", "holds", "100 % less", "changes nothing, is counted only"):
        assert words in page


def test_codes_of_others_are_not_there(event: Event, desk: Desk) -> None:
    code = make_voucher(factories.make_event(organisation=factories.make_organisation()))
    browser = desk("owner")

    assert browser.get(at(event, code.id)).status_code == 404
    for deed in ("switch", "remove"):
        answer = browser.post(at(event, code.id, deed), data={"csrf_token": browser.csrf(), "state": "off", "reason": "x"})
        assert answer.status_code == 404
    assert factories.fresh(code).state == "active"
