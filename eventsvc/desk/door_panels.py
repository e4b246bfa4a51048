"""What the desk's page about the door shows, ready to be printed: figures, phones, link, conflicts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.checkin import doors, queries
from eventsvc.checkin.phones import Evening
from eventsvc.core import clock, wording, zones
from eventsvc.web import languages, names
from eventsvc.web.shell import absolute

CONNECTED = timedelta(seconds=60)
CLOCK_OFF = 120_000
Badge = tuple[str, str, str]


@dataclass(frozen=True)
class PhoneRow:
    """A phone in the table."""

    id: int
    name: str
    badge: Badge
    seen: str
    waiting: int
    admitted: int
    note: str
    gone: bool


@dataclass(frozen=True)
class LinkPanel:
    """The helpers' link; `badge` says whether it opens."""

    address: str
    pin: str
    badge: Badge
    most: int
    in_use: int
    undo: bool
    locked: bool


@dataclass(frozen=True)
class ConflictNote:
    """A double admission in words."""

    sid: str
    title: str
    text: str


def figures(evening: Evening, rows: list[PhoneRow], conflicts: int) -> list[tuple[str, str, str]]:
    """The four numbers at the top."""
    lang, expected = _lang(), queries.expected(evening.id, queries.kinds(evening.id))
    waiting = sum(row.waiting for row in rows if not row.gone)
    quarter = queries.lately(evening.id, clock.now() - timedelta(minutes=15))
    return [
        (_("Inside"), wording.number(queries.inside(evening.id), lang),
         _("of %(total)s, each person once", total=wording.number(expected, lang))),
        (_("Last quarter of an hour"), wording.number(quarter, lang), _("a phone manages about 60")),
        (_("Waiting to be sent"), wording.number(waiting, lang), _("admissions on phones without network")),
        (_("Admitted twice"), wording.number(conflicts, lang), _("found when phones reported")),
    ]


def phones(evening: Evening) -> list[PhoneRow]:
    """The phones, those in use first."""
    return [_row(evening, row) for row in queries.devices(evening.id)]


def _row(evening: Evening, row: Any) -> PhoneRow:
    lang, now = _lang(), clock.now()
    gone = row.revoked_at is not None
    if gone:
        badge: Badge = ("", "off", _("signed off"))
    elif now - row.seen_at <= CONNECTED:
        badge = ("ok", "net", _("connected"))
    else:
        badge = ("warn", "net-off", _("not heard of"))
    off = abs(row.clock_off_ms) >= CLOCK_OFF
    minutes = round(abs(row.clock_off_ms) / 60_000)
    note = ngettext("clock %(num)s minute off", "clock %(num)s minutes off", minutes) if off else ""
    seen = wording.ago(row.seen_at, now, lang) if now - row.seen_at < timedelta(hours=1) else _at(evening, row.seen_at)
    return PhoneRow(row.id, row.name, badge, seen, row.queue_len, row.admitted, note, gone)


def link(evening: Evening, rows: list[PhoneRow], path: Any) -> LinkPanel | None:
    """Address and PIN, derived anew each time. None: there is none, or it was revoked."""
    row = queries.link(evening.id)
    if row is None or row.revoked_at is not None:
        return None
    locked, pin = row.wrong_pins >= doors.WRONG_PINS, doors.pin(row.uuid, row.pin_turn)
    if locked:
        badge: Badge = ("bad", "lock", _("locked after 5 wrong PINs"))
    elif clock.now() >= evening.link_ends:
        badge = ("", "off", _("over"))
    else:
        badge = ("ok", "check", _("good until %(when)s", when=_at(evening, evening.link_ends)))
    return LinkPanel(
        address=absolute(path(token=doors.token(row.uuid, row.token_turn))), pin=f"{pin[:3]} {pin[3:]}", badge=badge, most=row.max_devices,
        in_use=sum(not one.gone for one in rows), undo="undo" in row.scopes, locked=locked,
    )


def conflicts(evening: Evening) -> list[ConflictNote]:
    """What to look into."""
    return [_told(evening, one) for one in queries.conflicts(evening.id)]


def _told(evening: Evening, one: queries.Conflict) -> ConflictNote:
    name = names.of(one.holder, one.booker)
    where = [_("%(time)s at %(door)s", time=_clock(evening, at), door=door or _("the desk")) for door, at in one.entries]
    if len(where) == 1:
        text = _("Let in %(times)s by a phone that did not know it yet.", times=where[0])
        return ConflictNote(one.sid, _("%(name)s is in with a ticket that is not valid any more.", name=name), text)
    times = _(" and ").join(where)
    text = _("Let in %(times)s. Nobody has to leave; the second person probably has a ticket that was passed on.", times=times)
    return ConflictNote(one.sid, _("%(name)s is in twice.", name=name), text)


def _at(evening: Evening, at: datetime) -> str:
    return wording.moment(at, evening.zone, _lang(), now=clock.now())


def _clock(evening: Evening, at: datetime) -> str:
    return wording.clock_full(zones.local(at, evening.zone), _lang())


def _lang() -> str:
    return languages.current()
