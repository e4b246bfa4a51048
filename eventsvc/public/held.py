"""Registrations that are not finished: the review before an order, the address that is to be confirmed, what is to be paid.

Nothing distracts above the button that concludes a contract; its words are prescribed (spec: law 4.1, 4.16).
"""

from datetime import datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.core import clock, wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.public import own
from eventsvc.public.own import EmailForm
from eventsvc.registration import ends, holds
from eventsvc.registration.queries import Whole
from eventsvc.tickets.queries import Held
from eventsvc.web import languages, names, ticket_view
from eventsvc.web.guard import secret_holder
from eventsvc.web.parts import Row
from eventsvc.web.refusals import sentence

bp = languages.public("held", __name__)


def show(whole: Whole, _email: EmailForm | None = None) -> ResponseReturnValue:
    """What is begun goes on where it stopped."""
    return redirect(url_for("held.review", secret=whole.secret))


@bp.get("/r/<secret>/review")
@secret_holder
def review(secret: str) -> ResponseReturnValue:
    """Everything once more, and the button that orders it."""
    whole = own.of(secret)
    if whole.registration.state not in {"held", "approved"}:
        return redirect(url_for("registration.show", secret=secret))
    return _review(whole)


def _review(whole: Whole, error: str = "") -> ResponseReturnValue:
    lang, registration = languages.current(), whole.registration
    deadline = registration.deadline
    assert deadline is not None  # noqa: S101  the database says so
    return render_template(
        "public/review.html", whole=whole, event=ticket_view.view_of(whole, lang), rows=_rows(whole), error=error,
        lines=_lines(whole), sum=money(whole), paid=registration.total_cents > 0, approved=registration.state == "approved",
        until=_moment(whole, deadline), until_clock=_clock(whole, deadline), iso=deadline.isoformat(timespec="seconds"),
        now=clock.now().isoformat(timespec="seconds"), first_name=own.first_name(whole), seller=whole.organisation,
        actions={"order": url_for("held.order", secret=whole.secret), "extend": url_for("held.extend", secret=whole.secret),
                 "free": url_for("held.free", secret=whole.secret)}, languages=own.switch(whole),
    )


def _rows(whole: Whole) -> tuple[Row, ...]:
    """What is ordered, for whom."""
    holders = names.listed(held.ticket.holder for held in _seats(whole))
    return (
        Row(_("Takes part"), (holders, whole.registration.email) if holders else whole.registration.email),
    )


def _seats(whole: Whole) -> tuple[Held, ...]:
    """The tickets that are being ordered."""
    return tuple(held for held in whole.tickets if held.ticket.state in {"reserved", "unpaid"})


def _lines(whole: Whole) -> tuple[tuple[str, str], ...]:
    """`2 × On site` and what it costs."""
    seats, lang = _seats(whole), languages.current()
    if not seats:
        return ()
    name = pick(seats[0].type, "name", lang)
    return ((f"{len(seats)} × {name}", money(whole)),)


def money(whole: Whole) -> str:
    """What is to be paid, all in all."""
    return wording.money(whole.registration.total_cents, whole.registration.currency, languages.current())


def _moment(whole: Whole, at: datetime) -> str:
    return wording.moment(at, whole.event.zone, languages.current(), now=clock.now())


def _clock(whole: Whole, at: datetime) -> str:
    return wording.clock_full(zones.local(at, whole.event.zone), languages.current())


@bp.post("/r/<secret>/order")
@secret_holder
def order(secret: str) -> ResponseReturnValue:
    """Ordered. Whatever is in the way is said on the same page."""
    whole = own.of(secret)
    try:
        holds.order(whole.registration.id)
    except Refused as refused:
        return _refused(whole, refused)
    return redirect(url_for("registration.show", secret=secret), 303)


def _refused(whole: Whole, refused: Refused) -> ResponseReturnValue:
    if whole.registration.deadline is None:
        return over(whole, None, sentence(refused))
    return _review(whole, sentence(refused))


@bp.post("/r/<secret>/extend")
@secret_holder
def extend(secret: str) -> ResponseReturnValue:
    """Fifteen minutes more."""
    whole = own.of(secret)
    try:
        holds.extend(whole.registration.id)
    except Refused as refused:
        return _refused(whole, refused)
    return redirect(url_for("registration.show", secret=secret), 303)


@bp.post("/r/<secret>/free")
@secret_holder
def free(secret: str) -> ResponseReturnValue:
    """Rather not: the seats are free for others at once."""
    whole = own.of(secret)
    ends.cancel(whole.registration.id)
    return redirect(url_for("registration.show", secret=secret, done="cancelled"), 303)


def unconfirmed(whole: Whole, email: EmailForm | None = None) -> ResponseReturnValue:
    """Look into your mailbox; a mistyped address is corrected here."""
    form = email or EmailForm(formdata=None, email=whole.registration.email)
    deadline = whole.registration.deadline
    assert deadline is not None  # noqa: S101  the database says so
    return render_template(
        "public/unconfirmed.html", whole=whole, event=ticket_view.view_of(whole, languages.current()), form=form,
        until=_moment(whole, deadline), own=own.addresses(whole), first_name=own.first_name(whole), languages=own.switch(whole),
    )


@bp.get("/r/<secret>/confirm")
@secret_holder
def confirm(secret: str) -> ResponseReturnValue:
    """The link of the mail: one button, because mail scanners follow links."""
    whole = own.of(secret)
    if whole.registration.state != "unconfirmed":
        return redirect(url_for("registration.show", secret=secret))
    return render_template(
        "public/confirm.html", whole=whole, event=ticket_view.view_of(whole, languages.current()), first_name=own.first_name(whole),
        stranger=own.addresses(whole)["stranger"], languages=own.switch(whole),
    )


@bp.post("/r/<secret>/confirm")
@secret_holder
def confirmed(secret: str) -> ResponseReturnValue:
    """Pressed: the tickets are here."""
    whole = own.of(secret)
    try:
        holds.confirm_address(whole.registration.id)
    except Refused as refused:
        return over(whole, None, sentence(refused))
    return redirect(url_for("registration.welcome", secret=secret), 303)


def unpaid(whole: Whole, _email: EmailForm | None = None) -> ResponseReturnValue:
    """Ordered: what is to be paid until when, and whom to ask."""
    deadline = whole.registration.deadline
    assert deadline is not None  # noqa: S101  the database says so
    return render_template(
        "public/unpaid.html", whole=whole, event=ticket_view.view_of(whole, languages.current()), lines=_lines(whole), sum=money(whole),
        until=_moment(whole, deadline), iso=deadline.isoformat(timespec="seconds"), seller=whole.organisation,
        contact=whole.event.contact_email or whole.organisation.email, own=own.addresses(whole), first_name=own.first_name(whole),
        languages=own.switch(whole),
    )


def over(whole: Whole, _email: EmailForm | None = None, error: str = "") -> ResponseReturnValue:
    """The time ran out. Nothing typed is lost: if the seats are there, one press goes on."""
    return render_template(
        "public/held_over.html", whole=whole, event=ticket_view.view_of(whole, languages.current()), error=error,
        again=url_for("held.extend", secret=whole.secret), own=own.addresses(whole), first_name=own.first_name(whole),
        languages=own.switch(whole),
    )
