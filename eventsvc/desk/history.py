"""The history in words: who did what to an event or a series, from what to what, when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from flask import g
from flask_babel import gettext as _

from eventsvc.accounts.history import Entry
from eventsvc.core import clock, wording
from eventsvc.desk import offer_history
from eventsvc.desk.figures import kind_name

LONG = 60


@dataclass(frozen=True)
class Shown:
    """What the macro `timeline` takes."""

    icon: str
    kind: str
    who: str
    text: str
    before: str | None
    after: str | None
    when: str
    iso: str | None
    more: str


def shown(entry: Entry, zone: str, about: str = "") -> Shown:
    """One line of the timeline; times are those of the event's (or the organisation's) city. `about` names the thing."""
    icon, kind, text = _deed(entry)
    before, after, reason = _difference(entry)
    more = ", ".join(part for part in (about, reason) if part)
    return Shown(
        icon=icon, kind=kind, who=entry.who, text=text, before=before, after=after, more=more,
        when=wording.moment(entry.at, zone, g.lang, now=clock.now()), iso=entry.at.isoformat(timespec="seconds"),
    )


def _deed(entry: Entry) -> tuple[str, str, str]:
    known: dict[str, Callable[[], tuple[str, str, str]]] = {
        "created": lambda: ("plus", "accent", _("made the draft")),
        "edited": lambda: ("pen", "", _edited(entry)),
        "offers": lambda: ("ticket", "", _offers(entry)),
        "questions": lambda: ("list", "", _questions(entry)),
        "published": lambda: ("globe", "ok", _("published it")),
        "postponed": lambda: ("swap", "warn", _("postponed it")),
        "cancelled": lambda: ("off", "bad", _("cancelled it")),
        "reinstated": lambda: ("undo", "ok", _("let it take place again")),
        "deleted": lambda: ("bin", "", _("deleted a draft")),
        "waitlist": lambda: ("list", "", _("changed how the waitlist is run")),
        "answer-text": lambda: ("mail", "", _("changed the mails to applicants")),
        "counter-differs": lambda: ("warn", "bad", _counter(entry.after)),
    }
    if entry.kind == "series" and entry.deed == "created":
        return "plus", "accent", _("founded the series")
    if entry.deed.startswith("door-"):
        return "door", "", _door(entry.deed)
    offered = offer_history.told(entry)
    return offered or known.get(entry.deed, lambda: ("info", "", entry.deed))()


def _door(deed: str) -> str:
    return {
        "door-link-opened": _("opened the door link"), "door-pin-changed": _("made a new PIN for the door"),
        "door-link-revoked": _("closed the door link"), "door-code-shown": _("showed a code for a phone at the door"),
        "door-phone-signed-off": _("signed off a phone at the door"), "door-conflict-settled": _("settled a double admission"),
    }.get(deed, deed)


def _counter(found: dict[str, Any]) -> str:
    what = {
        "pool.taken": _("places taken"), "pool.held": _("places held"), "ticket_type.used": _("places of a ticket type"),
        "voucher.used": _("uses of a code"), "allotment.left_seats": _("places left for a partner"),
    }.get(str(found.get("counter")), "")
    return _(
        "The nightly count found a difference, %(what)s: %(kept)s kept, %(counted)s counted. Tell whoever runs this service.",
        what=what, kept=found.get("kept"), counted=found.get("counted"),
    )


def _edited(entry: Entry) -> str:
    names = [_name(field) for field in entry.after]
    what = ", ".join(dict.fromkeys(name for name in names if name))
    return _("changed: %(what)s", what=what) if what else _("changed it")


def _questions(entry: Entry) -> str:
    """What is asked; the order has no name."""
    named = str(entry.after.get("question") or entry.before.get("question") or "")
    if not named:
        return _("changed the order of the questions")
    if not entry.before:
        return _("asks: %(question)s", question=named)
    return _("asks differently: %(question)s", question=named) if entry.after else _("does not ask any more: %(question)s", question=named)


def _offers(entry: Entry) -> str:
    kinds = [kind_name(kind) for kind in entry.after if kind in {"room", "online"}]
    return _("changed the places: %(what)s", what=", ".join(kinds)) if kinds else _("changed the ticket types")


def _name(field: str) -> str:
    """A column in words; German and English versions of a text are one thing."""
    return {
        "title": _("title"), "summary": _("short text"), "text": _("long text"), "local_start": _("start"), "local_end": _("end"),
        "zone": _("city"), "city": _("city"), "partner_zone": _("partner city"), "partner_city": _("partner city"),
        "doors_at": _("doors"), "venue": _("venue"), "street": _("address of the venue"), "postcode_city": _("address of the venue"),
        "directions": _("directions"), "access": _("accessibility"), "spoken": _("languages"), "in_room": _("ways to take part"),
        "online": _("ways to take part"), "stream_url": _("online room"), "cover": _("picture"), "contact_email": _("contact"),
        "slug": _("address of the page"), "series_id": _("series"), "programme_item": _("programme"), "speaker": _("stage"),
        "confirm_mail": _("confirmation of addresses"), "cancel_until": _("last day to cancel"),
        "refund_until": _("last day to get the money back"), "refund_percent": _("share that goes back"),
        "ask_days": _("question whether guests come"), "withdrawal": _("right of withdrawal"),
        "home_zone": _("city"), "home_city": _("city"), "shift_rule": _("rule for the clock changes"),
    }.get(field.removesuffix("_de").removesuffix("_en"), _("defaults") if field.startswith("default_") else "")


def _difference(entry: Entry) -> tuple[str | None, str | None, str]:
    """Old and new value where exactly one short thing changed; a reason stands at the end."""
    if entry.deed in {"published", "postponed", "cancelled", "reinstated", "code-off", "code-active"}:
        return None, None, entry.reason
    fields = [field for field in entry.after if (field in entry.before and _name(field)) or field in {"room", "online"}]
    if len(fields) != 1 or len(entry.after) != 1:
        return None, None, ""
    before, after = _value(entry.before.get(fields[0])), _value(entry.after[fields[0]])
    if max(len(before), len(after)) > LONG:
        return None, None, ""
    return before or "–", after or "–", ""


def _value(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: _("yes"), False: _("no")}[value]
    if isinstance(value, int):
        return wording.number(value, g.lang)
    text = {"none": _("none"), "statutory": _("14 days")}.get(str(value), str(value))
    try:
        if len(text) >= 16 and text[10:11] == "T":
            moment = datetime.fromisoformat(text)
            return f"{wording.day_brief(moment, g.lang)}, {wording.clock(moment, g.lang)}"
        if len(text) in {5, 8} and text[2:3] == ":":
            return wording.clock(datetime.combine(datetime(2027, 1, 1), time.fromisoformat(text)), g.lang)  # noqa: DTZ001
    except ValueError:
        return text
    return text
