"""What pages and mails say about the right of withdrawal: that there is none, or the statutory instruction (spec: law 4.1, 4.3, 4.16).

The instruction and the form follow the models of Annexes 1 and 2 to Art. 246a EGBGB word for word, so they say "Sie" in German.
"""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from eventsvc.accounts.models import Organisation
from eventsvc.core import clock, wording, zones
from eventsvc.events.models import Event
from eventsvc.registration import withdrawal_times
from eventsvc.web.addresses import external


@dataclass(frozen=True)
class Part:
    """A head with its paragraphs."""

    head: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """`short` stands on the page, `parts` is the instruction in full (none, if there is no such right).

    `consent`: what is to be ticked before ordering, because the event begins within the time to withdraw; empty, if nothing is.
    """

    short: str
    parts: tuple[Part, ...] = ()
    consent: str = ""
    function: str = ""


def notice(event: Event, organisation: Organisation, language: str, *, concluded: datetime | None = None) -> Notice:
    """What holds for what costs something. `concluded`: when it was ordered, if it is."""
    function = external("legal.withdraw", lang=language, slug=organisation.slug)
    if event.withdrawal != "statutory":
        return Notice(short=" ".join(part for part in (exempt(), free_until(event, language)) if part), function=function)
    asks = withdrawal_times.begins_within(event.withdrawal, event.starts_at, concluded or clock.now(), event.zone)
    return Notice(
        short=_("You can withdraw from this contract within 14 days, without giving a reason."),
        parts=(*_instruction(organisation, function), _form(organisation)),
        consent=consent() if asks else "", function=function,
    )


def exempt() -> str:
    """There is no such right."""
    return _("There is no statutory right of withdrawal for this dated event (Sec. 312g (2) no. 9 German Civil Code).")


def free_until(event: Event, language: str) -> str:
    """What the organiser grants instead, while it lasts."""
    if event.cancel_until is None:
        return ""
    at = zones.instant(event.cancel_until, event.zone)
    if at <= clock.now():
        return ""
    return _("You can cancel free of charge until %(when)s.", when=wording.moment(at, event.zone, language, now=clock.now()))


def consent() -> str:
    """The wish and the acknowledgement (§ 356 (4) BGB)."""
    return _(
        "I expressly ask for the service to begin before the 14 days are over. I know that I lose my right of withdrawal "
        "when it has been provided in full."
    )


def _instruction(one: Organisation, function: str) -> tuple[Part, ...]:
    us = ", ".join(part for part in (one.legal_name or one.name, one.street, one.postcode_city, one.phone, one.email) if part)
    return (
        Part(_("Right of withdrawal"), (
            _("You have the right to withdraw from this contract within 14 days without giving any reason."),
            _("The withdrawal period will expire after 14 days from the day of the conclusion of the contract."),
            _(
                "To exercise the right of withdrawal, you must inform us (%(us)s) of your decision to withdraw from this contract by an "
                "unequivocal statement (e.g. a letter sent by post or e-mail). You may use the attached model withdrawal form, but it is "
                "not obligatory.", us=us,
            ),
            _(
                "You can also exercise your right of withdrawal online at %(address)s. If you use this online function, we will send you "
                "an acknowledgement of receipt on a durable medium (e.g. by e-mail) without undue delay, with the content of the "
                "declaration and the date and time of its receipt.", address=function,
            ),
            _(
                "To meet the withdrawal deadline, it is sufficient for you to send your communication concerning your exercise of the "
                "right of withdrawal before the withdrawal period has expired.",
            ),
        )),
        Part(_("Effects of withdrawal"), (
            _(
                "If you withdraw from this contract, we shall reimburse to you all payments received from you, including the costs of "
                "delivery (with the exception of the supplementary costs resulting from your choice of a type of delivery other than the "
                "least expensive type of standard delivery offered by us), without undue delay and in any event not later than 14 days "
                "from the day on which we are informed about your decision to withdraw from this contract. We will carry out such "
                "reimbursement using the same means of payment as you used for the initial transaction, unless you have expressly agreed "
                "otherwise; in any event, you will not incur any fees as a result of such reimbursement.",
            ),
            _(
                "If you requested to begin the performance of services during the withdrawal period, you shall pay us an amount which is "
                "in proportion to what has been provided until you have communicated us your withdrawal from this contract, in comparison "
                "with the full coverage of the contract.",
            ),
        )),
    )


def _form(one: Organisation) -> Part:
    to = ", ".join(part for part in (one.legal_name or one.name, one.street, one.postcode_city, one.email) if part)
    return Part(_("Model withdrawal form"), (
        _("(Complete and return this form only if you wish to withdraw from the contract.)"),
        _("To %(to)s:", to=to),
        _(
            "I/We (*) hereby give notice that I/We (*) withdraw from my/our (*) contract of sale of the following goods (*)/for the "
            "provision of the following service (*),",
        ),
        _("Ordered on (*)/received on (*),"),
        _("Name of consumer(s),"),
        _("Address of consumer(s),"),
        _("Signature of consumer(s) (only if this form is notified on paper),"),
        _("Date"),
        _("(*) Delete as appropriate."),
    ))


def declaration() -> str:
    """What somebody declares by the button."""
    return _("I hereby withdraw from the contract named below.")


def received(at: datetime, zone: str, language: str) -> str:
    """Date and time to the second, as the law asks for: `Wednesday, 14 April 2027, 21:07:33 (CEST)`."""
    there = zones.local(at, zone)
    return _(
        "%(day)s, %(time)s (%(zone)s)", day=wording.day_long(there, language), time=f"{there:%H:%M:%S}",
        zone=zones.abbreviation(at, zone, language),
    )


def day(at: date, language: str) -> str:
    """`28 April 2027`."""
    return f"{wording.day_month(at, language)} {at.year}"
