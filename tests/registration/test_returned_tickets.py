"""A ticket that was passed on goes back to who had it: with what went along, and all of it or nothing; on both databases."""

from collections.abc import Iterator

import pytest

from eventsvc.registration import changes, groups, recount, service
from eventsvc.registration.models import Registration
from eventsvc.registration.service import Kept
from eventsvc.tickets.models import Ticket
from tests import factories, whole
from tests.checkin.door import make_phone, scan, take, verdicts
from tests.registration.cases import reason, wish
from tests.registration.lines import state, ticket_states
from tests.support import Frozen, frozen
from tests.ticket_types.offers import make_voucher

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


@pytest.fixture(autouse=True)
def now() -> Iterator[Frozen]:
    with frozen("2027-04-01 12:00") as stopped:
        yield stopped


def passed(kept: Kept, name: str) -> int:
    """The first ticket that is left goes to somebody; answers that registration."""
    ticket = next(one for one in factories.all_of(Ticket, registration_id=kept.registration_id) if one.state == "valid")
    email = f"{name.lower()}@heirs.example"
    return changes.transfer(kept.registration_id, ticket.id, name=name, email=email, language="en").registration_id


def test_the_code_comes_back_though_another_ticket_came_back_before() -> None:
    event = factories.make_event(room=5)
    code = make_voucher(event, "ONE", max_uses=1)
    ada = service.register(event.id, wish(event, "Ada", holders=("Ada", "Guest"), code="ONE"))
    ben, cem = passed(ada, "Ben"), passed(ada, "Cem")

    changes.decline(ben)
    changes.decline(cem)

    assert factories.only(Registration, id=ada.registration_id).voucher_id == code.id
    assert (factories.fresh(code).used, whole.faults(), recount.differences()) == (1, [], [])
    service.cancel(ada.registration_id)
    assert factories.fresh(code).used == 0


def test_who_registered_anew_meanwhile_gets_no_second_registration() -> None:
    event = factories.make_event(room=5)
    ada = service.register(event.id, wish(event, "Ada", email="ada@guests.example"))
    ben = passed(ada, "Ben")
    again = service.register(event.id, wish(event, "Ada", email="ada@guests.example"))

    assert reason(changes.decline, ben) == "already-registered"
    assert (state(ben), state(ada.registration_id)) == ("confirmed", "passed")

    service.disown(ben)

    assert [state(one) for one in (ben, ada.registration_id, again.registration_id)] == ["cancelled", "passed", "confirmed"]
    assert (ticket_states(ada.registration_id), ticket_states(ben)) == (["replaced"], ["cancelled"])
    assert factories.pool_of(event).taken == 1
    assert (whole.faults(), recount.differences()) == ([], [])


def test_whoever_came_in_with_the_heir_keeps_the_seat() -> None:
    event = factories.make_event(room=2)
    ada = service.register(event.id, wish(event, "Ada"))
    ben = passed(ada, "Ben")
    groups.add(ben, ("Dora",))
    dora = factories.all_of(Ticket, registration_id=ben)[1]
    assert verdicts(scan(make_phone(event), take(event, dora))) == ["admit"]

    assert reason(changes.decline, ben) == "admitted"
    service.disown(ben)

    assert (ticket_states(ben), state(ada.registration_id)) == (["cancelled", "valid"], "passed")
    assert factories.pool_of(event).taken == 1
    assert whole.faults() == []
