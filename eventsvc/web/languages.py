"""The reader's language: first segment of public addresses, the person's choice at the desk."""

from functools import cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, g, has_request_context, request
from flask_babel import Babel, get_locale, refresh

LANGUAGES = ("de", "en")
CATALOGUES = Path(__file__).parent.parent / "translations"


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


@cache
def _catalogue(lang: str) -> NullTranslations:
    """The sentences of one language; English ones are what stands in the code."""
    return Translations.load(str(CATALOGUES), [lang])


def _spoken() -> NullTranslations:
    """Templates ask some forty times a page, so this is the short way: the request's language is known, letters say theirs."""
    if has_request_context():
        return _catalogue(current())
    locale = get_locale()
    return _catalogue(locale.language if locale else "en")


def _said(message: str) -> str:
    return str(_spoken().ugettext(message))


def _said_of(context: str, message: str) -> str:
    return str(_spoken().upgettext(context, message))


def _counted(one: str, many: str, number: int) -> str:
    return str(_spoken().ungettext(one, many, number))


def install(app: Flask) -> None:
    """Make Babel and the language segment work for the whole application."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "en")
    Babel(app, locale_selector=current)
    app.jinja_env.install_gettext_callables(_said, _counted, newstyle=True, pgettext=_said_of)  # type: ignore[attr-defined]  # from jinja2.ext.i18n

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
