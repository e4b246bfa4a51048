"""The sample data holds what a newcomer shall see, on both databases."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from eventsvc.core import sealing, zones
from eventsvc.core.outbox import OutboxRow
from eventsvc.demo import build
from eventsvc.events.models import Event
from eventsvc.payments.models import StripeAccount
from eventsvc.practice.keys import KEY, SECRET
from eventsvc.questions import queries as questions
from eventsvc.questions.models import Answer
from eventsvc.registration.approval import queries as application_queries
from eventsvc.registration.models import Registration
from eventsvc.series.models import Series
from eventsvc.ticket_types.models import Pool, TicketType
from tests.factories import all_of, only


@pytest.fixture
def filled(app: Flask) -> Flask:
    build.fill(calendar_domain="events.example.org", told=lambda _words, _done, _of: None)
    return app


@pytest.mark.both
def test_the_first_evening_is_as_announced(filled: Flask) -> None:
    first = min(all_of(Event, state="published"), key=lambda event: event.starts_at)

    assert (first.title_de, first.local_start) == ("Vom Labor in den Hafen: KI, die anlegt", datetime(2027, 4, 19, 18))  # noqa: DTZ001
    pools = {pool.kind: (pool.taken, pool.capacity) for pool in all_of(Pool, event_id=first.id)}
    assert pools == {"room": (171, 180), "online": (108, 1000)}


@pytest.mark.both
def test_there_is_an_event_in_every_state(filled: Flask) -> None:
    events = all_of(Event)

    assert {event.state for event in events} == {"draft", "published", "cancelled"}
    assert any(pool.taken == pool.capacity for pool in all_of(Pool))
    assert any(zones.closer_note(event.starts_at, event.zone, event.partner_zone) for event in events if event.partner_zone)
    assert (len(all_of(Series)), len(all_of(Registration)) > 300) == (2, True)


@pytest.mark.both
def test_invented_guests_get_no_mail_and_a_second_start_adds_nothing(filled: Flask) -> None:
    assert all_of(OutboxRow) == []
    assert build.is_there()


def test_counters_equal_the_rows(filled: Flask) -> None:
    for pool in all_of(Pool):
        event = only(Event, id=pool.event_id)
        held = [one for one in all_of(Registration, event_id=event.id) if one.state == "confirmed"]
        assert sum(other.taken for other in all_of(Pool, event_id=event.id)) == sum(one.quantity for one in held)


def test_the_organiser_has_the_practice_account(filled: Flask) -> None:
    account = only(StripeAccount)

    assert (account.kind, account.livemode, account.charges_enabled) == ("keys", False, True)
    assert (sealing.opened(account.key_sealed), sealing.opened(account.webhook_sealed)) == (KEY, SECRET)


def test_the_workshop_asks_first_and_costs_companies_something(filled: Flask) -> None:
    workshop = only(Event, title_en="Workshop: Your first own model")
    free, company = all_of(TicketType, event_id=workshop.id)

    assert (free.price_cents, company.price_cents) == (0, 6000)
    assert [use.moment for use in questions.uses(workshop.id)] == ["before-needed"] * 3


def test_five_apply_for_the_stage_and_three_wait_for_an_answer(filled: Flask) -> None:
    evening = only(Event, title_en="Computing by the water: energy for AI")

    applied = [one for one in all_of(Registration, event_id=evening.id) if one.answer_at or one.decided_at]
    figures = application_queries.figures(evening.id, datetime(2027, 1, 1, tzinfo=UTC))

    assert [one.state for one in applied] == ["applied", "applied", "applied", "confirmed", "declined"]
    assert (figures.open, figures.all) == (3, 5)
    assert [len(all_of(Answer, registration_id=one.id)) for one in applied] == [1] * 5
