"""The pages behind the secret say no: too late, too often, somebody else's."""

from datetime import UTC, datetime
from typing import Any

from eventsvc.core.db import transaction
from eventsvc.events.models import Event
from eventsvc.registration import blocks, service
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.checkin.door import EVENING, make_phone, scan, take
from tests.public.refusals.visit import Cases, Visit, an_event
from tests.registration.cases import wish
from tests.registration.lines import changed

CASES = Cases()
BEN = {"name": "Ben Brandt", "email": "ben@guests.example"}


def registered(visit: Visit, event: Event, *holders: str) -> int:
    """Ada, and whoever comes along."""
    return service.register(
        event.id, wish(event, **visit.ada, language=visit.lang, holders=(visit.ada["name"], *holders)),
    ).registration_id


def _admitted(visit: Visit, event: Event, ada: int) -> None:
    visit.now.at = datetime.fromisoformat(EVENING).replace(tzinfo=UTC)
    scan(make_phone(event), take(event, factories.all_of(Ticket, registration_id=ada)[0]))


@CASES.row(
    "cancel-over", "Stornieren ging bis 12. April, 23:59 Uhr. Weitergeben kannst du dein Ticket noch.",
    "Tickets could be cancelled until 12 April, 11:59 PM. You can still pass yours on.",
)
def _(visit: Visit) -> None:
    event = an_event(cancel_until=datetime(2027, 4, 12, 23, 59))  # noqa: DTZ001  a wall time
    press = visit.opens(visit.own(registered(visit, event), "/cancel"), ends="/cancel")
    visit.now.move(days=14)
    visit.sends(press)


@CASES.row(
    "cancel-over, still coming?", "Stornieren ging bis 12. April, 23:59 Uhr. Weitergeben kannst du dein Ticket noch.",
    "Tickets could be cancelled until 12 April, 11:59 PM. You can still pass yours on.",
)
def _(visit: Visit) -> None:
    event = an_event(cancel_until=datetime(2027, 4, 12, 23, 59))  # noqa: DTZ001  a wall time
    there = visit.own(registered(visit, event), "/coming")
    visit.now.move(days=14)
    visit.presses(there, answer="no")


@CASES.row(
    "past-cancel", "Die Veranstaltung ist vorbei, es gibt nichts mehr zu stornieren. Du musst nichts tun.",
    "The event is over, so there is nothing left to cancel. You do not have to do anything.",
)
def _(visit: Visit) -> None:
    event = an_event()
    press = visit.opens(visit.own(registered(visit, event), "/cancel"), ends="/cancel")
    visit.now.at = event.ends_at
    visit.sends(press)


ADMITTED = (
    "Mit diesem Ticket ist schon jemand hineingekommen. Es lässt sich nicht mehr ändern; frag an der Tür.",
    "Somebody has come in with this ticket. It cannot be changed any more; ask at the door.",
)


@CASES.row("admitted", *ADMITTED)
def _(visit: Visit) -> None:
    event = an_event()
    ada = registered(visit, event)
    press = visit.opens(visit.own(ada, "/cancel"), ends="/cancel")
    _admitted(visit, event, ada)
    visit.sends(press)


@CASES.row("admitted, passing on", *ADMITTED)
def _(visit: Visit) -> None:
    event = an_event()
    ada = registered(visit, event)
    form = visit.opens(visit.own(ada, "/ticket/1/transfer"), "name", "email")
    _admitted(visit, event, ada)
    visit.sends(form, BEN)


@CASES.row(
    "begun", "Die Veranstaltung hat begonnen. Tickets lassen sich nicht mehr ändern; frag an der Tür.",
    "The event has begun. Tickets cannot be changed any more; ask at the door.",
)
def _(visit: Visit) -> None:
    event = an_event()
    form = visit.opens(visit.own(registered(visit, event), "/ticket/1/transfer"), "name", "email")
    visit.now.at = event.starts_at
    visit.sends(form, BEN)


@CASES.row(
    "same-person", "Das bist du schon. Deinen Namen berichtigst du mit „Namen ändern“.",
    "That is you already. To correct your name, use “Change name”.",
)
def _(visit: Visit) -> None:
    visit.sends(visit.opens(visit.own(registered(visit, an_event()), "/ticket/1/transfer"), "name", "email"), visit.ada)


@CASES.row(
    "there-already", "Ben Brandt ist mit dieser Adresse schon angemeldet und braucht kein zweites Ticket.",
    "Ben Brandt is registered with this address already and needs no second ticket.",
)
def _(visit: Visit) -> None:
    event = an_event()
    service.register(event.id, wish(event, **BEN))
    visit.sends(visit.opens(visit.own(registered(visit, event), "/ticket/1/transfer"), "name", "email"), BEN)


BLOCKED = (
    "Diese Adresse geht bei dieser Veranstaltung nicht. Nimm eine andere, oder schreib dem Veranstalter.",
    "This address cannot be used for this event. Take another one, or write to the organiser.",
)


def _blocked(event: Event, email: str) -> None:
    with transaction() as connection:
        blocks.block(connection, event.id, email)


@CASES.row("address-blocked, passing on", *BLOCKED)
def _(visit: Visit) -> None:
    event = an_event()
    _blocked(event, BEN["email"])
    visit.sends(visit.opens(visit.own(registered(visit, event), "/ticket/1/transfer"), "name", "email"), BEN)


@CASES.row("address-blocked, correcting", *BLOCKED)
def _(visit: Visit) -> None:
    event = an_event()
    _blocked(event, BEN["email"])
    visit.sends(visit.opens(visit.own(registered(visit, event)), "email", ends="/email"), {"email": BEN["email"]})


@CASES.row(
    "mailbox-full, passing on",
    "An diese Adresse gingen in einer Stunde schon 3 Mails. Ab 15:05 Uhr geht es weiter; was du getippt hast, ist noch da.",
    "This address has had 3 mails within an hour. It goes on at 3:05 PM; nothing you typed is lost.",
)
def _(visit: Visit) -> None:
    event, taker = an_event(room=9), {**BEN, "email": f"ben.{visit.lang}@guests.example"}
    for name in ("Cem", "Dora", "Eve"):
        service.register(event.id, wish(event, name, email=taker["email"]))
    visit.sends(visit.opens(visit.own(registered(visit, event), "/ticket/1/transfer"), "name", "email"), taker)


@CASES.row(
    "ticket-cancelled", "Dieses Ticket ist storniert und lässt sich nicht mehr ändern. Es braucht eine neue Anmeldung.",
    "This ticket is cancelled and cannot be changed any more. It takes a new registration.",
)
def _(visit: Visit) -> None:
    ada = registered(visit, an_event(), "Cem")
    form = visit.opens(visit.own(ada), "name", ends="/ticket/2/name")
    service.cancel(ada, ticket_id=factories.all_of(Ticket, registration_id=ada)[1].id)
    visit.sends(form, {"name": "Cem Coşkun"}, keeps=False)


@CASES.row(
    "already-registered, by another name",
    "Mit diesem Namen und dieser Adresse gibt es schon eine Anmeldung. Eine Mail mit deinem Link ist unterwegs zu ada.de@uni.example.",
    "You are registered with this name and address already. A mail with your link is on its way to ada.en@uni.example.", writes=frozenset(),
)
def _(visit: Visit) -> None:
    event = an_event()
    service.register(event.id, wish(event, "Ben Brandt", email=visit.ada["email"]))
    visit.sends(visit.opens(visit.own(registered(visit, event)), "name", ends="/ticket/1/name"), {"name": "Ben Brandt"})


def _switches(**meanwhile: Any) -> Any:
    """The page is open while the online ticket becomes like this."""

    def act(visit: Visit) -> None:
        event = factories.make_event()
        form = visit.opens(visit.own(registered(visit, event), "/ticket/1/switch"), "to")
        changed(factories.types_of(event)[1], **meanwhile)
        visit.sends(form)

    return act


CASES.row(
    "needs-yes", "Wer dieses Ticket bekommt, entscheidet der Veranstalter. Bewirb dich darum.",
    "The organiser decides who gets this ticket. Apply for it instead.",
)(_switches(approval=True))
CASES.row(
    "costs-differ", "Die beiden Tickets kosten nicht dasselbe und lassen sich hier nicht tauschen. Frag den Veranstalter.",
    "The two tickets do not cost the same, so they cannot be exchanged here. Ask the organiser.",
)(_switches(price_cents=500))


@CASES.row("sold-out, switching", "Es sind keine Plätze mehr frei.", "There are no places left.")
def _(visit: Visit) -> None:
    event = factories.make_event(online_places=1)
    form = visit.opens(visit.own(registered(visit, event), "/ticket/1/switch"), "to")
    service.register(event.id, wish(event, "Cem", ticket_type_id=factories.types_of(event)[1].id))
    visit.sends(form)


@CASES.row("sold-out, still coming?", "Es sind keine Plätze mehr frei.", "There are no places left.")
def _(visit: Visit) -> None:
    event = factories.make_event(online_places=1)
    ada = registered(visit, event)
    visit.opens(visit.own(ada, "/coming"))
    service.register(event.id, wish(event, "Cem", ticket_type_id=factories.types_of(event)[1].id))
    visit.presses(visit.own(ada, "/coming"), answer="online")


@CASES.row(
    "not-passed", "Dieses Ticket kann nicht zurück. Kommst du nicht, storniere es.",
    "This ticket cannot go back. If you are not coming, cancel it.", status=409, marked=False,
)
def _(visit: Visit) -> None:
    visit.presses(visit.own(registered(visit, an_event()), "/decline"))


@CASES.row(
    "form: delete everything", "Tippe das Wort „löschen“, damit nichts aus Versehen gelöscht wird",
    "Type the word “delete”, so that nothing is deleted by mistake", status=400,
)
def _(visit: Visit) -> None:
    visit.sends(visit.opens(visit.own(registered(visit, an_event()), "/data"), "sure"), {"sure": "nein, no"})
