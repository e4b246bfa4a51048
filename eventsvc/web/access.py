"""One line for each answer: the route's rule, never the path, which may hold a secret."""

import logging
import time

from flask import Flask, Response, g, request

log = logging.getLogger("eventsvc.access")
QUIET = frozenset({"healthz", "readyz", "metrics", "assets.static_file"})


def _tell(response: Response) -> Response:
    if request.endpoint in QUIET or not log.isEnabledFor(logging.INFO):
        return response
    took = (time.perf_counter() - g.get("began", time.perf_counter())) * 1000
    member = g.get("member")
    facts = {} if member is None else {"person": member.person_id, "organisation": member.organisation_id}
    rule = request.url_rule.rule if request.url_rule else "no such address"
    log.info("%s %s %d %.1f ms", request.method, rule, response.status_code, took, extra=facts)
    return response


def install(app: Flask) -> None:
    """After everything else, so that the time is the whole time."""
    app.after_request(_tell)
