"""What comes in by "Withdraw from contract here": whose contract, which right, until when, and the answer."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext
from wtforms import TextAreaField
from wtforms.validators import StopValidation

from eventsvc.accounts import history, roles
from eventsvc.core import clock, wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.desk import money
from eventsvc.desk import withdrawal_words as words
from eventsvc.desk.fields import text
from eventsvc.desk.money import bp
from eventsvc.desk.withdrawal_refunds import give_back, left
from eventsvc.registration import withdrawal_queries as reads
from eventsvc.registration import withdrawals as deeds
from eventsvc.registration.records import By
from eventsvc.registration.withdrawal_queries import Declared
from eventsvc.web import withdrawal_words
from eventsvc.web.forms import DeskForm
from eventsvc.web.guard import requires
from eventsvc.web.parts import Go, Head, Row
from eventsvc.web.refusals import sentence
from eventsvc.web.shell import Link

LONGEST = 1000


class AnswerForm(DeskForm):
    """Why not, or how it was settled."""

    answer = TextAreaField(_l("Reason"), [text(LONGEST)])

    def validate_answer(self, field: TextAreaField) -> None:
        """Nobody is refused without a word."""
        if not field.data:
            raise StopValidation(_("Say why. The person reads it in the mail.") if self.id_ == "refuse" else _("Say how it was settled."))

    def __init__(self, id_: str) -> None:
        self.id_ = id_
        super().__init__()
        self.answer.id = f"{id_}-answer"


@bp.get("/withdrawals")
@requires("money.see")
def withdrawals() -> ResponseReturnValue:
    """What is open, or done."""
    owner, done = g.member.organisation_id, request.args.get("state") == "done"
    open_, finished = reads.counts(owner)
    return render_template(
        "desk/withdrawals.html", tabs=money.tabs("withdrawals"), rows=[_row(one) for one in reads.listed(owner, done=done)], done=done,
        heads=[
            Head(_("Person")), Head(_("Received")), Head(_("Registration")), Head(_("Right of withdrawal")), Head(_("Amount"), "num"),
            Head(_("State")),
        ],
        chips=[
            Link(pgettext("withdrawals", "Open"), url_for(".withdrawals"), not done, count=wording.number(open_, g.lang)),
            Link(pgettext("withdrawals", "Done"), url_for(".withdrawals", state="done"), done, count=wording.number(finished, g.lang)),
        ],
    )


def _row(one: Declared) -> dict[str, object]:
    said = one.withdrawal
    return {
        "name": said.name, "email": said.email, "url": url_for(".withdrawal", withdrawal_id=said.id), "when": _when(one),
        "about": words.title(one) or _("none found for “%(said)s”", said=said.identification), "right": words.right(one),
        "amount": words.amount(one), "badge": words.state(one),
    }


def _when(one: Declared) -> str:
    return wording.moment(one.withdrawal.received_at, g.organisation.home_zone, g.lang, now=clock.now())


@bp.get("/withdrawals/<int:withdrawal_id>")
@requires("money.see")
def withdrawal(withdrawal_id: int) -> ResponseReturnValue:
    """One of them, with all that decides about it."""
    return _page(reads.of_desk(withdrawal_id, g.member.organisation_id))


def _page(one: Declared, form: AnswerForm | None = None, error: str = "", code: int = 200) -> ResponseReturnValue:
    asked = request.args.get("find", "").strip()[:200]
    said = one.withdrawal
    return render_template(
        "desk/withdrawal.html", tabs=money.tabs("withdrawals"), one=one, badge=words.state(one), error=error, rows=_facts(one), asked=asked,
        received=withdrawal_words.received(said.received_at, g.organisation.home_zone, g.lang), left=words.left(one),
        by=words.day(words.pay_back_by(one)), amount=words.amount(one), paid=words.paid(one), found=_found(asked) if asked else [],
        refuse=form if form is not None and form.id_ == "refuse" else AnswerForm("refuse"),
        close=form if form is not None and form.id_ == "close" else AnswerForm("close"), faulty=form,
        entries=[words.shown(entry) for entry in history.of_subject(said.organisation_id, "withdrawal", said.id, since=said.received_at)],
        deeds={name: url_for(f".{name}", withdrawal_id=said.id) for name in ("accept", "refuse", "close", "match")},
    ), code


def _facts(one: Declared) -> list[Row]:
    said, registration, event = one.withdrawal, one.registration, one.event
    rows = [Row(_("Declared"), (withdrawal_words.declaration(), said.identification))]
    if registration is not None and event is not None:
        when = wording.moment(registration.created_at, event.zone, g.lang, now=clock.now())
        go = None
        if roles.may(g.member.role, "guest.see"):
            there = url_for("desk_guests.show", event_id=event.id, registration_id=registration.id)
            go = Go(there, _("Open"), ": " + registration.name)
        rows.append(Row(_("Contract"), (words.title(one), _("%(name)s, ordered: %(when)s", name=registration.name, when=when)), go))
    rows.append(Row(_("Right"), words.explained(one)))
    rows.append(Row(_("Receipt"), _("By mail to %(email)s, at once", email=said.email) if said.told else _(
        "Shown on the page. No mail to %(email)s: that letter box had enough for the hour.", email=said.email,
    )))
    return rows


def _found(asked: str) -> list[dict[str, object]]:
    return [
        {
            "id": registration.id, "name": registration.name or _("deleted"), "email": registration.email,
            "about": pick(event, "title", g.lang).text, "sum": wording.money(registration.total_cents, registration.currency, g.lang),
        }
        for registration, event in reads.candidates(g.member.organisation_id, asked)
    ]


def _by(reason: str = "") -> By:
    return By(g.member.person_id, reason)


def _back(withdrawal_id: int, told: str) -> ResponseReturnValue:
    flash(told, "ok")
    return redirect(url_for(".withdrawal", withdrawal_id=withdrawal_id), 303)


def _refused(withdrawal_id: int, no: Refused) -> ResponseReturnValue:
    return _page(reads.of_desk(withdrawal_id, g.member.organisation_id), error=sentence(no), code=409)


@bp.post("/withdrawals/<int:withdrawal_id>/accept")
@requires("money.edit")
def accept(withdrawal_id: int) -> ResponseReturnValue:
    """Yes: tickets end, the money goes back, the person is told."""
    one = reads.of_desk(withdrawal_id, g.member.organisation_id)
    try:
        who = _by(_("Withdrawal from the contract"))
        cents = deeds.accept(withdrawal_id, g.member.organisation_id, by=who, left=left, give_back=give_back)
    except Refused as no:
        return _refused(withdrawal_id, no)
    if cents and one.registration is not None:
        sum_ = wording.money(cents, one.registration.currency, g.lang)
        return _back(withdrawal_id, _("Accepted. %(sum)s go back by %(day)s.", sum=sum_, day=words.day(words.pay_back_by(one))))
    return _back(withdrawal_id, _("Accepted. Nothing was paid, so nothing goes back."))


@bp.post("/withdrawals/<int:withdrawal_id>/refuse")
@requires("money.edit")
def refuse(withdrawal_id: int) -> ResponseReturnValue:
    """No, with the reason in the mail."""
    return _answered(withdrawal_id, AnswerForm("refuse"))


@bp.post("/withdrawals/<int:withdrawal_id>/close")
@requires("money.edit")
def close(withdrawal_id: int) -> ResponseReturnValue:
    """Settled in another way, without a mail."""
    return _answered(withdrawal_id, AnswerForm("close"))


def _answered(withdrawal_id: int, form: AnswerForm) -> ResponseReturnValue:
    one = reads.of_desk(withdrawal_id, g.member.organisation_id)
    if not form.validate():
        return _page(one, form)
    deed = deeds.refuse if form.id_ == "refuse" else deeds.close
    try:
        deed(withdrawal_id, g.member.organisation_id, form.answer.data or "", by=_by())
    except Refused as no:
        return _refused(withdrawal_id, no)
    told = _("Refused. %(name)s gets the reason by mail.", name=one.withdrawal.name) if form.id_ == "refuse" else _("Closed.")
    return _back(withdrawal_id, told)


@bp.post("/withdrawals/<int:withdrawal_id>/match")
@requires("money.edit")
def match(withdrawal_id: int) -> ResponseReturnValue:
    """It is about this registration."""
    reads.of_desk(withdrawal_id, g.member.organisation_id)
    try:
        deeds.match(withdrawal_id, g.member.organisation_id, request.form.get("registration", 0, type=int), by=_by())
    except Refused as no:
        return _refused(withdrawal_id, no)
    return _back(withdrawal_id, _("Noted which registration it is about."))
