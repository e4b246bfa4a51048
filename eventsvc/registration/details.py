"""Names and address of a registration before it is finished: whatever was mistyped is put right before anything is concluded."""

from collections.abc import Sequence

from eventsvc.core.addresses import email_key
from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.core.folding import fold
from eventsvc.registration import holds, records, seats, secret
from eventsvc.tickets import guests
from eventsvc.tickets import service as tickets


def correct(registration_id: int, email: str, names: Sequence[str]) -> None:
    """Other names on the tickets, in their order, and another address: nothing has been mailed yet, so no letter is owed.

    Who registered is called like the first ticket. Refused: already-finished, wrong-domain, and what `holds.revived` refuses.
    """
    with transaction() as connection:
        record = holds.revived(connection, registration_id)
        if record.state != "held":
            raise Refused("already-finished")
        seats.check_domains(connection, registration_id, email)
        held = seats.live(connection, registration_id)
        for seat, name in zip(held, names, strict=False):
            if seat.holder != name:
                tickets.rename(connection, registration_id, seat.ticket_id, name, rev=record.rev)
        name = names[0] if names and held and held[0].holder == record.name else record.name
        if (name, email) != (record.name, record.email):
            records.change(
                connection, record, name=name, email=email, email_key=email_key(email), person_key=secret.person(name, email),
                folded=fold(f"{name} {email}"),
            )
        guests.renamed(connection, registration_id, name, rev=record.rev)
