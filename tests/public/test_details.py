"""Names and address are put right before anything is concluded."""


from datetime import timedelta

import pytest
from flask import Flask

from eventsvc.registration import holds, service
from eventsvc.registration.models import Registration
from tests import factories, whole
from tests.browser import Browser
from tests.public.begun import kinds, paid
from tests.registration.cases import SPRING, wish
from tests.support import frozen

pytestmark = pytest.mark.both


def test_names_and_address_are_put_right_before_the_order(app: Flask, client: Browser) -> None:
    event = factories.make_event(room=3)
    kind = factories.make_type(event, price_cents=1000)
    kept = service.register(event.id, wish(event, "Ada Ahrens", ticket_type_id=kind.id, language="en", holders=("Ada Ahrens", "Bem")))
    here = f"/en/r/{kept.secret}/details"
    assert here in client.get(f"/en/r/{kept.secret}/review").text

    wrong = client.submit(here, {"names-0": "", "names-1": "", "email": "ada@uni"}, button="Save")
    assert wrong.text.count('id="names-0-error"') == 1, "who registers has a name; those of guests may stay open"
    assert 'id="names-1-error"' not in wrong.text
    assert 'value="ada@uni"' in wrong.text
    assert client.submit(here, {"names-0": "Ada Arens", "names-1": "Ben", "email": "ada@right.example"}, button="Save").status_code == 303

    page = client.get(f"/en/r/{kept.secret}/review").text
    assert all(part in page for part in ("Ada Arens", "Ben", "ada@right.example", "€20.00", "Your 2 places are reserved until"))
    row = factories.only(Registration)
    assert (row.name, row.email, row.state, kinds()) == ("Ada Arens", "ada@right.example", "held", [])
    assert whole.faults() == []


def test_extending_while_typing_keeps_what_was_typed(app: Flask, client: Browser) -> None:
    with frozen(SPRING) as time:
        _event, kept = paid()
        time.move(minutes=10)

        page = client.submit(f"/en/r/{kept.secret}/details", {"names-0": "Ada A", "email": "half an addr"}, button="extend")

        assert page.status_code == 200
        assert 'value="half an addr"' in page.text
        assert factories.only(Registration).deadline == SPRING + timedelta(minutes=25)


def test_a_students_ticket_stays_with_the_universitys_addresses(app: Flask, client: Browser) -> None:
    event = factories.make_event()
    kind = factories.make_type(event, price_cents=500, domains=["uni.example"])
    kept = service.register(event.id, wish(event, ticket_type_id=kind.id, language="en", email="ada@uni.example"))

    page = client.submit(f"/en/r/{kept.secret}/details", {"email": "ada@mail.example"}, button="Save")
    assert "This ticket is for addresses of uni.example." in page.text
    holds.order(kept.registration_id)
    holds.settle(kept.registration_id, by=service.By(system=True))

    page = client.post(f"/en/r/{kept.secret}/email", data={"email": "ada@mail.example"})
    assert "This ticket is for addresses of uni.example." in page.text
    assert factories.only(Registration).email == "ada@uni.example"
