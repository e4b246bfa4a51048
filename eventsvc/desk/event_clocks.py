"""The two clocks in the editor, with the note for the weeks in which the cities lie at another distance than usual."""

from dataclasses import dataclass
from datetime import datetime

from flask import g
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from eventsvc.core import wording, zones
from eventsvc.events import schedule
from eventsvc.events.schedule import Closer, Span
from eventsvc.web import clocks
from eventsvc.web.clocks import Clocks, Place


@dataclass(frozen=True)
class ShiftShown:
    """The note in words, and the three ways to take it."""

    strong: str
    cause: str
    choices: tuple[SelectChoice, ...]


@dataclass(frozen=True)
class Preview:
    """What stands below the fields of day and time."""

    clocks: Clocks
    shift: ShiftShown | None


def preview(span: Span, home: Place, partner: Place | None) -> Preview:
    """Both clocks for a span, and the note if there is one."""
    closer = schedule.closer(span, home.zone, partner.zone if partner else None)
    shift = _shown(closer, span, home, partner) if closer and partner else None
    return Preview(clocks.of(span.starts_at, span.ends_at, home, partner, g.lang), shift)


def _shown(closer: Closer, span: Span, home: Place, partner: Place) -> ShiftShown:
    here, there = zones.city_name(home.city, g.lang), zones.city_name(partner.city, g.lang)
    keep_home, keep_partner = _times(closer.home_kept, home, partner), _times(closer.partner_kept, home, partner)
    return ShiftShown(
        strong=_(
            "On this day it is %(actual)s instead of %(usual)s in %(city)s.",
            actual=wording.clock(closer.note.actual, g.lang), usual=wording.clock_full(closer.note.usual, g.lang), city=there,
        ),
        cause=cause(closer.note, here, there),
        choices=(
            SelectChoice("home", _("Keep the time in %(city)s: %(times)s", city=here, times=keep_home)),
            SelectChoice("partner", _("Keep the time in %(city)s: %(times)s", city=there, times=keep_partner)),
            SelectChoice("later", _later(closer.later, span, home, partner)),
        ),
    )


def _later(later: datetime, span: Span, home: Place, partner: Place) -> str:
    weeks = (later - span.local_start).days // 7
    day = f"{wording.weekday_short(later, g.lang)}, {wording.day_month(later, g.lang)}"
    times = _times(later, home, partner)
    if weeks == 1:
        return _("One week later: %(day)s, %(times)s", day=day, times=times)
    return _("%(weeks)s weeks later: %(day)s, %(times)s", weeks=weeks, day=day, times=times)


def _times(wall: datetime, home: Place, partner: Place) -> str:
    return str(clocks.of(zones.instant(wall, home.zone), zones.instant(wall, home.zone), home, partner, g.lang))


def cause(note: zones.ShiftNote, here: str, there: str) -> str:
    """Which change of the clocks makes the difference."""
    if note.here and note.there and note.here.begins == note.there.begins:
        said = {
            "here": here, "there": there, "here_day": wording.day_month(note.here.day, g.lang),
            "there_day": wording.day_month(note.there.day, g.lang),
        }
        if note.here.begins:
            return _("Summer time begins in %(here)s on %(here_day)s, in %(there)s on %(there_day)s.", **said)
        return _("Summer time ends in %(here)s on %(here_day)s, in %(there)s on %(there_day)s.", **said)
    change, city = (note.here, here) if note.here else (note.there, there)
    if change is None:
        return ""
    return _("The clocks change in %(city)s on %(day)s.", city=city, day=wording.day_month(change.day, g.lang))
