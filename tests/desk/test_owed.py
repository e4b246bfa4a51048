"""What a guest owes, and the word of the desk that it is paid."""

from collections.abc import Callable

import pytest

from eventsvc.core.audit import AuditEntry
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import holds, service
from eventsvc.registration.models import Registration
from tests import factories, whole
from tests.browser import Browser
from tests.registration.cases import SPRING, wish
from tests.support import frozen

pytestmark = pytest.mark.both
Desk = Callable[..., Browser]


def ordered() -> tuple[Event, str]:
    """Ada has ordered for ten euros; where the desk sees that."""
    event = factories.make_event(room=2)
    kind = factories.make_type(event, price_cents=1000)
    kept = service.register(event.id, wish(event, "Ada Ahrens", ticket_type_id=kind.id))
    holds.order(kept.registration_id)
    return event, f"/desk/events/{event.id}/guests/{kept.registration_id}"


def test_the_desk_says_that_it_is_paid_and_the_ticket_goes_out(desk: Desk) -> None:
    event, page = ordered()
    browser = desk("guest-list")
    assert "To be paid: €10.00" in browser.get(page).text

    answer = browser.submit(page, {"reason": "  Bank transfer,  12 April "}, button="It is paid")

    assert answer.location == page
    assert factories.only(Registration).state == "confirmed"
    assert [one.kind for one in factories.all_of(OutboxRow)] == ["ordered", "ticket"]
    note = factories.only(AuditEntry, deed="paid")
    assert (note.person_id, note.reason) == (browser.person.id if browser.person else 0, "Bank transfer, 12 April")
    after = browser.get(page).text
    assert "Paid. The ticket is on its way to" in after
    assert "said that it is paid" in after
    assert "To be paid" not in after
    assert (factories.pool_of(event).taken, factories.pool_of(event).held, whole.faults()) == (1, 0, [])


def test_twice_is_as_good_as_once(desk: Desk) -> None:
    _event, page = ordered()
    browser = desk("owner")

    for _ in range(2):
        browser.post(f"{page}/settle", data={"csrf_token": browser.csrf()})

    assert len(factories.all_of(OutboxRow, kind="ticket")) == 1
    assert len(factories.all_of(AuditEntry, deed="paid")) == 1


def test_an_order_that_is_over_is_not_paid_by_a_press(desk: Desk) -> None:
    with frozen(SPRING) as time:
        event, page = ordered()
        time.move(days=8)
        holds.sweep()
        browser = desk("owner")

        browser.post(f"{page}/settle", data={"csrf_token": browser.csrf()})

        assert "This order is over" in browser.get(page).text
        assert (factories.only(Registration).state, factories.pool_of(event).held) == ("expired", 0)


def test_the_desk_frees_the_places_of_an_order(desk: Desk) -> None:
    event, page = ordered()

    desk("owner").submit(page, {"reason": "Zu spät"}, button="Cancel the registration")

    assert (factories.only(Registration).state, factories.pool_of(event).held) == ("cancelled", 0)


def test_who_may_not_edit_guests_settles_nothing(desk: Desk) -> None:
    _event, page = ordered()
    finance = desk("finance")

    assert finance.post(f"{page}/settle", data={"csrf_token": finance.csrf()}).status_code == 404
    assert factories.only(Registration).state == "unpaid"
