"""Letters to partners: in both languages, with the link to hand on, and only while something is kept."""

from typing import Any

import pytest

from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import offers
from eventsvc.ticket_types import block_service
from eventsvc.ticket_types.models import Voucher
from tests import factories
from tests.mails.post import delivered, words
from tests.registration.offering import SOON, kept, registered
from tests.support import frozen

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def today() -> Any:
    with frozen("2027-04-01 12:00") as stopped:
        yield stopped


@pytest.mark.both
def test_the_link_goes_to_the_partner_in_both_languages() -> None:
    event = factories.make_event(room=10, title_de="Vom Labor in den Hafen", title_en="From lab to harbour")
    block_id = kept(event, factories.types_of(event)[0])

    offers.hand_block_on(event.id, event.organisation_id, block_id, by=None)
    (letter,) = delivered()

    said = words(letter)
    assert (letter["To"], letter["Subject"]) == ("block@gaba.example", "Plätze für deine Gäste: Vom Labor in den Hafen")
    assert f"/e/{event.slug}?code=GABA" in said
    for sentence in (
        "„Vom Labor in den Hafen“: 3 Plätze", "Ab 17. April, 18:00 Uhr sind sie für alle.",
        "“From lab to harbour”: 3 places are still kept for your guests.", "Whoever has your code can register with it until then.",
    ):
        assert sentence in said, said


def test_where_each_guest_has_a_code_all_unused_links_are_in_the_letter() -> None:
    event = factories.make_event(room=10)
    room = factories.types_of(event)[0]
    block_id = kept(event, room, each=True, code="HSC")
    first, *others = factories.all_of(Voucher)
    assert registered(event, room, "Cem", first.code) == "confirmed"
    delivered()

    offers.hand_block_on(event.id, event.organisation_id, block_id, by=None)
    (letter,) = delivered()

    said = words(letter)
    assert "Ein Link für jeden Gast, einmal einlösbar:" in said
    assert [f"?code={one.code}" in said for one in (first, *others)] == [False, True, True], said


def test_two_days_before_the_end_the_letter_has_the_link_too_and_is_dropped_once_released(today: Any) -> None:
    event = factories.make_event(room=10)
    room = factories.types_of(event)[0]
    kept(event, room)
    gone = kept(event, room, code="OTHER", email="other@gaba.example")
    today.at = SOON.replace(day=16)
    block_service.remind()
    offers.release_block(event.id, event.organisation_id, gone, by=None)

    (letter,) = delivered()

    assert letter["To"] == "block@gaba.example"
    assert letter["Subject"].startswith("Deine Plätze enden bald: ")
    assert f"/e/{event.slug}?code=GABA" in words(letter)
    assert sorted(one.state for one in factories.all_of(OutboxRow, kind="block-ends")) == ["dropped", "sent"]
