"""Deleting what is known about somebody, and addresses that are not to be used again: on both databases."""

from datetime import timedelta

import pytest
from flask import Flask

from eventsvc.core.audit import AuditEntry
from eventsvc.core.errors import Missing
from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import blocks, changes, forgetting, queries, service, waiting
from eventsvc.registration.models import BlockedAddress, Registration, WaitlistEntry
from eventsvc.registration.service import By, Kept
from eventsvc.tickets.models import Ticket
from tests import factories, whole
from tests.checkin.door import EVENING, make_phone, scan, take, verdicts
from tests.registration.cases import SPRING, reason, wish
from tests.support import at_once, frozen

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def first_ticket(kept: Kept) -> Ticket:
    return factories.all_of(Ticket, registration_id=kept.registration_id)[0]


def row(kept: Kept) -> Registration:
    return factories.only(Registration, id=kept.registration_id)


def passed_to_ben(kept: Kept) -> Kept:
    return changes.transfer(kept.registration_id, first_ticket(kept).id, name="Ben", email="ben@guests.example", language="en")


def test_the_address_is_blocked_for_this_event_and_no_other() -> None:
    event, other = factories.make_event(), factories.make_event()
    kept = service.register(event.id, wish(event, "Dora", email="dora@guests.example"))

    service.disown(kept.registration_id)

    assert reason(service.register, event.id, wish(event, "Dora Duman", email="DORA@guests.example ")) == "address-blocked"
    assert service.register(other.id, wish(other, "Dora", email="dora@guests.example")).fresh
    stored = factories.only(BlockedAddress)
    assert "dora" not in stored.address_hash
    assert stored.event_id == event.id
    assert factories.pool_of(event).taken == 0
    assert whole.faults() == []


def test_a_blocked_address_is_refused_wherever_a_guest_could_use_it() -> None:
    event = factories.make_event(room=1)
    service.disown(service.register(event.id, wish(event, "Dora", email="dora@guests.example")).registration_id)
    ada = service.register(event.id, wish(event))
    there = {"name": "Dora", "email": "dora@guests.example", "language": "en"}

    assert reason(changes.transfer, ada.registration_id, first_ticket(ada).id, **there) == "address-blocked"
    assert reason(service.correct_email, ada.registration_id, "dora@guests.example") == "address-blocked"
    join = waiting.JoinWish(type_ids=(factories.types_of(event)[0].id,), seats=1, once="dora", **there)
    assert reason(waiting.join, event.id, join) == "address-blocked"
    assert first_ticket(ada).state == "valid"
    assert not [one for one in factories.all_of(OutboxRow) if one.recipient == "dora@guests.example"]
    assert whole.faults() == []


def test_the_desk_is_not_bound_by_a_block() -> None:
    event = factories.make_event()
    service.disown(service.register(event.id, wish(event, "Dora", email="dora@guests.example")).registration_id)
    ada = factories.make_person()

    kept = service.register(event.id, wish(event, "Dora", email="dora@guests.example"), by=By(ada.id, "asked by phone"))

    assert row(kept).state == "confirmed"
    assert service.again(kept.registration_id)


def test_blocks_are_forgotten_a_week_after_the_event() -> None:
    with frozen(SPRING) as time:
        event = factories.make_event()
        for name in ("Dora", "Cem"):
            service.disown(service.register(event.id, wish(event, name)).registration_id)
        assert blocks.sweep() == 0

        time.at = event.ends_at + blocks.KEPT + timedelta(seconds=1)

        assert blocks.sweep() == 2
        assert factories.all_of(BlockedAddress) == []


def test_a_ticket_passed_on_to_the_wrong_address_is_the_former_holders_again() -> None:
    event = factories.make_event(room=1)
    ada = service.register(event.id, wish(event))
    ben = passed_to_ben(ada)

    service.disown(ben.registration_id)

    assert (row(ada).state, row(ben).state, row(ben).name) == ("confirmed", "cancelled", "")
    assert [(one.holder, one.state) for one in factories.all_of(Ticket)] == [("Ada", "replaced"), ("", "cancelled"), ("Ada", "valid")]
    assert [one.kind for one in factories.all_of(OutboxRow, registration_id=ada.registration_id)][-1] == "came-back"
    assert "Ben" not in str([(one.before, one.after) for one in factories.all_of(AuditEntry)])
    assert reason(changes.transfer, ada.registration_id, factories.all_of(Ticket)[-1].id, name="Ben", email="ben@guests.example",
                  language="en") == "address-blocked"
    assert whole.faults() == []


def test_what_cannot_go_back_ends_all_the_same() -> None:
    event = factories.make_event(room=1)
    ada = service.register(event.id, wish(event))
    ben = passed_to_ben(ada)
    forgetting.erase(ada.registration_id)

    service.disown(ben.registration_id)

    assert (row(ada).state, row(ben).state) == ("cancelled", "cancelled")
    assert factories.pool_of(event).taken == 0
    assert whole.faults(letters=False) == []


def test_deleted_data_is_nowhere_and_the_seat_goes_to_who_waits() -> None:
    event = factories.make_event(room=1)
    dora = service.register(event.id, wish(event, "Dora Duman", email="dora@guests.example"))
    service.rename(dora.registration_id, first_ticket(dora).id, "Dora D.")
    cem = waiting.join(event.id, waiting.JoinWish(
        type_ids=(factories.types_of(event)[0].id,), seats=1, name="Cem", email="cem@guests.example", language="en", once="cem",
    ))

    forgetting.erase(dora.registration_id)

    gone = row(dora)
    assert (gone.state, gone.name, gone.email, gone.email_key, gone.person_key, gone.folded) == ("cancelled", "", "", "", None, "")
    assert row(cem).state == "confirmed"
    with pytest.raises(Missing):
        queries.by_secret(dora.secret)
    texts = [str(vars(one)).lower() for table in (Registration, Ticket, AuditEntry) for one in factories.all_of(table)]
    assert not [one for one in texts if "dora" in one]
    assert whole.faults() == []


def test_one_last_mail_says_so_and_its_row_goes_with_it() -> None:
    event = factories.make_event()
    dora = service.register(event.id, wish(event, "Dora", email="dora@guests.example"))

    forgetting.erase(dora.registration_id)

    letters = [(one.kind, one.state, one.recipient, one.registration_id) for one in factories.all_of(OutboxRow)]
    assert letters == [
        ("ticket", "dropped", "", dora.registration_id), ("data-deleted", "waiting", "dora@guests.example", None),
    ]


def test_whoever_deletes_may_come_again() -> None:
    event = factories.make_event()
    dora = service.register(event.id, wish(event, "Dora", email="dora@guests.example"))

    forgetting.erase(dora.registration_id)

    assert service.register(event.id, wish(event, "Dora", email="dora@guests.example")).registration_id != dora.registration_id
    assert whole.faults() == []


@pytest.mark.parametrize("deed", [forgetting.erase, forgetting.disown])
def test_a_seat_that_somebody_sits_on_stays_counted_without_a_name(deed: object) -> None:
    with frozen(EVENING):
        event = factories.make_event(room=2)
        kept = service.register(event.id, wish(event, "Dora", holders=("Dora", "Cem")))
        phone = make_phone(event)
        scan(phone, take(event, first_ticket(kept)))

        deed(kept.registration_id)  # type: ignore[operator]

        assert [(one.holder, one.state) for one in factories.all_of(Ticket)] == [("", "valid"), ("", "cancelled")]
        assert (row(kept).state, row(kept).email, factories.pool_of(event).taken) == ("confirmed", "", 1)
        assert verdicts(scan(phone, *(take(event, one) for one in factories.all_of(Ticket)))) == ["duplicate", "revoked"]
        assert whole.faults() == []


def test_after_the_event_nothing_is_freed_and_everything_forgotten() -> None:
    with frozen(SPRING) as time:
        event = factories.make_event(room=2)
        kept = service.register(event.id, wish(event, "Dora"))
        time.at = event.ends_at + timedelta(hours=1)

        forgetting.erase(kept.registration_id)

        assert (row(kept).state, row(kept).name, first_ticket(kept).state) == ("confirmed", "", "valid")
        assert factories.pool_of(event).taken == 1
        assert factories.only(OutboxRow, kind="data-deleted").payload == {"had_ticket": False}
        assert whole.faults() == []


def test_the_history_of_who_passed_a_ticket_on_forgets_too() -> None:
    event = factories.make_event()
    ada = service.register(event.id, wish(event))
    ben = passed_to_ben(ada)

    forgetting.erase(ada.registration_id)

    assert row(ben).state == "confirmed"
    assert "Ada" not in str([(one.before, one.after) for one in factories.all_of(AuditEntry)])
    forgetting.erase(ben.registration_id)
    assert not [one for one in factories.all_of(AuditEntry) if one.before or one.after]
    assert whole.faults(letters=False) == []


def test_who_waits_is_off_the_list() -> None:
    event = factories.make_event(room=0)
    kept = waiting.join(event.id, waiting.JoinWish(
        type_ids=(factories.types_of(event)[0].id,), seats=2, name="Cem", email="cem@guests.example", language="en", once="cem",
    ))

    forgetting.erase(kept.registration_id)

    assert (row(kept).state, factories.only(WaitlistEntry).state) == ("cancelled", "left")
    assert whole.faults(letters=False) == []


def test_deleted_and_cancelled_and_passed_on_at_once_frees_one_seat(app: Flask) -> None:
    event = factories.make_event(room=4)
    guests = [service.register(event.id, wish(event, f"Guest {number}")) for number in range(4)]
    tickets = [first_ticket(one) for one in guests]

    def one(number: int) -> object:
        kept, ticket = guests[number % 4], tickets[number % 4]
        if number < 4:
            return forgetting.erase(kept.registration_id)
        if number < 8:
            return service.cancel(kept.registration_id)
        return changes.transfer(kept.registration_id, ticket.id, name=f"Ben {number}", email=f"ben{number}@guests.example", language="en")

    at_once(12, one, app)

    assert factories.pool_of(event).taken == len(factories.all_of(Ticket, state="valid"))
    assert not [one for one in guests if row(one).name]
    assert whole.faults(letters=False) == []
