"""Where to go afterwards: the one function that `next=` goes through (spec: security 2)."""

import re

_STEP = "[A-Za-z0-9._~-]+"
_PLAIN = re.compile(rf"/(?:{_STEP}(?:/{_STEP})*/?)?(?:\?[A-Za-z0-9._~=&-]*)?")  # one way to read each text, so none takes long


def safe(path: str | None, otherwise: str = "") -> str:
    """The path if it is one of our own, written plainly; else `otherwise`.

    Plain means: letters, digits and `._~-` between single slashes. So no `//`, backslash, `@`, blank, scheme or percent sign
    gets through, and no browser can read another host into it.
    """
    if not path or len(path) > 500 or not _PLAIN.fullmatch(path) or "/../" in f"{path}/" or "/./" in f"{path}/":
        return otherwise
    return path
