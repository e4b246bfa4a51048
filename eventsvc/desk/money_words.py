"""What happened with a guest's money, in words for the history."""

from collections.abc import Callable

from flask_babel import gettext as _


def mails() -> dict[str, Callable[[], str]]:
    """What a letter about money is."""
    return {
        "money-back": lambda: _("Mail: the money goes back"),
        "payment-on-its-way": lambda: _("Mail: the payment is on its way"),
        "payment-failed": lambda: _("Mail: the payment failed"),
        "withdrawal-received": lambda: _("Mail: receipt of the withdrawal"),
        "withdrawal-accepted": lambda: _("Mail: the withdrawal is accepted"),
        "withdrawal-refused": lambda: _("Mail: the withdrawal is refused"),
    }


def deeds() -> dict[str, Callable[[], tuple[str, str, str]]]:
    """Symbol, colour and words of what was done with money."""
    return {
        "surplus": lambda: ("undo", "warn", _("paid money that keeps no ticket; it goes back")),
    }
