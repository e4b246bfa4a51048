"""Codes and partners' blocks in words, for the desk."""

from collections.abc import Mapping
from datetime import datetime

from flask import g
from flask_babel import gettext as _
from flask_babel import pgettext

from eventsvc.core import clock, wording, zones
from eventsvc.ticket_types.code_queries import BlockFacts, CodeFacts
from eventsvc.web.parts import Badge


def does(one: CodeFacts, names: Mapping[int, str]) -> str:
    """€10.00 less: companies. `names`: those of the event's ticket types."""
    said = []
    if one.effect == "percent":
        said.append(_("%(value)s %% less", value=one.value))
    elif one.effect == "amount":
        said.append(_("%(sum)s less", sum=wording.money(one.value, "EUR", g.lang)))
    elif one.effect == "price":
        said.append(_("for %(sum)s", sum=wording.money(one.value, "EUR", g.lang)))
    if one.allotment_id is not None:
        said.append(_("a place that is kept for %(partner)s", partner=one.partner))
    elif one.skips_approval:
        said.append(_("no yes is needed"))
    if one.per_email:
        said.append(_("each address once") if one.per_email == 1 else _("each address %(times)s times", times=one.per_email))
    meant = ", ".join(names[type_id] for type_id in one.type_ids if type_id in names)
    if not meant:
        return ", ".join(said) or _("changes nothing, is counted only")
    return f"{meant}: {', '.join(said)}" if said else _("shows: %(types)s", types=meant)


def state(one: CodeFacts, zone: str) -> Badge:
    """Whether it can be used now, and why not."""
    now = clock.now()
    if one.state != "active":
        return ("", "minus", _("withdrawn"))
    if one.released:
        return ("", "clock", _("released"))
    if one.valid_until is not None and now >= zones.instant(one.valid_until, zone):
        return ("", "minus", _("expired"))
    if one.max_uses is not None and one.used >= one.max_uses:
        return ("warn", "check", _("used up"))
    if one.valid_from is not None and now < zones.instant(one.valid_from, zone):
        return ("note", "clock", _("not yet"))
    return ("ok", "check", pgettext("code", "holds"))


def used(number: int, most: int | None) -> str:
    """12 of 40."""
    return wording.number(number, g.lang) if most is None else of(number, most)


def of(number: int, most: int) -> str:
    """12 of 40."""
    return _("%(used)s of %(all)s", used=wording.number(number, g.lang), all=wording.number(most, g.lang))


def holds(one: CodeFacts) -> str:
    """From when until when, by the event's clock."""
    start, end = one.valid_from, one.valid_until
    if start is not None and end is not None:
        return f"{_day(start)} – {_day(end)}"
    if start is not None:
        return _("from %(when)s", when=_day(start))
    return _("until %(when)s", when=_day(end)) if end is not None else "–"


def _day(wall: datetime) -> str:
    return wording.day_brief(wall, g.lang)


def moment(at: datetime, zone: str) -> str:
    """Sun, 18 Apr, 6:00 PM, by the event's clock."""
    there = zones.local(at, zone)
    return f"{wording.day_brief(there, g.lang)}, {wording.clock_full(there, g.lang)}"


def block_state(one: BlockFacts, redeemed: int) -> Badge:
    """What it keeps, or what it gave back."""
    if one.released_at is None:
        return ("accent", "clock", _("keeps %(many)s", many=wording.number(one.left_seats, g.lang)))
    return ("", "check", _("%(many)s given back", many=wording.number(max(one.seats - redeemed, 0), g.lang)))
