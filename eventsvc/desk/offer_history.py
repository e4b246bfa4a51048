"""The history in words: what was done with ticket types, codes and places for partners."""

from collections.abc import Callable

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.accounts.history import Entry
from eventsvc.core import wording

Told = tuple[str, str, str]


def told(entry: Entry) -> Told | None:
    """Icon, kind and words; None: it is about something else."""
    known: dict[str, Callable[[], Told]] = {
        "type-added": lambda: ("plus", "accent", _("added a ticket type: %(name)s", name=_said(entry, "name"))),
        "type-edited": lambda: ("ticket", "", _edited(entry)),
        "type-removed": lambda: ("bin", "", _("removed a ticket type: %(name)s", name=_said(entry, "name"))),
        "types-ordered": lambda: ("sort", "", _("changed the order of the ticket types")),
        "code-made": lambda: ("plus", "accent", _("made a code: %(code)s", code=_said(entry, "code"))),
        "codes-made": lambda: ("plus", "accent", _many(entry)),
        "code-edited": lambda: ("tag", "", _code(entry)),
        "code-off": lambda: ("off", "", _("withdrew the code %(code)s", code=_said(entry, "code"))),
        "code-active": lambda: ("tag", "ok", _("let the code %(code)s hold again", code=_said(entry, "code"))),
        "code-removed": lambda: ("bin", "", _("removed a code: %(code)s", code=_said(entry, "code"))),
        "block-kept": lambda: ("lock", "accent", _kept(entry)),
        "block-changed": lambda: ("lock", "", _block(entry)),
        "block-mailed": lambda: ("mail", "", _("wrote the link to %(partner)s", partner=_said(entry, "partner"))),
        "block-released": lambda: ("swap", "ok", _released(entry)),
    }
    words = known.get(entry.deed)
    return None if words is None else words()


def _said(entry: Entry, what: str) -> str:
    return str(entry.after.get(what) or entry.before.get(what) or "")


def _number(entry: Entry, what: str) -> int:
    return int(entry.after.get(what) or 0)


def _edited(entry: Entry) -> str:
    """Which type, and what of it."""
    words = {
        "name": _("name"), "note": _("note"), "price_cents": _("price"), "price_kind": _("price"),
        "suggested_cents": _("price"), "sold_to": _("to whom it is sold"), "tax_mode": _("tax"), "sale_from": _("time of the offer"),
        "sale_until": _("time of the offer"), "most": _("own limit"), "min_each": _("number for each registration"),
        "max_each": _("number for each registration"), "visibility": _("who sees it"), "domains": _("for which addresses"),
        "approval": _("yes of the desk"), "answer_by": _("day of the answer"),
    }
    changed = (words.get(field.removesuffix("_de").removesuffix("_en"), "") for field in entry.before)
    what = ", ".join(dict.fromkeys(word for word in changed if word))
    return _("changed the ticket type %(name)s: %(what)s", name=_said(entry, "name"), what=what)


def _code(entry: Entry) -> str:
    """Which code, and what of it."""
    words = {
        "code": _("spelling"), "effect": _("what it does"), "value": _("what it does"), "type_ids": _("for which tickets"),
        "unlocks": _("for which tickets"), "skips_approval": _("yes of the desk"), "max_uses": _("uses in all"),
        "per_email": _("uses for each address"), "valid_from": _("when it holds"), "valid_until": _("when it holds"),
        "credit": _("for whom it counts"),
    }
    what = ", ".join(dict.fromkeys(words[field] for field in words if field in entry.before))
    return _("changed the code %(code)s: %(what)s", code=_said(entry, "code"), what=what)


def _block(entry: Entry) -> str:
    words = {"seats": _("number"), "release_at": _("day of the release"), "contact": _("contact")}
    what = ", ".join(words[field] for field in words if field in entry.before)
    if "seats" in entry.before:
        what = f"{what} ({entry.before['seats']} → {entry.after['seats']})"
    return _("changed the places of %(partner)s: %(what)s", partner=_said(entry, "partner"), what=what)


def _many(entry: Entry) -> str:
    number = _number(entry, "codes")
    return ngettext(
        "made %(count)s code: %(batch)s-…", "made %(count)s codes: %(batch)s-…", number, count=wording.number(number, g.lang),
        batch=_said(entry, "batch"),
    )


def _kept(entry: Entry) -> str:
    number = _number(entry, "seats")
    return ngettext(
        "keeps %(count)s place for %(partner)s", "keeps %(count)s places for %(partner)s", number, count=wording.number(number, g.lang),
        partner=_said(entry, "partner"),
    )


def _released(entry: Entry) -> str:
    number = _number(entry, "seats")
    return ngettext(
        "gave %(count)s place of %(partner)s to everybody", "gave %(count)s places of %(partner)s to everybody", number,
        count=wording.number(number, g.lang), partner=_said(entry, "partner"),
    )
