"""Addresses without a language lead to one; what search engines ask for."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsvc.core import clock
from eventsvc.events import queries as events
from eventsvc.series import queries as series
from eventsvc.web.guard import anyone
from eventsvc.web.languages import LANGUAGES, current
from eventsvc.web.shell import absolute

bp = Blueprint("front", __name__)
PLAIN = "calendar, series, mine, imprint, privacy, accessibility, withdraw"


@bp.get("/")
@anyone
def index() -> ResponseReturnValue:
    """The agenda in the reader's language."""
    return _by_language(url_for("agenda.index", lang=current()))


@bp.get(f"/<any({PLAIN}):plain>")
@anyone
def page(plain: str) -> ResponseReturnValue:
    """A page that somebody has typed without its language."""
    return _by_language(f"{request.script_root}/{current()}/{plain}")


@bp.get("/e/<slug>")
@anyone
def event(slug: str) -> ResponseReturnValue:
    """An event, in the reader's language: the address to print on paper, perhaps with a code."""
    return _by_language(url_for("events.show", lang=current(), slug=slug, code=request.args.get("code") or None))


@bp.get("/s/<slug>")
@anyone
def one_series(slug: str) -> ResponseReturnValue:
    """A series, likewise."""
    return _by_language(url_for("series.show", lang=current(), slug=slug))


def _by_language(target: str) -> ResponseReturnValue:
    answer = redirect(target, 302)
    answer.vary.add("Accept-Language")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/sitemap.xml")
@anyone
def sitemap() -> ResponseReturnValue:
    """All pages that everybody may find, in both languages."""
    found = [("events.show", slug, at) for slug, at in events.addresses()]
    found += [("series.show", one.slug, one.feed_changed_at) for one in series.public()]
    rows = [_both("agenda.index", clock.now().date().isoformat())]
    rows += [_both(endpoint, at.date().isoformat(), slug=slug) for endpoint, slug, at in found]
    answer = Response(render_template("public/sitemap.xml", rows=rows), content_type="application/xml; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


def _both(endpoint: str, changed: str, **values: Any) -> tuple[tuple[tuple[str, str], ...], str]:
    return tuple((lang, absolute(url_for(endpoint, lang=lang, **values))) for lang in LANGUAGES), changed
