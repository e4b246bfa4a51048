"""Declarations to withdraw: taken in always, matched where they can be, answered once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Connection, insert

from eventsvc.core import clock
from eventsvc.core.audit import AuditEntry
from eventsvc.core.db import transaction
from eventsvc.core.errors import Missing
from eventsvc.core.outbox import OutboxRow
from eventsvc.payments.models import Bill
from eventsvc.registration import withdrawal_queries as reads
from eventsvc.registration import withdrawals
from eventsvc.registration.models import Registration, Withdrawal
from eventsvc.registration.records import By, Record
from tests import factories, whole
from tests.registration.cases import reason
from tests.registration.withdrawing import code, declared, ordered
from tests.support import frozen

pytestmark = pytest.mark.both
ADA = By(person_id=1)


def kinds() -> list[str]:
    return [row.kind for row in factories.all_of(OutboxRow)]


def no_money(_connection: Connection, _record: Record, _cents: int, _by: By) -> None:
    raise AssertionError("nothing was paid")


@pytest.mark.parametrize("said", [
    code,
    lambda registration: f"Ticket {code(registration).lower().replace(' ', '-')}, please",
    lambda registration: f"https://events.example.org/en/r/{factories.secret_of(registration)}#cancel",
    lambda registration: factories.code_of(factories.all_of(factories.Ticket, registration_id=registration.id)[0]),
])
def test_a_code_or_the_link_finds_the_registration(app: Flask, said: Callable[[Registration], str]) -> None:
    _event, registration = ordered()
    ordered("Ben")

    one = declared(said(registration))

    assert (one.registration_id, one.state, one.told) == (registration.id, "open", True)
    assert kinds() == ["withdrawal-received"]
    assert factories.only(AuditEntry).deed == "withdrawal-received"


def test_the_number_of_the_order_finds_it(app: Flask) -> None:
    event, registration = ordered()
    with transaction() as connection:
        connection.execute(insert(Bill).values(
            registration_id=registration.id, organisation_id=event.organisation_id, event_id=event.id, reference="6HXT9QRA", method="",
            total_cents=4500, currency="EUR", received_cents=0, returned_cents=0, ordered_at=clock.now(),
        ))

    assert declared("EV 6HXT 9QRA").registration_id == registration.id


def test_the_address_finds_it_where_only_one_can_be_meant(app: Flask) -> None:
    event, registration = ordered(email="ada@guests.example")
    other, second = ordered(email="ada@guests.example")
    free = factories.make_registration(factories.make_event(), "Ada", email="Ada@guests.example")
    with transaction() as connection:
        for one, title in ((event, "Writing code"), (other, "Reading code")):
            connection.execute(factories.Event.__table__.update().where(factories.Event.id == one.id).values(title_en=title))  # type: ignore[attr-defined]

    assert declared("something", "ada@guests.example").registration_id is None
    assert declared("the course “Reading Code”", "ADA@guests.example").registration_id == second.id
    assert declared("Writing code", "ada@guests.example").registration_id == registration.id
    assert declared("Writing code", "ben@guests.example").registration_id is None
    assert free.total_cents == 0


def test_what_nobody_knows_is_kept_all_the_same(app: Flask) -> None:
    factories.make_organisation()

    one = declared("7KQM 4XWD")

    assert (one.registration_id, one.identification, one.state) == (None, "7KQM 4XWD", "open")
    assert kinds() == ["withdrawal-received"]


def test_a_code_of_another_organisation_leads_to_that_one(app: Flask) -> None:
    first = factories.make_organisation()
    second = factories.make_organisation()
    registration = factories.make_registration(factories.make_event(organisation=second), "Ada")

    one = declared(code(registration), organisation=first)

    assert (one.organisation_id, one.registration_id) == (second.id, registration.id)
    with pytest.raises(Missing):
        reads.of_desk(one.id, first.id)


def test_the_same_form_counts_once(app: Flask) -> None:
    factories.make_organisation()

    first, second = declared("one", once="token"), declared("one", once="token")

    assert first.id == second.id
    assert kinds() == ["withdrawal-received"]


def test_a_full_letter_box_refuses_nothing(app: Flask) -> None:
    factories.make_organisation()

    told = [declared(f"number {number}").told for number in range(5)]

    assert told == [True, True, True, False, False]
    assert len(factories.all_of(Withdrawal)) == 5
    assert kinds() == ["withdrawal-received"] * 3


def test_a_yes_ends_the_tickets_and_gives_the_money_back(app: Flask) -> None:
    event, registration = ordered(holders=("Ada", "Ben"))
    one = declared(code(registration))
    back: list[tuple[int, int]] = []

    cents = withdrawals.accept(
        one.id, event.organisation_id, by=ADA, give_back=lambda _connection, record, sum_, _by: back.append((record.id, sum_)),
    )

    assert (cents, back) == (4500, [(registration.id, 4500)])
    assert factories.fresh(registration).state == "cancelled"
    answered = factories.fresh(one)
    assert (answered.state, answered.back_cents, answered.person_id) == ("accepted", 4500, 1)
    assert kinds() == ["withdrawal-received", "registration-cancelled", "withdrawal-accepted"]
    assert factories.pool_of(event).taken == 0
    assert whole.faults() == []
    again = reason(withdrawals.accept, one.id, event.organisation_id, by=ADA, give_back=no_money)
    assert again == "withdrawal-answered"
    assert reason(withdrawals.refuse, one.id, event.organisation_id, "No.", by=ADA) == "withdrawal-answered"
    assert back == [(registration.id, 4500)]


def test_an_order_that_is_not_paid_ends_without_money(app: Flask) -> None:
    event, registration = ordered()
    one = declared(code(registration))
    with transaction() as connection:
        connection.execute(Registration.__table__.update().values(total_cents=0))  # type: ignore[attr-defined]

    assert withdrawals.accept(one.id, event.organisation_id, by=ADA, give_back=no_money) == 0
    assert factories.fresh(registration).state == "cancelled"


def test_what_fails_while_money_goes_back_changes_nothing(app: Flask) -> None:
    event, registration = ordered()
    one = declared(code(registration))

    with pytest.raises(AssertionError):
        withdrawals.accept(one.id, event.organisation_id, by=ADA, give_back=no_money)

    assert (factories.fresh(one).state, factories.fresh(registration).state) == ("open", "confirmed")
    assert kinds() == ["withdrawal-received"]


def test_without_a_registration_there_is_no_yes_until_it_is_found(app: Flask) -> None:
    event, registration = ordered("Dora")
    one = declared("no idea")
    assert reason(withdrawals.accept, one.id, event.organisation_id, by=ADA, give_back=no_money) == "withdrawal-unmatched"
    [(found, _event)] = reads.candidates(event.organisation_id, "dora")

    withdrawals.match(one.id, event.organisation_id, found.id, by=ADA)

    assert factories.fresh(one).registration_id == registration.id
    elsewhere = factories.make_registration(factories.make_event(organisation=factories.make_organisation()), "Eve")
    with pytest.raises(Missing):
        withdrawals.match(one.id, event.organisation_id, elsewhere.id, by=ADA)


def test_a_no_says_why_by_mail_and_an_end_without_mail_does_not(app: Flask) -> None:
    organisation = factories.make_organisation()
    first, second = declared("one"), declared("two")

    withdrawals.refuse(first.id, organisation.id, "It was a concert.", by=ADA)
    withdrawals.close(second.id, organisation.id, "Declared twice.", by=ADA)

    assert [(row.state, row.answer) for row in factories.all_of(Withdrawal)] == [
        ("refused", "It was a concert."), ("closed", "Declared twice."),
    ]
    assert kinds() == ["withdrawal-received", "withdrawal-received", "withdrawal-refused"]
    assert reads.counts(organisation.id) == (0, 2)
    with pytest.raises(Missing):
        withdrawals.refuse(first.id, factories.make_organisation().id, "No.", by=ADA)


def test_the_open_ones_stand_with_the_next_deadline_first(app: Flask) -> None:
    with frozen("2027-04-01 10:00") as time:
        organisation = factories.make_organisation()
        first = declared("one")
        time.move(days=1)
        second = declared("two")

        assert [one.withdrawal.id for one in reads.listed(organisation.id, done=False)] == [first.id, second.id]
        assert reads.waiting(organisation.id) == (2, clock.now() - timedelta(days=1))
