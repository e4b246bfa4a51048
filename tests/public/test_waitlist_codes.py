"""A code on the form of the waitlist: by link and by field, with nothing typed lost."""

import pytest

from eventsvc.events.models import Event
from eventsvc.registration.models import Registration, WaitlistEntry
from eventsvc.ticket_types.models import TicketType
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import text, title
from tests.public.test_waitlist import DORA
from tests.registration.lines import full_event
from tests.support import Frozen
from tests.ticket_types.offers import make_block, make_voucher
from tests.whole import faults

pytestmark = pytest.mark.usefixtures("now")


def members(event: Event) -> TicketType:
    """What only a code shows, and the code."""
    kind = factories.make_type(event, visibility="code", name_de="Mitglieder", name_en="Members")
    make_voucher(event, "CLUB", unlocks=True, type_ids=[kind.id])
    return kind


def test_a_code_in_the_link_leads_from_the_event_to_the_list(client: Browser, now: Frozen) -> None:
    event, _ = full_event()
    kind = members(event)
    assert "Members" not in text(client.get(f"/en/e/{event.slug}/waitlist"))

    page = client.get(f"/en/e/{event.slug}?code=club").text
    there = f"/en/e/{event.slug}/waitlist?ticket={kind.id}&amp;code=CLUB"
    assert there in page
    filled = next(one for one in pages.forms(client.page(there.replace("&amp;", "&"))) if one.method == "post")
    assert (filled.fields["types"], filled.fields["code"]) == ([str(kind.id)], ["CLUB"])
    now.move(seconds=10)
    answer = client.post(f"/en/e/{event.slug}/waitlist", data=filled.filled(DORA))

    kept = factories.only(Registration, email=DORA["email"])
    assert answer.location.startswith(f"/en/r/{factories.secret_of(kept)}")
    assert kept.voucher_id is not None
    assert "Members" in text(client.get(f"/en/r/{factories.secret_of(kept)}/waitlist/wishes"))
    assert faults() == []


def test_a_code_is_typed_applied_and_taken_away_and_nothing_typed_is_lost(client: Browser) -> None:
    event, _ = full_event()
    assert "Have a code?" not in text(client.get(f"/en/e/{event.slug}/waitlist"))
    kind = members(event)
    there, typed = f"/en/e/{event.slug}/waitlist", {**DORA, "code": "club"}

    applied = client.post(there, data={**typed, "apply": "1"})
    dropped = client.post(there, data={**typed, "drop": "1"})
    wrong = client.post(there, data={**typed, "code": "nothing"})

    assert "Code CLUB holds. 1 more kind of ticket." in text(applied)
    assert f'value="{kind.id}"' in applied.text
    assert 'value="Dora Duman"' in applied.text
    assert "Members" not in text(dropped)
    assert title(wrong).startswith("Error: ")
    assert 'value="Dora Duman"' in wrong.text
    assert factories.all_of(WaitlistEntry) == []
    assert applied.headers["Cache-Control"] == "no-store"


def test_nobody_waits_for_the_places_of_a_partner_and_the_page_says_so(client: Browser) -> None:
    event, _ = full_event()
    kind = factories.make_type(event, visibility="code", name_en="Guest of GABA")
    block = make_block(event, 0, kind)
    make_voucher(event, "GABA", unlocks=True, type_ids=[kind.id], allotment_id=block.id)

    page = client.get(f"/en/e/{event.slug}/waitlist?code=GABA")

    assert "The places that were kept for this code are taken. Choose a ticket without the code." in text(page)
    assert "Guest of GABA" not in text(page)
    assert "waitlist?ticket=" + str(kind.id) not in client.get(f"/en/e/{event.slug}?code=GABA").text
