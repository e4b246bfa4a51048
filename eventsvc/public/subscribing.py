"""The page on which a calendar is subscribed to: which events, in which language, with which program (spec: calendar 3.1)."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Response, g, render_template, request, url_for
from flask_babel import gettext as _

from eventsvc.accounts.queries import OrganisationFacts
from eventsvc.core import clock, wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Missing
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.public import lists, shift
from eventsvc.series import queries as series
from eventsvc.series.facts import SeriesFacts
from eventsvc.web import event_view, languages, page_cache
from eventsvc.web.addresses import external, webcal

SHOWN = 4


@dataclass(frozen=True)
class Feed:
    """One calendar that can be chosen."""

    slug: str
    name: str
    lang: str
    about: str
    chosen: bool


@dataclass(frozen=True)
class Program:
    """One way to subscribe."""

    icon: str
    name: str
    about: str
    url: str


@dataclass(frozen=True)
class Day:
    """A line of the preview."""

    day: int
    month: str
    title: str
    lang: str
    times: tuple[str, ...]
    odd: bool


def feed(lang: str, slug: str) -> str:
    """The https address of a feed."""
    return external("feeds.calendar", lang=lang, slug=slug)


def answer(owner: OrganisationFacts | None, page_of: SeriesFacts | None) -> Response:
    """The page: of the series it stands at, or of all; `?feed=` and `?in=` choose another."""
    if owner is None:
        raise Missing
    lang, now = languages.current(), clock.now()
    choices = tuple(one for one in series.public() if one.organisation_id == owner.id)
    chosen = _chosen(owner, choices, page_of)
    entries = request.args.get("in", lang)
    entries = entries if entries in languages.LANGUAGES else lang
    coming = events.upcoming(now, organisation_id=owner.id, series_id=chosen.id if chosen else None, size=SHOWN).items
    g.asked, g.section = _asked(), "agenda.subscribe"
    key = (
        "subscribe", lang, request.path, entries, chosen.id if chosen else None, lists.look(owner),
        tuple((one.id, one.feed_version) for one in choices), tuple((one.id, one.version) for one in coming),
    )
    return page_cache.page(key, lambda: _drawn(owner, choices, chosen, coming, entries, lang))


def _chosen(owner: OrganisationFacts, choices: tuple[SeriesFacts, ...], page_of: SeriesFacts | None) -> SeriesFacts | None:
    wanted = request.args.get("feed", page_of.slug if page_of else owner.slug)
    return next((one for one in choices if one.slug == wanted), None)


def _asked() -> str:
    kept = {name: request.args[name] for name in ("feed", "in") if name in request.args}
    return f"?{urlencode(kept)}" if kept else ""


def _drawn(
    owner: OrganisationFacts, choices: tuple[SeriesFacts, ...], chosen: SeriesFacts | None, coming: tuple[EventFacts, ...], entries: str,
    lang: str,
) -> str:
    address = feed(entries, chosen.slug if chosen else owner.slug)
    name = pick(chosen, "title", entries).text if chosen else owner.name
    return render_template(
        "public/subscribe.html",
        title=pick(chosen, "title", lang) if chosen else None,
        feeds=_feeds(owner, choices, chosen, lang),
        entries=entries,
        entry_languages=(("de", "Deutsch"), ("en", "English")),
        programs=_programs(address, name),
        address=address,
        days=tuple(_day(one, entries) for one in coming),
        action=url_for("agenda.subscribe"),
    )


def _feeds(owner: OrganisationFacts, choices: tuple[SeriesFacts, ...], chosen: SeriesFacts | None, lang: str) -> tuple[Feed, ...]:
    rows = []
    for one in choices:
        said = pick(one, "title", lang)
        partner = f" · {one.partner_city}" if one.partner_city else ""
        rows.append(Feed(one.slug, said.text, said.lang, f"{one.home_city}{partner}", chosen is not None and chosen.id == one.id))
    every = Feed(owner.slug, _("Everything"), lang, _("All events of %(name)s", name=owner.name), chosen is None)
    return (*rows, every)


def _programs(address: str, name: str) -> tuple[Program, ...]:
    live = webcal(address)
    outlook = f"addfromweb?url={quote(address, safe='')}&name={quote(name, safe='')}"
    return (
        Program("apple", "Apple", _("iPhone, iPad, Mac"), live),
        Program("google", "Google", _("opens in the browser"), f"https://calendar.google.com/calendar/r?cid={quote(live, safe='')}"),
        Program("outlook", "Outlook.com", _("private account"), f"https://outlook.live.com/calendar/0/{outlook}"),
        Program("outlook", "Microsoft 365", _("work or school"), f"https://outlook.office.com/calendar/0/{outlook}"),
        Program("calendar", _("Any other"), _("webcal link"), live),
    )


def _day(event: EventFacts, lang: str) -> Day:
    title = pick(event, "title", lang)
    off = {"cancelled": _("cancelled"), "postponed": _("postponed")}.get(event.state)
    return Day(
        day=event.local_start.day,
        month=wording.month_short(event.local_start, lang),
        title=f"{title.text} ({off})" if off else title.text,
        lang=title.lang,
        times=tuple(str(word) for word in event_view.both_clocks(event, lang).line),
        odd=shift.note(event) is not None,
    )
