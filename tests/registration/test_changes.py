"""Cancelling, correcting, renaming, sending again, disowning: on both databases."""

from datetime import datetime

import pytest

from eventsvc.core.audit import AuditEntry
from eventsvc.core.errors import Missing
from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import queries, service
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Roster, Ticket
from tests import factories
from tests.registration.cases import SPRING, reason, wish
from tests.support import frozen

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def test_cancelling_frees_the_seats_at_once_and_once() -> None:
    event = factories.make_event(room=2)
    kept = service.register(event.id, wish(event, holders=("Ada", "Cem")))

    assert service.cancel(kept.registration_id) == 2
    assert service.cancel(kept.registration_id) == 0

    assert factories.pool_of(event).taken == 0
    assert factories.only(Registration).state == "cancelled"
    assert {one.state for one in factories.all_of(Ticket)} == {"cancelled"}
    assert [one.kind for one in factories.all_of(OutboxRow)] == ["ticket", "registration-cancelled"]
    assert service.register(event.id, wish(event, "Dora", holders=("Dora", "Ben"))).fresh


def test_cancelling_one_ticket_leaves_the_others() -> None:
    event = factories.make_event(room=2)
    kept = service.register(event.id, wish(event, holders=("Ada", "Cem")))
    first, second = factories.all_of(Ticket)

    service.cancel(kept.registration_id, ticket_id=first.id)

    assert [factories.fresh(one).state for one in (first, second)] == ["cancelled", "valid"]
    assert factories.pool_of(event).taken == 1
    assert factories.only(Registration).state == "confirmed"
    assert factories.all_of(OutboxRow)[-1].kind == "ticket"

    service.cancel(kept.registration_id, ticket_id=second.id)

    assert factories.only(Registration).state == "cancelled"


def test_ticket_of_somebody_else_is_not_cancelled() -> None:
    event = factories.make_event()
    kept = service.register(event.id, wish(event))
    service.register(event.id, wish(event, "Dora"))

    assert service.cancel(kept.registration_id, ticket_id=factories.all_of(Ticket)[1].id) == 0


def test_each_change_is_heard_at_the_door() -> None:
    event = factories.make_event()
    kept = service.register(event.id, wish(event))
    ticket = factories.only(Ticket)

    service.rename(kept.registration_id, ticket.id, "Dora")
    assert factories.fresh(ticket).rev == factories.only(Roster).rev == 2
    service.cancel(kept.registration_id)
    assert factories.fresh(ticket).rev == factories.only(Roster).rev == 3


def test_corrected_address_gets_the_tickets_and_the_old_link_is_void() -> None:
    event = factories.make_event()
    kept = service.register(event.id, wish(event, email="ada@uni.exmaple"))

    secret = service.correct_email(kept.registration_id, "ada@uni.example")

    assert queries.by_secret(secret).registration.email == "ada@uni.example"
    with pytest.raises(Missing):
        queries.by_secret(kept.secret)
    assert [(one.kind, one.recipient) for one in factories.all_of(OutboxRow)] == [
        ("ticket", "ada@uni.exmaple"), ("ticket", "ada@uni.example"),
    ]
    entry = factories.only(AuditEntry)
    assert (entry.deed, entry.actor, entry.before, entry.after) == (
        "email-corrected", "guest", {"email": "ada@uni.exmaple"}, {"email": "ada@uni.example"},
    )


def test_correcting_cannot_fill_letter_boxes() -> None:
    event = factories.make_event()
    kept = service.register(event.id, wish(event))

    for number in range(3):
        service.correct_email(kept.registration_id, "victim@example.org" if number % 2 == 0 else "me@example.org")
    service.correct_email(kept.registration_id, "victim@example.org")

    assert reason(service.correct_email, kept.registration_id, "victim@example.org") == "mailbox-full"


def test_new_name_keeps_the_code() -> None:
    event = factories.make_event()
    kept = service.register(event.id, wish(event, "Dora Ditz", holders=("Dora Ditz", "Ben")))
    first, second = factories.all_of(Ticket)

    service.rename(kept.registration_id, first.id, "Dora Dietz")
    service.rename(kept.registration_id, second.id, "Cem")

    assert factories.only(Registration).name == "Dora Dietz"
    assert [factories.fresh(one).holder for one in (first, second)] == ["Dora Dietz", "Cem"]
    assert factories.fresh(first).code_hash == first.code_hash
    assert factories.fresh(first).folded == "dora dietz"


def test_language_is_kept_for_later_letters() -> None:
    event = factories.make_event()
    kept = service.register(event.id, wish(event))

    service.speak(kept.registration_id, "en")
    service.cancel(kept.registration_id)

    assert [one.language for one in factories.all_of(OutboxRow)] == ["de", "en"]


def test_tickets_are_sent_again_by_any_spelling_and_only_if_of_use() -> None:
    event, over = factories.make_event(), factories.make_event(local_start=datetime(2027, 1, 5, 18))  # noqa: DTZ001  a wall time
    with frozen("2026-12-01 12:00"):
        service.register(over.id, wish(over, email="ann@example.org"))
    with frozen(SPRING):
        kept = service.register(event.id, wish(event, email="ann@example.org"))
        cancelled = service.register(event.id, wish(event, "Cem", email="ann@example.org"))
        service.cancel(cancelled.registration_id)

        service.send_again("\u200bANN@example.org ")
        service.send_again("nobody@example.org")

        sent = factories.all_of(OutboxRow, kind="tickets-again")
        assert [(one.registration_id, one.recipient) for one in sent] == [(kept.registration_id, "ann@example.org")]
        service.send_again("ann@example.org")
        assert len(factories.all_of(OutboxRow, kind="tickets-again")) == 1


def test_that_was_not_me_forgets_name_and_address() -> None:
    event = factories.make_event(room=1)
    kept = service.register(event.id, wish(event, "Dora", email="dora@example.org"))
    service.rename(kept.registration_id, factories.only(Ticket).id, "Dora Duman")

    service.disown(kept.registration_id)

    assert factories.pool_of(event).taken == 0
    row, ticket, letter = factories.only(Registration), factories.only(Ticket), factories.only(OutboxRow)
    assert (row.state, row.name, row.email, row.folded) == ("cancelled", "", "", "")
    assert (ticket.state, ticket.holder, ticket.folded) == ("cancelled", "", "")
    assert (letter.state, letter.recipient) == ("dropped", "")
    assert not [one for one in factories.all_of(AuditEntry) if one.before or one.after]
    with pytest.raises(Missing):
        queries.by_secret(kept.secret)


def test_guests_cannot_cancel_what_is_over() -> None:
    event = factories.make_event()
    kept = service.register(event.id, wish(event))

    with frozen("2027-04-20 12:00"):
        assert reason(service.cancel, kept.registration_id) == "past-cancel"
        assert service.cancel(kept.registration_id, by=service.By(1)) == 1
