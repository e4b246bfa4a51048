"""Values that travel in an address or a form and come back unread and unchanged (no cookie needed): encrypted, signed, dated."""

import base64

from cryptography.fernet import Fernet, InvalidToken

from eventsvc.core import clock, signing


def seal(kind: str, text: str) -> str:
    """Close up a text; only the same `kind` opens it again."""
    return _box(kind).encrypt_at_time(text.encode(), int(clock.now().timestamp())).decode()


def opened(kind: str, sealed: str, *, seconds: int) -> str | None:
    """What was sealed, unless it was altered, is of another kind or older than that."""
    try:
        return _box(kind).decrypt_at_time(sealed.encode(), seconds, int(clock.now().timestamp())).decode()
    except (InvalidToken, UnicodeError):
        return None


def _box(kind: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(signing.keys().derived(f"form|{kind}")))
