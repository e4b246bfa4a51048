"""iCalendar over HTTP: calendars to subscribe to, single events to download (spec: calendar 3.1, 3.2)."""

from datetime import UTC, datetime
from http import HTTPStatus

from flask import Blueprint, Response, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import http_date, parse_date

from eventsvc.core import clock, faults
from eventsvc.core.errors import Busy, Missing, Moved
from eventsvc.events import queries as events
from eventsvc.feeds import queries, service
from eventsvc.feeds.store import File, Store
from eventsvc.web.addresses import external
from eventsvc.web.guard import anyone
from eventsvc.web.languages import current

bp = Blueprint("feeds", __name__)
SUBSCRIBED = "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
DOWNLOADED = "public, max-age=300"


@bp.get("/cal/<any(de, en):lang>/<slug>.ics")
@anyone
def calendar(slug: str) -> ResponseReturnValue:
    """The calendar of a series or an organisation."""
    kept, lang = _store(), current()
    try:
        found = queries.stamp(slug)
        made = service.subscribed(kept, found, lang, lambda: _addresses(found, lang))
    except Moved as now:
        return redirect(external("feeds.calendar", lang=lang, slug=now.slug), HTTPStatus.MOVED_PERMANENTLY)
    except Missing:
        return _nothing()
    except (SQLAlchemyError, Busy) as no:  # to an error some programs answer by never asking again
        last = kept.latest((slug, lang))
        if last is None or not faults.means_busy(no):
            raise
        made = last
    return _answer(made, SUBSCRIBED, f'inline; filename="{slug}.ics"')


@bp.get("/<any(de, en):lang>/e/<slug>.ics")
@anyone
def event(slug: str) -> ResponseReturnValue:
    """One event, cancelled ones too."""
    lang = current()
    try:
        found = events.by_slug(slug)
    except Moved as now:
        return redirect(external("feeds.event", lang=lang, slug=now.slug), HTTPStatus.MOVED_PERMANENTLY)
    except Missing:
        return _nothing()
    made = service.single(found, lang, external("events.show", lang=lang, slug=slug))
    return _answer(made, DOWNLOADED, f'attachment; filename="{slug}.ics"')


def _store() -> Store:
    kept: Store = current_app.extensions.setdefault("feeds", Store())
    return kept


def _addresses(found: queries.Stamp, lang: str) -> service.Addresses:
    own = {"lang": lang, "slug": found.slug}
    start, _any, end = external("events.show", lang=lang, slug="-").rpartition("-")  # made once: a calendar has up to 1,000 events
    return service.Addresses(
        source=external("feeds.calendar", **own),
        page=external("series.show", **own) if found.kind == "series" else external("agenda.index", lang=lang),
        event=lambda slug: f"{start}{slug}{end}",
    )


def _nothing() -> Response:
    words = _("There is no calendar at this address.")
    return Response(f"{words}\n", HTTPStatus.NOT_FOUND, {"Cache-Control": "public, max-age=60"}, mimetype="text/plain")


def _answer(made: File, caching: str, disposition: str) -> Response:
    """200 with the bytes, or 304; the same tag for both encodings, hence a weak one."""
    answer = Response(status=HTTPStatus.NOT_MODIFIED if _known(made) else HTTPStatus.OK, mimetype="text/calendar")
    answer.headers.update({"Cache-Control": caching, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"})
    answer.set_etag(made.tag, weak=True)
    if answer.status_code == HTTPStatus.NOT_MODIFIED:
        return answer
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = disposition
    answer.headers["Last-Modified"] = http_date(_changed(made))
    zipped = made.zipped if request.accept_encodings["gzip"] > 0 else None
    if zipped is not None:
        answer.headers["Content-Encoding"] = "gzip"
    answer.set_data(zipped or made.body)
    return answer


def _known(made: File) -> bool:
    """Whether the asker has these bytes. A tag goes before a date; a date that cannot be read or lies ahead says nothing."""
    if "If-None-Match" in request.headers:
        tags = request.if_none_match
        return tags.star_tag or tags.contains_weak(made.tag)
    since = parse_date(request.headers.get("If-Modified-Since"))
    return since is not None and _changed(made) <= since <= clock.now()


def _changed(made: File) -> datetime:
    """The whole second of the last change. While that second lasts another change may follow: then the one before is said."""
    second = int(made.changed_at.timestamp())
    return datetime.fromtimestamp(second if second < int(clock.now().timestamp()) else second - 1, UTC)
