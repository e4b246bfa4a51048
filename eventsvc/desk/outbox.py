"""Mails: to whom, in which state, why; try again, give up."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.accounts import roles
from eventsvc.core import clock, wording
from eventsvc.core.bilingual import pick
from eventsvc.desk import outbox_words as words
from eventsvc.mails import queries, service
from eventsvc.mails.queries import Mail
from eventsvc.web.guard import requires
from eventsvc.web.languages import current
from eventsvc.web.shell import Link

bp = Blueprint("desk_outbox", __name__, url_prefix="/desk")
MOST = 200


@bp.get("/outbox")
@requires("outbox.see")
def index() -> ResponseReturnValue:
    """The newest mails first, by state, found by person or address."""
    owner, lang, now = g.member.organisation_id, current(), clock.now()
    asked = _asked()
    listed = queries.page(
        owner, state=asked["state"], asked=asked["q"],
        before=request.args.get("before", type=int), after=request.args.get("after", type=int),
    )
    counts = queries.counts(owner)
    began = queries.since(owner)
    zone = g.organisation.home_zone
    return render_template(
        "desk/outbox.html",
        asked=asked,
        chips=_chips(counts, asked),
        rows=[_row(mail, zone, lang) for mail in listed.mails],
        many=sum(counts.values()),
        since=wording.moment(began, zone, lang, now=now) if began else None,
        newer=_further(asked, "after", listed.newer),
        older=_further(asked, "before", listed.older),
        may_act=roles.may(g.member.role, "outbox.retry") and any(mail.open for mail in listed.mails),
    )


@bp.post("/outbox/retry")
@requires("outbox.retry")
def retry() -> ResponseReturnValue:
    """Try the chosen ones again, now."""
    done = _chosen(service.retry)
    if done:
        flash(ngettext("%(num)s mail goes out again now.", "%(num)s mails go out again now.", done), "ok")
    else:
        flash(_("Nothing was chosen that could be sent again."), "warn")
    return redirect(url_for(".index", **_kept(request.form)))


@bp.post("/outbox/give-up")
@requires("outbox.retry")
def give_up() -> ResponseReturnValue:
    """Try the chosen ones no more."""
    done = _chosen(service.give_up)
    if done:
        flash(ngettext("%(num)s mail is not tried any more.", "%(num)s mails are not tried any more.", done), "ok")
    else:
        flash(_("Nothing was chosen that could be given up."), "warn")
    return redirect(url_for(".index", **_kept(request.form)))


def _chosen(deed: Callable[..., int]) -> int:
    only = request.form.getlist("only", type=int)
    return deed((only or request.form.getlist("mail", type=int))[:MOST], g.member.organisation_id, by=g.member.person_id)


def _asked() -> dict[str, str]:
    state = request.args.get("state", "")
    return {"state": state if state in queries.STATES else "", "q": request.args.get("q", "").strip()[:200]}


def _kept(values: Mapping[str, str]) -> dict[str, Any]:
    return {name: values[name] for name in ("state", "q", "before", "after") if values.get(name)}


def _further(asked: dict[str, str], name: str, mark: int | None) -> str | None:
    return None if mark is None else url_for(".index", **_kept({**asked, name: str(mark)}))


def _chips(counts: dict[str, int], asked: dict[str, str]) -> list[Link]:
    lang = current()

    def chip(state: str, label: str, many: int) -> Link:
        address = url_for(".index", **_kept({**asked, "state": state}))
        return Link(label, address, current=asked["state"] == state, count=wording.number(many, lang))

    heads = words.states()
    some = [chip(state, heads[state], counts[state]) for state in queries.STATES if counts[state] or asked["state"] == state]
    return [chip("", _("All"), sum(counts.values())), *some]


def _row(mail: Mail, zone: str, lang: str) -> dict[str, object]:
    now = clock.now()
    title = pick(mail, "title", lang) if mail.title_de is not None else None
    return {
        "mail": mail,
        "who": mail.name or mail.recipient or _("All guests"),
        "address": mail.recipient if mail.name else "",
        "guest": _guest(mail),
        "badge": words.badge(mail),
        "kind": words.kind(mail),
        "title": title,
        "story": words.story(mail, zone, lang, now),
        "verbatim": words.verbatim(mail.reason) if mail.shown in {"failed", "again"} else "",
        "when": wording.moment(mail.created_at, zone, lang, now=now),
        "iso": mail.created_at.isoformat(timespec="seconds"),
    }


def _guest(mail: Mail) -> str | None:
    if mail.name is None or mail.event_id is None or not roles.may(g.member.role, "guest.see"):
        return None
    return url_for("desk_guests.show", event_id=mail.event_id, registration_id=mail.registration_id)
