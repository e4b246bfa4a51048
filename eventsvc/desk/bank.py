"""Statements of the bank at the desk: read in, looked at, and booked when somebody says so."""

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.desk import bank_words as words
from eventsvc.desk import money
from eventsvc.desk.money import bp
from eventsvc.payments import bank_lines, camt, statements
from eventsvc.payments.bank_lines import VERDICTS, Judged
from eventsvc.registration import queries as registrations
from eventsvc.registration import withdrawal_queries as reads
from eventsvc.registration.records import By
from eventsvc.web.guard import requires
from eventsvc.web.parts import Head
from eventsvc.web.refusals import sentence
from eventsvc.web.shell import Link

MOST_ROWS = 200
LONGEST_SEARCH = 200


@bp.get("/bank")
@requires("money.see")
def bank() -> ResponseReturnValue:
    """What was read in and waits for a decision."""
    return _list()


def _list(error: str = "", code: int = 200) -> ResponseReturnValue:
    owner, asked = g.member.organisation_id, request.args.get("show", "")
    all_ = bank_lines.waiting(owner)
    rows = [one for one in all_ if one.verdict == asked] if asked in VERDICTS else all_
    fitting = [one for one in all_ if one.verdict == "fits" and one.line.found != "name"]
    return render_template(
        "desk/bank.html", tabs=money.tabs("bank"), error=error, chips=_chips(all_, asked),
        rows=[words.row(one) for one in rows[:MOST_ROWS]],
        heads=[
            Head(_("Sender")), Head(_("Amount"), "num"), Head(_("Registration")), Head(_("Result")), Head(_("Decide"), hidden=True),
        ],
        fitting=[one.line.id for one in fitting], fit=_fit(fitting), shown=min(len(rows), MOST_ROWS), of=len(rows),
        back=[words.owed(one) for one in bank_lines.to_give_back(owner)], any=bool(all_),
    ), code


def _fit(fitting: Sequence[Judged]) -> str:
    total = wording.money(sum(one.line.cents for one in fitting), "EUR", g.lang)
    return ngettext("Book %(num)s, %(sum)s", "Book %(num)s, %(sum)s", len(fitting), sum=total)


def _chips(all_: Sequence[Judged], asked: str) -> list[Link]:
    named = words.verdicts()
    counts = {name: sum(one.verdict == name for one in all_) for name in VERDICTS}
    return [
        Link(_("All"), url_for(".bank"), asked not in VERDICTS, count=wording.number(len(all_), g.lang)),
        *(Link(named[name], url_for(".bank", show=name), asked == name, count=wording.number(counts[name], g.lang)) for name in VERDICTS),
    ]


@bp.post("/bank")
@requires("money.edit")
def read_statement() -> ResponseReturnValue:
    """Read a file; it is not kept, only its arrivals are."""
    sent = request.files.get("statement")
    raw = b"" if sent is None else sent.read(statements.MOST_BYTES + 1)
    if not raw:
        return _list(_("Choose a file first."), 409)
    try:
        fresh, known = bank_lines.keep(g.member.organisation_id, camt.of_file(raw))
    except Refused as no:
        return _list(sentence(no), 409)
    told = ngettext("%(num)s new arrival was read.", "%(num)s new arrivals were read.", fresh)
    if known:
        told += " " + ngettext("%(num)s was known already.", "%(num)s were known already.", known)
    flash(told, "ok")
    return redirect(url_for(".bank"), 303)


@bp.post("/bank/book")
@requires("money.edit")
def book_fitting() -> ResponseReturnValue:
    """All that were shown as fitting, as far as they still do."""
    chosen = request.form.getlist("line", type=int)
    done = bank_lines.book_all(g.member.organisation_id, chosen, by=_by())
    flash(ngettext("%(num)s arrival is booked.", "%(num)s arrivals are booked.", done), "ok" if done == len(chosen) else "warn")
    return redirect(url_for(".bank"), 303)


@bp.get("/bank/<int:line_id>")
@requires("money.see")
def bank_line(line_id: int) -> ResponseReturnValue:
    """One arrival, and what can be done with it."""
    return _one(line_id)


def _one(line_id: int, error: str = "", code: int = 200) -> ResponseReturnValue:
    one = bank_lines.one(g.member.organisation_id, line_id)
    asked = request.args.get("find", "").strip()[:LONGEST_SEARCH]
    return render_template(
        "desk/bank_line.html", tabs=money.tabs("bank"), one=one, row=words.row(one), facts=words.facts(one), deeds=words.deeds(one),
        error=error, asked=asked, found=_found(asked) if asked else [],
    ), code


def _found(asked: str) -> list[dict[str, object]]:
    owner = g.member.organisation_id
    named = [registrations.by_id(one) for one in bank_lines.found(owner, asked)]
    rows = [*((one.registration, one.event) for one in named), *reads.candidates(owner, asked)]
    return [
        {
            "id": registration.id, "name": registration.name or _("deleted"), "email": registration.email,
            "about": pick(event, "title", g.lang).text, "sum": wording.money(registration.total_cents, registration.currency, g.lang),
        }
        for registration, event in rows
    ]


@bp.post("/bank/<int:line_id>/<any(book, enough, excess, back):how>")
@requires("money.edit")
def book_line(line_id: int, how: str) -> ResponseReturnValue:
    """Booked, in one of these ways."""
    try:
        booked = bank_lines.book(g.member.organisation_id, line_id, by=_by(), how=how)
    except Refused as no:
        return _one(line_id, sentence(no), 409)
    flash(words.booked(booked), "warn" if booked.why or booked.left > 0 else "ok")
    return redirect(url_for(".bank"), 303)


@bp.post("/bank/<int:line_id>/foreign")
@requires("money.edit")
def foreign_line(line_id: int) -> ResponseReturnValue:
    """It has nothing to do with us."""
    try:
        bank_lines.foreign(g.member.organisation_id, line_id, by=_by())
    except Refused as no:
        return _one(line_id, sentence(no), 409)
    flash(_("Put aside. Sender and reference are forgotten."), "ok")
    return redirect(url_for(".bank"), 303)


@bp.post("/bank/<int:line_id>/assign")
@requires("money.edit")
def assign_line(line_id: int) -> ResponseReturnValue:
    """It is for this registration."""
    try:
        bank_lines.assign(g.member.organisation_id, line_id, request.form.get("registration", 0, type=int))
    except Refused as no:
        return _one(line_id, sentence(no), 409)
    return redirect(url_for(".bank_line", line_id=line_id), 303)


@bp.post("/bank/back/<int:refund_id>")
@requires("money.edit")
def given_back(refund_id: int) -> ResponseReturnValue:
    """Somebody has transferred it."""
    bank_lines.given_back(g.member.organisation_id, refund_id, by=_by())
    flash(_("Noted: the money is on its way back."), "ok")
    return redirect(url_for(".bank"), 303)


def _by() -> By:
    return By(g.member.person_id)
