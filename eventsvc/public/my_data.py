"""My data: what is stored, who sees it, when it goes; to take along, and to delete (GDPR, Art. 15 to 20; spec: law 4.5)."""

import json
from datetime import datetime

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import Field, Form, StringField
from wtforms.validators import StopValidation

from eventsvc.core import clock, wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.invoices import queries as invoices
from eventsvc.invoices.queries import Entry
from eventsvc.payments import cancelling
from eventsvc.public import my_history, own
from eventsvc.questions.facts import AnswerFacts
from eventsvc.registration import forgetting
from eventsvc.registration import my_data as everything
from eventsvc.registration.my_data import Known
from eventsvc.registration.queries import OPEN_TICKETS, Whole
from eventsvc.tickets import codes
from eventsvc.tickets.queries import Held
from eventsvc.web import invoice_words, languages, names, ticket_view
from eventsvc.web.forms import OpenForm
from eventsvc.web.guard import secret_holder

bp = languages.public("my_data", __name__)
SURE = {"delete", "löschen", "loeschen"}
Stored = tuple[str, str, str, str]
Facts = tuple[tuple[str, str], ...]


def _sure(_form: Form, field: Field) -> None:
    """Whoever types a word has read what it does."""
    if (field.data or "").strip(" .“”„\"").casefold() not in SURE:
        raise StopValidation(_("Type the word “delete”, so that nothing is deleted by mistake"))


class DeleteForm(OpenForm):
    """One word."""

    sure = StringField(validators=[_sure])


@bp.route("/r/<secret>/data", methods=["GET", "POST"])
@secret_holder
def show(secret: str) -> ResponseReturnValue:
    """All that is stored; the POST deletes it."""
    whole, form = own.of(secret), DeleteForm()
    if form.validate_on_submit():
        if whole.registration.total_cents:
            cancelling.leave(whole.registration.id)
        told = forgetting.erase(whole.registration.id)
        return redirect(url_for("registration.gone", why="deleted" if told else ""), 303)
    known, lang = everything.of(whole), languages.current()
    page = render_template(
        "public/my_data.html", whole=whole, form=form, own=own.addresses(whole), languages=own.switch(whole), rows=_rows(known, lang),
        steps=my_history.steps(known, lang), effects=_effects(whole, lang), file=url_for(".download", secret=secret),
        size=_size(len(_file(known)), lang), ends=_ends(whole), contact=whole.organisation.email,
        event=ticket_view.view_of(whole, lang),
    )
    return make_response(page, 400 if form.errors else 200)


@bp.get("/r/<secret>/data.json")
@secret_holder
def download(secret: str) -> ResponseReturnValue:
    """Everything, for any program."""
    answer = Response(_file(everything.of(own.of(secret))), mimetype="application/json")
    name = {"de": "meine-daten.json"}.get(languages.current(), "my-data.json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _file(known: Known) -> bytes:
    documents = [json.loads(one.snapshot) for one in _documents(known)]
    return json.dumps({**everything.file(known, clock.now()), "documents": documents}, ensure_ascii=False, indent=2).encode() + b"\n"


def _documents(known: Known) -> tuple[Entry, ...]:
    """Receipts and invoices."""
    return invoices.of_registration(known.whole.registration.id) if known.whole.registration.total_cents else ()


def _size(many: int, lang: str) -> str:
    return f"{wording.number(max(1, round(many / 1000)), lang)} kB"


def _rows(known: Known, lang: str) -> list[Stored]:
    """(what, value, who sees it, when it goes)."""
    whole, one = known.whole, known.whole.registration
    team, door, any_time = _("team"), _("team, door"), _("as soon as you wish")
    rows = [
        (_("Name"), one.name, door, any_time),
        (_("Email address"), one.email, team, any_time),
        (_("Language"), {"de": "Deutsch", "en": "English"}.get(one.language, one.language), team, any_time),
    ]
    several = len(whole.tickets) > 1
    rows += [
        (_("Ticket"), _ticket(held, whole, lang, several=several), door, _("as soon as you wish; the seat stays counted"))
        for held in whole.tickets if held.ticket.state in _told(one.state)
    ]
    rows += [(_("Came in"), _when(row.at, whole, lang), door, any_time) for row in known.scans if row.verdict == "admit"]
    rows += [_answer(one, whole, lang) for one in known.answers]
    rows += [(_("Waitlist"), _waits(place, whole, lang), team, any_time) for place in known.waits]
    rows += [
        (word, value, team, any_time) for word, value in (
            (_("Series pass"), _pass(known)), (_("Code"), known.code), (_("Came by"), one.source), (_("Note of the team"), one.note),
            (_("Passed on by"), known.passed_on_by), (_("Reminders"), "" if one.reminds else _("not wanted")),
            (_("Said to come"), _when(one.coming_at, whole, lang) if one.coming_at else ""),
        ) if value
    ]
    rows += [(_("Withdrawal"), _when(row.received_at, whole, lang), team, _("with the invoices")) for row in known.withdrawals]
    rows += [
        (
            invoice_words.kind(one.document), one.document.shown, _("team, tax adviser, tax office"),
            _("after the years that the law demands"),
        )
        for one in _documents(known)
    ]
    sent = my_history.mails(known, lang)
    if sent:
        rows.append((_("Mails"), sent, team, _("half a year after they were sent")))
    return rows


def _pass(known: Known) -> str:
    """For how many dates it is."""
    if known.series_pass is None:
        return ""
    return ngettext("%(num)s date", "%(num)s dates", known.series_pass.dates)


def _told(state: str) -> set[str]:
    """Tickets to be shown: no mere wishes, and no seats that would tell the answer to an application."""
    return {"valid", "cancelled"} if state == "applied" else {"valid", "cancelled", *OPEN_TICKETS[1:]}


def _ticket(held: Held, whole: Whole, lang: str, *, several: bool) -> str:
    """Ada Ahrens, On site, 7KQM 4XWD, since 30 March."""
    words = [pick(held.type, "name", lang).text]
    if several:
        words.insert(0, names.of(held.ticket.holder, whole.registration.name))
    if held.valid:
        words.append(codes.shown(held.ticket.reference))
    elif held.ticket.state == "cancelled":
        words.append(_("cancelled"))
    return ", ".join([*words, _("since %(when)s", when=_when(held.ticket.created_at, whole, lang))])


def _answer(one: AnswerFacts, whole: Whole, lang: str) -> Stored:
    given = one.file.name if one.file is not None else one.given
    return (
        one.asked, _("%(answer)s; with your consent", answer=given) if one.consent else given,
        _("team, door") if one.shown_at_door else _("team"),
        _("on %(day)s", day=wording.day(zones.local(one.goes_at, whole.event.zone), lang)),
    )


def _waits(place: everything.Waits, whole: Whole, lang: str) -> str:
    types = ", ".join(pick(one, "name", lang).text for one in place.types)
    return _("%(types)s, since %(when)s", types=types, when=_when(place.joined_at, whole, lang))


def _when(at: datetime, whole: Whole, lang: str) -> str:
    return wording.moment(at, whole.event.zone, lang, now=clock.now())


def _ends(whole: Whole) -> str:
    """What deleting does, in one line."""
    if whole.valid and whole.event.ends_at > clock.now():
        return ngettext(
            "At once. Your ticket ends, and the seat is free.", "At once. Your tickets end, and the seats are free.", len(whole.valid),
        )
    return _("At once.")


def _effects(whole: Whole, lang: str) -> Facts:
    """What deleting does, before the press."""
    facts = []
    if whole.valid and whole.event.ends_at > clock.now():
        named = ", ".join(codes.shown(held.ticket.reference) for held in whole.valid)
        facts.append(("ticket", ngettext(
            "%(num)s ticket ends, the code %(codes)s lets nobody in any more.",
            "%(num)s tickets end, the codes %(codes)s let nobody in any more.", len(whole.valid), codes=named,
        )))
    elif whole.valid:
        facts.append(("ticket", _("That somebody was there stays counted, without a name.")))
    facts.append(("mail", _("One mail confirms it; after that we do not write to you any more.")))
    if whole.registration.total_cents and whole.registration.state == "confirmed":
        paid = wording.money(whole.registration.total_cents, whole.registration.currency, lang)
        facts.append(("euro", _("What was paid (%(sum)s) is not given back by this. Talk to the organiser first.", sum=paid)))
    if whole.registration.total_cents and invoices.of_registration(whole.registration.id):
        facts.append(("document", _("Receipts and invoices stay for the years that the law demands, with what stands on them.")))
    return tuple(facts)
