"""Security headers on every answer, errors too; and requests that are broken before any view sees them (spec: security 1, 3)."""

import gzip
from urllib.parse import unquote_to_bytes, urlsplit

from flask import Flask, Response, abort, current_app, g, request

from eventsvc.settings import Settings
from eventsvc.web.proxy import is_loopback

POLICY = (
    "default-src 'none'; script-src 'self'{script}; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
CSP = POLICY.format(script="")
DOOR_CSP = POLICY.format(script=" 'wasm-unsafe-eval'")
PERMISSIONS = "camera=({camera}), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": PERMISSIONS.format(camera=""),
    "Cross-Origin-Opener-Policy": "same-origin",
}
DOOR = {"Content-Security-Policy": DOOR_CSP, "Permissions-Policy": PERMISSIONS.format(camera="self")}
SECRET = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
HSTS = "max-age=31536000"
FOR_MACHINES_NEARBY = frozenset({"/healthz", "/readyz", "/metrics"})
BODIES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "application/json"})
SMALL = 1024
ZIPPED = frozenset({"text/html", "application/json", "text/plain"})


def dressed(response: Response) -> Response:
    """Add what is missing. What a view has set itself stays."""
    wanted = dict(ALWAYS)
    if response.mimetype == "text/html":
        wanted["Cache-Control"] = "no-cache"
    settings: Settings = current_app.extensions["settings"]
    if settings.https:
        wanted["Strict-Transport-Security"] = HSTS
    if g.get("door_page"):
        response.vary.add("Cookie")
        wanted.update(DOOR)
    if g.get("secret_page"):
        wanted.update(SECRET)
    if g.get("leads_to"):
        wanted["Content-Security-Policy"] = CSP.replace("form-action 'self'", f"form-action 'self' {g.leads_to}")
    if g.get("secret_page") or g.get("error_page"):
        response.headers["Cache-Control"] = "no-store"
    there = {name.lower() for name, _value in response.headers}
    response.headers.extend([(name, value) for name, value in wanted.items() if name.lower() not in there])
    return zipped(response)


def zipped(response: Response) -> Response:
    """Compress pages over 1 kB for those who ask; what comes compressed from a cache stays as it is."""
    if response.mimetype not in ZIPPED or response.direct_passthrough or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    asked = request.accept_encodings["gzip"] > 0
    if not asked or "Content-Encoding" in response.headers or response.status_code in {204, 206, 304}:
        return response
    body = response.get_data()
    if len(body) < SMALL:
        return response
    response.set_data(gzip.compress(body, 5, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, _weak = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)
    return response


def readable() -> None:
    """Turn away a foreign Host, NUL and what is no UTF-8."""
    if not _ours():
        abort(400)
    path = request.environ.get("PATH_INFO", "").encode("latin-1")
    if b"\0" in path or not _is_text(path):
        abort(400)
    query = request.query_string
    if query and not _is_text(unquote_to_bytes(query)):
        abort(400)
    if request.method not in {"GET", "HEAD", "OPTIONS"} and request.mimetype in BODIES:
        _check_body()


def _check_body() -> None:
    if request.mimetype == "application/json":
        if not _is_text(request.get_data()) or b"\\u0000" in request.get_data():
            abort(400)
        return
    if request.mimetype == "multipart/form-data":
        if any("\0" in name or any("\0" in value for value in values) for name, values in request.form.lists()):
            abort(400)
        return
    if request.max_form_memory_size is not None and (request.content_length or 0) > request.max_form_memory_size:
        abort(413)
    if not _is_text(unquote_to_bytes(request.get_data().replace(b"+", b" "))):
        abort(400)


def _is_text(raw: bytes) -> bool:
    try:
        return "\0" not in raw.decode()
    except UnicodeDecodeError:
        return False


def _ours() -> bool:
    """Whether the Host is BASE_URL's. The port may differ: it is never used for anything."""
    asked = request.environ.get("HTTP_HOST", "")
    try:
        host = (urlsplit(f"//{asked}").hostname or "").rstrip(".")
    except ValueError:
        return False
    own = urlsplit(current_app.config["BASE_URL"]).hostname or ""
    if host == own:
        return True
    return is_loopback(host) and (is_loopback(own) or request.path in FOR_MACHINES_NEARBY)


def install(app: Flask) -> None:
    """For every answer and before every view."""
    app.before_request(readable)
    app.after_request(dressed)

    @app.context_processor
    def secret() -> dict[str, bool]:
        return {"secret_page": bool(g.get("secret_page"))}
