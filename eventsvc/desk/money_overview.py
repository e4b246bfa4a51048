"""The overview of the money: what was sold, what stays, whether it agrees with Stripe, and what needs a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row

from eventsvc.core import wording
from eventsvc.core.bilingual import pick
from eventsvc.desk import alert_rows, money, money_span, payment_rows
from eventsvc.desk.money import bp
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.invoices import queries as invoices
from eventsvc.payments import alerts, bookkeeping, figures
from eventsvc.payments.figures import Case, Figures, Sums
from eventsvc.ticket_types import taxes
from eventsvc.web import tables
from eventsvc.web.guard import requires
from eventsvc.web.languages import current
from eventsvc.web.parts import Todo
from eventsvc.web.shell import Link


@dataclass(frozen=True)
class Line:
    """A row of the table, sums without their currency. kind: "event", "group" or "whole"."""

    kind: str
    name: str
    sums: tuple[str, str, str, str, str]
    url: str | None = None
    lang: str = ""


@bp.get("")
@requires("money.see")
def index() -> ResponseReturnValue:
    """A year, a month or a span; one currency at a time."""
    owner, span = g.member.organisation_id, money_span.read()
    several = figures.of(owner, g.organisation.home_zone, span.first, span.last)
    asked = request.args.get("currency")
    shown = next((one for one in several if one.currency == asked), several[0] if several else None)
    waiting = alerts.waiting(owner)
    return render_template(
        "desk/money.html", tabs=money.tabs("index"), span=span, words=money_span.words(span), asked=span.asked,
        chips=money_span.chips(span, [year for year, _many in invoices.years(owner)]),
        currencies=[
            Link(one.currency, url_for(".index", **span.asked, currency=one.currency), one is shown) for one in several
        ] if len(several) > 1 else [],
        figures=shown, kpis=_kpis(shown) if shown else (), lines=_lines(shown) if shown else (), cases=_cases(shown) if shown else (),
        bars=money_span.bars(span, shown.months, shown.currency) if shown else (), documents=_documents(shown) if shown else "",
        stripe=_stripe(waiting), alerts=alert_rows.shown(waiting), csv=url_for(".table", **span.asked),
        invoices=url_for(".invoices", year=span.last.year),
    )


@bp.get("/payments.csv")
@requires("money.see")
def table() -> ResponseReturnValue:
    """A row for each payment and each refund of these days, with the tax in it."""
    span, zone = money_span.read(), g.organisation.home_zone
    found = bookkeeping.postings(g.member.organisation_id, zone, span.first, span.last)
    answer = Response(tables.written(payment_rows.head(), payment_rows.rows(found, zone, current()), g.lang), mimetype="text/csv")
    name = {"de": "zahlungen"}.get(g.lang, "payments")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{"-".join(span.asked.values())}.csv"'
    return answer


@bp.post("/alerts/<int:alert_id>/done")
@requires("money.edit")
def alert_done(alert_id: int) -> ResponseReturnValue:
    """Somebody has seen to it."""
    alerts.done(alert_id, g.member.organisation_id, by=g.member.person_id)
    flash(_("Noted as seen to."), "ok")
    return redirect(url_for(".index"), 303)


def _kpis(one: Figures) -> list[tuple[str, str, str]]:
    whole = one.whole
    share = wording.number(round(100 * whole.fees / whole.sold, 1), g.lang) if whole.sold else "0"
    rates = sorted({case.percent for case in one.cases.values() if case.percent is not None}, reverse=True)

    def said(cents: int) -> str:
        return wording.money(cents, one.currency, g.lang)

    return [
        (_("Sold"), said(whole.sold), ngettext("%(num)s ticket", "%(num)s tickets", whole.tickets)),
        (_("Refunded"), said(whole.refunded), ngettext("%(num)s refund", "%(num)s refunds", whole.refunds)),
        (_("Fees"), said(whole.fees), _("Stripe, %(share)s %% of what was sold", share=share)),
        (_("Stays"), said(whole.stays), _("after fees, with tax")),
        (_("VAT in it"), said(whole.vat) if whole.taxed else "–",
         _("at %(rates)s", rates=", ".join(f"{rate} %" for rate in rates)) if rates else _("no VAT is owed")),
    ]


def _lines(one: Figures) -> list[Line]:
    """The events of each series with their sum, those of none, all."""
    about = events.of_ids([event_id for event_id in one.events if event_id is not None])
    groups: dict[int | None, list[tuple[EventFacts | None, Sums]]] = {}
    for event_id, sums in one.events.items():
        event = about[event_id] if event_id is not None else None
        groups.setdefault(event.series_id if event else None, []).append((event, sums))
    found: list[Line] = []
    for series_id, rows in sorted(groups.items(), key=lambda group: (group[0] is None, group[0])):
        rows.sort(key=lambda row: (row[0] is None, row[0].starts_at if row[0] else None))
        found += [_line(event, sums) for event, sums in rows]
        if len(groups) > 1 or series_id is not None:
            head = rows[0][0]
            title = pick(head, "series_title", g.lang).text if head is not None and series_id is not None else ""
            name = _("Series %(title)s", title=title) if series_id is not None else _("Single events")
            found.append(Line("group", name, _sums(figures.added(sums for _event, sums in rows))))
    return [*found, Line("whole", _("Sum"), _sums(one.whole))]


def _line(event: EventFacts | None, sums: Sums) -> Line:
    if event is None:
        return Line("event", _("Cannot be placed"), _sums(sums))
    said = pick(event, "title", g.lang)
    return Line("event", said.text or _("Untitled"), _sums(sums), url_for(".payments", event=event.id), said.lang)


def _sums(sums: Sums) -> tuple[str, str, str, str, str]:
    def said(cents: int) -> str:
        return wording.money(cents, "EUR", g.lang).replace("€", "").strip("\xa0 ")

    return said(sums.sold), said(sums.refunded), said(sums.fees), said(sums.stays), said(sums.vat) if sums.taxed else _("exempt")


def _cases(one: Figures) -> list[tuple[str, str]]:
    def case(there: Case) -> tuple[str, str]:
        gross = wording.money(there.gross, one.currency, g.lang)
        if there.percent is None:
            mode = taxes.MODES.get(there.mode)
            name = (mode.de if g.lang == "de" else mode.en) if mode is not None else ""
            return _("%(case)s: %(sum)s", case=name or _("No VAT"), sum=gross), _("exempt")
        return _("%(rate)s %% in %(sum)s", rate=there.percent, sum=gross), wording.money(there.vat, one.currency, g.lang)

    return [case(there) for there in sorted(one.cases.values(), key=lambda each: -(each.percent or 0))]


def _documents(one: Figures) -> str:
    first = ngettext("%(num)s receipt or invoice", "%(num)s receipts and invoices", one.documents)
    return _("%(documents)s and %(corrections)s in these days, chained so that none can be changed.", documents=first,
             corrections=ngettext("%(num)s correction", "%(num)s corrections", one.corrections))


def _stripe(waiting: Sequence[Row[Any]]) -> list[Todo]:
    """Whether both sides agree, as far as we know: what differs is an alert."""
    there = figures.at_stripe(g.member.organisation_id)
    differ = sum(one.kind == "ledger" for one in waiting)
    failed = [one for one in waiting if one.kind == "refund-failed"]
    found, list_ = [], url_for(".payments")
    if there.received:
        text = ngettext("%(num)s payment is the same there", "%(num)s payments are the same there", max(there.received - differ, 0))
        found.append(Todo(list_, text, _("Compared every hour, and to the cent every day"), "check", "ok"))
    if differ:
        text = ngettext("%(num)s payment differs", "%(num)s payments differ", differ)
        found.append(Todo("#alerts", text, _("Stripe has another sum than we have"), "warn", "bad"))
    if there.under_way:
        text = ngettext("%(num)s payment is still under way", "%(num)s payments are still under way", there.under_way)
        hint = _("%(sum)s, the bank decides within some days", sum=wording.money(there.under_way_cents, "EUR", g.lang))
        found.append(Todo(url_for(".payments", state="open"), text, hint, "clock", "warn"))
    if failed:
        text = ngettext("%(num)s refund came back", "%(num)s refunds came back", len(failed))
        hint = wording.money(sum(one.facts.get("cents", 0) for one in failed), "EUR", g.lang)
        found.append(Todo("#alerts", text, hint, "warn", "bad"))
    return found
