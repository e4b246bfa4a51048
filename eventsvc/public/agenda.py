"""The agenda of all published events, the list of series, how to subscribe to everything."""

from dataclasses import dataclass

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.accounts import queries as accounts
from eventsvc.core import clock, pages, wording, zones
from eventsvc.core.bilingual import Said, pick
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.public import cards, lists, sale, subscribing
from eventsvc.public.lists import Listed
from eventsvc.web import languages, page_cache
from eventsvc.web.guard import anyone
from eventsvc.web.shell import Link, absolute

bp = languages.public("agenda", __name__)
PLACES = ("room", "online")


@dataclass(frozen=True)
class Feature:
    """The next event, large."""

    card: cards.Card
    place: str
    series: Said
    number: str
    date: str
    open: bool
    price: str
    left: str


@dataclass(frozen=True)
class Asked:
    """Which part of the agenda somebody wants to see."""

    where: str | None
    past: bool
    after: pages.Mark | None

    @property
    def query(self) -> str:
        """The same in the address of the page, written in one way."""
        parts = [("where", self.where), ("when", "past" if self.past else None), ("after", self.after and str(self.after))]
        said = "&".join(f"{name}={value}" for name, value in parts if value)
        return f"?{said}" if said else ""


@bp.get("/")
@anyone
def index() -> ResponseReturnValue:
    """What comes, by month; what was, on request."""
    asked, lang, now = _asked(), languages.current(), clock.now()
    owner = accounts.first()
    read = events.past if asked.past else events.upcoming
    found = lists.listed(read(now, after=asked.after, size=lists.SIZE, kind=asked.where), now)
    count = events.upcoming_count(now)
    key = ("agenda", lang, asked, lists.look(owner), count, found.stamp)
    g.organisation, g.asked = owner, asked.query
    return page_cache.page(key, lambda: _drawn(found, asked, count, lang))


def _asked() -> Asked:
    where = request.args.get("where")
    return Asked(where if where in PLACES else None, request.args.get("when") == "past", pages.mark(request.args.get("after", "")))


def _drawn(found: Listed, asked: Asked, count: int, lang: str) -> str:
    first = lists.upcoming(found.events) if not asked.query else None
    owner = g.organisation
    return render_template(
        "public/agenda.html",
        tagline=pick(owner, "tagline", lang) if owner else Said("", lang),
        lede=pick(owner, "lede", lang) if owner else Said("", lang),
        feature=_feature(first, found, lang) if first else None,
        months=found.months(lang),
        chips=_chips(asked, count, lang),
        asked=asked,
        more=url_for("agenda.index", where=asked.where, when="past" if asked.past else None, after=found.more) if found.more else None,
        past=url_for("agenda.index", when="past"),
        subscribe=url_for("agenda.subscribe"),
        neutral=absolute(url_for("front.index")),
    )


def _feature(event: EventFacts, found: Listed, lang: str) -> Feature:
    offers = found.offers[event.id]
    return Feature(
        card=cards.card(event, offers, lang, found.now),
        place=cards.place(event, with_kind=False),
        series=pick(event, "series_title", lang),
        number=cards.numbered(event),
        date=wording.day_long(zones.local(event.starts_at, event.zone), lang),
        open=sale.state(offers) == "open",
        price=sale.cheapest(offers, lang),
        left=sale.scarce(offers, lang),
    )


def _chips(asked: Asked, count: int, lang: str) -> tuple[Link, ...]:
    words = ((None, _("All"), ""), ("room", _("In the room"), "pin"), ("online", _("Online"), "video"))
    when = "past" if asked.past else None
    return tuple(
        Link(label, url_for("agenda.index", where=where, when=when), asked.where == where, icon,
             wording.number(count, lang) if where is None and not asked.past else None)
        for where, label, icon in words
    )


@bp.get("/calendar")
@anyone
def subscribe() -> ResponseReturnValue:
    """How everything, or one series, comes into a calendar."""
    owner = accounts.first()
    g.organisation = owner
    return subscribing.answer(owner, None)


