"""A group, its guests and their links say no."""

from eventsvc.registration import ends, groups
from eventsvc.registration.models import Registration
from tests import factories
from tests.public.refusals.visit import Cases, Visit
from tests.questions.asking import make_use
from tests.registration.groups_of import CEM, entered, entry, group, link, tickets
from tests.registration.lines import changed

CASES = Cases()


def _group(visit: Visit, *names: str) -> Registration:
    return group(factories.make_event(), *names, language=visit.lang)


@CASES.row(
    "guest-filled", "Mit diesem Link hat sich gerade jemand eingetragen: Cem Coşkun. Warst du das nicht, frag nach einem eigenen Link.",
    "Somebody has just entered themselves with this link: Cem Coşkun. If that was not you, ask for a link of your own.", status=409,
)
def _(visit: Visit) -> None:
    seat = tickets(_group(visit))[1]
    form = visit.opens(f"/g/{link(seat)}", "name", "email")
    groups.enter(link(seat), entry(language=visit.lang, email=f"cem.{visit.lang}@guests.example"))
    visit.sends(form, {"name": "Dora", "email": "dora@guests.example"}, keeps=False)


@CASES.row(
    "begun, a guest enters", "Die Veranstaltung hat begonnen. Tickets lassen sich nicht mehr ändern; frag an der Tür.",
    "The event has begun. Tickets cannot be changed any more; ask at the door.",
)
def _(visit: Visit) -> None:
    ben = _group(visit)
    form = visit.opens(f"/g/{link(tickets(ben)[1])}", "name", "email")
    visit.now.at = factories.only(factories.Event, id=ben.event_id).starts_at
    visit.sends(form, {"name": "Dora", "email": "dora@guests.example"}, keeps=False)


@CASES.row(
    "form: a void link", "Es gibt einen neueren, oder der Platz gehört inzwischen jemand anderem.",
    "There is a newer one, or the place is somebody else's by now.", status=404, marked=False,
)
def _(visit: Visit) -> None:
    ben = _group(visit)
    seat = entered(tickets(ben)[1], email=f"cem.{visit.lang}@guests.example")
    before = link(seat)
    ends.cancel(ben.id, ticket_id=seat.id)
    groups.add(ben.id, ("",))
    visit.looks(f"/g/{before[:-1]}{'a' if before[-1] != 'a' else 'b'}")


@CASES.row(
    "guest-sent", "Das wurde gerade erst geschickt. Noch einmal geht es ab 14:10 Uhr.",
    "That was sent a moment ago. From 2:10 PM on it can be sent again.",
)
def _(visit: Visit) -> None:
    ben, cem = _group(visit), f"cem.{visit.lang}@guests.example"
    form = visit.opens(visit.own(ben.id, "/group"), "email", ends="/2/send")
    groups.send(ben.id, tickets(ben)[1].id, cem)
    visit.sends(form, {"email": cem}, keeps=False)


@CASES.row(
    "guest-refuses", f"Wer {CEM} liest, kennt dich nach eigener Angabe nicht. Gib den Link deinem Gast auf anderem Weg.",
    f"Whoever reads {CEM} says not to know you. Give the link to your guest in another way.",
)
def _(visit: Visit) -> None:
    ben = _group(visit)
    groups.send(ben.id, tickets(ben)[1].id, CEM)
    groups.refuse(link(tickets(ben)[1]))
    visit.sends(visit.opens(visit.own(ben.id, "/group"), "email", ends="/2/send"), {"email": CEM})


@CASES.row(
    "email-needed", "Gib die Adresse ein, an die der Link gehen soll, zum Beispiel ada@uni.example",
    "Enter the address that the link should go to, for example ada@uni.example",
)
def _(visit: Visit) -> None:
    ben, cem = _group(visit), f"cem.{visit.lang}@guests.example"
    groups.send(ben.id, tickets(ben)[1].id, cem)
    visit.now.move(minutes=10)
    again = visit.opens(visit.own(ben.id, "/group"), ends="/2/send")
    groups.refuse(link(tickets(ben)[1]))
    again.fields = {}
    visit.sends(again)


@CASES.row(
    "nobody-to-remind", "Es ist niemand zu erinnern: Ein Link wird frühestens nach 10 Minuten noch einmal geschickt.",
    "There is nobody to remind: a link is sent again after 10 minutes at the earliest.", status=409,
)
def _(visit: Visit) -> None:
    ben = _group(visit)
    groups.send(ben.id, tickets(ben)[1].id, f"cem.{visit.lang}@guests.example")
    visit.sends(visit.opens(visit.own(ben.id, "/group"), ends="/remind"))


COSTS = (
    "Dieses Ticket kostet etwas, deshalb geht es hier nicht. Melde die anderen auf der Seite der Veranstaltung an.",
    "This ticket costs something, so nobody can be added here. Register the others on the event's page.",
)


@CASES.row("add-costs", *COSTS, status=409, marked=False)
def _(visit: Visit) -> None:
    ben = _group(visit)
    form = visit.opens(visit.own(ben.id, "/group/add"), "many")
    changed(factories.types_of(factories.only(factories.Event, id=ben.event_id))[0], price_cents=100)
    visit.sends(form, {"many": "1"}, keeps=False)


@CASES.row("add-costs, the page says so", *COSTS, marked=False)
def _(visit: Visit) -> None:
    ben = _group(visit)
    changed(factories.types_of(factories.only(factories.Event, id=ben.event_id))[0], price_cents=100)
    visit.looks(visit.own(ben.id, "/group/add"))


@CASES.row(
    "add-asks", "Vor diesem Ticket sind Fragen zu beantworten, deshalb geht es hier nicht. Melde die anderen auf der Seite der "
    "Veranstaltung an.",
    "There are questions to be answered before this ticket, so nobody can be added here. Register the others on the event's page.",
    status=409,
)
def _(visit: Visit) -> None:
    ben = _group(visit)
    form = visit.opens(visit.own(ben.id, "/group/add"), "many")
    make_use(factories.only(factories.Event, id=ben.event_id), moment="before-needed")
    visit.sends(form, {"many": "2"})


@CASES.row(
    "several-types", "Deine Tickets sind von verschiedener Art, deshalb geht es hier nicht. Melde die anderen einzeln an.",
    "Your tickets are of several kinds, so nobody can be added here. Register the others by themselves.", status=409,
)
def _(visit: Visit) -> None:
    ben = _group(visit, "Cem", "")
    event = factories.only(factories.Event, id=ben.event_id)
    form = visit.opens(visit.own(ben.id, "/group/add"), "many")
    changed(tickets(ben)[1], ticket_type_id=factories.types_of(event)[1].id)
    visit.sends(form, {"many": "2"})


@CASES.row(
    "sold-out, adding", "Es ist nur noch 1 Platz frei. Wähle weniger Tickets.", "There is only 1 place left. Choose fewer tickets.",
    status=409,
)
def _(visit: Visit) -> None:
    ben = _group(visit)
    form = visit.opens(visit.own(ben.id, "/group/add"), "many")
    changed(factories.pool_of(factories.only(factories.Event, id=ben.event_id)), capacity=3)
    visit.sends(form, {"many": "2"}, keeps=False)
