"""Secrets that stand in addresses: derived from the instance's key, so that none is stored and each can be mailed again."""

import base64
import hashlib
import hmac

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Keys:
    """All keys of this instance, derived from SECRET_KEY (one label each) and TICKET_KEY."""

    def __init__(self, secret_key: str, ticket_key: str) -> None:
        self._root = secret_key.encode()
        self._made: dict[str, bytes] = {}
        self.ticket = ticket_key.encode()

    def derived(self, label: str) -> bytes:
        """A key of its own for one purpose (HKDF-SHA256, RFC 5869)."""
        made = self._made.get(label)
        if made is None:
            made = self._made[label] = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=label.encode()).derive(self._root)
        return made


_keys: Keys | None = None


def use(keys: Keys) -> None:
    """Give this process its keys; called once, when the application is made."""
    global _keys  # noqa: PLW0603  one instance, one set of keys
    _keys = keys


def keys() -> Keys:
    """The keys of this process."""
    if _keys is None:
        raise RuntimeError("no keys yet: make the application first")
    return _keys


def secret_for(key: bytes, subject: str, turn: int = 0) -> str:
    """The secret of one thing (144 bits, 24 letters of an address). Raising `turn` makes the old one void."""
    digest = hmac.new(key, f"{subject}|{turn}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:18]).decode()


def pin_for(key: bytes, subject: str, turn: int = 0) -> str:
    """Six digits for a door, derived like a secret."""
    digest = hmac.new(key, f"pin|{subject}|{turn}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"


def digest(secret: str) -> str:
    """What is stored of a secret that is only ever looked up."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare without telling by time where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
