"""All receipts and invoices of a year, each to download; the whole as tables for the tax adviser; whether the chain is whole."""

import json
from typing import Any

from flask import Response, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.accounts import roles
from eventsvc.core import clock, wording, zones
from eventsvc.desk import invoice_rows, money
from eventsvc.desk.money import bp
from eventsvc.invoices import chain, queries
from eventsvc.invoices.chain import Fault
from eventsvc.invoices.queries import Entry
from eventsvc.web import invoice_files, invoice_words, tables
from eventsvc.web.guard import requires
from eventsvc.web.languages import current
from eventsvc.web.shell import Link


@bp.get("/invoices")
@requires("money.see")
def invoices() -> ResponseReturnValue:
    """The latest first. With `check` the chain of the year is recomputed, which takes a moment when there are thousands."""
    owner, lang = g.member.organisation_id, current()
    years = queries.years(owner)
    year = _year(years)
    before = request.args.get("before", type=int)
    entries, older = queries.page(owner, year, before=before)
    many = dict(years).get(year, 0)
    return render_template(
        "desk/invoices.html", tabs=money.tabs("invoices"), rows=[_row(entry, lang) for entry in entries], year=year, many=many,
        chips=[
            Link(str(one), url_for(".invoices", year=one), current=one == year, count=wording.number(count, lang)) for one, count in years
        ],
        checked=_checked(owner, year, many), check=url_for(".invoices", year=year, check=1),
        older=url_for(".invoices", year=year, before=older) if older is not None else None,
        newest=url_for(".invoices", year=year) if before is not None else None,
        csv=url_for(".invoices_table", year=year), json=url_for(".invoices_data", year=year),
    )


@bp.get("/invoices/<int:year>.csv")
@requires("money.see")
def invoices_table(year: int) -> ResponseReturnValue:
    """A row for each document and rate."""
    rows = invoice_rows.rows(queries.every(g.member.organisation_id, year), current())
    return _file(Response(tables.written(invoice_rows.head(), rows, g.lang), mimetype="text/csv"), year, "csv")


@bp.get("/invoices/<int:year>.json")
@requires("money.see")
def invoices_data(year: int) -> ResponseReturnValue:
    """Everything, with what the chain is made of, so that anybody can recompute it."""
    found = [invoice_rows.plain(entry) for entry in queries.every(g.member.organisation_id, year)]
    told = {
        "organisation": g.organisation.legal_name or g.organisation.name, "year": year,
        "digest": "SHA-256 over snapshot, line feed, previous_digest", "documents": found,
    }
    return _file(Response(json.dumps(told, ensure_ascii=False, indent=1) + "\n", mimetype="application/json"), year, "json")


@bp.get("/invoices/<int:invoice_id>/<any(pdf, xml):kind>")
@requires("money.see")
def invoice_file(invoice_id: int, kind: str) -> ResponseReturnValue:
    """One document."""
    return invoice_files.sent(invoice_id, queries.shown(invoice_id, g.member.organisation_id), kind)


def _file(answer: Response, year: int, kind: str) -> Response:
    name = {"de": "rechnungen"}.get(g.lang, "invoices")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{year}.{kind}"'
    return answer


def _year(years: list[tuple[int, int]]) -> int:
    """The one that was asked for, else the latest that has any, else this one."""
    asked = request.args.get("year", type=int)
    if asked is not None:
        if not 2000 <= asked < 10_000:
            abort(404)
        return asked
    return years[0][0] if years else zones.local(clock.now(), g.organisation.home_zone).year


def _checked(owner: int, year: int, many: int) -> tuple[str, str] | None:
    """Kind and sentence of what the check found; None: not asked for."""
    if "check" not in request.args:
        return None
    faults = chain.verify(owner, year)
    if not faults:
        said = ngettext("%(num)s document, as it was issued.", "All %(num)s documents are as they were issued, none is missing.", many)
        return ("ok", said)
    return ("bad", _("Not as it was issued: %(what)s", what=" ".join(_fault(one) for one in faults[:5])))


def _fault(one: Fault) -> str:
    said = {
        "missing": _("%(number)s is missing.", number=one.shown), "changed": _("%(number)s says something else.", number=one.shown),
        "unchained": _("%(number)s is not chained to the one before it.", number=one.shown),
        "columns": _("%(number)s is listed with other facts than it says.", number=one.shown),
        "cut": _("After %(number)s documents are missing.", number=one.shown),
        "file": _("The file of %(number)s is not the one that was made.", number=one.shown),
    }
    return said[one.what]


def _row(entry: Entry, lang: str) -> dict[str, Any]:
    one = entry.document
    guest = url_for("desk_guests.show", event_id=entry.event_id, registration_id=one.registration_id)
    return {
        "number": one.shown, "kind": invoice_words.kind(one), "refers": one.refers_to.number if one.refers_to else "",
        "day": wording.iso_day(one.issued_on, lang), "iso": one.issued_on, "title": one.title, "lang": one.language,
        "to": one.buyer.name if one.buyer else "", "order": one.order, "gross": invoice_words.money(one, lang),
        "vat": wording.money(one.vat_cents, one.currency, lang) if any(share.percent is not None for share in one.shares) else "–",
        "guest": guest if roles.may(g.member.role, "guest.see") else None,
        "files": [(kind.upper(), url_for(".invoice_file", invoice_id=entry.id, kind=kind)) for kind in entry.kinds],
    }
