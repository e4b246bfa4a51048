"""Money that goes back, in the letters: as a row of the letter about what happened, or as a letter of its own."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from eventsvc.core import clock, wording
from eventsvc.mails import making
from eventsvc.mails.guest_letters import Guest, subject
from eventsvc.mails.rows import Button, Clocks, Draft, Link, Row, Words
from eventsvc.payments import policy, refund_reads, rights


def line(payload: dict[str, Any], lang: str) -> tuple[Row, ...]:
    """"22.50 EUR go back", if something does."""
    if payload.get("paid_back"):
        return (Words(_("The event takes place after all. Your money went back when it was cancelled; order anew if you want to come.")),)
    if not payload.get("back_cents"):
        return ()
    amount = wording.money(payload["back_cents"], payload["back_currency"], lang)
    said = _("You get back %(sum)s, by the way you paid. That mostly takes five days; you do not have to do anything.", sum=amount)
    return (Words(said),)


def with_line(draft: Draft, payload: dict[str, Any], *, last: int) -> Draft:
    """The draft with that row before its last ones."""
    more = line(payload, draft.language)
    return replace(draft, rows=(*draft.rows[:-last], *more, *draft.rows[-last:])) if more else draft


def all_back(draft: Draft, guest: Guest) -> Draft:
    """The event is cancelled: what goes back to whoever paid."""
    back = refund_reads.event_cancelled(guest.registration.id) if guest.ticket is None else None
    return draft if back is None else with_line(draft, {"back_cents": back[0], "back_currency": back[1]}, last=2)


def keep_or_back(draft: Draft, guest: Guest) -> Draft:
    """The event is moved or postponed: whoever paid for the old date may have the price back, and is asked where there is a new one."""
    right = rights.of(guest.registration.id) if guest.ticket is None and guest.registration.total_cents else None
    if right is None or not right.freely(clock.now()):
        return draft
    lang, amount = draft.language, wording.money(right.left_cents, right.currency, draft.language)
    if guest.event.state == "postponed":
        words = Words(_("If you do not want to wait, cancel: %(sum)s go back.", sum=amount))
        return replace(draft, rows=(*draft.rows[:-2], words, *draft.rows[-2:]))
    by = policy.answer_by(right.moved_at, guest.event.starts_at) if right.moved_at is not None else None
    stays = _("Without an answer your ticket stays valid, and you can have the money back until the event begins.")
    asked = _("Please say until %(when)s whether you come.", when=wording.moment(by, guest.event.zone, lang)) if by is not None else ""
    button = Button(
        Link(_("Come, or get back %(sum)s", sum=amount), guest.page(endpoint="moved.show")),
        (Link(_("View or change your registration"), guest.page()), Link(_("Event page"), guest.scene.address)),
    )
    return replace(draft, rows=(*draft.rows[:-2], Words(f"{asked} {stays}".strip()), button, draft.rows[-1]))


def alone(guest: Guest, payload: dict[str, Any]) -> Draft:
    """The organiser gives something back, and nothing else changes for the guest."""
    lang = guest.registration.language
    amount = wording.money(payload["back_cents"], payload["back_currency"], lang)
    stays = Words(_("Your ticket stays valid.")) if guest.registration.state == "confirmed" else None
    return Draft(
        language=lang,
        subject=subject(_("%(sum)s go back to you: %(title)s", sum=amount, title=guest.scene.title), guest.event, lang),
        preview=_("By the way you paid. You do not have to do anything."),
        title=_("You get money back, %(name)s", name=guest.first_name),
        lede=_("The organiser gives %(sum)s for “%(title)s” back to you.", sum=amount, title=guest.scene.title),
        rows=(
            *line(payload, lang), *((stays,) if stays is not None else ()), Clocks(guest.scene.clocks),
            Button(Link(_("View your registration"), guest.page()), (Link(_("Event page"), guest.scene.address),)),
        ),
        why=_("You get this mail because you paid with this address."),
    )


KINDS = {"refund": making.told(alone)}
