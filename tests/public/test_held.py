"""Registrations that are not finished: review and order, the confirmed address, the end of a reservation."""

from datetime import timedelta

import pytest
from flask import Flask

from eventsvc.core import clock
from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import holds, service
from eventsvc.registration.models import Registration
from tests import factories, whole
from tests.browser import Browser
from tests.registration.cases import SPRING, wish
from tests.support import frozen

pytestmark = pytest.mark.both


def paid(**changes: object) -> tuple[factories.Event, service.Kept]:
    """An event with a type for ten euros, and somebody who began to order it."""
    event = factories.make_event(room=2, **changes)
    kind = factories.make_type(event, price_cents=1000, name_de="Firma", name_en="Company")
    return event, service.register(event.id, wish(event, "Ada Ahrens", ticket_type_id=kind.id, language="en"))


def kinds() -> list[str]:
    return [one.kind for one in factories.all_of(OutboxRow)]


@pytest.mark.parametrize(("lang", "words"), [("en", "Order with obligation to pay"), ("de", "Zahlungspflichtig bestellen")])
def test_what_costs_something_is_reviewed_and_ordered_by_its_button(app: Flask, client: Browser, lang: str, words: str) -> None:
    event, kept = paid()
    service.speak(kept.registration_id, lang)
    first = client.get(f"/{lang}/r/{kept.secret}")
    assert first.location == f"/{lang}/r/{kept.secret}/review"

    page = client.get(first.location).text

    assert f">{words}</button>" in page
    assert ("€10.00" if lang == "en" else "10,00\xa0€") in page
    assert "Hafen Forum e. V." in page
    assert (factories.pool_of(event).held, kinds()) == (1, [])

    answer = client.post(f"/{lang}/r/{kept.secret}/order")

    assert answer.location == f"/{lang}/r/{kept.secret}"
    assert ("To be paid until" if lang == "en" else "Zu bezahlen bis") in client.get(answer.location).text
    assert (factories.only(Registration).state, kinds()) == ("unpaid", ["ordered"])

    holds.settle(kept.registration_id, by=service.By(system=True))
    assert "ticket" in kinds()
    assert (factories.pool_of(event).taken, factories.pool_of(event).held) == (1, 0)
    assert whole.faults() == []


def test_the_seat_of_an_order_that_is_not_finished_is_free_within_a_minute(app: Flask, client: Browser) -> None:
    with frozen(SPRING) as time:
        event, kept = paid()
        time.move(minutes=14, seconds=59)
        assert holds.sweep() == 0
        time.move(minutes=1)
        assert holds.sweep() == 1
        assert factories.pool_of(event).held == 0

        page = client.get(f"/en/r/{kept.secret}").text
        assert "The reservation has ended, Ada" in page

        assert client.post(f"/en/r/{kept.secret}/extend").location == f"/en/r/{kept.secret}"
        assert (factories.only(Registration).state, factories.pool_of(event).held) == ("held", 1)


def test_a_dozen_times_a_quarter_of_an_hour_more(app: Flask, client: Browser) -> None:
    with frozen(SPRING) as time:
        _event, kept = paid()
        for _number in range(12):
            time.move(minutes=14)
            assert holds.sweep() == 0
            assert client.post(f"/en/r/{kept.secret}/extend").status_code == 303
            assert factories.only(Registration).deadline == clock.now() + timedelta(minutes=15)

        assert "cannot be extended any further" in client.post(f"/en/r/{kept.secret}/extend").text


def test_when_the_seats_are_gone_it_is_said_with_the_remedy(app: Flask, client: Browser) -> None:
    with frozen(SPRING) as time:
        event, kept = paid()
        time.move(minutes=16)
        holds.sweep()
        for name in ("Ben", "Cem"):
            service.register(event.id, wish(event, name))

        page = client.post(f"/en/r/{kept.secret}/order")

        assert "the places are taken now. Put yourself on the waitlist." in page.text
        assert factories.only(Registration, name="Ada Ahrens").state == "expired"
        assert whole.faults() == []


def test_who_began_before_the_sale_ended_may_finish(app: Flask, client: Browser) -> None:
    """Trap T19."""
    with frozen(SPRING) as time:
        event = factories.make_event()
        kind = factories.make_type(event, price_cents=1000, sale_until=SPRING.replace(tzinfo=None) + timedelta(hours=2, minutes=5))
        kept = service.register(event.id, wish(event, ticket_type_id=kind.id))
        time.move(minutes=10)

        client.post(f"/de/r/{kept.secret}/order")

        assert factories.only(Registration).state == "unpaid"


def test_an_address_is_confirmed_by_a_button_not_by_the_link(app: Flask, client: Browser) -> None:
    event = factories.make_event(room=1, confirm_mail=True)
    kept = service.register(event.id, wish(event, "Ada", language="en"))
    assert (kept.state, factories.pool_of(event).held, kinds()) == ("unconfirmed", 1, ["confirm-address"])
    assert "One more press, Ada" in client.get(f"/en/r/{kept.secret}").text

    opened = client.get(f"/en/r/{kept.secret}/confirm")
    assert "Yes, confirm my registration" in opened.text
    assert factories.only(Registration).state == "unconfirmed"

    assert client.post(f"/en/r/{kept.secret}/confirm").location == f"/en/r/{kept.secret}/welcome"
    assert kinds() == ["confirm-address", "ticket"]
    assert whole.faults() == []


def test_a_mistyped_address_is_corrected_before_it_is_confirmed(app: Flask, client: Browser) -> None:
    kept = service.register((event := factories.make_event(confirm_mail=True)).id, wish(event, language="en"))

    wrong = client.post(f"/en/r/{kept.secret}/email", data={"email": "ada"})
    assert "The email address has no @" in wrong.text
    right = client.post(f"/en/r/{kept.secret}/email", data={"email": "ada@right.example"})

    assert "ada@right.example" in client.get(right.location.split("?")[0]).text
    assert [one.recipient for one in factories.all_of(OutboxRow)][-1] == "ada@right.example"


def test_not_confirmed_in_time_frees_the_seat(app: Flask, client: Browser) -> None:
    with frozen(SPRING) as time:
        event = factories.make_event(room=1, confirm_mail=True)
        kept = service.register(event.id, wish(event, language="en"))
        time.move(hours=2)
        holds.sweep()
        assert factories.pool_of(event).held == 0

        assert client.get(f"/en/r/{kept.secret}/confirm").status_code == 302
        assert "cannot be taken up again" in client.post(f"/en/r/{kept.secret}/confirm").text


def test_rather_not(app: Flask, client: Browser) -> None:
    event, kept = paid()

    client.post(f"/en/r/{kept.secret}/free")

    assert (factories.only(Registration).state, factories.pool_of(event).held) == ("cancelled", 0)


def test_the_code_of_a_ticket_that_is_not_valid_yet_is_shown_to_nobody(app: Flask, client: Browser) -> None:
    _event, kept = paid()
    holds.order(kept.registration_id)

    for path in ("ticket/1", "ticket/1/code.png", "ticket/1/code.svg"):
        assert client.get(f"/en/r/{kept.secret}/{path}").status_code == 404

    holds.settle(kept.registration_id, by=service.By(system=True))
    assert client.get(f"/en/r/{kept.secret}/ticket/1/code.png").mimetype == "image/png"


def test_my_tickets_sends_what_is_not_finished_too(app: Flask, client: Browser) -> None:
    _event, kept = paid()
    holds.order(kept.registration_id)
    email = factories.only(Registration).email

    service.send_again(email)

    assert kinds() == ["ordered", "where-it-stands"]
