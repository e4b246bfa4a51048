"""From an application to the ticket: the guest with and without script, the desk by the keys alone, both on the smallest screen."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventsvc.core import clock
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import TicketType, Voucher
from tests import factories
from tests.e2e.test_changes import go, mine
from tests.e2e.test_keyboard import tab_to
from tests.e2e.test_waitlist import narrow
from tests.questions.asking import make_use
from tests.registration.applying import stage

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Reader = Callable[..., Page]
LINES = 0.3  # of a field with many lines the browser shows where the words come
YES = "[data-selection-bar] button[value=yes]"


@dataclass
class Stage:
    """An event where the team decides, on what is free and on what costs; the same question is asked for both. Who runs it, and where."""

    event: Event
    free: TicketType
    paid: TicketType
    desk: Page
    address: str

    def applications(self, registration: Registration | None = None) -> str:
        """The list, or one of it."""
        return f"{self.address}/desk/events/{self.event.id}/applications" + (f"/{registration.id}" if registration else "")


@pytest.fixture
def stand(app: Flask, address: str, reader: Reader) -> Stage:
    event = factories.make_event(room=5, online_places=None, title_en="From lab to harbour")
    free, paid = stage(event), stage(event, name_en="Company", name_de="Firma", price_cents=6000)
    make_use(event, "text", moment="before-needed", asked_en="What is your idea?", asked_de="Was ist eure Idee?")
    desk = reader(320)
    session = factories.make_session(factories.make_person("Ada", role="guest-list", language="en"))
    desk.context.add_cookies([{"name": "desk", "value": session, "url": address}])
    return Stage(event, free, paid, desk, address)


def apply(page: Page, stand: Stage, kind: TicketType, name: str, code: str = "") -> None:
    """The two fields, then the question."""
    page.goto(f"{stand.address}/en/e/{stand.event.slug}/register?ticket={kind.id}" + (f"&code={code}" if code else ""))
    narrow(page)
    tab_to(page, "#name")
    page.keyboard.type(name)
    tab_to(page, "#email")
    page.keyboard.type(f"{name.split(maxsplit=1)[0].lower()}@keys.example")
    page.wait_for_timeout(600)
    go(page, "main form.form button[type=submit]")
    expect(page).to_have_url(f"{mine(stand.address, registered(name))}/questions")
    tab_to(page, "main form.form input[type=text]")
    page.keyboard.type("Cranes that reckon")
    go(page, "main form.form button.btn-main")


def registered(name: str) -> Registration:
    return factories.only(Registration, name=name)


def ticked(desk: Page, stand: Stage, *names: str) -> None:
    """The boxes of these people."""
    desk.goto(stand.applications())
    narrow(desk)
    for name in names:
        tab_to(desk, f"input[name=who][value='{registered(name).id}']")
        desk.keyboard.press("Space")


def welcomed(desk: Page, stand: Stage, *names: str) -> None:
    """A yes to all of them at once, with a note for the team and a message for them."""
    ticked(desk, stand, *names)
    desk.keyboard.down("Shift")
    tab_to(desk, YES)
    desk.keyboard.up("Shift")
    with desk.expect_navigation(wait_until="load"):
        desk.keyboard.press("Enter")
    narrow(desk)
    tab_to(desk, "#note", LINES)
    desk.keyboard.type("Both with a demo.")
    tab_to(desk, "#message", LINES)
    desk.keyboard.type("Be there at five.")
    go(desk, "main button[name=sure]")
    expect(desk.get_by_role("status").first).to_contain_text("2 applications are answered.")


def told(desk: Page, stand: Stage, name: str) -> None:
    """The ten minutes are not waited for."""
    desk.goto(stand.applications(registered(name)))
    narrow(desk)
    go(desk, "button[form=tell]")
    expect(desk.get_by_role("status").first).to_contain_text("is on its way.")


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_several_get_a_yes_at_once_and_what_costs_is_ordered_and_paid(stand: Stage, reader: Reader, script: bool) -> None:  # noqa: FBT001
    dora, cem, desk = reader(320, script=script), reader(320, script=script), stand.desk
    for page, kind, name in ((dora, stand.free, "Dora Duman"), (cem, stand.paid, "Cem Cordes")):
        apply(page, stand, kind, name)
        assert heading(page) == f"Your application has arrived, {name.split()[0]}"
        expect(page.get_by_text("You have an answer by")).to_be_visible()
        expect(page.get_by_text("Monday, 12 April, 6:00 PM")).to_be_visible()
        expect(page.get_by_text("Cranes that reckon")).to_be_visible()
        narrow(page)

    welcomed(desk, stand, "Dora Duman", "Cem Cordes")
    for page in (dora, cem):  # nobody hears of it for ten minutes
        page.reload()
        assert heading(page).startswith("Your application has arrived")
    for name in ("Dora Duman", "Cem Cordes"):
        told(desk, stand, name)
        assert registered(name).note == "Both with a demo."

    dora.reload()
    narrow(dora)
    expect(dora.locator("main a[href*='/ticket/']").first).to_be_visible()
    assert registered("Dora Duman").state == "confirmed"
    cem.reload()
    narrow(cem)
    assert heading(cem) == "It is a yes, Cem"
    one = registered("Cem Cordes")
    assert one.deadline is not None
    assert 6 <= (one.deadline - clock.now()).days <= 7
    expect(cem.get_by_text("Order until")).to_be_visible()
    go(cem, "main button.btn-order")
    assert heading(cem) == "Ordered, Cem"
    desk.goto(f"{stand.address}/desk/events/{stand.event.id}/guests/{one.id}")
    narrow(desk)
    tab_to(desk, "#reason")
    desk.keyboard.type("Bank transfer")
    go(desk, "section[aria-labelledby=owed] button")
    expect(desk.get_by_role("status").first).to_contain_text("Paid. The ticket is on its way")
    cem.reload()
    expect(cem.locator("main a[href*='/ticket/']").first).to_be_visible()
    assert registered("Cem Cordes").state == "confirmed"
    assert (factories.pool_of(stand.event).taken, factories.pool_of(stand.event).held) == (2, 0)


@pytest.mark.parametrize("script", [True, False])
def test_a_no_is_told_in_the_words_of_the_mail(stand: Stage, reader: Reader, script: bool) -> None:  # noqa: FBT001
    dora, desk = reader(320, script=script), stand.desk
    apply(dora, stand, stand.free, "Dora Duman")

    desk.goto(stand.applications(registered("Dora Duman")))
    tab_to(desk, "input[name=answer]")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    expect(desk.get_by_role("radio", name="No")).to_be_checked()
    tab_to(desk, "#message", LINES)
    desk.keyboard.type("The evening is full.")
    expect(desk.get_by_text("This time there is no place for it.")).to_be_visible()
    go(desk, "main form.answering button.btn-main")
    expect(desk.get_by_role("status").first).to_contain_text("No to Dora Duman.")
    told(desk, stand, "Dora Duman")

    dora.reload()
    narrow(dora)
    assert heading(dora) == "About your application, Dora"
    expect(dora.get_by_text("The evening is full.")).to_be_visible()
    go(dora, "main a.btn-main")
    assert dora.url.startswith(f"{stand.address}/en/e/{stand.event.slug}")
    assert [row.kind for row in factories.all_of(OutboxRow)] == ["applied", "declined"]
    assert factories.pool_of(stand.event).taken == 0


@pytest.mark.parametrize("script", [True, False])
def test_who_is_invited_has_the_ticket_at_once(stand: Stage, reader: Reader, script: bool) -> None:  # noqa: FBT001
    factories.kept(Voucher(event_id=stand.event.id, code="GAST", code_key="GAST", skips_approval=True, created_at=clock.now()))
    dora = reader(320, script=script)

    apply(dora, stand, stand.free, "Dora Duman", code="GAST")

    assert heading(dora) == "You are in, Dora"
    narrow(dora)
    assert (registered("Dora Duman").state, registered("Dora Duman").answer_at) == ("confirmed", None)
    assert factories.pool_of(stand.event).taken == 1


def test_who_applied_withdraws_by_the_keys(stand: Stage, reader: Reader) -> None:
    dora = reader(320, script=False)
    apply(dora, stand, stand.free, "Dora Duman")

    go(dora, "#withdraw button")

    expect(dora.get_by_role("status").first).to_contain_text("Your application is withdrawn.")
    assert [row.kind for row in factories.all_of(OutboxRow)] == ["applied", "application-withdrawn"]
