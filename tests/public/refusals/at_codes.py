"""A code does not hold: it is said at its field, and everything else stays."""

from datetime import datetime, timedelta
from typing import Any

from eventsvc.core import clock
from eventsvc.events.models import Event
from eventsvc.registration import service
from eventsvc.ticket_types.models import TicketType
from tests import factories, pages
from tests.public.refusals.visit import Cases, Visit, an_event
from tests.registration.cases import wish
from tests.registration.lines import changed
from tests.ticket_types.offers import make_block, make_voucher

CASES = Cases()
WINDOW = {"later": datetime(2027, 4, 2, 9), "over": datetime(2027, 3, 31, 9)}  # noqa: DTZ001  wall times


def form(visit: Visit, event: Event, asked: str = "") -> pages.Form:
    return visit.opens(f"/e/{event.slug}/register{asked}", "name", "email", "code")


def _voucher(typed: str = "ELBE", **changes: Any) -> Any:
    """A code that is like this is typed and sent."""

    def act(visit: Visit) -> None:
        event = an_event()
        make_voucher(event, "OTHER")
        make_voucher(event, "ELBE", **changes)
        visit.sends(form(visit, event), {**visit.ada, "code": typed})

    return act


CASES.row(
    "voucher-unknown",
    "Diesen Code gibt es für diese Veranstaltung nicht. Vergleiche ihn mit deiner Einladung, oder mach ohne Code weiter.",
    "There is no such code for this event. Compare it with your invitation, or go on without one.",
)(_voucher("ALSTER"))
CASES.row(
    "voucher-off", "Dieser Code wurde abgeschaltet. Frag, wer ihn dir gegeben hat, oder mach ohne Code weiter.",
    "This code has been switched off. Ask whoever gave it to you, or go on without one.",
)(_voucher(state="off"))
CASES.row(
    "voucher-not-yet", "Dieser Code gilt noch nicht, erst ab morgen, 09:00 Uhr. Komm dann wieder, oder mach ohne ihn weiter.",
    "This code does not hold yet, but from tomorrow, 9:00 AM. Come back then, or go on without it.",
)(_voucher(valid_from=WINDOW["later"]))
CASES.row(
    "voucher-over", "Dieser Code galt bis gestern, 09:00 Uhr. Mach ohne ihn weiter.",
    "This code held until yesterday, 9:00 AM. Go on without it.",
)(_voucher(valid_until=WINDOW["over"]))
CASES.row(
    "voucher-used-up", "Dieser Code ist aufgebraucht. Frag, wer ihn dir gegeben hat, oder mach ohne Code weiter.",
    "This code is used up. Ask whoever gave it to you, or go on without one.",
)(_voucher(max_uses=1, used=1))


@CASES.row(
    "voucher-email", "Dieser Code wurde mit dieser Adresse schon benutzt. Mach ohne ihn weiter, oder nimm deine eigene Adresse.",
    "This code was used with this address already. Go on without it, or take your own address.",
)
def _(visit: Visit) -> None:
    event = an_event()
    make_voucher(event, "ELBE", per_email=1)
    service.register(event.id, wish(event, "Ben", email=visit.ada["email"], code="ELBE"))
    visit.sends(form(visit, event), {**visit.ada, "code": "ELBE"})


@CASES.row(
    "voucher-other-type", "Dieser Code gilt für ein anderes Ticket. Wähle das passende, oder nimm den Code heraus.",
    "This code is for another ticket. Choose that one, or take the code away.",
)
def _(visit: Visit) -> None:
    event = factories.make_event()
    room, online = factories.types_of(event)
    make_voucher(event, "ELBE", type_ids=[online.id])
    visit.sends(form(visit, event, f"?ticket={room.id}"), {**visit.ada, "code": "ELBE"})


def _guests(event: Event) -> TicketType:
    """A type that only a code shows."""
    return factories.make_type(event, visibility="code", name_de="Gast von GABA", name_en="Guest of GABA")


@CASES.row(
    "code-needed", "Dieses Ticket braucht einen Code. Gib deinen ein, oder wähle ein anderes Ticket.",
    "This ticket needs a code. Enter yours, or choose another ticket.",
)
def _(visit: Visit) -> None:
    event = an_event()
    guests = _guests(event)
    make_voucher(event, "GABA", unlocks=True, type_ids=[guests.id])
    visit.sends(form(visit, event, f"?ticket={guests.id}&code=GABA"), {**visit.ada, "code": ""})


@CASES.row(
    "block-empty", "Die Plätze, die für diesen Code gehalten waren, sind vergeben. Wähle ein Ticket ohne den Code.",
    "The places that were kept for this code are taken. Choose a ticket without the code.",
)
def _(visit: Visit) -> None:
    event = an_event(room=9)
    guests = _guests(event)
    block = make_block(event, 1, guests)
    make_voucher(event, "GABA", unlocks=True, type_ids=[guests.id], allotment_id=block.id)
    visit.sends(form(visit, event, f"?ticket={guests.id}&code=GABA"), {**visit.ada, "quantity": "2"}, holders_0="Cem")


@CASES.row(
    "block-over", "Die Plätze für Gäste von GABA sind wieder für alle frei. Mach ohne den Code weiter.",
    "The places for guests of GABA went back to everybody. Go on without the code.",
)
def _(visit: Visit) -> None:
    event = an_event(room=9)
    guests = _guests(event)
    block = make_block(event, 2, guests)
    make_voucher(event, "GABA", unlocks=True, type_ids=[guests.id], allotment_id=block.id)
    open_form = form(visit, event, f"?ticket={guests.id}&code=GABA")
    changed(factories.pool_of(event), held=0)
    changed(block, left_seats=0, released_at=clock.now() - timedelta(minutes=1))
    visit.sends(open_form, {**visit.ada, "code": "GABA"})


def _guessing(visit: Visit) -> Event:
    event = an_event()
    make_voucher(event, "ELBE")
    for number in range(5):
        visit.client.get(f"/{visit.lang}/e/{event.slug}?code=guess{number}")
    return event


GUESSED = (
    "Zu viele falsche Codes aus deinem Netz. Ab 14:01 Uhr gelten Codes wieder; ohne Code geht es sofort weiter.",
    "Too many wrong codes from your network. Codes are taken again at 2:01 PM; without one you can go on at once.",
)


@CASES.row("codes-guessed", *GUESSED)
def _(visit: Visit) -> None:
    event = _guessing(visit)
    visit.sends(form(visit, event), {**visit.ada, "code": "ELBE"})


@CASES.row("codes-guessed, by the link", *GUESSED, status=429)
def _(visit: Visit) -> None:
    event = _guessing(visit)
    visit.looks(f"/e/{event.slug}?code=ELBE")
