"""Why the desk cannot answer an application or move a guest, and what to do."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from eventsvc.core import clock, wording
from eventsvc.web.errors import SENTENCES
from eventsvc.web.languages import current


def _answered(facts: Mapping[str, Any]) -> str:
    when = wording.moment(facts["until"], facts["zone"], current(), now=clock.now())
    known = {
        "yes": _("It has been answered with yes already. Until %(when)s that can be taken back.", when=when),
        "later": _("It has been answered with later already. Until %(when)s that can be taken back.", when=when),
        "no": _("It has been answered with no already. Until %(when)s that can be taken back.", when=when),
    }
    return known[facts["answer"]]


def _later(facts: Mapping[str, Any]) -> str:
    begins = facts["starts"]
    if begins is None:
        return _("Name an hour that is still to come.")
    when = wording.moment(begins, facts["zone"], current(), now=clock.now())
    return _("Name an hour that is still to come, and before the event begins: %(when)s.", when=when)


def _deadline(facts: Mapping[str, Any]) -> str:
    def when(at: Any) -> str:
        return wording.moment(at, facts["zone"], current(), now=clock.now())

    return _(
        "The new deadline must be later than the present one, %(now)s, and at the latest when the event ends, %(ends)s.",
        now=when(facts["deadline"]), ends=when(facts["ends"]),
    )


SENTENCES.update({
    "not-applied": lambda _facts: _("This application is not open any more: it was withdrawn, or it has been answered."),
    "answered-already": _answered,
    "later-when": _later,
    "told-already": lambda _facts: _("The mail has gone out, so the answer stands. After a no you can still say yes."),
    "both-languages": lambda _facts: _("Write subject and text in both languages, or leave all four empty to use our words."),
    "not-movable": lambda _facts: _("This registration has no tickets that could be moved. Register the guest anew instead."),
    "same-type": lambda _facts: _("These tickets are of this kind already. Choose another one."),
    "same-event": lambda _facts: _("The guest is at this event already. Choose another ticket, or another event."),
    "withdrawal-answered": lambda _facts: _("This withdrawal has been answered meanwhile, or is about another registration. Look again."),
    "withdrawal-unmatched": lambda _facts: _("Say first which registration it is about."),
    "no-deadline": lambda _facts: _("This registration has no deadline any more. Reload the page to see where it stands."),
    "deadline-when": _deadline,
})
