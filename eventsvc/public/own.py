"""What the pages behind a registration's secret share: reading it, its addresses, the switch of its language."""

from functools import partial

from flask import g, url_for
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField

from eventsvc.registration import pass_queries
from eventsvc.registration import queries as registrations
from eventsvc.registration.queries import Whole
from eventsvc.web import event_view, guesses, languages, people, shell
from eventsvc.web.forms import OpenForm
from eventsvc.web.shell import Language


class EmailForm(OpenForm):
    """The right address."""

    email = EmailField(_l("Email address"), [people.email])
    back = HiddenField()


def of(secret: str) -> Whole:
    """The registration behind the link, or 404; many wrong ones are 429. Its page speaks its language."""
    with guesses.counted("registration"):
        whole = registrations.by_secret(secret)
    g.organisation = whole.organisation
    g.lang = whole.registration.language
    return whole


def switch(whole: Whole) -> tuple[Language, ...]:
    """These pages speak the language of the registration. The switch leads to where it is changed, which takes a press."""
    there = url_for("registration.show", secret=whole.secret) + "#language"
    return tuple(Language(one.code, one.label, one.name, there, one.address, one.code == languages.current()) for one in shell.languages())


def addresses(whole: Whole) -> dict[str, str]:
    """Where its deeds are sent."""
    own = partial(url_for, secret=whole.secret)
    return {
        "show": own("registration.show"), "cancel": own("registration.cancel"), "email": own("registration.correct"),
        "language": own("registration.language"), "stranger": own("registration.disown"), "again": own("registration.again"),
        "data": own("my_data.show"), "pass": of_pass(whole),
        "event": event_view.address(whole.event.slug),
    }


def of_pass(whole: Whole) -> str:
    """Where the pass for the series is, if this date belongs to one."""
    line = pass_queries.line(whole.registration.pass_id)
    return "" if line is None else url_for("my_pass.show", secret=line.secret)


def first_name(whole: Whole) -> str:
    """What the greeting says; people with one name are greeted by it."""
    return whole.registration.name.split(" ", 1)[0]
