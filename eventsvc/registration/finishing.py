"""A registration that was begun is brought to its end, from the pages: the deeds of `holds`, with what a person is told besides."""

from collections.abc import Callable, Sequence

from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.questions import service as questions
from eventsvc.questions.facts import Given
from eventsvc.registration import holds, records, service
from eventsvc.registration.waitlist import queries as waitlist_queries
from eventsvc.registration.waitlist import service as waitlist


def answer(registration_id: int, given: Sequence[Given]) -> str:
    """Keep the answers, whatever comes, and go on: to the tickets, to the order, or into the hands of the desk. Answers the state.

    An offer of the waitlist that costs nothing is taken by it. Refused: as `complete`, and as `waitlist.accept`.
    """
    questions.answer(registration_id, given)
    stands = waitlist_queries.standing(registration_id)
    if stands is None or stands.offered is None:
        return complete(registration_id)
    return "waiting" if stands.offered.price_cents else waitlist.accept(registration_id, shown_cents=0)


def complete(registration_id: int) -> str:
    """As `holds.complete`. Refused besides: already-registered (its tickets are on their way again)."""
    return told(registration_id, holds.complete)


def order(registration_id: int) -> str:
    """As `holds.order`; refused as above."""
    return told(registration_id, holds.order)


def told(registration_id: int, deed: Callable[[int], str]) -> str:
    """A deed that leads to tickets; whoever has them already gets them again by mail. Refused: already-registered, and as the deed."""
    try:
        return deed(registration_id)
    except Refused as no:
        if no.reason == "already-registered":
            with transaction() as connection:
                record = records.locked(connection, registration_id)
                known = records.of_person(connection, record.event_id, record.name, record.email)
            if known is not None:
                service.again(known)
        raise
