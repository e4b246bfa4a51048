"""A registration that is begun says no: its time, its places, its questions."""

from datetime import timedelta

from eventsvc.core import clock
from eventsvc.events.models import Event
from eventsvc.registration import holds, service, waitlist_chores
from eventsvc.registration.models import Registration
from tests import factories
from tests.public.refusals.visit import Cases, Visit
from tests.questions.asking import make_use
from tests.registration.cases import wish
from tests.registration.lines import changed, joined

CASES = Cases()


def _begun(visit: Visit, room: int = 2) -> tuple[Event, int]:
    """Ada begins to order a ticket for ten euros."""
    event = factories.make_event(online_places=None, room=room)
    kind = factories.make_type(event, price_cents=1000)
    return event, service.register(event.id, wish(event, **visit.ada, ticket_type_id=kind.id, language=visit.lang)).registration_id


@CASES.row(
    "hold-over", "Die Reservierung ist abgelaufen und lässt sich nicht fortsetzen. Melde dich bitte neu an.",
    "The reservation has ended and cannot be taken up again. Please register anew.",
)
def _(visit: Visit) -> None:
    event = factories.make_event(online_places=None, room=1)
    kind = factories.make_type(event, price_cents=1000)
    ben = service.register(event.id, wish(event, "Ben"))
    ada = joined(event, **visit.ada, type_ids=(kind.id,), language=visit.lang)
    service.cancel(ben.registration_id)
    visit.now.move(days=2)
    waitlist_chores.sweep()
    visit.presses(visit.own(ada, "/extend"))


GONE = (
    "Die Reservierung war abgelaufen, und die Plätze sind jetzt vergeben. Setz dich auf die Warteliste.",
    "The reservation had ended, and the places are taken now. Put yourself on the waitlist.",
)


@CASES.row("hold-gone", *GONE)
def _(visit: Visit) -> None:
    event, ada = _begun(visit, room=1)
    visit.now.move(minutes=16)
    holds.sweep()
    again = visit.opens(visit.own(ada), ends="/extend")
    service.register(event.id, wish(event, "Ben"))
    visit.sends(again)


@CASES.row("hold-gone, ordering", *GONE)
def _(visit: Visit) -> None:
    event, ada = _begun(visit, room=1)
    order = visit.opens(visit.own(ada, "/review"), ends="/order")
    visit.now.move(minutes=16)
    holds.sweep()
    service.register(event.id, wish(event, "Ben"))
    visit.sends(order)


@CASES.row(
    "extended-enough", "Die Reservierung lässt sich nicht weiter verlängern. Schick das Formular bis heute, 14:15 Uhr ab.",
    "The reservation cannot be extended any further. Send the form until today, 2:15 PM.", status=409,
)
def _(visit: Visit) -> None:
    _event, ada = _begun(visit)
    changed(factories.only(Registration, id=ada), extended=12)
    visit.sends(visit.opens(visit.own(ada, "/review"), ends="/extend"))


@CASES.row(
    "already-finished", "Das ist schon abgeschickt. Geh zurück zu deiner Anmeldung und ändere es dort.",
    "This has been sent already. Go back to your registration and change it there.",
)
def _(visit: Visit) -> None:
    _event, ada = _begun(visit)
    form = visit.opens(visit.own(ada, "/details"), "names-0", "email")
    holds.order(ada)
    visit.sends(form, {"names-0": "Ada Arens", "email": "ada@right.example"})


@CASES.row(
    "wrong-domain, before the order", "Dieses Ticket ist für Adressen von uni.example. Nimm eine solche Adresse oder ein anderes Ticket.",
    "This ticket is for addresses of uni.example. Take such an address, or another ticket.",
)
def _(visit: Visit) -> None:
    event, ada = _begun(visit)
    changed(factories.types_of(event)[1], domains=["uni.example"])
    visit.sends(visit.opens(visit.own(ada, "/details"), "names-0", "email"), {"names-0": "Ada Arens", "email": "ada@firma.example"})


@CASES.row("answers-missing", "1 Frage braucht noch eine Antwort.", "1 question still needs an answer.")
def _(visit: Visit) -> None:
    event, ada = _begun(visit)
    order = visit.opens(visit.own(ada, "/review"), ends="/order")
    make_use(event, moment="before-needed")
    visit.sends(order)
    visit.follows()


@CASES.row("answers-missing, two", "2 Fragen brauchen noch eine Antwort.", "2 questions still need an answer.")
def _(visit: Visit) -> None:
    event, ada = _begun(visit)
    order = visit.opens(visit.own(ada, "/review"), ends="/order")
    for kind in ("text", "number"):
        make_use(event, kind, moment="before-needed")
    visit.sends(order)
    visit.follows()


@CASES.row(
    "early-start", "Setze das Häkchen: Die Veranstaltung beginnt vor Ablauf der 14 Tage, dafür braucht es deinen ausdrücklichen Wunsch.",
    "Tick the box: the event begins before the 14 days are over, so it takes your express wish.", status=409,
)
def _(visit: Visit) -> None:
    event, ada = _begun(visit)
    changed(event, withdrawal="statutory", starts_at=clock.now() + timedelta(days=3))
    visit.sends(visit.opens(visit.own(ada, "/review"), ends="/order"))
