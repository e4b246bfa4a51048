"""Letters to people who applied: it has arrived, yes, later, no. The organiser's own words where there are some, else ours.

What is shown at the desk before an answer is given is made by the same functions, so that the preview tells the truth.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from eventsvc.core import clock, wording
from eventsvc.core.bilingual import pick
from eventsvc.core.db import db
from eventsvc.events.models import Event
from eventsvc.mails import guest_letters
from eventsvc.mails.compose import Picture
from eventsvc.mails.guest_letters import Guest, subject
from eventsvc.mails.rows import Button, Clocks, Draft, Due, Link, Row, Words
from eventsvc.registration.approval import texts as answer_texts
from eventsvc.registration.models import Ruling
from eventsvc.web import waiting_words
from eventsvc.web.addresses import external


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a letter says in words: its subject line, the first paragraph, and the rest."""

    subject: str
    lede: str
    more: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join((self.lede, *self.more))


def told(
    guest: Guest, answer: str, lang: str, *, message: str = "", until: datetime | None = None,
) -> Told:
    """The words of an answer in this language. `message`: what the desk writes to this person; it stands below the text for all."""
    event, title = guest.event, pick(guest.event, "title", lang).text
    own = answer_texts.holding(event.organisation_id, event.id).get(answer)
    if own is None:
        head, lede = _usual(answer, title, paid=guest.registration.total_cents > 0)
        return Told(subject=subject(head, event, lang), lede=lede, more=paragraphs(message))
    values = {
        "name": guest.first_name, "event": title, "when": _when(event, lang),
        "until": "" if until is None else wording.day_clock(until, event.zone, lang),
    }
    first, *rest = paragraphs(answer_texts.filled(str(pick(own.texts, "text", lang)), values)) or ("",)
    return Told(
        subject=answer_texts.filled(str(pick(own.texts, "subject", lang)), values), lede=first, more=(*rest, *paragraphs(message)),
    )


def _usual(answer: str, title: str, *, paid: bool) -> tuple[str, str]:
    if answer == "yes" and paid:
        return _("You are accepted: %(title)s", title=title), _(
            "Your application for “%(title)s” is accepted, and a place is kept for you. It is yours as soon as it is ordered and paid.",
            title=title,
        )
    if answer == "yes":
        return _("You are accepted: %(title)s", title=title), _(
            "Your application for “%(title)s” is accepted. Here is your ticket. Show the code at the door, on your phone or on paper.",
            title=title,
        )
    if answer == "later":
        return _("A little longer: %(title)s", title=title), _(
            "Your application for “%(title)s” is being read, and it takes a little longer than promised.", title=title,
        )
    return _("Your application: %(title)s", title=title), _(
        "Thank you for your application for “%(title)s”. This time there is no place for it.", title=title,
    )


def _when(event: Event, lang: str) -> str:
    return f"{wording.day(event.local_start, lang)}, {waiting_words.cities(event, event.starts_at, lang)}"


def paragraphs(text: str) -> tuple[str, ...]:
    """What a blank line parts."""
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())


def preview(
    registration_id: int, answer: str, lang: str, *, message: str = "", until: datetime | None = None,
) -> Told | None:
    """What would be mailed, in this language."""
    guest = guest_letters.guest(registration_id)
    if guest is None:
        return None
    with force_locale(lang):
        return told(guest, answer, lang, message=message, until=until)


def applied(guest: Guest) -> Draft | None:
    """It has arrived, and until when there is an answer. None if it is answered or withdrawn meanwhile."""
    if guest.registration.state != "applied":
        return None
    lang = guest.registration.language
    return Draft(
        language=lang,
        subject=subject(_("Application received: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=_("Yes, no or later: you get a mail in any case."),
        title=_("Your application has arrived, %(name)s", name=guest.first_name),
        lede=_("You applied for “%(title)s”. The organiser reads it and decides.", title=guest.scene.title),
        rows=(
            *_promise(guest, guest.registration.answer_at, _("You have an answer by")), Clocks(guest.scene.clocks), *guest.scene.place,
            _look(guest),
        ),
        why=_("You get this mail because someone applied with this address."), why_links=_stranger(guest),
    )


def _promise(guest: Guest, at: datetime | None, label: str) -> tuple[Row, ...]:
    if at is None:
        return ()
    lang = guest.registration.language
    text = waiting_words.cities(guest.event, at, lang) + ". " + _("Yes, no or later: you get a mail in any case.")
    return (Due(label, wording.day_clock(at, guest.event.zone, lang), text),)


def _look(guest: Guest) -> Button:
    return Button(
        Link(_("View or change your application"), guest.page()),
        (Link(_("Withdraw it"), guest.page("#withdraw")), Link(_("Event page"), guest.scene.address)),
    )


def _stranger(guest: Guest) -> tuple[Link, ...]:
    return (Link(_("That wasn't me"), guest.page("#stranger")),)


def _words(more: Sequence[str]) -> tuple[Words, ...]:
    return tuple(Words(one) for one in more)


def _ruling(guest: Guest, payload: dict[str, int]) -> Ruling | None:
    found = db.session.get(Ruling, payload.get("ruling", 0))
    return found if found is not None and found.registration_id == guest.registration.id else None


def accepted(guest: Guest, payload: dict[str, int], base_url: str) -> tuple[Draft, tuple[Picture, ...]] | None:
    """A yes to what is free: the ticket letter in the words of the answer. None if there is no valid ticket any more."""
    ruling, made = _ruling(guest, payload), guest_letters.ticket(guest, base_url)
    if ruling is None or made is None:
        return None
    draft, pictures = made
    said = told(guest, "yes", guest.registration.language, message=ruling.message)
    return replace(
        draft, subject=said.subject, title=_("A yes for you, %(name)s", name=guest.first_name), lede=said.lede,
        rows=(*_words(said.more), *draft.rows), why=_("You get this mail because you applied for this event."),
    ), pictures


def to_be_ordered(guest: Guest, payload: dict[str, int]) -> Draft | None:
    """A yes to what costs something: until when it is to be ordered. None if it is ordered, or the time is over."""
    ruling, deadline = _ruling(guest, payload), guest.registration.deadline
    if ruling is None or deadline is None or guest.registration.state != "approved" or deadline <= clock.now():
        return None
    lang = guest.registration.language
    said = told(guest, "yes", lang, message=ruling.message, until=deadline)
    amount = wording.money(guest.registration.total_cents, guest.registration.currency, lang)
    return Draft(
        language=lang, subject=said.subject,
        preview=_("%(sum)s, to be paid until %(when)s.", sum=amount, when=wording.day_clock(deadline, guest.event.zone, lang)),
        title=_("A yes for you, %(name)s", name=guest.first_name), lede=said.lede,
        rows=(
            *_words(said.more),
            Due(
                _("To be ordered and paid until"), wording.day_clock(deadline, guest.event.zone, lang),
                ". ".join((
                    waiting_words.cities(guest.event, deadline, lang), _("After that the place is free for others, and you owe nothing."),
                )),
            ),
            Clocks(guest.scene.clocks), *guest.scene.place,
            Button(
                Link(_("See the place and order it"), guest.page(endpoint="held.review")), (Link(_("Event page"), guest.scene.address),),
            ),
        ),
        why=_("You get this mail because you applied for this event."), why_links=_stranger(guest),
    )


def declined(guest: Guest, payload: dict[str, int]) -> Draft | None:
    """A no, friendly, with the way on. None if it became a yes meanwhile."""
    ruling = _ruling(guest, payload)
    if ruling is None or guest.registration.state != "declined":
        return None
    lang = guest.registration.language
    said = told(guest, "no", lang, message=ruling.message)
    return Draft(
        language=lang, subject=said.subject, preview=said.lede, title=_("About your application, %(name)s", name=guest.first_name),
        lede=said.lede,
        rows=(
            *_words(said.more), Clocks(guest.scene.clocks),
            Button(
                Link(_("See how else to take part"), guest.scene.address + "#tickets"),
                (Link(_("Other events"), external("agenda.index", lang=lang)),),
            ),
        ),
        why=_("You get this mail because you applied for this event."),
    )


def withdrawn(guest: Guest) -> Draft | None:
    """It was withdrawn, by the person or by the desk: nobody decides any more."""
    if guest.registration.state != "cancelled":
        return None
    lang = guest.registration.language
    return Draft(
        language=lang,
        subject=subject(_("Application withdrawn: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=_("Nobody decides about it any more."),
        title=_("Your application is withdrawn, %(name)s", name=guest.first_name),
        lede=_("Your application for “%(title)s” is withdrawn. Nobody decides about it any more.", title=guest.scene.title),
        rows=(
            Clocks(guest.scene.clocks, old=True),
            Button(Link(_("Event page"), guest.scene.address), (Link(_("Other events"), external("agenda.index", lang=lang)),)),
        ),
        why=_("You get this mail because you applied for this event."),
    )


def later(guest: Guest, payload: dict[str, int]) -> Draft | None:
    """It takes longer: the new promised hour. None if it is answered or withdrawn meanwhile."""
    ruling = _ruling(guest, payload)
    if ruling is None or ruling.until is None or guest.registration.state != "applied":
        return None
    lang = guest.registration.language
    said = told(guest, "later", lang, message=ruling.message, until=ruling.until)
    return Draft(
        language=lang, subject=said.subject, preview=said.lede, title=_("It takes a little longer, %(name)s", name=guest.first_name),
        lede=said.lede,
        rows=(
            *_promise(guest, ruling.until, _("You have an answer by")), *_words(said.more), Clocks(guest.scene.clocks), _look(guest),
        ),
        why=_("You get this mail because you applied for this event."), why_links=_stranger(guest),
    )
