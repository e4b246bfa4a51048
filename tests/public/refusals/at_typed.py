"""Whatever is wrong with one field, all others keep what was typed into them: the longest forms there are, filled in as far as they go."""

from typing import Any

from eventsvc.events.models import Event
from eventsvc.registration import service
from tests import factories
from tests.public.refusals.visit import Cases, Visit, an_event
from tests.questions.asking import make_use
from tests.registration.applying import applied, stage
from tests.registration.cases import wish
from tests.registration.groups_of import group, link, tickets
from tests.registration.lines import full_event, joined
from tests.ticket_types.offers import make_voucher

CASES = Cases()
NO_AT = (
    "In der E-Mail-Adresse fehlt das @, zum Beispiel ada@uni.example", "The email address has no @, for example ada@uni.example",
)
NO_CODE = (
    "Diesen Code gibt es für diese Veranstaltung nicht. Vergleiche ihn mit deiner Einladung, oder mach ohne Code weiter.",
    "There is no such code for this event. Compare it with your invitation, or go on without one.",
)
NO_NUMBER = ("Eine Zahl sieht aus wie 12 oder 4,5.", "A number looks like 12 or 4.5.")


def _three_types() -> Event:
    event = factories.make_event(room=9)
    factories.make_type(event, name_de="Firma", name_en="Company", price_cents=4500)
    make_voucher(event, "ELBE", effect="percent", value=20)
    return event


@CASES.row("typed: a whole order with a code, the address is wrong", *NO_AT)
def _(visit: Visit) -> None:
    event = _three_types()
    paid = factories.types_of(event)[-1]
    form = visit.opens(f"/e/{event.slug}/register", "ticket", "name", "email", "code")
    visit.sends(
        form, {"ticket": str(paid.id), "name": "Ada Ahrens", "email": "ada.uni.example", "quantity": "3", "code": "ELBE"},
        holders_0="Ben Brandt", holders_1="Cem Coşkun",
    )
    visit.typed |= {"holders-0": ["Ben Brandt"], "holders-1": ["Cem Coşkun"]}


@CASES.row("typed: a whole order, its code is wrong", *NO_CODE)
def _(visit: Visit) -> None:
    event = _three_types()
    paid = factories.types_of(event)[-1]
    form = visit.opens(f"/e/{event.slug}/register", "ticket", "name", "email", "code")
    visit.sends(form, {"ticket": str(paid.id), **visit.ada, "quantity": "2", "code": "ALSTER"}, holders_0="Ben Brandt")
    visit.typed |= {"holders-0": ["Ben Brandt"]}


@CASES.row("typed: a wrong code is applied", *NO_CODE)
def _(visit: Visit) -> None:
    event = _three_types()
    form = visit.opens(f"/e/{event.slug}/register", "name", "email", "code")
    visit.sends(form, {"name": "Ada", "email": "half an addr", "code": "ALSTER"}, apply="1")


@CASES.row("typed: a wrong code stood in the link to the event", *NO_CODE)
def _(visit: Visit) -> None:
    visit.looks(f"/e/{_three_types().slug}?code=ALSTER", code="ALSTER")


@CASES.row("typed: a wrong code stood in the link to the form", *NO_CODE)
def _(visit: Visit) -> None:
    visit.looks(f"/e/{_three_types().slug}/register?code=ALSTER", code="ALSTER")


@CASES.row("typed: all of the waitlist's form, the address is wrong", *NO_AT)
def _(visit: Visit) -> None:
    event, _ = full_event()
    other = factories.make_type(event, name_de="Studierende", name_en="Students")
    room = factories.types_of(event)[0]
    visit.sends(visit.opens(f"/e/{event.slug}/waitlist", "types", "email"), {
        "types": [str(room.id), str(other.id)], "until": "none", "seats": "3", "name": "Ada Ahrens", "email": "ada.uni.example",
    })


@CASES.row("typed: the address of who waits", *NO_AT)
def _(visit: Visit) -> None:
    event, _ = full_event()
    dora = joined(event, language=visit.lang)
    visit.sends(visit.opens(visit.own(dora), "email", ends="/email"), {"email": "ada.uni.example"})


@CASES.row("typed: who gets the ticket", *NO_AT)
def _(visit: Visit) -> None:
    event = an_event()
    ada = service.register(event.id, wish(event, **visit.ada, language=visit.lang)).registration_id
    visit.sends(visit.opens(visit.own(ada, "/ticket/1/transfer"), "name", "email"), {"name": "Ben Brandt", "email": "ada.uni.example"})


def _asked(event: Event, **changes: Any) -> dict[str, Any]:
    """One question of each kind that can be typed wrong or right; answers to all of them, of which the number is none."""
    answers = {
        "text": "Kräne", "long": "Eins.\nZwei.", "choice": "ob", "choices": ["oa", "oc"], "yesno": "yes", "date": "2027-04-19",
        "phone": "+49 40 123456", "country": "DE", "number": "viele",
    }
    return {f"q{make_use(event, kind, per='registration', **changes).id}": value for kind, value in answers.items()}


@CASES.row("typed: nine questions before the ticket", *NO_NUMBER)
def _(visit: Visit) -> None:
    event = an_event()
    answers = _asked(event, moment="before-needed")
    ada = service.register(event.id, wish(event, **visit.ada, language=visit.lang)).registration_id
    visit.sends(visit.opens(visit.own(ada, "/questions"), *answers), answers)


@CASES.row("typed: nine questions with the ticket in hand", *NO_NUMBER)
def _(visit: Visit) -> None:
    event = an_event()
    answers = _asked(event)
    ada = service.register(event.id, wish(event, **visit.ada, language=visit.lang)).registration_id
    visit.sends(visit.opens(visit.own(ada, "/answers"), *answers), answers)


@CASES.row("typed: nine questions of an application", *NO_NUMBER)
def _(visit: Visit) -> None:
    event = an_event()
    ada = applied(event, stage(event), **visit.ada, language=visit.lang)
    answers = _asked(event, moment="before")
    visit.sends(visit.opens(visit.own(ada, "/application"), *answers), answers)


@CASES.row("typed: a guest's own page", *NO_NUMBER)
def _(visit: Visit) -> None:
    event = factories.make_event()
    seat = tickets(group(event))[1]
    number, text = (f"q{make_use(event, kind).id}-{seat.id}" for kind in ("number", "text"))
    form = visit.opens(f"/g/{link(seat)}", "name", "email", number, text)
    visit.sends(form, {"name": "Cem Coşkun", "email": "cem@guests.example", number: "viele", text: "Kräne"})
