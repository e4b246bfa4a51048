"""Letters to guests: the ticket, a change, a cancellation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from sqlalchemy import func, select

from eventsvc.accounts.models import Organisation
from eventsvc.core import signing, wording, zones
from eventsvc.core.addresses import email_key
from eventsvc.core.bilingual import pick
from eventsvc.core.db import db
from eventsvc.events.models import Event
from eventsvc.mails import scenes
from eventsvc.mails.compose import Picture
from eventsvc.mails.rows import Button, Clocks, Draft, Link, Row, TicketRow, Words
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import TicketType
from eventsvc.tickets import codes, guests, qr
from eventsvc.tickets.models import Ticket
from eventsvc.tickets.states import ENDED
from eventsvc.web import names
from eventsvc.web.addresses import external


@dataclass(frozen=True)
class Whom:
    """Who is written to."""

    name: str
    email: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Guest:
    """A registration with its event, as letters see it; with `ticket`, a guest of it who is written to at an address of the own."""

    registration: Registration
    event: Event
    organisation: Organisation
    scene: scenes.Scene
    turns: int
    whom: Whom
    ticket: Ticket | None = None

    @property
    def language(self) -> str:
        """What this guest reads."""
        return self.whom.language

    @property
    def first_name(self) -> str:
        """What the greeting says; people with one name are greeted by it, and who has not entered one as a guest."""
        return self.whom.name.split(" ", 1)[0] or pgettext("greeting", "guest")

    def page(self, anchor: str = "", endpoint: str = "registration.show", **more: str) -> str:
        """My registration, or another page behind its secret; for a guest of it the page behind the own link."""
        registration = self.registration
        if self.ticket is not None:
            token = guests.secret(self.event.uuid, self.ticket.code_index, self.ticket.guest_turn)
            if endpoint == "join.enter":
                return external("guest.stream", lang=self.language, token=token)
            own = {}
            if self.ticket.guest_filled_at is not None:
                own["own"] = guests.own(self.event.uuid, self.ticket.code_index, self.ticket.guest_turn, self.ticket.email)
            return external("guest.mine" if own else "guest.show", lang=self.language, token=token, **own) + (
                anchor if endpoint == "registration.show" and anchor != "#cancel" else "#back"
            )
        secret = signing.secret_for(signing.keys().derived("registration"), registration.uuid, registration.secret_turn)
        return external(endpoint, lang=registration.language, secret=secret, **more) + anchor


def guest(registration_id: int, ticket_id: int | None = None) -> Guest | None:
    """Read what a letter needs; None if the registration is gone. `ticket_id`: to the guest who sits there."""
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        return None
    event = db.session.get_one(Event, registration.event_id)
    organisation = db.session.get_one(Organisation, event.organisation_id)
    ticket = None if ticket_id is None else db.session.get_one(Ticket, ticket_id)
    whom = Whom(registration.name, registration.email, registration.language)
    if ticket is not None:
        whom = Whom(ticket.holder, ticket.email, ticket.language or registration.language)
    return Guest(
        registration=registration, event=event, organisation=organisation, ticket=ticket, whom=whom,
        turns=_turns(registration, whom.email, of_group=ticket is not None), scene=scenes.of(event, organisation, whom.language),
    )


def _turns(registration: Registration, email: str, *, of_group: bool) -> int:
    """How often this address has left the event before."""
    here = (Registration.email_key == email_key(email), Registration.event_id == registration.event_id, Registration.state == "cancelled")
    many = db.session.execute(select(func.count()).select_from(Registration).where(*here)).scalar_one()
    if of_group:
        gone = (Ticket.email == email, Ticket.event_id == registration.event_id, Ticket.state.in_(ENDED))
        many += db.session.execute(select(func.count()).select_from(Ticket).where(*gone)).scalar_one()
    return many


def ticket(guest: Guest, base_url: str) -> tuple[Draft, tuple[Picture, ...]] | None:
    """The ticket letter with a QR for each valid ticket; None if there is no valid ticket any more."""
    rows, pictures = ticket_rows(guest, base_url)
    if not rows or guest.event.state == "cancelled":
        return None
    lang, many = guest.language, len(rows)
    draft = Draft(
        language=lang,
        subject=subject(ngettext("Your ticket: %(title)s", "Your tickets: %(title)s", many, title=guest.scene.title), guest.event, lang),
        preview=f"{guest.scene.glance}. " + _("Your code: %(code)s.", code=rows[0].reference),
        title=_("You are in, %(name)s", name=guest.first_name),
        lede=ngettext(
            "Here is your ticket for “%(title)s”. Show the code at the door, on your phone or on paper.",
            "Here are your %(num)s tickets for “%(title)s”. Show the codes at the door, on your phone or on paper.",
            many, title=guest.scene.title,
        ),
        rows=(
            Clocks(guest.scene.clocks), *guest.scene.place, *rows,
            Button(
                Link(ngettext("View or change your ticket", "View or change your tickets", many), guest.page()),
                (cant_come(guest), *join_links(guest), Link(_("Event page"), guest.scene.address)),
            ),
            _calendar_words(guest, _(
                "In your calendar: the attached invitation adds the event and moves it if anything changes. "
                "Declining it there does not cancel your ticket.",
            )),
        ),
        why=_("You get this mail because someone registered with this address."),
        why_links=(Link(_("That wasn't me"), guest.page("#stranger")),),
    )
    return draft, pictures


def signed_off(guest: Guest) -> Draft:
    """After a registration was cancelled."""
    lang = guest.language
    return Draft(
        language=lang,
        subject=subject(_("Signed off: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=_("Your seat is free for somebody else."),
        title=_("You are signed off, %(name)s", name=guest.first_name),
        lede=_("Your registration for “%(title)s” is cancelled. Your seat is free for somebody else.", title=guest.scene.title),
        rows=(
            Words(_("cancelled"), "badge"), Clocks(guest.scene.clocks, old=True),
            Button(Link(_("Register again"), guest.scene.address), (Link(_("Other events"), external("agenda.index", lang=lang)),)),
            _removed(),
        ),
        why=_("You get this mail because you were registered for this event."),
    )


def event_cancelled(guest: Guest) -> Draft:
    """After the organiser cancelled the event."""
    lang = guest.language
    lede = _("“%(title)s” does not take place.", title=guest.scene.title)
    return Draft(
        language=lang,
        subject=subject(_("Cancelled: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=_("The event does not take place. You do not have to do anything."),
        title=_("The event is cancelled, %(name)s", name=guest.first_name),
        lede=" ".join(part for part in (lede, _reason(guest)) if part),
        rows=(
            Words(_("cancelled"), "badge"), Clocks(guest.scene.clocks, old=True),
            Words(_("Your ticket is no longer valid. You do not have to do anything.")),
            Button(
                Link(_("Other events"), external("agenda.index", lang=lang)), (Link(_("Event page"), guest.scene.address),),
            ),
            _removed(),
        ),
        why=_("You get this mail because you were registered for this event."),
    )


def event_changed(guest: Guest, payload: dict[str, Any]) -> Draft:
    """After time or place changed, or the event was postponed. `payload["before"]` holds the appointment as it was."""
    lang, postponed = guest.language, guest.event.state == "postponed"
    before: tuple[Row, ...] = ()
    was = _former(guest.event, payload.get("before", {}))
    if was is not None and not postponed:
        before = (Clocks(scenes.clocks(guest.event, *was, lang, before=True), old=True),)
    if postponed:
        head, title = _("Postponed: %(title)s", title=guest.scene.title), _("The event is postponed, %(name)s", name=guest.first_name)
        lede = _("“%(title)s” is postponed. As soon as the new date is fixed you get a mail.", title=guest.scene.title)
    elif before:
        head, title = _("New date: %(title)s", title=guest.scene.title), _("New date, %(name)s", name=guest.first_name)
        lede = _("“%(title)s” takes place at another time.", title=guest.scene.title)
    else:
        head, title = _("Changed: %(title)s", title=guest.scene.title), _("Something changed, %(name)s", name=guest.first_name)
        lede = _("“%(title)s” takes place as follows.", title=guest.scene.title)
    return Draft(
        language=lang,
        subject=subject(head, guest.event, lang) if not postponed else head,
        preview=guest.scene.glance if not postponed else lede,
        title=title,
        lede=" ".join(part for part in (lede, _reason(guest)) if part),
        rows=(
            *((Words(_("postponed"), "badge"),) if postponed else ()), Clocks(guest.scene.clocks, old=postponed), *before,
            *(() if postponed else guest.scene.place), Words(_("Your ticket stays valid.")),
            Button(
                Link(_("View or change your registration"), guest.page()),
                (cant_come(guest), Link(_("Event page"), guest.scene.address)),
            ),
            _calendar_words(guest, _("In your calendar: the attached invitation changes the entry by itself.")),
        ),
        why=_("You get this mail because you are registered for this event."),
        why_links=(Link(_("That wasn't me"), guest.page("#stranger")),),
    )


def cant_come(guest: Guest) -> Link:
    """To the page that says what is given back, and what would be possible instead: one more press."""
    return Link(_("I can't come"), guest.page(endpoint="changes.cancel"))


def join_links(guest: Guest) -> tuple[Link, ...]:
    """The personal way into the stream, where there is one."""
    return (Link(_("Join online"), guest.page(endpoint="join.enter")),) if guest.event.online else ()


def _former(event: Event, before: dict[str, Any]) -> tuple[datetime, datetime] | None:
    """When the event was to be before (instants), if its time changed."""
    zone = before.get("zone", event.zone)
    local = [datetime.fromisoformat(before[name]) for name in ("local_start", "local_end") if name in before]
    if len(local) != 2 or (*local, zone) == (event.local_start, event.local_end, event.zone):
        return None
    return zones.instant(local[0], zone), zones.instant(local[1], zone)


def ticket_rows(guest: Guest, base_url: str) -> tuple[list[TicketRow], tuple[Picture, ...]]:
    """The valid tickets of a registration with their QR pictures."""
    whose = Ticket.registration_id == guest.registration.id if guest.ticket is None else Ticket.id == guest.ticket.id
    found = db.session.execute(
        select(Ticket, TicketType).join(TicketType, TicketType.id == Ticket.ticket_type_id)
        .where(whose, Ticket.state == "valid").order_by(Ticket.id),
    ).all()
    rows, pictures = [], []
    key = codes.event_key(signing.keys().ticket, UUID(guest.event.uuid))
    for number, (one, kind) in enumerate(found, start=1):
        address = codes.ticket_url(base_url, codes.code(key, one.code_index))
        reference, cid = codes.shown(one.reference), f"qr{number}@{guest.registration.uuid}"
        rows.append(TicketRow(
            cid=cid, alt=_("QR code of your ticket. Without the picture the code %(code)s will do.", code=reference), reference=reference,
            holder=names.of(one.holder, guest.registration.name), type=pick(kind, "name", guest.language).text,
            address=address,
        ))
        pictures.append(Picture(cid=cid, name=f"ticket-{one.reference}.png", png=qr.png(qr.matrix(address))))
    return rows, tuple(pictures)


def subject(head: str, event: Event, lang: str) -> str:
    """The first words of a subject line with the date in short."""
    start = zones.local(event.starts_at, event.zone)
    return f"{head}, {wording.day_brief(start, lang)}, {wording.clock_full(start, lang)} {zones.city_name(event.city, lang)}"


def _reason(guest: Guest) -> str:
    return _("Reason: %(reason)s", reason=guest.scene.reason) if guest.scene.reason else ""


def _calendar_words(guest: Guest, text: str) -> Words:
    entry = external("feeds.event", lang=guest.language, slug=guest.event.slug)
    return Words(text, "rule", (Link(_("Open the calendar entry"), entry),))


def _removed() -> Words:
    return Words(_("In your calendar: the attached cancellation removes the entry by itself."), "rule")
