"""Into the stream: the personal link opens a quarter of an hour before the start and leads where the organiser points it then."""

from datetime import timedelta

from flask import Response, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsvc.core import clock, wording, zones
from eventsvc.registration import queries as registrations
from eventsvc.registration.queries import Whole
from eventsvc.web import event_view, guesses, languages, ticket_view
from eventsvc.web.guard import secret_holder

bp = languages.public("join", __name__)
EARLY = timedelta(minutes=15)


@bp.get("/r/<secret>/join")
@secret_holder
def enter(secret: str) -> ResponseReturnValue:
    """The stream if it is open for this guest, else the page that says when it opens, or why it does not."""
    with guesses.counted("registration"):
        whole = registrations.by_secret(secret)
    g.organisation = whole.organisation
    g.lang = whole.registration.language
    return way_in(whole, mine=url_for("registration.show", secret=secret))


def way_in(whole: Whole, *, mine: str) -> ResponseReturnValue:
    """The same for whoever has a valid ticket of `whole`; `mine` is the page of that ticket."""
    event, now = whole.event, clock.now()
    if _entitled(whole) and event.starts_at - EARLY <= now < event.ends_at and event.stream_url:
        return redirect(event.stream_url)
    lang = languages.current()
    opens = zones.local(event.starts_at - EARLY, event.zone)
    answer = Response(render_template(
        "public/join.html", event=ticket_view.view_of(whole, lang), state=_state(whole), mine=mine,
        opens=wording.clock_full(opens, lang), city=zones.city_name(event.city, lang), page=event_view.address(event.slug),
    ))
    if _state(whole) == "soon" and timedelta() < event.starts_at - EARLY - now < timedelta(hours=1):
        answer.headers["Refresh"] = "30"
    return answer


def _entitled(whole: Whole) -> bool:
    return bool(whole.valid) and whole.event.state == "published"


def _state(whole: Whole) -> str:
    """Why there is no way in right now."""
    now = clock.now()
    if whole.event.state != "published":
        return whole.event.state
    if not whole.valid:
        return "ticket-cancelled"
    if now >= whole.event.ends_at:
        return "over"
    return "soon" if now < whole.event.starts_at - EARLY else "no-link"
