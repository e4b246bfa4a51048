"""The tools of the tests do what they say."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from eventsvc.accounts.models import Organisation, Person
from eventsvc.core import clock
from eventsvc.core.db import db, transaction
from eventsvc.ticket_types import pools
from eventsvc.tickets.models import Ticket
from tests import factories, pages, together
from tests.browser import Browser
from tests.support import at_once, counted_queries, frozen


@pytest.mark.both
def test_factories_make_the_plain_case(app: Flask) -> None:
    event = factories.make_event()

    registration = factories.make_registration(event, "Ada", holders=("Ada", "Ben"))

    assert [ticket.holder for ticket in factories.all_of(Ticket, registration_id=registration.id)] == ["Ada", "Ben"]
    assert factories.pool_of(event).taken == 2
    assert event.starts_at == datetime(2027, 4, 19, 16, 0, tzinfo=UTC)
    assert [one.name_de for one in factories.types_of(event)] == ["Vor Ort", "Online"]


@pytest.mark.both
def test_each_test_begins_with_an_empty_database(app: Flask) -> None:
    before = factories.all_of(Organisation)

    factories.make_organisation()

    assert before == []


@pytest.mark.both
def test_a_write_outside_of_a_transaction_is_refused(app: Flask) -> None:
    organisation = factories.make_organisation()

    with pytest.raises(RuntimeError, match="a write outside of transaction"):
        db.session.execute(update(Organisation).values(name="Elbe"))

    assert factories.fresh(organisation).name == "Hafen Forum"


def test_queries_are_counted(app: Flask) -> None:
    organisation = factories.make_organisation()

    with counted_queries() as seen:
        db.session.get(Organisation, organisation.id)

    assert len(seen) == 1


def test_the_clock_stands_until_it_is_moved() -> None:
    with frozen("2027-04-01 12:00") as stopped:
        first = clock.now()
        stopped.move(minutes=5)
        second = clock.now()

    assert (first, second) == (datetime(2027, 4, 1, 12, 0, tzinfo=UTC), datetime(2027, 4, 1, 12, 5, tzinfo=UTC))
    assert clock.now() > second or clock.now() < first


@pytest.mark.both
def test_many_at_once_each_have_a_session_of_their_own(app: Flask) -> None:
    pool = factories.pool_of(factories.make_event(room=3))

    def take(_number: int) -> bool:
        with transaction() as connection:
            return pools.claim(connection, pool.id, 1)

    answers = at_once(8, take)

    assert sorted(map(str, answers)) == ["False"] * 5 + ["True"] * 3
    assert factories.fresh(pool).taken == 3


def test_the_browser_sees_no_context_of_the_test(app: Flask, client: Browser) -> None:
    assert client.get("/there-is-nothing").status_code == 404


def test_a_signed_in_browser_knows_its_person(desk: Callable[..., Browser]) -> None:
    browser = desk("door")

    assert browser.person is not None
    assert factories.only(Person).id == browser.person.id


@pytest.mark.parametrize("html", ["<p><b>x</p></b>", "<i id=a></i><i id=a></i>"])
def test_a_page_that_is_not_well_formed_fails(html: str) -> None:
    with pytest.raises(AssertionError, match=r"well-formed|twice"):
        pages.parsed(f"<!doctype html><title>x</title>{html}")


def test_a_form_is_read_as_a_browser_does() -> None:
    tree = pages.parsed(
        '<!doctype html><title>x</title><form action="/go" method="post"><input type="hidden" name="once" value="1"><input name="name">'
        '<select name="n"><option value="1">1</option><option value="2" selected>2</option></select>'
        '<input type="checkbox" name="off"><textarea name="t">\na</textarea><button name="do" value="it">Go</button></form>'
    )

    form = pages.forms(tree)[0]

    assert form.filled({"name": "Ada"}) == {"once": ["1"], "name": ["Ada"], "n": ["2"], "t": ["a"]}
    assert form.buttons == [("do", "it", "Go")]
    with pytest.raises(AssertionError, match="no field"):
        form.filled({"nmae": "Ada"})


def test_one_test_process_starts_the_site_for_all_who_ask_for_it() -> None:
    files = {f"tests/e2e/{path.name}": path.read_text() for path in (Path(__file__).parents[1] / "e2e").glob("test_*.py")}

    asking = {name for name, text in files.items() if " site: " in text or ("reader: " in text and "address: str" not in text)}

    assert asking == together.SITE
