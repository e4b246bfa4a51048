"""All series; one series with its dates; how to subscribe to it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.accounts import queries as accounts
from eventsvc.core import clock, pages, wording, zones
from eventsvc.core.bilingual import Said, pick
from eventsvc.events import queries as events
from eventsvc.public import cards, lists, series_pass, shift, subscribing
from eventsvc.public.lists import Listed
from eventsvc.series import queries as series
from eventsvc.series.facts import SeriesFacts
from eventsvc.web import languages, page_cache, richtext
from eventsvc.web.guard import anyone
from eventsvc.web.shell import absolute

bp = languages.public("series", __name__)
SIZE = 50
PAST = 12


@dataclass(frozen=True)
class Row:
    """One series in the list of all."""

    url: str
    title: Said
    times: tuple[tuple[str, str], ...]
    cover: str
    dates: str


@bp.get("/series")
@anyone
def index() -> ResponseReturnValue:
    """All series. Where there is only one, its page."""
    found, lang, now = series.public(), languages.current(), clock.now()
    if len(found) == 1:
        return redirect(url_for("series.show", slug=found[0].slug))
    g.organisation, g.asked = accounts.first(), ""
    counts = events.counts_of_series(now)
    stamp = tuple((one.id, one.feed_version, counts.get(one.id, 0)) for one in found)
    key = ("series-list", lang, lists.look(g.organisation), stamp)
    return page_cache.page(key, lambda: render_template(
        "public/series_list.html", rows=tuple(_row(one, counts.get(one.id, 0), lang) for one in found),
    ))


def _row(one: SeriesFacts, count: int, lang: str) -> Row:
    return Row(
        url=url_for("series.show", slug=one.slug), title=pick(one, "title", lang), times=usual_times(one, lang),
        cover=cards.picture(one.cover), dates=_dates(count, lang),
    )


def _dates(count: int, lang: str) -> str:
    if not count:
        return _("no date at the moment")
    return ngettext("%(count)s date", "%(count)s dates", count, count=wording.number(count, lang))


@bp.get("/s/<slug>")
@anyone
def show(slug: str) -> ResponseReturnValue:
    """One series: what it is, when it is as a rule, all dates."""
    now, lang = clock.now(), languages.current()
    after = pages.mark(request.args.get("after", ""))
    one = series.by_slug(slug)
    coming = lists.listed(events.upcoming(now, after=after, size=SIZE, series_id=one.id), now)
    gone = lists.listed(events.past(now, size=PAST, series_id=one.id), now)
    count = events.upcoming_count(now, series_id=one.id)
    g.organisation = accounts.by_id(one.organisation_id)
    g.asked, g.section = f"?after={after}" if after else "", "series.index"
    offers_pass = not after and series_pass.offered(coming)
    key = ("series", lang, one.id, one.feed_version, after, lists.look(g.organisation), count, coming.stamp, gone.stamp, offers_pass)
    return page_cache.page(key, lambda: _drawn(one, coming, gone, count, lang, offers_pass=offers_pass))


def _drawn(one: SeriesFacts, coming: Listed, gone: Listed, count: int, lang: str, *, offers_pass: bool) -> str:
    text = pick(one, "text", lang)
    return render_template(
        "public/series.html",
        title=pick(one, "title", lang),
        text=text,
        text_html=richtext.html(text.text),
        cover=cards.picture(one.cover),
        dates=_dates(count, lang),
        times=usual_times(one, lang),
        brief=", ".join(f"{time} {city}" for time, city in usual_times(one, lang)),
        where=_always(coming),
        coming=coming.cards(lang, within_series=True),
        gone=gone.cards(lang, within_series=True),
        gone_dates=tuple(wording.day(event.local_start, lang) for event in gone.events),
        explained=tuple(found for found in (shift.explained(event, lang) for event in coming.events) if found)[:1],
        more=url_for("series.show", slug=one.slug, after=coming.more) if coming.more else None,
        subscribe=url_for("series.subscribe", slug=one.slug),
        feed=subscribing.feed(lang, one.slug),
        pass_url=url_for("series_pass.form", slug=one.slug) if offers_pass else None,
        neutral=absolute(url_for("front.one_series", slug=one.slug)),
    )


def usual_times(one: SeriesFacts, lang: str) -> tuple[tuple[str, str], ...]:
    """18:00 Hamburg, 09:00 San Francisco: on most days of the year."""
    start = datetime.combine(date(2027, 1, 15), one.default_start)
    said = [(wording.clock(start, lang), zones.city_name(one.home_city, lang))]
    if one.partner_zone and one.partner_city and one.partner_zone != one.home_zone:
        there = start - timedelta(hours=zones.usual_gap(one.home_zone, one.partner_zone))
        said.append((wording.clock(there, lang), zones.city_name(one.partner_city, lang)))
    return tuple(said)


def _always(coming: Listed) -> tuple[str, str] | None:
    """Where all coming dates take place, if that is the same for all: icon and words."""
    kinds = {cards.kind(event) for event in coming.events}
    words = {
        "hybrid": ("hybrid", _("Always in the room and online")), "room": ("pin", _("Always in the room")),
        "online": ("video", _("Always online")),
    }
    return words[kinds.pop()] if len(kinds) == 1 else None


@bp.get("/s/<slug>/calendar")
@anyone
def subscribe(slug: str) -> ResponseReturnValue:
    """How the series comes into a calendar."""
    one = series.by_slug(slug)
    g.organisation = accounts.by_id(one.organisation_id)
    return subscribing.answer(g.organisation, one)
