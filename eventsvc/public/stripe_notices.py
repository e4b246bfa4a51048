"""Where Stripe tells what happened. Answered only after it is kept here; an error makes Stripe come again (spec: payments 2)."""

import logging

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from eventsvc.core.errors import Refused
from eventsvc.payments import webhooks
from eventsvc.payments.gateway import Down, Undone
from eventsvc.web.guard import machine

bp = Blueprint("stripe_notices", __name__)
LARGEST = 256 * 1024
log = logging.getLogger("eventsvc.payments")


@bp.post("/webhooks/stripe", strict_slashes=False)
@bp.post("/webhooks/stripe/", endpoint="take_slash")
@machine("signed by Stripe over the raw bytes")
def take() -> ResponseReturnValue:
    """One notice. 400: not signed by anybody we know; 413: too large; 503: come again."""
    if (request.content_length or 0) > LARGEST:
        return {"error": "too large"}, 413
    try:
        signed = webhooks.take(request.get_data(), request.headers.get("Stripe-Signature", ""))
    except (Down, Undone, Refused) as no:
        log.warning("a notice has to come again: %s", no)
        return {"error": "come again"}, 503
    return ({"received": True}, 200) if signed else ({"error": "signature"}, 400)
