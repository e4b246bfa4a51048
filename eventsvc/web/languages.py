"""The reader's language: first segment of public addresses, the person's choice at the desk."""

from typing import Any

from flask import Blueprint, Flask, g, has_request_context, request
from flask_babel import Babel, refresh

LANGUAGES = ("de", "en")


def current() -> str:
    """The language of this answer: the address's (also one that leads nowhere), else the person's, else the browser's, else English."""
    if not has_request_context():
        return "en"
    chosen = g.get("lang")
    if chosen is None:
        first = request.path.split("/")[1]
        chosen = g.lang = first if first in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or "en"
    return str(chosen)


def speak(lang: str) -> None:
    """Go on in this language, whatever the request asked for: who is written to in German reads German after the click."""
    g.lang = lang
    refresh()


def install(app: Flask) -> None:
    """Make Babel and the language segment work for the whole application."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "en")
    Babel(app, locale_selector=current)

    @app.url_value_preprocessor
    def take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and "lang" in values:
            g.lang = values.pop("lang")

    @app.url_defaults
    def put(endpoint: str, values: dict[str, Any]) -> None:
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = current()


def public(name: str, import_name: str) -> Blueprint:
    """A blueprint whose addresses begin with the language."""
    return Blueprint(name, import_name, url_prefix="/<any(de, en):lang>")
