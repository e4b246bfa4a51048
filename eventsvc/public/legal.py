"""Imprint, privacy, accessibility: made from the settings, so they cannot be out of date."""

from flask import current_app, g, render_template
from flask.typing import ResponseReturnValue

from eventsvc.accounts import queries as accounts
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Missing
from eventsvc.web import languages, richtext
from eventsvc.web.guard import anyone

bp = languages.public("legal", __name__)


def responsible(slug: str | None) -> accounts.OrganisationFacts:
    """The organisation that answers for the page: the one in the address, else the first of this instance."""
    found = accounts.first() if slug is None else accounts.by_slug(slug)
    if found is None:
        raise Missing("organisation")
    g.organisation, g.of_all = found, slug is None
    return found


def _page(template: str, slug: str | None = None, **values: object) -> ResponseReturnValue:
    owner = responsible(slug)
    return render_template(f"public/{template}.html", owner=owner, tagline=pick(owner, "tagline", languages.current()), **values)


@bp.get("/imprint")
@bp.get("/imprint/<slug>")
@anyone
def imprint(slug: str | None = None) -> ResponseReturnValue:
    """Who is responsible (§ 5 DDG)."""
    return _page("imprint", slug)


@bp.get("/privacy")
@bp.get("/privacy/<slug>")
@anyone
def privacy(slug: str | None = None) -> ResponseReturnValue:
    """What is kept of whom, why and how long (Art. 13 GDPR)."""
    return _page("privacy", slug, mails_leave=bool(current_app.extensions["settings"].smtp_url))


@bp.get("/accessibility")
@bp.get("/accessibility/<slug>")
@anyone
def accessibility(slug: str | None = None) -> ResponseReturnValue:
    """What works for whom, what does not yet, who helps."""
    return _page("accessibility", slug)


@bp.get("/terms")
@bp.get("/terms/<slug>")
@anyone
def terms(slug: str | None = None) -> ResponseReturnValue:
    """The terms of sale, of who has any."""
    owner = responsible(slug)
    said = pick(accounts.terms(owner.id), "terms", languages.current())
    if not said:
        raise Missing("terms")
    return render_template("public/terms.html", owner=owner, text=richtext.html(said.text), lang=said.lang)
