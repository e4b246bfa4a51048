"""Reads of registrations."""

from datetime import datetime

import pytest

from eventsvc.core.errors import Missing
from eventsvc.registration import queries, service
from eventsvc.tickets import queries as tickets
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.registration.cases import SPRING, wish
from tests.support import counted_queries

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


@pytest.mark.parametrize("many", [1, 10])
def test_registration_with_its_tickets_is_two_queries(many: int) -> None:
    event = factories.make_event(series=factories.make_series())
    kept = service.register(event.id, wish(event, holders=("Ada",) * many))

    with counted_queries() as seen:
        whole = queries.by_secret(kept.secret)

    assert len(seen) == 2
    assert (len(whole.valid), whole.secret, whole.event.id) == (many, kept.secret, event.id)
    assert whole.series is not None
    assert whole.numbered(many).type.name_de == "Vor Ort"


@pytest.mark.parametrize("many", [1, 10])
def test_registering_is_a_fixed_number_of_statements(many: int) -> None:
    event = factories.make_event()
    wanted = wish(event, holders=("Ada",) * many)

    with counted_queries() as seen:
        service.register(event.id, wanted)

    assert len(seen) <= 10


def test_wrong_secret_is_missing() -> None:
    factories.make_registration(factories.make_event())

    with pytest.raises(Missing):
        queries.by_secret("x" * 24)


def test_numbers_begin_with_one() -> None:
    whole = queries.by_id(factories.make_registration(factories.make_event()).id)

    for number in (0, 2):
        with pytest.raises(Missing):
            whole.numbered(number)


def test_desk_sees_its_own_events_only() -> None:
    event = factories.make_event()
    stranger = factories.make_organisation()
    registration = factories.make_registration(event)

    assert queries.of_desk(registration.id, event.id, event.organisation_id).registration.id == registration.id
    with pytest.raises(Missing):
        queries.of_desk(registration.id, event.id, stranger.id)


@pytest.mark.parametrize("many", [1, 3])
def test_letter_box_is_two_queries_next_event_first(many: int) -> None:
    later = factories.make_event(local_start=datetime(2027, 6, 1, 18))  # noqa: DTZ001  a wall time
    sooner = factories.make_event()
    for event in (later, *([sooner] * (many - 1))):
        factories.make_registration(event, email="ada@example.org")

    with counted_queries() as seen:
        found = queries.of_mailbox("ada@example.org", SPRING)

    assert len(seen) == 2
    assert [one.event.id for one in found] == [sooner.id] * (many - 1) + [later.id]


def test_tickets_are_found_by_code_and_any_part_of_the_name() -> None:
    event = factories.make_event()
    factories.make_registration(event, "Jörg Weiß")
    factories.make_registration(event, "Nguyễn Thị Ánh")
    factories.make_registration(factories.make_event(), "Jörg Anders")
    ticket = factories.all_of(Ticket)[0]

    assert tickets.by_code_hash(ticket.code_hash)[0].id == ticket.id
    for query in ("joerg", "WEISS", "weiß jör", "Jorg"):
        assert [one.holder for one in tickets.search(event.id, query)] == ["Jörg Weiß"]
    assert [one.holder for one in tickets.search(event.id, "anh nguyen")] == ["Nguyễn Thị Ánh"]
    assert tickets.search(event.id, "weiß nguyen") == []
    assert tickets.search(event.id, "%") != []  # a sign is no word, so nothing is asked
