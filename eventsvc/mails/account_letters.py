"""Letters to the team: the sign-in link, an invitation."""

from typing import Any

from flask_babel import gettext as _

from eventsvc.accounts.models import Membership, Organisation, SignInLink
from eventsvc.core import clock, signing
from eventsvc.core.db import db
from eventsvc.mails.rows import Button, Draft, Link, Words
from eventsvc.mails.transport import Needless
from eventsvc.web.addresses import external


def link(payload: dict[str, Any], language: str) -> tuple[Draft, Organisation | None]:
    """The letter with the link of `payload["link"]` (an id). Raises Needless once it was used or is too old."""
    row = db.session.get(SignInLink, payload["link"])
    if row is None or row.person_id is None or row.used_at is not None or row.expires_at <= clock.now():
        raise Needless("link used or expired, or nobody's")
    token = signing.secret_for(signing.keys().derived("sign-in"), row.uuid)
    address = external("desk_sign_in.confirm", token=token)
    if row.purpose == "invitation":
        membership = db.session.get(Membership, row.membership_id)
        organisation = db.session.get_one(Organisation, membership.organisation_id) if membership else None
        return _invitation(address, organisation, language), organisation
    code = signing.pin_for(signing.keys().derived("sign-in"), row.uuid)
    return _sign_in(address, code, language), None


def _sign_in(address: str, code: str, language: str) -> Draft:
    return Draft(
        language=language,
        subject=_("Your sign-in link"),
        preview=_("The link is valid for 15 minutes and only once."),
        title=_("Your sign-in link"),
        lede=_("The link is valid for 15 minutes and only once."),
        rows=(
            Button(Link(_("Sign in"), address)),
            Words(_("Or type this code on the page that waits for it:")),
            Words(f"{code[:3]} {code[3:]}", "code"),
        ),
        why=_("You did not ask for this? Then nothing happens if you ignore this mail."),
    )


def _invitation(address: str, organisation: Organisation | None, language: str) -> Draft:
    name = organisation.name if organisation else "eventsvc"
    return Draft(
        language=language,
        subject=_("Invitation to the team of %(name)s", name=name),
        preview=_("The link is valid for 7 days."),
        title=_("You are invited to the team"),
        lede=_("%(name)s invites you to organise events together. The link is valid for 7 days.", name=name),
        rows=(Button(Link(_("Accept the invitation"), address)),),
        why=_("You do not know us? Then nothing happens if you ignore this mail."),
    )
