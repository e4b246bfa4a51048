"""The waitlist says no: to who wants to join it, to who waits already, to an answer that comes too late."""

from typing import Any

from eventsvc.core.db import transaction
from eventsvc.events.models import Event
from eventsvc.registration import blocks, service
from eventsvc.registration.waitlist import service as waitlist
from tests import factories, pages
from tests.public.refusals.visit import AGAIN, Cases, Visit
from tests.questions.asking import make_use
from tests.registration.cases import wish
from tests.registration.lines import changed, full_event, joined

CASES = Cases()


def form(visit: Visit, event: Event) -> pages.Form:
    return visit.opens(f"/e/{event.slug}/waitlist", "types", "name", "email")


def _joins(**meanwhile: Any) -> Any:
    """The form is open while the type becomes like this."""

    def act(visit: Visit) -> None:
        event, _ = full_event(online_places=None)
        open_form = form(visit, event)
        changed(factories.types_of(event)[0], **meanwhile)
        visit.sends(open_form, visit.ada)

    return act


@CASES.row(
    "places-free", "Es ist noch 1 Platz frei, niemand muss warten. Melde dich gleich an.",
    "There is 1 place left, so nobody has to wait. Register now.",
)
def _(visit: Visit) -> None:
    event, [ben] = full_event(online_places=None)
    open_form = form(visit, event)
    service.cancel(ben)
    visit.sends(open_form, visit.ada)


@CASES.row(
    "places-free, two", "Es sind noch 2 Plätze frei, niemand muss warten. Melde dich gleich an.",
    "There are 2 places left, so nobody has to wait. Register now.",
)
def _(visit: Visit) -> None:
    event, both = full_event(2, online_places=None)
    open_form = form(visit, event)
    for one in both:
        service.cancel(one)
    visit.sends(open_form, visit.ada)


@CASES.row(
    "no-waitlist", "Diese Veranstaltung hat keine Warteliste. Sagt jemand ab, ist der Platz sofort auf ihrer Seite zu haben.",
    "This event has no waitlist. When somebody cancels, the place can be taken on its page at once.",
)
def _(visit: Visit) -> None:
    event, _ = full_event(online_places=None)
    open_form = form(visit, event)
    changed(event, waitlist_mode="none")
    visit.sends(open_form, visit.ada)


@CASES.row(
    "waitlist-over", "Die Veranstaltung hat begonnen, die Warteliste ist beendet. Frag am Einlass.",
    "The event has begun, so the waitlist has ended. Ask at the door.",
)
def _(visit: Visit) -> None:
    event, _ = full_event(online_places=None)
    open_form = form(visit, event)
    visit.now.at = event.starts_at
    visit.sends(open_form, visit.ada)


CASES.row(
    "apply-instead", "Für dieses Ticket gibt es keine Warteliste: Der Veranstalter entscheidet. Stell eine Anfrage.",
    "There is no waitlist for this ticket: the organiser decides. Apply for it.",
)(_joins(approval=True))
CASES.row(
    "type-unknown, waitlist",
    "Dieses Ticket gibt es nicht mehr. Wähle ein anderes.", "This ticket is no longer offered. Choose another one.",
)(_joins(visibility="hidden"))
CASES.row(
    "code-needed, waitlist", "Dieses Ticket braucht einen Code. Gib deinen ein, oder wähle ein anderes Ticket.",
    "This ticket needs a code. Enter yours, or choose another ticket.",
)(_joins(visibility="code"))
CASES.row(
    "wrong-domain, waitlist", "Dieses Ticket ist für Adressen von tu.example. Nimm eine solche Adresse oder ein anderes Ticket.",
    "This ticket is for addresses of tu.example. Take such an address, or another ticket.",
)(_joins(domains=["tu.example"]))


@CASES.row(
    "swap-costs", "Das Online-Ticket lässt sich nur gegen eines zum selben Preis tauschen. Wähle „Nur im Saal“.",
    "The online ticket can only be swapped for one that costs the same. Choose to wait for the room only.",
)
def _(visit: Visit) -> None:
    event, _ = full_event()
    paid = factories.make_type(event, price_cents=4500)
    visit.sends(form(visit, event), {**visit.ada, "types": [paid.id], "until": "online"})


@CASES.row(
    "online-first", "Das Online-Ticket braucht noch einige Schritte. Wähle „Nur im Saal“, oder melde dich online an.",
    "The online ticket needs a few more steps. Choose to wait for the room only, or register online.",
)
def _(visit: Visit) -> None:
    event, _ = full_event()
    make_use(event, moment="before-needed")
    visit.sends(form(visit, event), {**visit.ada, "until": "online"})


@CASES.row(
    "form: the online ticket is gone",
    "Das Online-Ticket gibt es nicht mehr. Alles andere ist noch da; schick es noch einmal ab, um nur auf den Saal zu warten.",
    "The online ticket cannot be had any more. Everything else is still here; send it once more to wait for the room only.", marked=False,
)
def _(visit: Visit) -> None:
    event, _ = full_event(online_places=1)
    open_form = form(visit, event)
    service.register(event.id, wish(event, "Cem", ticket_type_id=factories.types_of(event)[1].id))
    visit.sends(open_form, visit.ada)


@CASES.row(
    "known-already",
    "Mit diesem Namen und dieser Adresse bist du schon angemeldet oder auf der Liste. Eine Mail mit deinem Link ist unterwegs an "
    "ada.de@uni.example; dort kannst du alles ändern.",
    "With this name and address you are registered or on the list already. A mail with your link is on its way to ada.en@uni.example; "
    "there you can change everything.", writes=AGAIN,
)
def _(visit: Visit) -> None:
    event, _ = full_event(online_places=None)
    joined(event, **visit.ada)
    visit.sends(form(visit, event), visit.ada)


@CASES.row(
    "address-blocked, waitlist", "Diese Adresse geht bei dieser Veranstaltung nicht. Nimm eine andere, oder schreib dem Veranstalter.",
    "This address cannot be used for this event. Take another one, or write to the organiser.",
)
def _(visit: Visit) -> None:
    event, _ = full_event(online_places=None)
    with transaction() as connection:
        blocks.block(connection, event.id, visit.ada["email"])
    visit.sends(form(visit, event), visit.ada)


@CASES.row("form: nothing to wait for is chosen", "Wähle mindestens eine Art von Platz", "Choose at least one kind of place")
def _(visit: Visit) -> None:
    event, _ = full_event()
    visit.sends(form(visit, event), {**visit.ada, "types": [], "seats": "2", "until": "none"})


def _waits(visit: Visit, mode: str = "offer") -> tuple[Event, int, int]:
    """The room is full, and Dora waits: the event, who is in the room, and Dora."""
    event, [ben] = full_event(mode=mode)
    return event, ben, joined(event, "Dora Duman", language=visit.lang)


def _online(visit: Visit) -> tuple[Event, int, int]:
    """The room is full, and Dora has an online ticket."""
    event, [ben] = full_event()
    kind = factories.types_of(event)[1]
    dora = service.register(event.id, wish(event, "Dora Duman", ticket_type_id=kind.id, language=visit.lang)).registration_id
    return event, ben, dora


@CASES.row(
    "places-free-switch", "Im Saal ist Platz, du musst nicht warten. Wechsle gleich in den Saal.",
    "There is room, so you do not have to wait. Switch your ticket to the room now.", status=409,
)
def _(visit: Visit) -> None:
    _event, ben, dora = _online(visit)
    open_form = visit.opens(visit.own(dora, "/waitlist/wishes"), "types")
    service.cancel(ben)
    visit.sends(open_form)


@CASES.row(
    "nothing-to-swap", "Von hier aus kann nur auf den Saal warten, wer ein Online-Ticket hat.",
    "Only somebody with an online ticket can wait for the room from here.", status=409,
)
def _(visit: Visit) -> None:
    event, _ben, dora = _online(visit)
    open_form = visit.opens(visit.own(dora, "/waitlist/wishes"), "types")
    ticket = factories.only(factories.Ticket, registration_id=dora)
    changed(factories.pool_of(event), capacity=2, taken=2)
    changed(factories.pool_of(event, "online"), taken=0)
    changed(ticket, ticket_type_id=factories.types_of(event)[0].id, pool_id=factories.pool_of(event).id)
    visit.sends(open_form, keeps=False)


@CASES.row(
    "not-waiting", "Du stehst nicht mehr auf der Warteliste. Trag dich auf der Seite der Veranstaltung neu ein.",
    "You are not on the waitlist any more. Join again on the event's page.", status=409,
)
def _(visit: Visit) -> None:
    _event, _ben, dora = _waits(visit)
    open_form = visit.opens(visit.own(dora, "/waitlist/wishes"), "types", "seats")
    waitlist.leave(dora)
    visit.sends(open_form, keeps=False)


@CASES.row(
    "offer-open", "Für dich ist ein Platz gehalten. Nimm ihn zuerst an oder gib ihn weiter.",
    "A place is being kept for you. Take it or pass it on first.", status=409,
)
def _(visit: Visit) -> None:
    _event, ben, dora = _waits(visit)
    open_form = visit.opens(visit.own(dora, "/waitlist/wishes"), "types", "seats")
    service.cancel(ben)
    visit.sends(open_form, {"seats": "2"})


@CASES.row("form: no wish is left", "Wähle mindestens eine Art von Platz", "Choose at least one kind of place", status=409)
def _(visit: Visit) -> None:
    _event, _ben, dora = _waits(visit)
    visit.sends(visit.opens(visit.own(dora, "/waitlist/wishes"), "types", "seats"), {"types": [], "seats": "3"})


@CASES.row(
    "offer-over", "Dieses Angebot ist abgelaufen, der Platz ging an die nächste Person. Du kannst dich neu eintragen.",
    "This offer has ended, and the place went to the next person. You can join the list again.", status=409,
)
def _(visit: Visit) -> None:
    _event, ben, dora = _waits(visit)
    service.cancel(ben)
    take = visit.opens(visit.own(dora), ends="/take")
    visit.now.move(days=1)
    visit.sends(take)


def _off(state: str) -> Any:
    def act(visit: Visit) -> None:
        event, _ben, dora = _waits(visit)
        changed(event, state=state)
        visit.looks(visit.own(dora))

    return act


CASES.row(
    "list-cancelled", "Diese Veranstaltung ist abgesagt. Findet sie doch statt, hast du deine Stelle in der Liste wie zuvor.",
    "This event is cancelled. If it takes place after all, your place in the list is as it was.", marked=False,
)(_off("cancelled"))
CASES.row(
    "list-postponed", "Diese Veranstaltung ist verschoben. Die Liste ruht, deine Stelle bleibt.",
    "This event is postponed. The list rests, and your place in it stays.", marked=False,
)(_off("postponed"))
