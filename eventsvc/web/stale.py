"""A form that was open longer than its session: what was typed stays, and one more press sends it (T18)."""

from flask import current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

MOST_FIELDS = 200


def page(*, signed_in: bool) -> ResponseReturnValue:
    """403 (no session) or 400 (no right token), with the typed fields in it.

    Signed in: a button sends them again. Signed out: first sign in, in a tab beside this one.
    Only for what our own pages sent: a stranger's form must not be offered for a second press.
    """
    typed = [(name, value) for name, values in request.form.lists() if name != "csrf_token" for value in values][:MOST_FIELDS]
    return make_response(render_template(
        "desk/stale.html", typed=typed, signed_in=signed_in, action=request.script_root + request.full_path.removesuffix("?"),
        csrf=generate_csrf() if signed_in else "", sign_in=url_for("mine.ask") if "mine.ask" in current_app.view_functions else "",
        files=bool(request.files),
    ), 400 if signed_in else 403)
