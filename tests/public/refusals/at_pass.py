"""The form for several dates of a series says no, and so does the page of a pass."""

from typing import Any

from eventsvc.events.models import Event
from eventsvc.registration import service
from eventsvc.series.models import Series
from tests import factories, pages
from tests.public.refusals.visit import Cases, Visit
from tests.registration.cases import wish
from tests.registration.lines import changed, full
from tests.registration.passing import dates

CASES = Cases()


def form(visit: Visit, series: Series) -> pages.Form:
    return visit.opens(f"/s/{series.slug}/register", "dates", "name", "email")


def _known(visit: Visit, events: list[Event]) -> None:
    """Ada is registered for these."""
    for one in events:
        service.register(one.id, wish(one, visit.ada["name"], email=visit.ada["email"]))


def _wants_all(**meanwhile: Any) -> Any:
    """All dates or none; the form is open while the type of the second one becomes like this."""

    def act(visit: Visit) -> None:
        series, events = dates(2)
        open_form = form(visit, series)
        changed(factories.types_of(events[1])[0], **meanwhile)
        visit.sends(open_form, {**visit.ada, "mode": "all"})

    return act


@CASES.row(
    "pass-not-all",
    "Nicht alle diese Termine sind zu haben, darum ist nichts angemeldet. "
    "Nimm die heraus, bei denen steht, warum, oder wähle „Was frei ist“.",
    "Not all of these dates can be had, so nothing was registered. Take those away that say why, or choose “What is free”.",
)
def _(visit: Visit) -> None:
    series, events = dates(2, room=1)
    open_form = form(visit, series)
    full(events[1], 1)
    visit.sends(open_form, {**visit.ada, "mode": "all"})


@CASES.row(
    "pass-nothing", "Keiner dieser Termine ist zu haben; bei jedem steht, warum. Wähle andere.",
    "None of these dates can be had; each says why. Choose other dates.",
)
def _(visit: Visit) -> None:
    series, events = dates(2, room=1)
    open_form = form(visit, series)
    for one in events:
        full(one, 1)
    visit.sends(open_form, visit.ada)


@CASES.row(
    "pass-nothing, all are there already",
    "Mit diesem Namen und dieser Adresse bist du zu allen diesen Terminen schon angemeldet. Lass dir die Tickets noch einmal schicken.",
    "You are registered for all of these dates already, with this name and address. Have your tickets sent again.",
)
def _(visit: Visit) -> None:
    series, events = dates(2)
    _known(visit, events)
    visit.sends(form(visit, series), visit.ada)


@CASES.row(
    "pass-gone", "Einer der gewählten Termine ist nicht mehr da. Sieh nach, was noch da ist, und sende noch einmal.",
    "One of the dates you chose is no longer there. See what is left, and send it once more.",
)
def _(visit: Visit) -> None:
    series, events = dates(2)
    open_form = form(visit, series)
    changed(events[1], state="draft")
    visit.sends(open_form, {**visit.ada, "mode": "all"})


@CASES.row(
    "pass-have", "Mit diesem Namen und dieser Adresse bist du zu diesem Termin schon angemeldet.",
    "You are registered for this date already, with this name and address.", status=409,
)
def _(visit: Visit) -> None:
    series, events = dates(2)
    made = factories.make_pass(series, factories.make_registration(events[0], visit.ada["name"], email=visit.ada["email"]))
    add = visit.opens(f"/p/{factories.secret_of_pass(made)}", ends="/add")
    _known(visit, events[1:])
    visit.sends(add, keeps=False)


@CASES.row(
    "pass-no-online", "Diesen Termin gibt es nur im Saal. Wähle „Vor Ort“ oder nimm den Termin heraus.",
    "This date is in the room only. Choose “In the room”, or take the date away.",
)
def _(visit: Visit) -> None:
    series, _events = dates(1, online_places=3)
    dates(1, series=series)
    visit.sends(form(visit, series), {**visit.ada, "way": "online", "mode": "all"})


CASES.row(
    "pass-elsewhere", "Dieser Termin kostet etwas. Melde dich auf seiner Seite an.",
    "This date costs something. Register for it on its own page.",
)(_wants_all(price_cents=500))
CASES.row(
    "pass-elsewhere, who comes is decided", "Hier entscheidet der Veranstalter, wer kommt. Bewirb dich auf der Seite des Termins.",
    "Here the organiser decides who comes. Apply on the page of the date.",
)(_wants_all(approval=True))
CASES.row(
    "pass-elsewhere, for several", "Tickets für diesen Termin gelten für mehrere Personen. Melde dich auf seiner Seite an.",
    "Tickets for this date are for several people. Register on its own page.",
)(_wants_all(min_each=2))
CASES.row(
    "pass-elsewhere, for some addresses", "Dieser Termin ist nur für bestimmte Adressen. Melde dich auf seiner Seite an.",
    "This date is for certain addresses only. Register on its own page.",
)(_wants_all(domains=["tuhh.example"]))
CASES.row(
    "pass-elsewhere, nothing for everybody",
    "Für diesen Termin gibt es kein Ticket, das in einen Reihen-Pass passt. Sieh auf seiner Seite nach.",
    "There is no ticket for this date that a series pass can have. See its own page.",
)(_wants_all(visibility="code"))
