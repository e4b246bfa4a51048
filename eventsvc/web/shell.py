"""What the frames of the pages need: name, mark and links of the organisation, languages, the desk's rail.

Templates get `site`, `languages`, `page_lang`, `canonical`, `noindex` on every page and `desk` for members.
ENDPOINTS is the one table that joins these links with the faces: an endpoint that does not exist (yet) gives no link.
"""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, get_flashed_messages, has_request_context, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from sqlalchemy.exc import SQLAlchemyError

from eventsvc.accounts import queries as accounts
from eventsvc.accounts import roles
from eventsvc.accounts.brand import DEFAULT_ACCENT
from eventsvc.accounts.queries import OrganisationFacts
from eventsvc.web.languages import LANGUAGES, current
from eventsvc.web.sessions import Member

ENDPOINTS = {
    "home": "agenda.index",
    "series": "series.index",
    "calendar": "agenda.subscribe",
    "mine": "mine.ask",
    "imprint": "legal.imprint",
    "privacy": "legal.privacy",
    "accessibility": "legal.accessibility",
    "withdraw": "legal.withdraw",
    "feed": "feeds.calendar",
    "brand": "brand.stylesheet",
    "logo": "brand.picture",
    "desk": "desk_home.index",
    "desk-events": "desk_events.index",
    "desk-series": "desk_series.index",
    "desk-outbox": "desk_outbox.index",
    "desk-money": "desk_money.index",
    "desk-team": "desk_team.index",
    "desk-settings": "desk_settings.index",
    "desk-person": "desk_team.index",
    "desk-language": "desk_sign_in.language",
    "desk-sign-out": "desk_sign_in.sign_out",
}
LEGAL = ("imprint", "privacy", "accessibility", "withdraw")
"""Pages of the organisation that answers for a page (spec: law 4.4); `g.of_all`: this one is of the whole installation."""
RAIL = (
    ("desk", "overview", "desk.see"),
    ("desk-events", "calendar", "desk.see"),
    ("desk-series", "series", "desk.see"),
    ("desk-outbox", "mail", "outbox.see"),
    ("desk-money", "euro", "money.see"),
    ("desk-team", "shield", "team.see"),
    ("desk-settings", "settings", "settings.edit"),
)


@dataclass(frozen=True)
class Link:
    """A word that leads somewhere; icon and count only in the desk's rail."""

    label: str
    url: str
    current: bool = False
    icon: str = ""
    count: str | None = None


@dataclass(frozen=True)
class Language:
    """One choice of the switch: the same page in that language, as path and as full address."""

    code: str
    label: str
    name: str
    url: str
    address: str
    current: bool


@dataclass(frozen=True)
class Site:
    """The organisation as the public frame shows it."""

    name: str
    home: str
    mark_url: str | None
    brand_css: str | None
    feed: str | None
    imprint: str | None
    privacy: str | None
    accessibility: str | None
    withdraw: str | None
    mine: str | None
    calendar: str | None
    series: str | None
    nav: tuple[Link, ...]
    legal: tuple[Link, ...]


@dataclass(frozen=True)
class Desk:
    """The rail of the desk, for one member."""

    organisation: str
    home: str
    person: str
    person_url: str
    role: str
    nav: tuple[Link, ...]
    language_url: str
    sign_out_url: str
    csrf: str
    here: str
    flashes: tuple[tuple[str, str], ...]
    search_url: str | None = None


def address(name: str, /, **values: Any) -> str | None:
    """The path of an entry of ENDPOINTS, or None while nobody serves it."""
    endpoint = ENDPOINTS[name]
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def organisation() -> OrganisationFacts | None:
    """Whose page this is: what the view has set as g.organisation, the member's, else the first one. None: say no name."""
    if "organisation" not in g:
        g.of_all = True
        try:
            g.organisation = accounts.first()
        except SQLAlchemyError:  # a page that says what is wrong must not need the database
            g.organisation = None
    found: OrganisationFacts | None = g.organisation
    return found


def mark_url() -> str | None:
    """The organisation's logo, if it has one."""
    owner = organisation()
    return address("logo", name=owner.logo) if owner and owner.logo else None


def site() -> Site:
    """The public frame for the organisation of this page."""
    owner = organisation()
    own = {"slug": owner.slug} if owner else {}
    words = {
        "home": _("Events"),
        "series": _("Series"),
        "calendar": _("Calendar"),
        "mine": _("My tickets"),
        "imprint": _("Legal notice"),
        "privacy": _("Privacy"),
        "accessibility": _("Accessibility"),
        "withdraw": _("Withdraw from contract here"),
    }
    whose = {} if g.get("of_all") else own
    links = {name: address(name, **(whose if name in LEGAL else {})) for name in words}
    here = g.get("section", request.endpoint)
    entries = {name: Link(words[name], url, here == ENDPOINTS[name]) for name, url in links.items() if url}
    branded = owner is not None and owner.accent.lower() != DEFAULT_ACCENT
    return Site(
        name=owner.name if owner else "eventsvc",
        home=links["home"] or "/",
        mark_url=mark_url(),
        brand_css=address("brand", **own) if branded else None,
        feed=address("feed", **own) if owner else None,
        nav=tuple(entries[name] for name in ("home", "series", "calendar", "mine") if name in entries),
        legal=tuple(entries[name] for name in LEGAL if name in entries),
        **{name: links[name] for name in ("imprint", "privacy", "accessibility", "withdraw", "mine", "calendar", "series")},
    )


def languages() -> tuple[Language, ...]:
    """The same page in every language; from an address nobody knows, the start page. The desk has no language in its addresses."""
    endpoint = request.endpoint
    known = endpoint is not None and current_app.url_map.is_endpoint_expecting(endpoint, "lang")
    if endpoint is not None and not known and g.get("member") is None:
        return ()
    asked = f"?{request.query_string.decode(errors='replace')}" if request.query_string and known else ""
    asked = g.get("asked", asked)  # a page that is kept for many readers says which part of the question it answers
    found = []
    for code, name in zip(LANGUAGES, ("Deutsch", "English"), strict=True):
        path = (url_for(str(endpoint), **{**(request.view_args or {}), "lang": code}) if known else address("home", lang=code)) or "/"
        found.append(Language(code, code.upper(), name, path + asked, absolute(path), code == current()))
    return tuple(found)


def absolute(path: str) -> str:
    """A path of ours as full address, by BASE_URL and never by the Host header."""
    base = urlsplit(current_app.config["BASE_URL"])
    return f"{base.scheme}://{base.netloc}{path}"


def role_name(role: str) -> str:
    """What a role is called."""
    return {
        "owner": _("Owner"),
        "manager": _("Manager"),
        "editor": _("Editor"),
        "guest-list": _("Guest list"),
        "door": _("Door"),
        "finance": _("Finance"),
    }[role]


def desk(member: Member) -> Desk:
    """The rail for a member: only what the role may see."""
    words = {
        "desk": _("Overview"),
        "desk-events": pgettext("desk", "Events"),
        "desk-series": _("Series"),
        "desk-outbox": _("Messages"),
        "desk-money": _("Money"),
        "desk-team": _("Team"),
        "desk-settings": _("Settings"),
    }
    nav = []
    for name, icon, permission in RAIL:
        url = address(name) if roles.may(member.role, permission) else None
        if url:
            nav.append(Link(words[name], url, request.blueprint == ENDPOINTS[name].partition(".")[0], icon, g.get("counts", {}).get(name)))
    return Desk(
        organisation=g.organisation.name,
        home=address("desk") or "/desk/",
        person=member.name,
        person_url=address("desk-person") or "/desk/",
        role=role_name(member.role),
        nav=tuple(nav),
        language_url=address("desk-language") or "",
        sign_out_url=address("desk-sign-out") or "",
        csrf=generate_csrf(),
        here=request.path,
        flashes=tuple(cast("list[tuple[str, str]]", get_flashed_messages(with_categories=True))),
    )


def provide() -> dict[str, Any]:
    """The values of every page. Letters are no pages: outside a request there is nothing to provide."""
    if not has_request_context():
        return {}
    values: dict[str, Any] = {
        "site": site(),
        "languages": languages(),
        "page_lang": current(),
        "canonical": absolute(request.path) if request.endpoint else None,
        "noindex": bool(g.get("secret_page")) or request.endpoint is None,
    }
    member = g.get("member")
    if member is not None and (request.blueprint or "").startswith("desk"):
        values["desk"] = desk(member)
    return values


def install(app: Flask) -> None:
    """Give every template these values; undefined names are errors."""
    app.jinja_env.undefined = StrictUndefined
    app.context_processor(provide)
