"""Registrations that are not finished: review and order, the confirmed address, the end of a reservation."""

from datetime import timedelta

import pytest
from flask import Flask

from eventsvc.core import clock
from eventsvc.registration import holds, service, waitlist_chores
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories, whole
from tests.browser import Browser
from tests.public.begun import kinds, paid
from tests.registration.cases import SPRING, reason, wish
from tests.registration.lines import changed, joined
from tests.support import frozen

pytestmark = pytest.mark.both


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

        assert client.post(f"/en/r/{kept.secret}/extend").location == f"/en/r/{kept.secret}/review"
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


def test_nobody_gets_a_mail_about_what_somebody_else_began_and_gave_up(app: Flask, client: Browser) -> None:
    event = factories.make_event()
    kind = factories.make_type(event, price_cents=500)
    kept = service.register(event.id, wish(event, ticket_type_id=kind.id, holders=("Ada", "Ben")))

    service.cancel(kept.registration_id, ticket_id=factories.all_of(Ticket)[0].id)
    assert factories.only(Registration).total_cents == 500
    service.cancel(kept.registration_id)

    assert kinds() == []
    assert factories.only(Registration).state == "cancelled"


def test_who_is_registered_already_is_told_when_the_order_would_be_the_second(app: Flask, client: Browser) -> None:
    event = factories.make_event()
    kind = factories.make_type(event, price_cents=500)
    service.register(event.id, wish(event, "Ada", email="ada@uni.example"))
    kept = service.register(event.id, wish(event, "Ada", email="ada@uni.example", ticket_type_id=kind.id, language="en"))

    page = client.post(f"/en/r/{kept.secret}/order")

    assert page.status_code == 409
    assert "You are registered with this name and address already." in page.text
    assert kinds() == ["ticket", "tickets-again"]


def test_an_application_that_ran_out_of_time_does_not_become_a_seat(app: Flask) -> None:
    with frozen(SPRING) as time:
        event = factories.make_event(room=1)
        kind = factories.make_type(event, approval=True)
        kept = service.register(event.id, wish(event, ticket_type_id=kind.id))
        changed(factories.only(Registration), state="expired")
        changed(factories.only(Ticket), state="cancelled")
        time.move(hours=3)

        holds.extend(kept.registration_id)

        assert (factories.only(Ticket).state, factories.pool_of(event).held) == ("wanted", 0)
        assert holds.complete(kept.registration_id) == "applied"


def test_an_offer_that_ended_is_no_hold(app: Flask) -> None:
    """Else a place that costs something would come back as one that costs nothing."""
    with frozen(SPRING) as time:
        event = factories.make_event(room=1)
        kind = factories.make_type(event, price_cents=1000)
        first = service.register(event.id, wish(event, "Ben"))
        ada = joined(event, "Ada", type_ids=(kind.id,))
        service.cancel(first.registration_id)
        time.move(days=2)
        waitlist_chores.sweep()
        assert factories.only(Registration, id=ada).state == "expired"

        assert reason(holds.extend, ada) == "hold-over"
        assert reason(holds.order, ada) == "hold-over"
