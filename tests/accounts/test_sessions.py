"""Sessions end by idling, by age, by hand; the last visit is written now and then."""

import pytest
from flask import Flask

from eventsvc.accounts import queries, service
from eventsvc.accounts.models import Membership, StaffSession
from eventsvc.core.errors import Missing
from tests.factories import make_person, make_session, only
from tests.support import frozen

NOW = "2027-04-01 12:00"
pytestmark = pytest.mark.both


def test_a_session_ends_after_twelve_idle_hours(app: Flask) -> None:
    with frozen(NOW) as clock:
        ada = make_person("Ada")
        token = make_session(ada)
        clock.move(hours=11, minutes=59)
        found = queries.by_session(token)
        assert found is not None
        organisation_id = only(Membership).organisation_id
        service.seen(found.session_id, ada.id, organisation_id)
        clock.move(hours=11, minutes=59)
        assert queries.by_session(token) is not None

        clock.move(minutes=1)

        assert queries.by_session(token) is None


def test_a_session_ends_after_thirty_days_however_busy(app: Flask) -> None:
    with frozen(NOW) as clock:
        ada = make_person("Ada")
        token = make_session(ada)
        for _ in range(59):
            clock.move(hours=11)
            found = queries.by_session(token)
            if found is None:
                break
            service.seen(found.session_id, ada.id, None)
        clock.at = clock.at.fromisoformat("2027-05-01T12:00+00:00")

        assert queries.by_session(token) is None


def test_the_last_visit_is_written_every_five_minutes(app: Flask) -> None:
    with frozen(NOW) as clock:
        ada = make_person("Ada")
        make_session(ada)
        row = only(StaffSession)
        clock.move(minutes=4, seconds=59)
        service.seen(row.id, ada.id, None)
        assert only(StaffSession).seen_at == row.seen_at

        clock.move(seconds=1)
        service.seen(row.id, ada.id, only(Membership).organisation_id)

        assert only(StaffSession).seen_at == clock.at
        assert only(Membership).seen_at == clock.at


def test_sessions_are_listed_and_ended(app: Flask) -> None:
    ada, ben = make_person("Ada"), make_person("Ben")
    here, there, bens = make_session(ada), make_session(ada), make_session(ben)
    ids = {token: found.session_id for token in (here, there, bens) if (found := queries.by_session(token))}
    assert {one.id for one in queries.browsers(ada.id)} == {ids[here], ids[there]}

    with pytest.raises(Missing):
        service.end_session(ada.id, ids[bens])
    assert service.end_other_sessions(ada.id, ids[here]) == 1

    assert [queries.by_session(token) is not None for token in (here, there, bens)] == [True, False, True]
