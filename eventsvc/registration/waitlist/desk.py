"""What the desk does with the list: offer out of turn (with a reason), take back, extend, remove; and how the list is run.

Every deed on a guest stands in the guest's history, with who did it and why.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from eventsvc.core import audit, clock
from eventsvc.core.db import reading, transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.events import service as event_desk
from eventsvc.events.models import Event
from eventsvc.registration import records
from eventsvc.registration.records import By
from eventsvc.registration.rules import Offer
from eventsvc.registration.waitlist import entries, offer_times
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.registration.waitlist.entries import Queued, Terms
from eventsvc.registration.waitlist.service import Wished

HOURS = (1, 2, 3, 6, 12, 24, 48)
DAY_MINUTES = (0, 15, 30, 60, 120)
MODES = ("confirm", "offer", "hand", "none")


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How the list of an event is run. `day_minutes` 0: no offers on the day itself."""

    waitlist_mode: str
    waitlist_hours: int
    waitlist_day_minutes: int
    waitlist_position: bool


_RULES = select(
    Event.waitlist_mode, Event.waitlist_hours, Event.waitlist_day_minutes, Event.waitlist_position,
).where(Event.id == bindparam("event"), Event.organisation_id == bindparam("organisation"))


def offer_to(event_id: int, registration_ids: Sequence[int], *, by: By) -> tuple[int, int]:
    """Offer seats to these, in the order of the list. Answers (how many got one, for how many there was none).

    Refused: reason-needed, if somebody further up would fit and is not among them; cancelled, postponed, waitlist-over.
    """
    with transaction() as connection:
        event, rev = records.seized(connection, event_id)
        terms = _open(connection, event_id)
        queue, wanted = entries.queue(connection, event_id), set(registration_ids)
        known: dict[Wished, Offer] = {}
        if not by.reason and _out_of_turn(connection, event_id, queue, wanted, known):
            raise Refused("reason-needed")
        given = 0
        chosen = [one for one in queue if one.registration_id in wanted]
        for one in chosen:
            offer = _fitting(connection, event_id, one, known)
            record = records.again(connection, one.registration_id, event, rev)
            if offer is None or not waitlist.swappable(connection, record, offer):
                continue
            until = None if waitlist.at_once(offer, terms) else _until(terms, clock.now())
            waitlist.give(connection, record, one, offer, until, by=by)
            known.clear()
            given += 1
        return given, len(chosen) - given


def _open(connection: Connection, event_id: int) -> Terms:
    terms = entries.terms(connection, event_id)
    if terms.state != "published":
        raise Refused(terms.state)
    if not terms.open:
        raise Refused("waitlist-over")
    return terms


def _out_of_turn(connection: Connection, event_id: int, queue: Sequence[Queued], wanted: set[int], known: dict[Wished, Offer]) -> bool:
    """Whether somebody is passed over who would fit."""
    last = max((number for number, one in enumerate(queue) if one.registration_id in wanted), default=-1)
    passed = [one for one in queue[: last + 1] if one.registration_id not in wanted]
    return any(_fitting(connection, event_id, one, known) is not None for one in passed)


def _fitting(connection: Connection, event_id: int, one: Queued, known: dict[Wished, Offer]) -> Offer | None:
    """The first wish of somebody that can be met now. The desk may give what the public cannot take."""
    for type_id in one.type_ids:
        wished = type_id, one.voucher_id, one.chosen_cents
        if wished not in known:
            known[wished] = entries.offer(connection, event_id, *wished)
        if waitlist.fits(known[wished], one.seats):
            return known[wished]
    return None


def _until(terms: Terms, since: datetime) -> datetime:
    usual = offer_times.until(since, terms.zone, terms.starts_at, hours=terms.hours, day_minutes=terms.day_minutes)
    return usual or offer_times.short(since, terms.starts_at)


def withdraw(registration_id: int, *, by: By) -> bool:
    """Take an offer back; the person keeps the place and is told, the seat goes to the next one. False: there is no offer."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        entry = entries.current(connection, registration_id)
        if entry is None or entry.state != "offered":
            return False
        waitlist.recall(connection, record, entry)
        records.letter("offer-withdrawn", record)
        records.note(record, "offer-withdrawn", by)
        waitlist.fill(connection, record.event_id, but=entry.id)
        return True


def extend(registration_id: int, *, by: By) -> datetime:
    """The usual time on top, never past the start; the new deadline goes out by mail. Refused: offer-over, or the event is off."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        entry = entries.current(connection, registration_id)
        if entry is None or entry.state != "offered":
            raise Refused("offer-over")
        before: datetime = entry.until
        until = max(_until(_open(connection, record.event_id), before), before)
        if until == before:
            return until
        entries.becomes(connection, entry.id, "offered", until=until)
        records.letter("waitlist-offer", record)
        records.note(
            record, "offer-extended", by, before={"until": before.isoformat(timespec="minutes")},
            after={"until": until.isoformat(timespec="minutes")},
        )
        return until


def remove(event_id: int, registration_ids: Sequence[int], *, by: By) -> int:
    """Take people off the list; they are told. What was offered to them goes on. Answers how many there were."""
    with transaction() as connection:
        records.seized(connection, event_id)
        queued = {one.registration_id for one in entries.queue(connection, event_id)}
        return sum(waitlist.leave(one, by=by) for one in registration_ids if one in queued or _offered(connection, event_id, one))


def _offered(connection: Connection, event_id: int, registration_id: int) -> bool:
    entry = entries.current(connection, registration_id)
    return entry is not None and entry.event_id == event_id


def rules_of(event_id: int, organisation_id: int) -> Rules:
    """How the list of this event is run."""
    return _rules(reading(), event_id, organisation_id)


def _rules(connection: Connection, event_id: int, organisation_id: int) -> Rules:
    row = connection.execute(_RULES, {"event": event_id, "organisation": organisation_id}).mappings().first()
    if row is None:
        raise Missing
    return Rules(**row)


def run(event_id: int, organisation_id: int, wanted: Rules, *, by: int) -> bool:
    """Run the list like this from now on; who can move up by it does at once. False: nothing changed. Refused: people-wait."""
    with transaction() as connection:
        before = _rules(connection, event_id, organisation_id)
        if before == wanted:
            return False
        connection.execute(update(Event).where(Event.id == event_id).values(**asdict(wanted)))
        records.seized(connection, event_id)
        if wanted.waitlist_mode == "none" and entries.queue(connection, event_id):
            raise Refused("people-wait")
        event_desk.touched(connection, event_id)
        changed = {name: value for name, value in asdict(wanted).items() if getattr(before, name) != value}
        audit.note(
            organisation_id=organisation_id, person_id=by, deed="waitlist", kind="event", subject_id=event_id,
            before={name: getattr(before, name) for name in changed}, after=changed,
        )
        waitlist.fill(connection, event_id)
        return True
