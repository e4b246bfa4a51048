"""What was begun and came to nothing: gone seven days later, and nothing else; on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from eventsvc.core import uploads
from eventsvc.core.audit import AuditEntry
from eventsvc.core.db import transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.questions import service as questions
from eventsvc.questions.models import Answer, Upload
from eventsvc.registration import abandoned, holds, queries, recount, service
from eventsvc.registration.models import Registration
from eventsvc.registration.service import Kept
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.questions.asking import given, make_use, sent
from tests.registration.applying import applied, stage
from tests.registration.cases import wish
from tests.registration.lines import joined
from tests.support import Frozen, at_once, frozen
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


@pytest.fixture
def now(app: Flask) -> Iterator[Frozen]:
    with frozen("2027-03-01 12:00") as stopped:
        yield stopped


@pytest.fixture
def event(now: Frozen) -> Event:
    """Whoever registers is asked something first; a second type costs something."""
    event = factories.make_event(room=5)
    make_use(event, "file", moment="before", per="registration")
    factories.make_type(event, price_cents=1500)
    return event


def begun(event: Event, name: str = "Dora Duman", **more: Any) -> Kept:
    return service.register(event.id, wish(event, name, **more))


def names() -> list[str]:
    return [one.name for one in factories.all_of(Registration)]


def ended(now: Frozen) -> None:
    """An hour later nothing is held any more."""
    now.move(hours=3)
    holds.sweep()


def test_a_week_after_its_end_everything_personal_is_gone(event: Event, now: Frozen) -> None:
    kept = begun(event, holders=("Dora Duman", "Cem Çelik"))
    upload = sent()
    asked = questions.queries.uses(event.id)[0]
    questions.answer(kept.registration_id, [given(asked, "cv.pdf", upload_id=upload)])
    path = uploads.path(factories.only(Upload).key)
    assert path.exists()
    ended(now)
    counts = seats(event)

    now.move(days=7, seconds=-1)
    assert abandoned.forget() == 0
    now.move(seconds=1)
    assert (abandoned.forget(), abandoned.forget()) == (1, 0)

    gone = factories.only(Registration)
    assert (gone.name, gone.email, gone.email_key, gone.folded, gone.person_key) == ("", "", "", "", None)
    assert [(one.holder, one.folded, one.state) for one in factories.all_of(Ticket)] == [("", "", "cancelled")] * 2
    with pytest.raises(Missing):
        queries.by_secret(kept.secret)
    assert factories.all_of(Answer) == []
    questions.forget_due()
    assert not path.exists()
    assert (seats(event), faults(), recount.differences()) == (counts, [], [])


def seats(event: Event) -> tuple[int, ...]:
    pools = [factories.pool_of(event, kind) for kind in ("room", "online")]
    return tuple(value for pool in pools for value in (pool.taken, pool.held))


def test_who_never_confirmed_the_address_is_forgotten_with_the_letter_and_the_history(now: Frozen) -> None:
    event = factories.make_event(confirm_mail=True)
    left, given_up = begun(event, "Dora Duman"), begun(event, "Ada Ahrens")
    assert {left.state, given_up.state} == {"unconfirmed"}
    service.cancel(given_up.registration_id)
    ended(now)
    now.move(days=7)

    assert abandoned.forget() == 2

    assert names() == ["", ""]
    assert {one.recipient for one in factories.all_of(OutboxRow)} == {""}
    assert [(one.before, one.after) for one in factories.all_of(AuditEntry)] == [({}, {})] * 2
    assert faults() == []


def test_what_became_something_stays(event: Event, now: Frozen) -> None:
    asked = questions.queries.uses(event.id)[0]
    free = begun(event, "Ada")
    questions.answer(free.registration_id, [given(asked, None)])
    assert holds.complete(free.registration_id) == "confirmed"
    service.cancel(free.registration_id)  # had a ticket
    paid = begun(event, "Ben", ticket_type_id=factories.types_of(event)[-1].id)
    assert holds.order(paid.registration_id) == "unpaid"
    desk = service.register(event.id, wish(event, "Cem"), by=service.By(system=True))
    service.cancel(desk.registration_id, by=service.By(system=True))
    with transaction() as connection:
        connection.exec_driver_sql("delete from question_use")
    plain = begun(event, "Emil")
    service.cancel(plain.registration_id)
    now.move(days=8)
    holds.sweep()
    now.move(days=8)

    assert abandoned.forget() == 0

    assert names() == ["Ada", "Ben", "Cem", "Emil"]
    assert faults() == []


def test_who_waited_or_applied_goes_with_the_event(now: Frozen) -> None:
    full = factories.make_event(room=0)
    waitlist.leave(joined(full))
    asks = factories.make_event()
    service.cancel(applied(asks, stage(asks), "Ada"))
    now.move(days=8)

    assert abandoned.forget() == 0

    assert "" not in names()


def test_whoever_takes_the_places_again_at_that_moment_keeps_what_was_typed(app: Flask, event: Event, now: Frozen) -> None:
    kept = begun(event)
    ended(now)
    now.move(days=7)

    def deed(number: int) -> str:
        if number:
            return str(abandoned.forget())
        try:
            return str(holds.extend(kept.registration_id) is not None)
        except Refused as no:
            return no.reason

    extended, forgot = at_once(2, deed, app)

    state = factories.only(Registration)
    assert (extended, forgot, state.name) in {("True", "0", "Dora Duman"), ("hold-over", "1", "")}
    assert state.state == ("held" if extended == "True" else "expired")
    assert faults() == []
