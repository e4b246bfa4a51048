"""A ticket that costs something cannot be had like that: an amount that is none, a country where it is not sold, another price."""

from typing import Any

from eventsvc.registration import service
from tests import factories
from tests.public.refusals.visit import Cases, Visit
from tests.registration.lines import changed, full_event, joined

CASES = Cases()


def _chosen(typed: str, least: int = 500) -> Any:
    """An amount is typed."""

    def act(visit: Visit) -> None:
        event = factories.make_event(room=None, online_places=None, in_room=True)
        factories.make_type(event, price_kind="choice", price_cents=least)
        visit.sends(visit.opens(f"/e/{event.slug}/register", "name", "amount"), {**visit.ada, "amount": typed})

    return act


def _online(field: str, typed: str, sold_to: str) -> Any:
    """An online ticket for ten euros."""

    def act(visit: Visit) -> None:
        event = factories.make_event(room=None, online_places=None, online=True)
        factories.make_type(event, kind="online", price_cents=1000, sold_to=sold_to)
        form = visit.opens(f"/e/{event.slug}/register", "name", field)
        visit.sends(form, {**visit.ada, field: typed} if typed else visit.ada)

    return act


CASES.row(
    "amount-missing", "Trag ein, was du je Ticket zahlst: mindestens 5,00 €.", "Enter what you pay for each ticket: €5.00 at least.",
)(_chosen(""))
CASES.row(
    "amount-too-small", "Trag ein, was du je Ticket zahlst: 0 oder mindestens 0,50 €.",
    "Enter what you pay for each ticket: 0, or €0.50 at least.",
)(_chosen("0.20", least=0))
CASES.row(
    "amount-too-large", "Höchstens 10.000,00 € je Ticket. Wenn du mehr geben willst, frag den Veranstalter.",
    "At most €10,000.00 for a ticket. If you want to give more, ask the organiser.",
)(_chosen("10001"))
CASES.row(
    "only-germany",
    "Dieses Online-Ticket wird nur nach Deutschland verkauft. Bestätige, dass das auf dich zutrifft, oder wähl ein anderes Ticket.",
    "This online ticket is sold to buyers in Germany only. Confirm that you are one, or choose another ticket.",
)(_online("germany", "", "germany"))
CASES.row(
    "country-missing", "Wähl das Land, in dem du bist: dort wird ein Online-Ticket versteuert.",
    "Choose the country that you are in: an online ticket is taxed there.",
)(_online("country", "", "anywhere"))
CASES.row(
    "country-eu",
    "Dieses Online-Ticket gibt es für Deutschland und Länder außerhalb der EU. In anderen EU-Staaten fiele deren Steuer an; "
    "schreib dem Veranstalter.",
    "This online ticket can be sold to Germany and to countries outside the EU. In other states of the EU their tax would be due; write to "
    "the organiser.",
)(_online("country", "FR", "anywhere"))


@CASES.row(
    "price-changed",
    "Der Preis hat sich inzwischen geändert: er beträgt jetzt 45,00 €. Es ist nichts bestellt; sieh es dir noch einmal an.",
    "The price has changed meanwhile: it is €45.00 now. Nothing was ordered; look at it again.", status=409,
)
def _(visit: Visit) -> None:
    event, [ben] = full_event(mode="offer", online_places=None)
    dora = joined(event, "Dora", language=visit.lang)
    service.cancel(ben)
    form = visit.opens(visit.own(dora), ends="/take")
    changed(factories.types_of(event)[0], price_cents=4500)
    visit.sends(form, keeps=False)
