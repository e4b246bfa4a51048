"""Answers and files go when it was promised, and no sooner."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from eventsvc.core import uploads
from eventsvc.core.db import transaction
from eventsvc.questions import queries, service
from eventsvc.questions.models import Answer, Question, Upload
from tests import factories
from tests.questions.asking import given, make_use, sent
from tests.support import frozen

pytestmark = pytest.mark.both


def values() -> list[object]:
    return [row.value for row in factories.all_of(Answer)]


@pytest.mark.parametrize(("promised", "now", "days"), [(7, 7, 7), (30, 7, 7), (7, 30, 7), (1, 90, 1), (90, 90, 90)])
def test_answers_go_on_the_earlier_of_the_day_promised_and_the_day_now(app: Flask, promised: int, now: int, days: int) -> None:
    event = factories.make_event()
    registration, asked = factories.make_registration(event), make_use(event, delete_after_days=promised)
    service.answer(registration.id, [given(asked)])
    with transaction() as connection:
        connection.execute(update(Question).values(delete_after_days=now))

    assert queries.of_registrations(registration.id)[0].goes_at == event.ends_at + timedelta(days=days)
    with frozen(event.ends_at + timedelta(days=days, seconds=-1)):
        assert service.forget_due() == 0
    with frozen(event.ends_at + timedelta(days=days)):
        assert service.forget_due() == 1
    assert values() == []


@pytest.mark.parametrize(("state", "goes"), [("cancelled", 1), ("confirmed", 0), ("passed", 0), ("applied", 0)])
def test_answers_of_what_came_to_nothing_go_after_a_week(app: Flask, state: str, goes: int) -> None:
    event = factories.make_event()
    with frozen("2027-04-01 12:00") as now:
        registration, asked = factories.make_registration(event, state=state), make_use(event)
        service.answer(registration.id, [given(asked)])
        now.move(days=7, seconds=-1)
        assert service.forget_due() == 0
        now.move(seconds=1)
        assert service.forget_due() == goes


def test_a_file_goes_with_its_answer_and_no_sooner(app: Flask) -> None:
    event = factories.make_event()
    registration, asked = factories.make_registration(event), make_use(event, "file", delete_after_days=7)
    with frozen(event.ends_at):
        first, second = sent(), sent("other.pdf")
        service.answer(registration.id, [given(asked, first, upload_id=first)])
        kept = {row.id: uploads.path(row.key) for row in factories.all_of(Upload)}
    with frozen(event.ends_at + timedelta(hours=2)):
        service.forget_due()
        assert (kept[first].is_file(), kept[second].is_file()) == (True, False)
        assert [row.id for row in factories.all_of(Upload)] == [first]
    with frozen(event.ends_at + timedelta(days=7)):
        service.forget_due()
    assert not kept[first].exists()
    assert factories.all_of(Upload) == []


def test_a_new_file_leaves_the_old_one_to_the_sweep(app: Flask) -> None:
    event = factories.make_event()
    registration, asked = factories.make_registration(event), make_use(event, "file")
    with frozen("2027-04-01 12:00") as now:
        first, second = sent(), sent()
        service.answer(registration.id, [given(asked, first, upload_id=first)])
        service.answer(registration.id, [given(asked, second, upload_id=second)])
        now.move(hours=1)
        assert service.sweep_files() == 1
        assert service.sweep_files() == 0

    assert factories.only(Upload).id == second


def test_nothing_of_a_registration_is_left_when_it_is_forgotten(app: Flask) -> None:
    event = factories.make_event()
    ada, ben, asked = factories.make_registration(event), factories.make_registration(event, "Ben"), make_use(event)
    for one in (ada, ben):
        service.answer(one.id, [given(asked, one.name)])

    with transaction() as connection:
        service.forget(connection, ada.id)

    assert values() == ["Ben"]
