"""The history of one code or one partner's block, as lines of the timeline."""

from collections.abc import Sequence

from eventsvc.accounts import history as deeds
from eventsvc.desk import history
from eventsvc.events.facts import EventFacts


def of(event: EventFacts, *, code_id: int = 0, batch: str = "", block_id: int = 0) -> Sequence[history.Shown]:
    """What was done with it, the latest first; what was done with a whole series of codes was done with each of them."""
    asked = [(name, value) for name, value in (("code_id", code_id), ("batch", batch), ("block_id", block_id)) if value]
    found = [
        entry for name, value in asked
        for entry in deeds.of_part(event.organisation_id, "event", event.id, name, value, since=event.created_at)
    ]
    return [history.shown(entry, event.zone) for entry in sorted(found, key=lambda entry: -entry.id)]
