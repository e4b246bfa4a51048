"""The secret in a registration's address, and the key that tells two registrations of one person. Derived, never stored."""

import hashlib

from eventsvc.core import signing
from eventsvc.core.addresses import email_key
from eventsvc.core.folding import fold


def of(uuid: str, turn: int) -> str:
    """What stands in the link. Raising the turn makes every earlier link void."""
    return signing.secret_for(signing.keys().derived("registration"), uuid, turn)


def of_pass(uuid: str, turn: int) -> str:
    """What stands in the link of a pass for a series."""
    return signing.secret_for(signing.keys().derived("pass"), uuid, turn)


def confirming(uuid: str, email: str) -> str:
    """What the mail says that confirms an address, and no page: another address, another word."""
    return signing.secret_for(signing.keys().derived("confirm"), f"{uuid}|{email_key(email)}")


def person(name: str, email: str) -> str:
    """The same for all spellings of one name and one address."""
    return hashlib.sha256(f"{email_key(email)}|{fold(name)}".encode()).hexdigest()[:32]
