"""One transaction for one use case, times that are aware, constraints known by their names: the same on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from eventsvc.accounts.models import Membership, Organisation
from eventsvc.checkin.models import Admission, CheckinList, Scan
from eventsvc.core import clock
from eventsvc.core.db import db, insert, reading, transaction, violated
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.ticket_types.models import Pool
from tests import factories

pytestmark = pytest.mark.both


def rename(organisation: Organisation, name: str) -> None:
    with transaction() as connection:
        connection.execute(update(Organisation).where(Organisation.id == organisation.id).values(name=name))


def test_all_or_nothing(app: Flask) -> None:
    organisation = factories.make_organisation()

    with pytest.raises(ZeroDivisionError), transaction():  # noqa: PT012
        rename(organisation, "Elbe")
        1 / 0  # noqa: B018

    assert factories.fresh(organisation).name == "Hafen Forum"


def test_core_and_orm_share_the_transaction(app: Flask) -> None:
    organisation = factories.make_organisation()

    with transaction() as connection:
        db.session.get_one(Organisation, organisation.id).name = "Elbe"
        db.session.flush()
        seen = connection.execute(select(Organisation.name)).scalar_one()

    assert seen == factories.fresh(organisation).name == "Elbe"


def test_an_inner_deed_joins_the_outer_one(app: Flask) -> None:
    organisation = factories.make_organisation()

    with transaction():
        rename(organisation, "Elbe")
        rename(organisation, "Alster")

    assert factories.fresh(organisation).name == "Alster"


def test_an_inner_failure_that_is_swallowed_stops_the_whole(app: Flask) -> None:
    organisation = factories.make_organisation()

    with pytest.raises(RuntimeError, match="a deed inside failed and was caught"), transaction():  # noqa: PT012
        rename(organisation, "Elbe")
        try:
            with transaction():
                1 / 0  # noqa: B018
        except ZeroDivisionError:
            pass

    assert factories.fresh(organisation).name == "Hafen Forum"


def test_changes_before_a_transaction_are_refused(app: Flask) -> None:
    organisation = factories.make_organisation()
    db.session.get_one(Organisation, organisation.id).name = "Elbe"

    with pytest.raises(RuntimeError, match="changed outside of a transaction"), transaction():
        pytest.fail("nobody comes in here")

    assert factories.fresh(organisation).name == "Hafen Forum"


def test_a_transaction_sees_what_others_wrote_since_the_last_read(app: Flask) -> None:
    organisation = factories.make_organisation()
    reading().execute(select(Organisation.name))
    stranger = db.engine.connect().execution_options(immediate=True)
    stranger.execute(update(Organisation).values(name="Elbe"))
    stranger.commit()
    stranger.close()

    with transaction() as connection:
        seen = connection.execute(select(Organisation.name)).scalar_one()
        connection.execute(update(Organisation).values(tagline_en="x"))

    assert (seen, factories.fresh(organisation).name) == ("Elbe", "Elbe")


def test_an_expected_conflict_does_not_end_the_transaction(app: Flask) -> None:
    organisation = factories.make_organisation()
    again = {"slug": organisation.slug, "name": "Elbe", "feed_changed_at": clock.now(), "created_at": clock.now()}

    with transaction() as connection:
        second = connection.execute(insert(Organisation).values(**again).on_conflict_do_nothing()).rowcount
        other = connection.execute(insert(Organisation).values(**{**again, "slug": "elbe"}).on_conflict_do_nothing()).rowcount
        names = connection.execute(select(Organisation.name)).scalars().all()

    assert (second, other, names) == (0, 1, ["Hafen Forum", "Elbe"])


def test_a_nested_savepoint_takes_back_only_its_part(app: Flask) -> None:
    organisation = factories.make_organisation()

    with transaction() as connection:
        connection.execute(update(Organisation).values(name="Elbe"))
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(insert(Organisation).values(
                slug=organisation.slug, name="x", feed_changed_at=clock.now(), created_at=clock.now(),
            ))

    assert factories.fresh(organisation).name == "Elbe"


def test_an_instant_comes_back_aware_in_utc(app: Flask) -> None:
    at = datetime(2027, 4, 19, 18, 0, 0, 250, tzinfo=timezone(timedelta(hours=2)))

    organisation = factories.fresh(factories.make_organisation(created_at=at))

    assert organisation.created_at == at
    assert organisation.created_at.tzinfo is UTC


@pytest.mark.parametrize(("changes", "words"), [
    ({"starts_at": datetime(2027, 4, 19, 18)}, "an instant needs a time zone"),  # noqa: DTZ001
    ({"local_start": datetime(2027, 4, 19, 18, tzinfo=UTC)}, "a wall time has no time zone"),
])
def test_times_of_the_wrong_kind_are_refused(app: Flask, changes: dict[str, Any], words: str) -> None:
    event = factories.make_event()

    with pytest.raises(StatementError, match=words), transaction() as connection:
        connection.execute(update(Event).where(Event.id == event.id).values(**changes))


def test_a_wall_time_comes_back_as_it_was(app: Flask) -> None:
    event = factories.fresh(factories.make_event())

    assert event.local_start == datetime(2027, 4, 19, 18, 0)  # noqa: DTZ001


def broken(statement: Any) -> str | None:
    with pytest.raises(IntegrityError) as caught, transaction() as connection:
        connection.execute(statement)
    return violated(caught.value)


def test_a_violated_constraint_is_known_by_its_name(app: Flask) -> None:
    organisation = factories.make_organisation()
    person = factories.make_person(organisation=organisation)
    pool = factories.pool_of(factories.make_event(organisation=organisation))
    membership = {"person_id": person.id, "organisation_id": organisation.id, "role": "door", "invited_at": clock.now()}
    again = {"id": organisation.id, "slug": "other", "name": "x", "feed_changed_at": clock.now(), "created_at": clock.now()}

    assert broken(insert(Membership).values(**membership)) == "uq_membership_person_id_organisation_id"
    assert broken(insert(Organisation).values(**again)) == "pk_organisation"
    assert broken(insert(Organisation).values(**{**again, "id": None, "slug": organisation.slug}).values(id=99)) == "uq_organisation_slug"
    assert broken(update(Pool).where(Pool.id == pool.id).values(taken=-1)) == "ck_pool_taken_not_negative"
    assert broken(update(Membership).values(role="king")) == "ck_membership_role"


def scanned(event: Event, sid: str) -> tuple[dict[str, Any], dict[str, Any]]:
    ticket = factories.make_ticket(event, factories.make_registration(event), "Ben")
    rows = factories.all_of(CheckinList, event_id=event.id)
    doors = rows[0] if rows else factories.kept(CheckinList(event_id=event.id, pool_kinds=["room"]))
    now = clock.now()
    scan = {
        "sid": sid, "event_id": event.id, "list_id": doors.id, "ticket_id": ticket.id, "source": "camera", "device_at": now, "at": now,
        "received_at": now, "decision": "admit", "verdict": "admit",
    }
    return scan, {"sid": sid, "list_id": doors.id, "ticket_id": ticket.id, "at": now, "once": True}


def test_the_partial_unique_index_is_named_too(app: Flask) -> None:
    scan, admission = scanned(factories.make_event(), "s1")
    with transaction() as connection:
        connection.execute(insert(Scan).values(scan))
        connection.execute(insert(Scan).values({**scan, "sid": "s2"}))
        connection.execute(insert(Admission).values(admission))

    assert broken(insert(Admission).values({**admission, "sid": "s2"})) == "uq_admission_once"


@pytest.mark.parametrize("deed", [update(Scan).values(verdict="duplicate"), delete(Scan)])
def test_scans_are_append_only(app: Flask, deed: Any) -> None:
    scan, _ = scanned(factories.make_event(), "s1")
    with transaction() as connection:
        connection.execute(insert(Scan).values(scan))

    assert broken(deed) == "scan_is_append_only"
    assert factories.only(Scan).verdict == "admit"


def test_a_scan_cannot_be_written_over(app: Flask, database: str) -> None:
    scan, _ = scanned(factories.make_event(), "s1")
    with transaction() as connection:
        connection.execute(insert(Scan).values(scan))
    over = insert(Scan).values({**scan, "verdict": "unknown"})
    over = over.prefix_with("OR REPLACE") if database.startswith("sqlite") else over.on_conflict_do_update(
        index_elements=["sid"], set_={"verdict": "unknown"},
    )

    assert broken(over) == "scan_is_append_only"


def test_a_foreign_key_is_kept(app: Flask) -> None:
    with pytest.raises(IntegrityError), transaction() as connection:
        connection.execute(insert(Pool).values(event_id=12345, kind="room", capacity=1))


def test_json_comes_back_as_it_was(app: Flask) -> None:
    row = factories.kept(OutboxRow(
        kind="ticket", payload={"a": [1, None, "ü"]}, message_id="m", after=clock.now(), created_at=clock.now(),
    ))

    assert factories.fresh(row).payload == {"a": [1, None, "ü"]}
