"""Secrets of others that we must be able to use again (an organisation's key at its payment provider): encrypted where they are stored."""

import base64

from cryptography.fernet import Fernet, InvalidToken

from eventsvc.core import signing
from eventsvc.core.errors import Refused


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(signing.keys().derived("sealed secrets")))


def seal(secret: str) -> str:
    """Encrypt with the key of this instance (Fernet: AES-128-CBC with HMAC-SHA256). "" stays ""."""
    return _box().encrypt(secret.encode()).decode() if secret else ""


def opened(sealed: str) -> str:
    """What was sealed. Refused: sealed-elsewhere (SECRET_KEY is another one than when it was stored: enter the secret again)."""
    try:
        return _box().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken as no:
        raise Refused("sealed-elsewhere") from no
