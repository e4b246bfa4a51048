"""Series as the public and as the desk see them."""

import pytest

from eventsvc.core.errors import Missing, Moved
from eventsvc.core.old_addresses import OldAddress
from eventsvc.series import queries as series
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def test_series_is_found_by_its_address() -> None:
    made = factories.make_series(slug="talks")

    found = series.by_slug("talks")

    assert (found.id, found.organisation_name, found.partner_city) == (made.id, "Hafen Forum", "San Francisco")
    assert series.stamp("talks") == (made.id, 1)
    assert [one.id for one in series.public()] == [made.id]


def test_hidden_series_is_for_the_desk_alone() -> None:
    made = factories.make_series(slug="talks", public=False)

    with pytest.raises(Missing):
        series.by_slug("talks")
    assert series.public() == ()
    assert series.by_id(made.id, made.organisation_id).slug == "talks"
    with pytest.raises(Missing):
        series.by_id(made.id, factories.make_organisation().id)


def test_former_address_tells_the_new_one() -> None:
    made = factories.make_series(slug="talks")
    factories.kept(OldAddress(kind="series", slug="speeches", subject_id=made.id))

    with pytest.raises(Moved) as moved:
        series.by_slug("speeches")

    assert moved.value.slug == "talks"
