"""For those who watch over us: /healthz, /readyz, /metrics; and what finders of faults and search engines ask for."""

import hmac
import os
import time
from datetime import timedelta

from flask import Flask, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import select

from eventsvc import schema
from eventsvc.accounts.models import Organisation
from eventsvc.core import clock, faults, outbox
from eventsvc.core.db import db, reading
from eventsvc.settings import Mistake, Settings
from eventsvc.web.addresses import external
from eventsvc.web.guard import anyone
from eventsvc.web.proxy import from_this_machine

registry = CollectorRegistry()
_answers = Counter("eventsvc_answers", "Answers of this web process.", ("process", "route", "method", "status"), registry=registry)
_seconds = Histogram("eventsvc_answer_seconds", "Time to answer, in this web process.", ("process",), registry=registry)
_waiting = Gauge("eventsvc_outbox_rows", "Letters and jobs that are not finished.", ("state",), registry=registry)
_reach = Gauge("eventsvc_database_up", "Whether the database answers.", registry=registry)
PLAIN = "text/plain; charset=utf-8"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
ROBOTS = "User-agent: *\nDisallow: {0}/desk/\nDisallow: {0}/door/\nDisallow: {0}/T/\nDisallow: {0}/j/\nSitemap: {1}/sitemap.xml\n"


def trusted() -> bool:
    """Details are for this machine, or for who knows the token."""
    settings: Settings = current_app.extensions["settings"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.metrics_token and hmac.compare_digest(given.encode(), settings.metrics_token.encode()):
        return True
    return from_this_machine(request.environ)


def _plain(body: str, status: int = 200) -> Response:
    return Response(body, status, content_type=PLAIN, headers={"Cache-Control": "no-store"})


@anyone
def healthz() -> ResponseReturnValue:
    """The process is alive. Touches nothing."""
    return _plain("ok\n")


@anyone
def readyz() -> ResponseReturnValue:
    """It can serve: the database answers, and has the tables that this program expects."""
    wrong = not_ready()
    if wrong is None:
        return _plain("ready\n")
    return _plain(f"not ready: {wrong}\n" if trusted() else "not ready\n", 503)


def not_ready() -> str | None:
    """Why this process cannot serve, or None."""
    try:
        schema.check(reading())
    except Mistake as wrong:
        return str(wrong)
    except Exception as error:  # whatever it is, we are not ready
        if not faults.means_busy(error):
            current_app.logger.exception("the database gives an unknown error")
        return f"the database does not answer ({type(error).__name__})"
    finally:
        db.session.remove()
    return None


@anyone
def metrics() -> ResponseReturnValue:
    """Figures for Prometheus; nobody else is told that they are here."""
    if not trusted():
        abort(404)
    try:
        depth = outbox.depth()
        _reach.set(1)
    except Exception as error:
        if not faults.means_busy(error):
            raise
        depth = {}
        _reach.set(0)
    for state in ("waiting", "sending"):
        _waiting.labels(state).set(depth.get(state, 0))
    return Response(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")


@anyone
def security_txt() -> ResponseReturnValue:
    """Where to tell us about a hole (RFC 9116)."""
    settings: Settings = current_app.extensions["settings"]
    contact = settings.security_contact or _first_address()
    if not contact:
        abort(404)
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    expires = (clock.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    return _plain(
        f"Contact: {contact}\nExpires: {expires.isoformat().replace('+00:00', 'Z')}\nPreferred-Languages: de, en\n"
        f"Canonical: {external('security_txt')}\n")


def _first_address() -> str:
    return db.session.scalar(select(Organisation.email).where(Organisation.email != "").order_by(Organisation.id).limit(1)) or ""


@anyone
def robots_txt() -> ResponseReturnValue:
    """Search engines find events, not the desk, the door or tickets."""
    settings: Settings = current_app.extensions["settings"]
    return Response(ROBOTS.format(settings.prefix, settings.base_url), content_type=PLAIN)


def _begin() -> None:
    g.began = time.perf_counter()


def _count(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "none"
    process = str(os.getpid())
    method = request.method if request.method in METHODS else "other"  # a stranger must not make a series of each word
    _answers.labels(process, route, method, str(response.status_code)).inc()
    _seconds.labels(process).observe(time.perf_counter() - g.get("began", time.perf_counter()))
    return response


def install(app: Flask) -> None:
    """These addresses have no language and no design."""
    for path, view in (("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics),
                       ("/.well-known/security.txt", security_txt), ("/robots.txt", robots_txt)):
        app.add_url_rule(path, view.__name__, view)
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_count)
