"""The page of one guest: how the registration stands, what was answered, what can be done, and what happened."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from flask import g, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from eventsvc.accounts import history, roles
from eventsvc.core import clock, wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.desk import event_head, guest_history, guest_reads, guest_refunds, guest_words
from eventsvc.desk.guest_forms import (
    ActForm,
    AgainForm,
    CancelForm,
    EmailForm,
    ExtendForm,
    MoveForm,
    NameForm,
    NoteForm,
    RefundForm,
    RetypeForm,
)
from eventsvc.desk.guests import event_of
from eventsvc.invoices import queries as invoices
from eventsvc.questions import queries as questions
from eventsvc.registration import pass_queries
from eventsvc.registration.approval import queries as application_queries
from eventsvc.registration.moving import RETYPED
from eventsvc.registration.queries import Whole
from eventsvc.registration.states import DEADLINE
from eventsvc.ticket_types import queries as types
from eventsvc.tickets import codes
from eventsvc.web import invoice_words, names
from eventsvc.web.parts import Badge, Row

WRITTEN_TO = ("confirmed", "unconfirmed", "waiting", "applied", "approved", "unpaid")
LIVE = (*WRITTEN_TO, "held")


def shown(whole: Whole, wrong: ActForm | None = None, renaming: int = 0, code: int = 200) -> ResponseReturnValue:
    """The page. `wrong`: the form that could not be taken, with what was typed; its act stands open."""
    event, one, came = event_of(whole.event.id), whole.registration, guest_reads.came(whole.registration.id)
    page = render_template(
        "desk/guest.html", event=event, head=event_head.of(event, "guests"), whole=whole, faulty=wrong,
        opened=wrong.act if wrong is not None else "", forms=_forms(whole, wrong), names=_names(whole, wrong, renaming),
        tickets=[_ticket(held, whole, came) for held in whole.tickets if held.ticket.state != "replaced" or one.state != "confirmed"],
        badges=_badges(whole), rows=_rows(whole), answers=_answers(whole), entries=_entries(whole),
        may_edit=roles.may(g.member.role, "guest.edit"), language={"de": _("German"), "en": _("English")}[one.language],
        may=_may(whole), money=guest_refunds.of(whole), links=_links(whole), sent=_sent(whole),
    )
    return make_response(page, code)


def _may(whole: Whole) -> dict[str, bool]:
    """Which acts make sense for how it stands."""
    one, valid = whole.registration, bool(whole.valid)
    return {
        "rename": valid, "address": one.state in WRITTEN_TO, "again": one.state in WRITTEN_TO,
        "retype": one.state in RETYPED and (valid or one.state != "confirmed"), "move": one.state == "confirmed" and valid,
        "extend": one.state in DEADLINE, "cancel": one.state in LIVE, "refund": guest_refunds.open_to(whole),
    }


def _forms(whole: Whole, wrong: ActForm | None) -> dict[str, ActForm]:
    """All forms of the page; the one that was wrong keeps what was typed."""
    one = whole.registration
    found: dict[str, ActForm] = {
        "address": EmailForm(formdata=None, email=one.email), "again": AgainForm(formdata=None),
        "cancel": CancelForm(formdata=None), "refund": RefundForm(formdata=None), "retype": RetypeForm(formdata=None),
        "move": MoveForm(formdata=None), "extend": ExtendForm(formdata=None), "note": NoteForm(formdata=None, note=one.note),
    }
    if one.deadline is not None:
        found["extend"].until.data = zones.local(one.deadline, whole.event.zone).replace(tzinfo=None) + timedelta(days=3)  # type: ignore[attr-defined]
    if wrong is not None:
        found[wrong.act] = wrong
    offered(found["retype"], whole)
    offered(found["refund"], whole)
    offered(found["move"], whole)
    return found


def offered(form: ActForm, whole: Whole) -> None:
    """What can be chosen in the form for another ticket, or for another event."""
    if isinstance(form, RetypeForm):
        form.kind.choices = [
            SelectChoice(str(one.id), f"{pick(one, 'name', g.lang)}, {_left(one.left)}") for one in types.all_offers(whole.event.id)
        ]
        form.which.choices = [SelectChoice("0", _("All tickets")), *(
            SelectChoice(str(held.ticket.id), names.of(held.ticket.holder, whole.registration.name)) for held in _live(whole)
        )]
    if isinstance(form, RefundForm):
        guest_refunds.offer(form, whole)
    if isinstance(form, MoveForm):
        groups: dict[str, list[SelectChoice]] = defaultdict(list)
        for there in guest_reads.elsewhere(whole.event.organisation_id, whole.event.id, clock.now()):
            head = f"{pick(there, 'title', g.lang) or _('Untitled')}, {wording.day(there.local_start, g.lang)}"
            groups[head].append(SelectChoice(f"{there.event_id}:{there.type_id}", f"{pick(there, 'name', g.lang)}, {_left(there.left)}"))
        form.to.choices = dict(groups)


def _left(many: int) -> str:
    return _("%(count)s free", count=wording.number(max(many, 0), g.lang))


def _live(whole: Whole) -> list[Any]:
    return [held for held in whole.tickets if held.ticket.state not in {"cancelled", "replaced"}]


def _names(whole: Whole, wrong: ActForm | None, renaming: int) -> list[tuple[int, NameForm]]:
    """A form for the name on each valid ticket."""
    found = []
    for held in whole.valid:
        mine = isinstance(wrong, NameForm) and held.ticket.id == renaming
        form = wrong if mine and isinstance(wrong, NameForm) else NameForm(formdata=None, name=held.ticket.holder)
        form.name.id, form.reason.id = f"name-{held.ticket.id}", f"name-reason-{held.ticket.id}"
        found.append((held.ticket.id, form))
    return found


def _ticket(held: Any, whole: Whole, came: dict[int, Any]) -> dict[str, Any]:
    return {
        "id": held.ticket.id, "name": names.of(held.ticket.holder, whole.registration.name), "type": pick(held.type, "name", g.lang),
        "code": codes.shown(held.ticket.reference) if held.ticket.state == "valid" else "", "valid": held.valid,
        "live": held.ticket.state not in {"cancelled", "replaced"},
        "badge": guest_words.badge(held.ticket.state, whole.registration.state, came.get(held.ticket.id), whole.event.zone),
    }


def _badges(whole: Whole) -> list[Badge]:
    one = whole.registration
    known = [guest_words.standing(one.state)]
    if one.state == "confirmed" and one.total_cents:
        known.append(("ok", "euro", _("paid")))
    return known


def _rows(whole: Whole) -> list[Row]:
    """What is known of the registration, besides its tickets."""
    one, zone = whole.registration, whole.event.zone

    def when(at: Any) -> str:
        return wording.moment(at, zone, g.lang, now=clock.now())

    since = _("%(when)s, through %(source)s", when=when(one.created_at), source=one.source) if one.source else when(one.created_at)
    found = [Row(_("Registered"), since)]
    of_pass = pass_queries.line(one.pass_id)
    if of_pass is not None:
        found.append(Row(_("Series pass"), ngettext(
            "part of a series pass for %(num)s date", "part of a series pass for %(num)s dates", of_pass.dates,
        )))
    code = guest_reads.code_of(one.voucher_id)
    if code:
        found.append(Row(_("Code used"), code))
    if one.total_cents:
        found.append(Row(_("Price"), wording.money(one.total_cents, one.currency, g.lang)))
    if one.deadline is not None:
        found.append(Row(_("Deadline"), when(one.deadline)))
    if one.state == "applied" and one.answer_at is not None:
        found.append(Row(_("Answer promised"), when(one.answer_at)))
    if one.coming_at is not None:
        found.append(Row(_("Still coming"), when(one.coming_at)))
    return found


def _answers(whole: Whole) -> list[dict[str, Any]]:
    """What was answered, about whom, and until when it is kept."""
    holders = {held.ticket.id: names.of(held.ticket.holder, whole.registration.name) for held in whole.tickets}
    return [
        {
            "asked": one.asked, "given": one.given, "lang": one.language, "who": holders.get(one.ticket_id, "") if len(holders) > 1 else "",
            "goes": _("deleted on %(day)s", day=wording.day_month(zones.local(one.goes_at, whole.event.zone), g.lang)),
            "file": url_for(
                "desk_answers.file", event_id=whole.event.id, registration_id=whole.registration.id, answer_id=one.id,
            ) if one.file is not None else "",
        }
        for one in questions.of_registrations(whole.registration.id)
    ]


def _links(whole: Whole) -> list[tuple[str, str, str, str]]:
    """What is done on a page of its own: (address, icon, name, effect)."""
    one, found = whole.registration, []
    if one.state in {"applied", "declined"} and application_queries.line(whole.event.id, one.id) is not None:
        name = _("Answer the application") if one.state == "applied" else _("Say yes after all")
        there = url_for("desk_applications.show", event_id=whole.event.id, registration_id=one.id)
        found.append((there, "speech", name, _("With a look at the mail before it goes out.")))
    if any(held.ticket.state in {"wanted", "reserved"} for held in whole.tickets) and one.state in {"waiting", "confirmed"}:
        there = url_for("desk_waitlist.index", event_id=whole.event.id)
        found.append((there, "list", _("See the waitlist"), _("Offer a place, or take an offer back.")))
    entries = invoices.of_registration(one.id) if one.total_cents else ()
    if entries:
        there = url_for("desk_guests.invoice", event_id=whole.event.id, registration_id=one.id)
        found.append((there, "euro", _("Invoice to a company"), ", ".join(invoice_words.title(entry.document) for entry in entries)))
    return found


def _sent(whole: Whole) -> str:
    """When somebody was written to the last time; empty: nothing has gone out yet."""
    gone = [row.sent_at for row in guest_reads.letters(whole.registration.id) if row.sent_at is not None]
    return _("Last mail: %(when)s.", when=wording.moment(max(gone), whole.event.zone, g.lang, now=clock.now())) if gone else ""


def _entries(whole: Whole) -> list[guest_history.Entry]:
    """Deeds and mails in one line of time, the latest first."""
    one, zone = whole.registration, whole.event.zone
    deeds = history.of_subject(whole.event.organisation_id, "registration", one.id, since=one.created_at)
    letters = guest_reads.letters(one.id)
    entries = [guest_history.deed(entry, zone) for entry in deeds] + [guest_history.letter(row, zone) for row in letters]
    began = {
        "waitlist-joined": "", "applied": _("Applied"), "moved-to": "", "ordered": _("Registered"), "confirm-address": _("Registered"),
    }
    text = next((began[row.kind] for row in letters if row.kind in began), guest_history.registered(one.quantity))
    first = [guest_history.began(one.created_at, text, zone)] if text else []
    return [*sorted(entries, key=lambda entry: entry.at, reverse=True), *first]
