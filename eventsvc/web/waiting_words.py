"""The waitlist in words, for pages and letters alike: deadlines in both cities, what is wished for, how many wait."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.events.models import Event
from eventsvc.registration.waitlist.queries import Wished


def price(one: Wished, lang: str) -> str:
    """What it costs."""
    return wording.money(one.price_cents, one.currency, lang) if one.price_cents else _("free")


def named(one: Wished, lang: str, many: int = 0) -> str:
    """`Vor Ort, kostenlos`, `2 × Vor Ort, 45,00 €`."""
    name = f"{pick(one, 'name', lang)}, {price(one, lang)}"
    return f"{many} × {name}" if many else name


def cities(event: Event, at: datetime, lang: str) -> str:
    """`20:00 Uhr Hamburg, 11:00 Uhr San Francisco`; with the weekday where it is another one."""
    here = zones.local(at, event.zone)
    said = [f"{wording.clock_full(here, lang)} {zones.city_name(event.city, lang)}"]
    if event.partner_zone and event.partner_city and event.partner_zone != event.zone:
        there = zones.local(at, event.partner_zone)
        day = "" if there.date() == here.date() else f"{wording.weekday_short(there, lang)}, "
        said.append(f"{day}{wording.clock_full(there, lang)} {zones.city_name(event.partner_city, lang)}")
    return ", ".join(said)


def people(many: int, lang: str) -> str:
    """`1 person`, `1,000 people`."""
    return ngettext("%(count)s person", "%(count)s people", many, count=wording.number(many, lang))


def waiting(many: int, lang: str) -> str:
    """`4 people are waiting`."""
    return ngettext("%(count)s person is waiting", "%(count)s people are waiting", many, count=wording.number(many, lang))


def kept(hours: int, minutes: int, lang: str) -> str:
    """How long an offer holds: `12 hours, on the day itself 1 hour`."""
    long = ngettext("It keeps the place for %(count)s hour", "It keeps the place for %(count)s hours", hours, count=hours)
    if not minutes:
        return _("%(long)s; on the day itself there are none", long=long)
    if minutes % 60:
        short = ngettext("%(count)s minute", "%(count)s minutes", minutes, count=wording.number(minutes, lang))
    else:
        short = ngettext("%(count)s hour", "%(count)s hours", minutes // 60, count=wording.number(minutes // 60, lang))
    return _("%(long)s, on the day itself %(short)s", long=long, short=short)
