"""The name on a ticket as pages and letters show it: while no guest has entered one, whose guest it is."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import ngettext


def of(holder: str, booker: str) -> str:
    """Cem Coşkun, or "Guest of Ben Brandt"."""
    return holder or (_("Guest of %(name)s", name=booker) if booker else "")


def listed(holders: Iterable[str]) -> str:
    """Ada Ahrens, Cem Coşkun and 3 guests."""
    known = list(holders)
    named, guests = [one for one in known if one], known.count("")
    if not guests:
        return ", ".join(named)
    others = ngettext("%(num)s guest", "%(num)s guests", guests)
    return _("%(names)s and %(others)s", names=", ".join(named), others=others) if named else others
