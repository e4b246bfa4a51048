"""Series are founded and edited; their address stays."""

from dataclasses import replace
from typing import Any

import pytest

from eventsvc.accounts.models import Organisation
from eventsvc.core import old_addresses
from eventsvc.core.audit import AuditEntry
from eventsvc.core.errors import Missing, Moved, Refused
from eventsvc.series import queries as series
from eventsvc.series import service
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]
TALKS = service.Wish(
    title_de="Gespräche", title_en="Talks", home_zone="Europe/Berlin", home_city="Hamburg", partner_zone="America/Los_Angeles",
    partner_city="San Francisco", default_room=180,
)


def founded(wish: service.Wish = TALKS) -> int:
    owner = factories.all_of(Organisation)[:1] or [factories.make_organisation()]
    return service.create(owner[0].id, wish, by=None)


def edited(series_id: int, *, version: int | None = None, **changes: Any) -> None:
    before = series.of_id(series_id)
    wish = service.Wish(**{name: getattr(before, name) for name in service.COLUMNS})
    service.edit(series_id, before.organisation_id, replace(wish, **changes), version=version or before.feed_version, by=None)


def test_series_is_founded_with_page_and_feed() -> None:
    made = founded()

    assert series.by_slug("talks").id == made
    assert factories.only(Organisation).feed_version == 2
    assert [entry.deed for entry in factories.all_of(AuditEntry)] == ["created"]


def test_same_title_gets_another_address() -> None:
    assert [series.of_id(founded()).slug for _ in range(2)] == ["talks", "talks-2"]


def test_address_is_not_that_of_an_organisation_because_both_have_a_calendar() -> None:
    owner = factories.make_organisation(slug="harbour-talks")

    made = series.of_id(service.create(owner.id, replace(TALKS, title_en="Harbour talks"), by=None))

    assert made.slug == "harbour-talks-2"


def test_title_changes_and_the_address_stays() -> None:
    made = founded()

    edited(made, title_en="Conversations", default_room=200)

    found = series.by_slug("talks")
    assert (found.title_en, found.default_room, found.feed_version) == ("Conversations", 200, 2)
    entry = factories.all_of(AuditEntry)[-1]
    assert (entry.before, entry.after) == ({"title_en": "Talks", "default_room": 180}, {"title_en": "Conversations", "default_room": 200})


def test_address_changed_by_hand_leaves_a_trace() -> None:
    made = founded()

    edited(made, slug="Bridge talks")

    assert series.by_slug("bridge-talks").id == made
    with pytest.raises(Moved):
        series.by_slug("talks")


def test_saving_nothing_changes_nothing() -> None:
    made = founded()

    edited(made)

    assert series.of_id(made).feed_version == 1


def test_second_editor_is_told() -> None:
    made = founded()
    edited(made, title_en="First")

    with pytest.raises(Refused) as refused:
        edited(made, title_en="Second", version=1)

    assert refused.value.reason == "changed-meanwhile"


def test_strangers_find_nothing_to_edit() -> None:
    made = founded()

    with pytest.raises(Missing):
        service.edit(made, factories.make_organisation().id, TALKS, version=1, by=None)


def test_where_every_address_is_taken_in_the_same_moment_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = series.of_id(founded()).slug
    monkeypatch.setattr(old_addresses, "free", lambda *_args, **_more: taken)

    with pytest.raises(Refused, match="address-taken"):
        founded()
    with pytest.raises(Refused, match="address-taken"):
        edited(factories.make_series().id, slug="another")
