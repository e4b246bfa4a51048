"""What a registration owes while it is not paid: each ticket that is given back takes its price along."""

import pytest
from flask import Flask

from eventsvc.registration import holds, service
from eventsvc.registration.approval import service as applications
from eventsvc.registration.approval.service import Reply
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.registration.cases import SPRING, wish
from tests.support import frozen

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


@pytest.mark.parametrize("state", ["held", "unpaid", "applied", "approved"])
def test_who_gives_one_of_two_back_owes_for_one(app: Flask, state: str) -> None:
    with frozen(SPRING):
        event = factories.make_event()
        kind = factories.make_type(event, approval=state in {"applied", "approved"}, price_cents=1500)
        ada = service.register(event.id, wish(event, "Ada", ticket_type_id=kind.id, holders=("Ada", "Ben"))).registration_id
        if state == "unpaid":
            holds.order(ada)
        if state == "approved":
            applications.answer(ada, Reply(answer="yes", at_once=True), by=service.By(system=True))

        service.cancel(ada, ticket_id=factories.all_of(Ticket, registration_id=ada)[1].id)

        one = factories.only(Registration, id=ada)
        assert (one.state, one.total_cents) == (state, 1500)
