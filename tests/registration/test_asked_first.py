"""No ticket without the answers that must be given before it: by the form, by the order, and by an offer of the waitlist."""

from datetime import timedelta

import pytest

from eventsvc.events.models import Event
from eventsvc.questions import service as questions
from eventsvc.questions.models import Answer
from eventsvc.registration import finishing, holds, service
from eventsvc.registration.models import Registration
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.tickets.models import Ticket
from tests import factories, whole
from tests.questions.asking import given, make_use
from tests.registration.cases import SPRING, reason, wish
from tests.registration.lines import MORNING, entry, full_event, joined, letters, state, ticket_states
from tests.support import frozen

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def asking(moment: str = "before-needed", **changes: object) -> tuple[Event, object]:
    event = factories.make_event(room=2, **changes)
    return event, make_use(event, "text", moment=moment, per="registration")


@pytest.mark.parametrize(("moment", "begins"), [("after", "confirmed"), ("before", "held"), ("before-needed", "held")])
def test_what_asks_first_holds_the_seat_until_it_is_answered(moment: str, begins: str) -> None:
    event, _use = asking(moment)

    kept = service.register(event.id, wish(event))

    assert kept.state == begins
    assert (factories.pool_of(event).held, factories.pool_of(event).taken) == ((1, 0) if begins == "held" else (0, 1))


def test_the_desk_adds_guests_without_asking() -> None:
    event, _use = asking()

    assert service.register(event.id, wish(event), by=service.By(system=True)).state == "confirmed"


def test_without_the_answer_there_is_no_ticket_and_no_order() -> None:
    event, use = asking()
    kind = factories.make_type(event, price_cents=500)
    free = service.register(event.id, wish(event, "Ada")).registration_id
    paid = service.register(event.id, wish(event, "Ben", ticket_type_id=kind.id)).registration_id

    assert [reason(deed, one) for deed in (holds.complete, holds.order) for one in (free, paid)] == ["answers-missing"] * 4

    assert finishing.answer(free, [given(use)]) == "confirmed"
    assert finishing.answer(paid, [given(use)]) == "held"
    assert holds.order(paid) == "unpaid"
    assert letters(free) == ["ticket"]
    assert letters(paid) == ["ordered"]
    assert whole.faults() == []


def test_what_may_be_left_out_may_be_left_out() -> None:
    event, _use = asking("before")
    kept = service.register(event.id, wish(event))

    assert finishing.answer(kept.registration_id, []) == "confirmed"


def test_each_guest_is_asked() -> None:
    event = factories.make_event(room=2)
    use = make_use(event, "text", moment="before-needed", per="ticket")
    kept = service.register(event.id, wish(event, holders=("Ada", "Ben")))
    ada, ben = (one.id for one in factories.all_of(Ticket))

    assert reason(finishing.answer, kept.registration_id, [given(use, ticket_id=ada)]) == "answers-missing"
    assert finishing.answer(kept.registration_id, [given(use, ticket_id=ben)]) == "confirmed"


def test_an_application_is_with_the_desk_once_it_is_answered() -> None:
    event, use = asking()
    kind = factories.make_type(event, approval=True, price_cents=500)
    kept = service.register(event.id, wish(event, ticket_type_id=kind.id))

    assert (kept.state, factories.pool_of(event).held) == ("held", 0)
    assert finishing.answer(kept.registration_id, [given(use)]) == "applied"
    assert letters(kept.registration_id) == ["applied"]


def test_an_event_that_wants_addresses_confirmed_asks_for_that_afterwards() -> None:
    event, use = asking(confirm_mail=True)
    kept = service.register(event.id, wish(event))

    assert finishing.answer(kept.registration_id, [given(use)]) == "unconfirmed"
    assert letters(kept.registration_id) == ["confirm-address"]


def test_answers_that_come_too_late_are_kept_and_the_seat_is_taken_again() -> None:
    with frozen(SPRING) as time:
        event, use = asking()
        kept = service.register(event.id, wish(event))
        time.move(minutes=20)
        holds.sweep()
        assert factories.only(Registration).state == "expired"

        assert finishing.answer(kept.registration_id, [given(use)]) == "confirmed"
        assert whole.faults() == []


def test_answers_that_come_too_late_are_kept_though_the_seats_are_gone() -> None:
    with frozen(SPRING) as time:
        event = factories.make_event(room=1)
        use = make_use(event, "text", moment="before-needed", per="ticket")
        kept = service.register(event.id, wish(event))
        time.move(minutes=20)
        holds.sweep()
        ben = service.register(event.id, wish(event, "Ben")).registration_id
        one = factories.only(Ticket, registration_id=kept.registration_id)

        assert reason(finishing.answer, kept.registration_id, [given(use, ticket_id=one.id)]) == "hold-gone"
        assert factories.only(Answer).value == "Cranes"

        questions.answer(ben, [given(use, ticket_id=factories.only(Ticket, registration_id=ben).id)])
        service.cancel(ben)
        assert holds.complete(kept.registration_id) == "confirmed"
        assert whole.faults() == []


def test_tickets_that_were_given_up_before_the_time_ended_do_not_come_back() -> None:
    with frozen(SPRING) as time:
        event = factories.make_event(room=5)
        kind = factories.make_type(event, price_cents=500)
        kept = service.register(event.id, wish(event, ticket_type_id=kind.id, holders=("Ada", "Ben", "Cem")))
        service.cancel(kept.registration_id, ticket_id=factories.all_of(Ticket)[1].id)
        time.move(minutes=20)
        holds.sweep()

        holds.order(kept.registration_id)

        assert ticket_states(kept.registration_id) == ["unpaid", "cancelled", "unpaid"]
        assert factories.only(Registration).total_cents == 1000
        assert whole.faults() == []


def test_a_seat_of_the_waitlist_that_asks_first_is_offered_and_taken_after_the_answer() -> None:
    with frozen(MORNING) as time:
        event, [ada] = full_event()
        use = make_use(event, "text", moment="before-needed", per="registration")
        dora = joined(event)
        service.cancel(ada)
        assert (state(dora), entry(dora).state, ticket_states(dora)) == ("waiting", "offered", ["reserved"])

        assert reason(waitlist.accept, dora) == "answers-missing"
        time.move(minutes=5)
        assert finishing.answer(dora, [given(use)]) == "confirmed"

        assert (entry(dora).state, ticket_states(dora)) == ("done", ["valid"])
        assert letters(dora) == ["waitlist-joined", "waitlist-offer", "ticket"]
        assert whole.faults() == []


def test_an_offer_that_costs_something_is_ordered_on_its_own_page() -> None:
    with frozen(MORNING):
        event = factories.make_event(room=1)
        kind = factories.make_type(event, price_cents=1000)
        use = make_use(event, "text", moment="before-needed", per="registration")
        ada = service.register(event.id, wish(event, "Ada"), by=service.By(system=True)).registration_id
        dora = joined(event, type_ids=(kind.id,))
        service.cancel(ada)

        assert finishing.answer(dora, [given(use)]) == "waiting"
        assert state(dora) == "waiting"
        assert waitlist.accept(dora) == "unpaid"
        assert factories.only(Registration, id=dora).deadline == MORNING + timedelta(hours=12)
