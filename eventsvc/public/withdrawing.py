"""The function to withdraw (§ 356a BGB): three facts, one button, a receipt at once; without signing in, and never refused."""

import unicodedata
from datetime import timedelta

from flask import g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, HiddenField, StringField
from wtforms.validators import StopValidation

from eventsvc.accounts import queries as accounts
from eventsvc.public.legal import bp, responsible
from eventsvc.registration import withdrawal_queries, withdrawals
from eventsvc.registration.withdrawals import Declaration
from eventsvc.web import crowds, languages, once, people, sealed, withdrawal_words
from eventsvc.web.forms import OpenForm
from eventsvc.web.guard import anyone, secret_holder

SEAL = "withdrawal"
SHOWN_FOR = int(timedelta(days=1).total_seconds())
LONGEST = 200


def _contract(_form: OpenForm, field: Field) -> None:
    """One line, whatever it says."""
    typed = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in field.data or "")
    field.data = " ".join(typed.split())[:LONGEST].rstrip()
    if not field.data:
        raise StopValidation(_("Say which contract it is: a ticket code, a number or the name of the event"))


class WithdrawForm(OpenForm):
    """Who, which contract, where the receipt goes."""

    once = HiddenField()
    name = StringField(_l("First and last name"), [people.name])
    contract = StringField(_l("Ticket code, invoice number or event"), [_contract])
    email = EmailField(_l("Email address for the receipt"), [people.email])
    website = StringField(_l("Leave this field empty"))


@bp.route("/withdraw", methods=["GET", "POST"])
@bp.route("/withdraw/<slug>", methods=["GET", "POST"])
@anyone
def withdraw(slug: str | None = None) -> ResponseReturnValue:
    """The form, and the declaration."""
    owner, form = responsible(slug), WithdrawForm()
    hint = ""
    if form.is_submitted():
        made = once.begun(form.once, _of(owner))
        if form.validate():
            hint = once.doubt(form.website, made)
            if not hint:
                return _declared(owner, form, slug)
    else:
        form.once.data = once.make(_of(owner))
    page = make_response(render_template("public/withdraw.html", owner=owner, form=form, hint=hint, action=url_for(".withdraw", slug=slug)))
    page.headers["Cache-Control"] = "no-store"  # each form has a token of its own
    return page


def _of(owner: accounts.OrganisationFacts) -> str:
    return f"withdraw|{owner.id}"


def _declared(owner: accounts.OrganisationFacts, form: WithdrawForm, slug: str | None) -> ResponseReturnValue:
    crowds.check()
    declared = withdrawals.declare(owner.id, Declaration(
        name=form.name.data or "", identification=form.contract.data or "", email=form.email.data or "",
        language=languages.current(), once=form.once.data or "",
    ))
    return redirect(url_for(".withdrawn", receipt=sealed.seal(SEAL, f"{declared} {slug or ''}")), 303)


@bp.get("/withdraw/received/<receipt>")
@secret_holder
def withdrawn(receipt: str) -> ResponseReturnValue:
    """The receipt: content, date and time. It says nothing of the registration that only its owner may know."""
    opened = sealed.opened(SEAL, receipt, seconds=SHOWN_FOR)
    if opened is None:
        return redirect(url_for(".withdraw"))
    number, slug = opened.split(" ", 1)
    owner = responsible(slug or None)
    one = withdrawal_queries.by_id(int(number)).withdrawal
    g.organisation = owner
    return render_template(
        "public/withdrawn.html", owner=owner, one=one, declaration=withdrawal_words.declaration(),
        received=withdrawal_words.received(one.received_at, owner.home_zone, languages.current()),
    )
