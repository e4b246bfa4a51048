"""My tickets: asks for an address, mails links; the same answer for all."""

import json

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, StringField
from wtforms.validators import ValidationError

from eventsvc.accounts import service as accounts
from eventsvc.core.addresses import clean_email
from eventsvc.registration import service as registrations
from eventsvc.web import languages, own_paths, sealed
from eventsvc.web.forms import OpenForm
from eventsvc.web.guard import anyone, secret_holder

bp = languages.public("mine", __name__)
SENT_FOR = 3600


class AskForm(OpenForm):
    """One address, and where to go afterwards."""

    email = EmailField(_l("Email address"))
    next = HiddenField()

    def validate_email(self, field: EmailField) -> None:
        """An address that a mail can be sent to."""
        try:
            field.data = clean_email(field.data or "")
        except ValueError:
            raise ValidationError(_l("An address looks like ada@uni.example.")) from None


class CodeForm(OpenForm):
    """The six digits of the mail; `asked` says for which address."""

    code = StringField(_l("Or enter the six-digit code"))
    asked = HiddenField()


@bp.route("/mine", methods=["GET", "POST"])
@anyone
def ask() -> ResponseReturnValue:
    """Where do the tickets go? Members of a team get the link to the desk on the same way."""
    form = AskForm(next=own_paths.safe(request.args.get("next")))
    if form.validate_on_submit():
        lang, email = languages.current(), form.email.data or ""
        accounts.request_sign_in(email, lang, own_paths.safe(form.next.data))
        registrations.send_again(email)
        return redirect(url_for(".sent", asked=sealed.seal("sign-in", json.dumps([email, lang]))), 303)
    return render_template("public/mine_ask.html", form=form)


@bp.get("/mine/sent/<asked>")
@secret_holder
def sent(asked: str) -> ResponseReturnValue:
    """Look into your mailbox; whoever reads mail elsewhere types the code."""
    opened = sealed.opened("sign-in", asked, seconds=SENT_FOR)
    if opened is None:
        return redirect(url_for(".ask"))
    return render_template("public/mine_sent.html", form=CodeForm(asked=asked), email=json.loads(opened)[0])
