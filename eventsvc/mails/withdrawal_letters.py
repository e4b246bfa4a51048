"""Letters about the right of withdrawal: the instruction in full (a mail lasts, a page does not), the receipt, the answer."""

import re
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row as DbRow

from eventsvc.accounts.models import Organisation
from eventsvc.core import wording
from eventsvc.core.bilingual import pick
from eventsvc.core.db import db
from eventsvc.core.errors import Missing
from eventsvc.mails.guest_letters import Guest
from eventsvc.mails.making import Found
from eventsvc.mails.rows import Button, Draft, Due, Link, Row, Words
from eventsvc.mails.transport import Needless
from eventsvc.registration import secret, withdrawal_queries, withdrawal_times
from eventsvc.registration.withdrawal_queries import Declared
from eventsvc.settings import Settings
from eventsvc.web import withdrawal_words
from eventsvc.web.addresses import external

_FOREIGN = re.compile(r"://|(?<=\w)\.(?=\w)")


def notice(guest: Guest) -> tuple[Words, ...]:
    """For whoever ordered what costs something; their guests have no contract."""
    one = guest.registration
    if not one.total_cents or guest.ticket is not None:
        return ()
    found = withdrawal_words.notice(guest.event, guest.organisation, one.language, concluded=one.created_at)
    if not found.parts:
        return (Words(found.short),)
    return tuple(
        Words(text, "rule" if number == 0 else "plain")
        for part in found.parts for number, text in enumerate((part.head, *part.lines))
    )


def found(row: DbRow[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
    """The letter of this kind about this declaration."""
    try:
        one = withdrawal_queries.by_id(row.payload["withdrawal"])
    except Missing:
        raise Needless("no longer so") from None
    organisation = db.session.get_one(Organisation, one.withdrawal.organisation_id)
    write = WRITTEN[row.kind]
    return Found(
        draft=write(one, organisation), organisation=organisation, recipient_name=one.withdrawal.name, reply_to=organisation.email,
    )


def _received(one: Declared, organisation: Organisation) -> Draft:
    """The receipt: content, date and time. What holds for the registration is told to its owner only."""
    said = one.withdrawal
    arrived = withdrawal_words.received(said.received_at, organisation.home_zone, said.language)
    return Draft(
        language=said.language,
        subject=_("Receipt of your withdrawal"),
        preview=arrived,
        title=_("Your withdrawal has arrived"),
        lede=_("This mail is the receipt. Keep it."),
        rows=(
            Due(_("Received"), arrived),
            Words(withdrawal_words.declaration()),
            Words(_("Name: %(name)s", name=said.name)),
            Words(_("Contract: %(contract)s", contract=_unlinked(said.identification))),
            Words(_("Email address for the receipt: %(email)s", email=said.email)),
            Words(_("Sent to: %(seller)s", seller=organisation.legal_name or organisation.name)),
            *_what_holds(one, organisation),
        ),
        why=_("You get this mail because a withdrawal was declared with this address. If it was not you, just answer it."),
    )


def _unlinked(text: str) -> str:
    """What a stranger wrote makes no link in the mail of somebody else; our own codes and words have no full stops inside."""
    return _FOREIGN.sub(lambda found: f" {found[0]} ", text)


def _what_holds(one: Declared, organisation: Organisation) -> tuple[Row, ...]:
    lang = one.withdrawal.language
    registration, event = one.registration, one.event
    if registration is None or event is None or not one.own:
        return (
            Words(_(
                "So far as there is a right of withdrawal, this undoes your contract, and you get an answer by mail. For events at a fixed "
                "date there mostly is none; then you can cancel voluntarily.",
            ), "rule"),
            Button(Link(_("Manage your registration"), external("mine.ask", lang=lang))),
        )
    title = pick(event, "title", lang).text
    there = external("registration.show", lang=registration.language, secret=secret.of(registration.uuid, registration.secret_turn))
    if event.withdrawal == "statutory" and registration.total_cents:
        by = withdrawal_words.day(withdrawal_times.pay_back_by(one.withdrawal.received_at, organisation.home_zone), lang)
        return (Words(_(
            "It is about your order for “%(title)s”. We check it and answer by mail; what you paid goes back by %(day)s at the latest.",
            title=title, day=by,
        ), "rule"),)
    holds = [_("It is about your registration for “%(title)s”.", title=title)]
    if registration.total_cents:
        holds += [withdrawal_words.exempt(), withdrawal_words.free_until(event, lang)]
    holds.append(_("You can give your place back voluntarily, by the rules that stand there:"))
    return (Words(" ".join(part for part in holds if part), "rule"), Button(Link(_("Cancel or pass on"), there + "#cancel")))


def _accepted(one: Declared, organisation: Organisation) -> Draft:
    """The contract is undone."""
    said, lang = one.withdrawal, one.withdrawal.language
    rows: tuple[Row, ...] = ()
    if said.back_cents and one.registration is not None:
        by = withdrawal_words.day(withdrawal_times.pay_back_by(said.received_at, organisation.home_zone), lang)
        amount = wording.money(said.back_cents, one.registration.currency, lang)
        rows = (Due(_("You get back"), amount, _("the same way as you paid, by %(day)s at the latest, without costs", day=by)),)
    return Draft(
        language=lang, subject=_("Your withdrawal is accepted"), preview=_("The contract is undone."),
        title=_("Your withdrawal is accepted"), lede=_about(one, _("The contract is undone, and its tickets are no longer valid.")),
        rows=rows,
        why=_("You get this mail because a withdrawal was declared with this address."),
    )


def _refused(one: Declared, organisation: Organisation) -> Draft:
    """Why not, and whom to ask."""
    return Draft(
        language=one.withdrawal.language, subject=_("About your withdrawal"), preview=one.withdrawal.answer,
        title=_("About your withdrawal"), lede=_about(one, _("We looked at it and see no right to withdraw.")),
        rows=(
            Words(one.withdrawal.answer),
            Words(_("If you see it differently, answer this mail: it goes to %(seller)s.", seller=organisation.name), "rule"),
        ),
        why=_("You get this mail because a withdrawal was declared with this address."),
    )


def _about(one: Declared, said: str) -> str:
    if one.event is None or not one.own:
        return said
    return f"{pick(one.event, 'title', one.withdrawal.language).text}: {said}"


WRITTEN: dict[str, Callable[[Declared, Organisation], Draft]] = {
    "withdrawal-received": _received, "withdrawal-accepted": _accepted, "withdrawal-refused": _refused,
}
