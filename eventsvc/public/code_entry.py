"""A code that somebody has: from the link (`?code=…`) or typed. What it does in words, or why it does not hold.

Wrong ones are counted for each network, so that nobody guesses; a code that is known but does not hold is no guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, make_response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import StringField

from eventsvc.core import clock, wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Missing, Refused, TooMany
from eventsvc.events.facts import EventFacts
from eventsvc.ticket_types import vouchers
from eventsvc.ticket_types.queries import Offer
from eventsvc.ticket_types.vouchers import Code
from eventsvc.web import guesses, languages
from eventsvc.web.forms import OpenForm
from eventsvc.web.refusals import sentence

WRONG, PER = 5, timedelta(minutes=1)
LONGEST = 80


class CodeForm(OpenForm):
    """The field for a code, where there is no other form."""

    code = StringField(_l("Code"))

    @classmethod
    def filled(cls, entered: "Entered") -> "CodeForm":
        """With what was typed, and what is wrong with it."""
        form = cls(formdata=None, code=entered.typed)
        form.code.errors = (entered.why,) if entered.why else ()
        return form


@dataclass(frozen=True)
class Entered:
    """`code` holds; else `why` says why not, in a sentence (empty: nothing was typed). `guessed`: too many wrong ones.

    `there`: the event has codes, so there is a field for one.
    """

    typed: str = ""
    code: Code | None = None
    why: str = ""
    guessed: bool = False
    there: bool = True


@dataclass(frozen=True)
class Said:
    """What a code does, for the flash and the lines below."""

    strong: str
    text: str
    facts: tuple[tuple[str, str], ...]


NOTHING = Entered(there=False)


def read(event: EventFacts, typed: str | None) -> Entered:
    """Look it up and judge it, for any of the event's ticket types."""
    typed = " ".join((typed or "").split())[:LONGEST]
    if not typed:
        return Entered()
    try:
        with guesses.counted("code", most=WRONG, per=PER):
            code = vouchers.typed(event.id, typed)
            if code is None:
                raise Missing
        vouchers.check(code, None, clock.now(), event.zone)
    except TooMany as no:
        return Entered(typed, why=sentence(Refused("codes-guessed", retry_at=no.retry_at)), guessed=True)
    except Missing:
        return Entered(typed, why=sentence(Refused("voucher-unknown")))
    except Refused as refused:
        return Entered(typed, why=sentence(refused))
    return Entered(code.code, code)


def alone(html: str, entered: Entered) -> Response:
    """A page that belongs to one reader: kept nowhere, found by no search engine."""
    answer = make_response(html, 429 if entered.guessed and request.method == "GET" else 200)
    answer.headers["Cache-Control"] = "no-store"
    if entered.typed:
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def said(code: Code, offers: Sequence[Offer], event: EventFacts) -> Said:
    """Code PARTNER-A holds. €10.00 less for companies, one more kind of ticket."""
    lang = languages.current()
    meant = [offer for offer in offers if code.holds_for(offer.id)]
    does = [_cheaper(code, meant, lang)] if code.effect != "none" and meant else []
    shown = sum(offer.visibility == "code" for offer in meant)
    if shown:
        does.append(ngettext("%(num)s more kind of ticket", "%(num)s more kinds of tickets", shown))
    if code.skips_approval and code.allotment_id is None:
        does.append(_("no waiting for a yes"))
    facts = [("tag", _("The new price stays until you pay. One code for each registration."))] if code.effect != "none" else []
    if code.allotment_id is not None and code.block_until is not None:
        until = wording.moment(code.block_until, event.zone, lang, now=clock.now())
        does.append(_("a place that is kept for you"))
        facts += [
            ("lock", _("Places for guests of %(partner)s are kept until %(when)s. What is free then goes to everybody.",
                       partner=code.block_partner, when=until)),
            ("shield", _("%(partner)s sees only how many come with the code, no names.", partner=code.block_partner)),
        ]
    text = ", ".join(does)
    return Said(_("Code %(code)s holds.", code=code.code), f"{text[:1].upper()}{text[1:]}." if text else "", tuple(facts))


def _cheaper(code: Code, meant: Sequence[Offer], lang: str) -> str:
    currency = meant[0].currency
    if code.effect == "percent":
        less = _("%(value)s %% less", value=code.value)
    elif code.effect == "amount":
        less = _("%(sum)s less", sum=wording.money(code.value, currency, lang))
    else:
        less = _("%(sum)s a ticket", sum=wording.money(code.value, currency, lang))
    if not code.type_ids:
        return less
    return _("%(less)s for: %(types)s", less=less, types=", ".join(pick(offer, "name", lang).text for offer in meant))
