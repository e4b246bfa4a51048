"""Where the facts of a new document come from: registration, event, organisation, as they are at this moment."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from eventsvc.accounts.models import Organisation
from eventsvc.core import wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.events.models import Event
from eventsvc.invoices.facts import Seller
from eventsvc.registration.models import Registration
from eventsvc.ticket_types import supply, taxes
from eventsvc.ticket_types.models import Pool, TicketType
from eventsvc.tickets import codes
from eventsvc.tickets.models import Ticket

_OF = (
    select(
        Registration.id, Registration.name, Registration.email, Registration.event_id, Registration.language,
        Registration.total_cents, Registration.currency, Registration.buyer_country,
        Event.organisation_id, Event.title_de, Event.title_en, Event.zone, Event.starts_at, Event.ends_at, Event.venue,
        Event.street.label("event_street"), Event.postcode_city.label("event_city"), Event.in_room, Event.city,
        Organisation.name.label("short_name"), Organisation.legal_name, Organisation.street, Organisation.postcode_city,
        Organisation.email.label("seller_email"), Organisation.phone,
        Organisation.register_entry, Organisation.represented_by, Organisation.tax_number,
        Organisation.vat_id, Organisation.small_business, Organisation.home_zone,
    )
    .join(Event, Event.id == Registration.event_id).join(Organisation, Organisation.id == Event.organisation_id)
    .where(Registration.id == bindparam("of"))
)
_TICKETS = (
    select(func.count().label("many"), func.min(Ticket.reference).label("reference"), func.min(Ticket.ticket_type_id).label("type"))
    .where(Ticket.registration_id == bindparam("of"), Ticket.state == "valid")
)
_TYPE = (
    select(TicketType.name_de, TicketType.name_en, TicketType.tax_mode, Pool.kind).join(Pool, Pool.id == TicketType.pool_id)
    .where(TicketType.id == bindparam("type"))
)
_LOCK = select(Registration.id).where(Registration.id == bindparam("of")).with_for_update()


@dataclass(frozen=True)
class Bought:
    """What the valid tickets of a registration are. All of one registration have one type and one price."""

    quantity: int
    name: str
    mode: str
    reference: str


def lock(connection: Connection, registration_id: int) -> None:
    """Nobody else writes a document about this registration until the transaction ends."""
    connection.execute(_LOCK, {"of": registration_id}).one()


def of(connection: Connection, registration_id: int) -> Any:
    """A row with everything that stands in a document but what was bought."""
    return connection.execute(_OF, {"of": registration_id}).one()


def bought(connection: Connection, row: Any) -> Bought | None:
    """The valid tickets; None if there are none."""
    tickets = connection.execute(_TICKETS, {"of": row.id}).one()
    if not tickets.many:
        return None
    kind = connection.execute(_TYPE, {"type": tickets.type}).one()
    mode = taxes.effective(supply.mode(kind.kind, kind.tax_mode, row.buyer_country), small_business=row.small_business)
    return Bought(tickets.many, pick(kind, "name", row.language).text, mode, codes.shown(tickets.reference))


def seller(row: Any) -> Seller:
    """The organisation, under its legal name."""
    values = {one.name: getattr(row, one.name) for one in fields(Seller) if one.name not in {"name", "email"}}
    return Seller(**values, name=row.legal_name or row.short_name, email=row.seller_email)


def shown_event(row: Any) -> dict[str, Any]:
    """Title, place and time of the event, in the registration's language; the days of the service."""
    start, end = zones.local(row.starts_at, row.zone), zones.local(row.ends_at, row.zone)
    lang = row.language
    abbreviation = zones.abbreviation(row.starts_at, row.zone, lang)
    place = ", ".join(word for word in (row.venue, row.event_street, row.event_city) if word.strip()) if row.in_room else ""
    return {
        "title": pick(row, "title", lang).text, "place": place,
        "when": f"{wording.day(start, lang)}, {wording.span(start, end, lang)} {zones.city_name(row.city, lang)} ({abbreviation})",
        "service_from": start.date().isoformat(), "service_until": end.date().isoformat(),
    }


def day(at: datetime, row: Any) -> str:
    """The date on the organisation's calendar."""
    return zones.local(at, row.home_zone).date().isoformat()
