"""The event page, its picture for other sites."""

from datetime import datetime
from urllib.parse import urlencode

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsvc.accounts import queries as accounts
from eventsvc.core import clock
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.public import code_entry, event_page, json_ld, offered, sale, share_picture
from eventsvc.public.code_entry import Entered
from eventsvc.public.register import FormView, RegisterForm, enter, form_for
from eventsvc.registration import queries as registrations
from eventsvc.registration.waitlist import queries as waitlist
from eventsvc.ticket_types import freshness
from eventsvc.ticket_types.queries import Offer
from eventsvc.web import languages, once, page_cache
from eventsvc.web.guard import anyone
from eventsvc.web.shell import absolute

bp = languages.public("events", __name__)
OTHERS = 2
QUARTER = 900  # lists of other events on the page may be so many seconds old


@bp.get("/e/<slug>")
@anyone
def show(slug: str) -> ResponseReturnValue:
    """What, when on both clocks, where, for whom; and the way in."""
    if request.args.get("code", "").strip():
        return _with_code(slug)
    now, lang = clock.now(), languages.current()
    stamp = freshness.of_event(slug, now)
    key = ("event", lang, slug, stamp, offered.waits(stamp), int(now.timestamp()) // QUARTER)
    token = (lambda: once.make(stamp.event_id)) if stamp.short_way else None
    return page_cache.page(key, lambda: drawn(events.by_slug(slug), now, entered=Entered(there=stamp.codes)), token=token)


def _with_code(slug: str) -> ResponseReturnValue:
    """The page for who came with a code: what it shows and what it costs then."""
    event, now = events.by_slug(slug), clock.now()
    entered = code_entry.NOTHING if event.over(now) or event.state != "published" else code_entry.read(event, request.args["code"])
    return code_entry.alone(drawn(event, now, entered=entered), entered)


@bp.get("/e/<slug>/share.png")
@anyone
def share(slug: str) -> ResponseReturnValue:
    """The picture that other sites show beside a link."""
    lang = languages.current()
    stamp = freshness.of_event(slug, clock.now())
    return page_cache.picture(("share", lang, stamp.event_id, stamp.version, stamp.look), lambda: _picture(slug, lang))


def drawn(event: EventFacts, now: datetime, *, preview: str = "", entered: Entered = code_entry.NOTHING) -> str:
    """The page of an event, for the public, for who has a code, or (with a sentence on top) for the team alone."""
    lang = languages.current()
    asked = f"?{urlencode({'code': entered.typed})}" if entered.typed else ""
    g.organisation, g.asked, g.section = accounts.by_id(event.organisation_id), asked, "agenda.index"
    offers = offered.of(event, entered.code)
    facts = event_page.Facts(
        event=event, offers=offers, programme=events.programme(event.id), speakers=events.speakers(event.id), others=_others(event, now),
        told=registrations.confirmed_count(event.id) if event.state == "cancelled" else 0, now=now,
        waits=waitlist.per_type(event.id) if sale.waits(offers, event, now) else None,
        code=entered.typed if entered.code else "", small_business=g.organisation.small_business,
    )
    page = event_page.built(facts, lang)
    short = freshness.short_way([(offer.plain, offer.state) for offer in facts.offers])
    at = _addresses(event, lang)
    return render_template(
        "public/event_off.html" if page.off else "public/event.html",
        page=page,
        view=_form(event, facts.offers, once.make(event.id) if preview or entered.typed else page_cache.MARK, entered) if short else None,
        entered=entered,
        code_form=code_entry.CodeForm.filled(entered),
        said=code_entry.said(entered.code, offers, event) if entered.code else None,
        event_url=url_for("events.show", slug=event.slug),
        preview=preview,
        picture=at.picture,
        block=None if preview or entered.typed else json_ld.event(event, facts.offers, facts.speakers, lang, at),
        register_url=url_for("register.form", slug=event.slug),
        entry_url=url_for("feeds.event", lang=lang, slug=event.slug),
        subscribe_url=_subscribe(event),
        neutral=absolute(url_for("front.event", slug=event.slug)),
    )


def _others(event: EventFacts, now: datetime) -> tuple[EventFacts, ...]:
    """What comes next in the series (or anywhere, for an event without one), without those that are off."""
    found = events.upcoming(now, organisation_id=event.organisation_id, series_id=event.series_id, size=OTHERS + 8).items
    wanted = [one for one in found if one.id != event.id and one.state == "published"]
    if event.state == "published" and not event.over(now):
        wanted = [one for one in wanted if one.starts_at >= event.starts_at]
    return tuple(wanted[:OTHERS])


def _addresses(event: EventFacts, lang: str) -> json_ld.Addresses:
    return json_ld.Addresses(
        page=absolute(url_for("events.show", lang=lang, slug=event.slug)),
        picture=absolute(url_for("events.share", lang=lang, slug=event.slug)),
        home=absolute(url_for("agenda.index", lang=lang)),
        register=absolute(url_for("register.form", lang=lang, slug=event.slug)),
        series=absolute(url_for("series.show", lang=lang, slug=event.series_slug)) if event.series_slug else None,
    )


def _subscribe(event: EventFacts) -> str:
    return url_for("series.subscribe", slug=event.series_slug) if event.series_slug else url_for("agenda.subscribe")


def _form(event: EventFacts, offers: tuple[Offer, ...], token: str, entered: Entered) -> FormView:
    """The two fields. A page that is kept has a mark where each reader's own token goes."""
    form = RegisterForm(formdata=None)
    form.once.data = token
    enter(form, entered)
    return form_for(event, offers, form=form)


def _picture(slug: str, lang: str) -> bytes:
    event = events.by_slug(slug)
    return share_picture.png(event_page.picture_words(event, lang), accounts.by_id(event.organisation_id).accent)


