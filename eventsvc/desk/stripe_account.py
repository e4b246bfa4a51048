"""The organisation's account at Stripe: tried when it is saved, sealed where it is kept, never shown again."""

from datetime import datetime
from typing import Any

from flask import current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Row
from wtforms import PasswordField, StringField

from eventsvc.accounts import queries as organisations
from eventsvc.core import clock, wording
from eventsvc.core.errors import Refused
from eventsvc.desk.settings import bp
from eventsvc.payments import accounts
from eventsvc.payments.webhooks import KINDS
from eventsvc.web.addresses import external
from eventsvc.web.forms import DeskForm
from eventsvc.web.guard import requires
from eventsvc.web.refusals import sentence

AT_KEY = {"full-key", "no-key", "key-wrong", "charges-off", "stripe-down"}


class StripeForm(DeskForm):
    """Keys of the organisation's own account."""

    key = PasswordField(_l("Restricted key"))
    webhook = PasswordField(_l("Secret for notices"))


class ConnectForm(DeskForm):
    """An account that is connected to the platform's."""

    account = StringField(_l("Connected account"))


@bp.route("/stripe", methods=["GET", "POST"])
@requires("settings.edit")
def stripe() -> ResponseReturnValue:
    """Where the money goes; other keys are taken once Stripe has accepted them."""
    form = StripeForm()
    if form.validate_on_submit():
        try:
            accounts.connect(
                g.member.organisation_id, key=(form.key.data or "").strip(), webhook=(form.webhook.data or "").strip(),
                by=g.member.person_id,
            )
        except Refused as no:
            field = form.key if no.reason in AT_KEY else form.webhook
            field.errors = [sentence(no)]
        else:
            flash(_("Connected. From now on orders can be paid by card, PayPal and more."), "ok")
            return redirect(url_for(".stripe"), 303)
    return _page(form, ConnectForm(formdata=None))


@bp.post("/stripe/connect")
@requires("settings.edit")
def stripe_connect() -> ResponseReturnValue:
    """Take an account that is connected to the platform's."""
    form = ConnectForm()
    if form.validate_on_submit():
        try:
            accounts.connect(g.member.organisation_id, account=(form.account.data or "").strip(), by=g.member.person_id)
        except Refused as no:
            form.account.errors = [sentence(no)]
        else:
            flash(_("Connected. From now on orders can be paid by card, PayPal and more."), "ok")
            return redirect(url_for(".stripe"), 303)
    return _page(StripeForm(formdata=None), form)


@bp.post("/stripe/disconnect")
@requires("settings.edit")
def stripe_disconnect() -> ResponseReturnValue:
    """Sell nothing by Stripe any more."""
    accounts.disconnect(g.member.organisation_id, by=g.member.person_id)
    flash(_("Disconnected. What was paid is still looked after, and can be refunded."), "ok")
    return redirect(url_for(".stripe"), 303)


def _page(form: StripeForm, connect: ConnectForm) -> ResponseReturnValue:
    row = accounts.present(g.member.organisation_id)
    return render_template(
        "desk/stripe_account.html", form=form, connect=connect, faulty=form if form.errors else connect if connect.errors else None,
        state=None if row is None else _state(row), can_connect=accounts.can_connect(), connected=row.account if row is not None else "",
        address=external("stripe_notices.take"), kinds=KINDS, stand_in=bool(current_app.extensions["settings"].stripe_api_base),
    )


def _state(row: Row[Any]) -> dict[str, Any]:
    live = _("connected, real money") if row.livemode else _("connected, test mode: no money moves")
    return {
        "kind": "ok" if row.charges_enabled and row.livemode else "warn",
        "words": live if row.charges_enabled else _("connected, but the account may not take payments at the moment"),
        "heard": _heard(row.heard_at),
    }


def _heard(at: datetime | None) -> str:
    """When Stripe told something last: without notices tickets come some minutes later."""
    if at is None:
        return _("No notice has come yet. Until one does, payments are noticed a few minutes later.")
    zone = organisations.by_id(g.member.organisation_id).home_zone
    return _("Last notice: %(when)s", when=wording.moment(at, zone, g.lang, now=clock.now()))
