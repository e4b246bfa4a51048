"""What happened to the team and the organisation, in words."""

from flask import g
from flask_babel import gettext as _

from eventsvc.accounts.history import Entry
from eventsvc.core import clock, wording
from eventsvc.desk.history import LONG, Shown
from eventsvc.desk.settings import SettingsForm
from eventsvc.payments import transfers
from eventsvc.web.shell import role_name

KINDS = ("membership", "organisation")


def shown(entry: Entry, zone: str) -> Shown:
    """One line of the timeline; times are those of the organisation's city."""
    icon, kind, text = _deed(entry)
    before, after = _difference(entry)
    return Shown(
        icon=icon, kind=kind, who=entry.who or _("The console"), text=text, before=before, after=after, more="",
        when=wording.moment(entry.at, zone, g.lang, now=clock.now()), iso=entry.at.isoformat(timespec="seconds"),
    )


def _deed(entry: Entry) -> tuple[str, str, str]:
    email = str(entry.after.get("email") or entry.before.get("email") or "")
    role = role_name(entry.after["role"]) if "role" in entry.after else ""
    what = ", ".join(_names(entry)) if entry.deed == "settings-changed" else ""
    known = {
        "invited": ("mail", "", _("invited %(email)s as %(role)s", email=email, role=role)),
        "invited-again": ("mail", "", _("sent the invitation again to %(email)s", email=email)),
        "joined": ("check", "ok", _("joined the team")),
        "role-changed": ("swap", "", _("gave %(email)s another role", email=email)),
        "removed": ("cross", "bad", _("removed %(email)s from the team", email=email)),
        "owner-made": ("key", "accent", _("made %(email)s responsible", email=email)),
        "settings-changed": ("settings", "", _("changed the settings: %(what)s", what=what)),
        "bank-account": ("euro", "", _("changed the bank account: %(iban)s", iban=transfers.in_fours(str(entry.after.get("iban", ""))))),
        "logo-changed": ("upload", "", _("changed the logo") if entry.after.get("logo") else _("removed the logo")),
    }
    return known.get(entry.deed, ("info", "", entry.deed))


def _names(entry: Entry) -> list[str]:
    fields = ["home_city" if name == "home_zone" else name for name in entry.after]
    return list(dict.fromkeys(str(getattr(SettingsForm, name).args[0]) for name in fields))


def _difference(entry: Entry) -> tuple[str | None, str | None]:
    """Old and new value where one short thing changed."""
    if entry.deed == "role-changed":
        return role_name(entry.before["role"]), role_name(entry.after["role"])
    if entry.deed == "settings-changed" and len(entry.after) == 1:
        [(name, after)] = entry.after.items()
        before = entry.before.get(name)
        if len(str(before)) <= LONG and len(str(after)) <= LONG:
            return str(before or "–"), str(after or "–")
    return None, None
