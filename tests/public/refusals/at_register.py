"""The form that registers says no."""

from datetime import datetime
from typing import Any

from eventsvc.core.db import transaction
from eventsvc.events.models import Event
from eventsvc.registration import blocks, service
from eventsvc.ticket_types.models import TicketType
from tests import factories, pages
from tests.public.refusals.visit import AGAIN, Cases, Visit, an_event
from tests.registration.cases import wish
from tests.registration.lines import changed, full, joined

CASES = Cases()


def form(visit: Visit, event: Event, asked: str = "") -> pages.Form:
    return visit.opens(f"/e/{event.slug}/register{asked}", "name", "email")


def only_type(event: Event) -> TicketType:
    return factories.types_of(event)[0]


@CASES.row("sold-out", "Es sind keine Plätze mehr frei.", "There are no places left.")
def _(visit: Visit) -> None:
    event = an_event(room=1)
    open_form = form(visit, event)
    factories.make_registration(event, "Dora")
    visit.sends(open_form, visit.ada)


@CASES.row(
    "sold-out, one left", "Es ist nur noch 1 Platz frei. Wähle weniger Tickets.", "There is only 1 place left. Choose fewer tickets.",
)
def _(visit: Visit) -> None:
    event = an_event(room=1)
    visit.sends(form(visit, event), {**visit.ada, "quantity": "2"}, holders_0="Cem")


@CASES.row(
    "sold-out, two left", "Es sind nur noch 2 Plätze frei. Wähle weniger Tickets.", "There are only 2 places left. Choose fewer tickets.",
)
def _(visit: Visit) -> None:
    event = an_event(room=2)
    visit.sends(form(visit, event), {**visit.ada, "quantity": "3"}, holders_0="Cem", holders_1="Dora")


@CASES.row(
    "type-full",
    "Alle Tickets dieser Art sind vergeben. Wähle eine andere Art.", "All tickets of this kind are taken. Choose another kind.",
)
def _(visit: Visit) -> None:
    event = an_event()
    open_form = form(visit, event)
    changed(only_type(event), most=1, used=1)
    visit.sends(open_form, visit.ada)


@CASES.row(
    "type-full, one left", "Von dieser Art ist nur noch 1 Ticket da. Wähle weniger oder eine andere Art.",
    "There is only 1 ticket of this kind left. Choose fewer, or another kind.",
)
def _(visit: Visit) -> None:
    event = an_event()
    changed(only_type(event), most=2, used=1)
    visit.sends(form(visit, event), {**visit.ada, "quantity": "2"}, holders_0="Cem")


@CASES.row(
    "others-wait", "Auf diese Plätze warten andere. Setz dich auf die Warteliste.",
    "Others wait for these places. Put yourself on the waitlist.",
)
def _(visit: Visit) -> None:
    event = an_event(room=1, waitlist_mode="hand")
    open_form = form(visit, event)
    [ben] = full(event, 1)
    joined(event)
    service.cancel(ben)
    visit.sends(open_form, visit.ada)


@CASES.row("too-few", "Dieses Ticket gibt es ab 2 Stück. Wähle mehr Tickets.", "This ticket is for 2 people or more. Choose more tickets.")
def _(visit: Visit) -> None:
    event = an_event()
    open_form = form(visit, event)
    changed(only_type(event), min_each=2)
    visit.sends(open_form, visit.ada)


@CASES.row(
    "too-many", "Höchstens 2 Tickets auf einmal. Für weitere Leute melde dich noch einmal an.",
    "2 tickets at most at a time. For more people, register again.",
)
def _(visit: Visit) -> None:
    event = an_event()
    open_form = form(visit, event)
    changed(only_type(event), max_each=2)
    visit.sends(open_form, {**visit.ada, "quantity": "3"}, holders_0="Cem", holders_1="Dora")


@CASES.row(
    "too-many, one", "Höchstens 1 Ticket auf einmal. Für weitere Leute melde dich noch einmal an.",
    "1 ticket at most at a time. For more people, register again.",
)
def _(visit: Visit) -> None:
    event = an_event()
    open_form = form(visit, event)
    changed(only_type(event), max_each=1)
    visit.sends(open_form, {**visit.ada, "quantity": "2"}, holders_0="Cem")


@CASES.row(
    "wrong-domain", "Dieses Ticket ist für Adressen von uni.example, hochschule.example. Nimm eine solche Adresse oder ein anderes Ticket.",
    "This ticket is for addresses of uni.example, hochschule.example. Take such an address, or another ticket.",
)
def _(visit: Visit) -> None:
    event = an_event()
    changed(only_type(event), domains=["uni.example", "hochschule.example"])
    visit.sends(form(visit, event), {**visit.ada, "email": "ada@firma.example"})


@CASES.row("type-unknown", "Dieses Ticket gibt es nicht mehr. Wähle ein anderes.", "This ticket is no longer offered. Choose another one.")
def _(visit: Visit) -> None:
    event = an_event()
    open_form = form(visit, event)
    changed(only_type(event), visibility="hidden")
    visit.sends(open_form, visit.ada)


@CASES.row("sale-not-open", "Die Anmeldung öffnet: morgen, 09:00 Uhr.", "Registration opens: tomorrow, 9:00 AM.")
def _(visit: Visit) -> None:
    event = an_event()
    open_form = form(visit, event)
    changed(only_type(event), sale_from=datetime(2027, 4, 2, 9))  # noqa: DTZ001  a wall time
    visit.sends(open_form, visit.ada)


@CASES.row(
    "sale-not-open, the page says so",
    "Die Anmeldung öffnet: 12. April, 09:00 Uhr.", "Registration opens: 12 April, 9:00 AM.", marked=False,
)
def _(visit: Visit) -> None:
    event = an_event()
    changed(only_type(event), sale_from=datetime(2027, 4, 12, 9))  # noqa: DTZ001  a wall time
    visit.looks(f"/e/{event.slug}/register")


@CASES.row("sale-over", "Die Anmeldung ist geschlossen: heute, 14:00 Uhr.", "Registration has closed: today, 2:00 PM.")
def _(visit: Visit) -> None:
    event = an_event()
    open_form = form(visit, event)
    changed(only_type(event), sale_until=datetime(2027, 4, 1, 14))  # noqa: DTZ001  a wall time
    visit.sends(open_form, visit.ada)


@CASES.row("past", "Diese Veranstaltung ist vorbei.", "This event is over.")
def _(visit: Visit) -> None:
    event = an_event()
    open_form = form(visit, event)
    visit.now.at = event.ends_at
    visit.sends(open_form, visit.ada)


def _turned(state: str) -> Any:
    def act(visit: Visit) -> None:
        event = an_event()
        open_form = form(visit, event)
        changed(event, state=state)
        visit.sends(open_form, visit.ada)

    return act


CASES.row("cancelled", "Diese Veranstaltung ist abgesagt. Anmelden geht nicht mehr.", "This event is cancelled. Nobody can register.")(
    _turned("cancelled"),
)
CASES.row(
    "postponed", "Diese Veranstaltung ist verschoben. Anmelden geht wieder, sobald der neue Termin feststeht.",
    "This event is postponed. Registration goes on when the new date is fixed.",
)(_turned("postponed"))


def _twice(**changes: Any) -> Any:
    def act(visit: Visit) -> None:
        event = an_event()
        changed(only_type(event), **changes)
        service.register(event.id, wish(event, **visit.ada))
        visit.sends(form(visit, event), visit.ada)

    return act


for which, changes in (("", {}), (", who applied", {"approval": True})):
    CASES.row(
        "already-registered" + which,
        "Mit diesem Namen und dieser Adresse gibt es schon eine Anmeldung. Eine Mail mit deinem Link ist unterwegs zu ada.de@uni.example.",
        "You are registered with this name and address already. A mail with your link is on its way to ada.en@uni.example.", writes=AGAIN,
    )(_twice(**changes))


@CASES.row(
    "address-blocked", "Diese Adresse geht bei dieser Veranstaltung nicht. Nimm eine andere, oder schreib dem Veranstalter.",
    "This address cannot be used for this event. Take another one, or write to the organiser.",
)
def _(visit: Visit) -> None:
    event = an_event()
    with transaction() as connection:
        blocks.block(connection, event.id, visit.ada["email"])
    visit.sends(form(visit, event), visit.ada)


@CASES.row(
    "mailbox-full", "An diese Adresse gingen in einer Stunde schon 3 Mails. Ab 15:05 Uhr geht es weiter; was du getippt hast, ist noch da.",
    "This address has had 3 mails within an hour. It goes on at 3:05 PM; nothing you typed is lost.",
)
def _(visit: Visit) -> None:
    event = an_event(room=9)
    for name in ("Ben", "Cem", "Dora"):
        service.register(event.id, wish(event, name, email=visit.ada["email"]))
    visit.sends(form(visit, event), visit.ada)


@CASES.row(
    "form: who comes along", "Noch ein Schritt: Wer kommt mit? Lass einen Namen leer, wenn du ihn noch nicht weißt.",
    "One more step: who comes along? Leave a name empty if you do not know it yet.", marked=False,
)
def _(visit: Visit) -> None:
    visit.sends(form(visit, an_event()), {**visit.ada, "quantity": "2"})


@CASES.row(
    "form: too fast", "Das ging sehr schnell. Schick es noch einmal ab, damit klar ist, dass du es warst.",
    "That was very fast. Send it once more, so that we know it was you.", marked=False,
)
def _(visit: Visit) -> None:
    visit.sends(form(visit, an_event()), visit.ada, seconds=0)


@CASES.row(
    "form: the trap for robots", "Lass das letzte Feld leer und schick das Formular noch einmal ab.",
    "Leave the last field empty and send it once more.", marked=False,
)
def _(visit: Visit) -> None:
    visit.sends(form(visit, an_event()), {**visit.ada, "website": "https://x.example"})


@CASES.row(
    "form: from before a new key", "Diese Seite war lange offen. Alles ist noch da; schick es noch einmal ab.",
    "This page had been open for a long time. Everything is still here; send it once more.", marked=False,
)
def _(visit: Visit) -> None:
    open_form = form(visit, an_event())
    open_form.fields["once"] = ["from.another.key"]
    visit.sends(open_form, visit.ada)


@CASES.row("form: no ticket chosen", "Wähle ein Ticket", "Choose a ticket")
def _(visit: Visit) -> None:
    event = factories.make_event()
    open_form = form(visit, event)
    open_form.fields["ticket"] = []
    visit.sends(open_form, visit.ada)


@CASES.row(
    "form: a crowd from one network", "Was du getippt hast, ist noch da; abgeschickt ist es noch nicht.",
    "What you typed is still here; it has not been sent yet.", status=429, marked=False,
)
def _(visit: Visit) -> None:
    open_form = form(visit, an_event())
    crowd: Any = visit.client.application.extensions["crowds"]
    for _number in range(300):
        crowd.check(visit.client.environ_base["REMOTE_ADDR"])
    visit.sends(open_form, visit.ada, seconds=0.6)


FAULTS = (
    ("name", "", "Trag einen Namen ein, zum Beispiel Ada Ahrens", "Enter a name, for example Ada Ahrens"),
    ("name", "Ada" * 41, "Ein Name hat höchstens 120 Zeichen", "A name has 120 characters at most"),
    ("name", "Ada https://x.example", "Ein Name kann keine Internetadresse enthalten", "A name cannot contain a web address"),
    ("email", "", "Trag eine E-Mail-Adresse ein, zum Beispiel ada@uni.example", "Enter an email address, for example ada@uni.example"),
    ("email", "ada.uni.example", "In der E-Mail-Adresse fehlt das @, zum Beispiel ada@uni.example",
     "The email address has no @, for example ada@uni.example"),
    ("email", "ada@uni", "In der E-Mail-Adresse fehlt die Endung nach dem Punkt, zum Beispiel ada@uni.example",
     "The email address lacks the ending after the dot, for example ada@uni.example"),
    ("email", "ada@uni..example", "An diese Adresse lässt sich keine Mail schicken. Richtig wäre zum Beispiel ada@uni.example",
     "No mail can be sent to this address. Right would be, for example, ada@uni.example"),
    ("email", f"{'ada' * 80}@uni.example.example", "Eine E-Mail-Adresse hat höchstens 254 Zeichen",
     "An email address has 254 characters at most"),
)


def _typed(name: str, value: str) -> Any:
    return lambda visit: visit.sends(form(visit, an_event()), {**visit.ada, name: value})


for field_name, value, in_german, in_english in FAULTS:
    CASES.row(f"form: {field_name} like {value[:24]!r}", in_german, in_english)(_typed(field_name, value))
