"""What letters say about the right of withdrawal, in full: a mail lasts, a page does not."""

from eventsvc.mails.guest_letters import Guest
from eventsvc.mails.rows import Words
from eventsvc.web import withdrawal_words


def notice(guest: Guest) -> tuple[Words, ...]:
    """For whoever ordered what costs something; their guests have no contract."""
    one = guest.registration
    if not one.total_cents or guest.ticket is not None:
        return ()
    found = withdrawal_words.notice(guest.event, guest.organisation, one.language, concluded=one.created_at)
    if not found.parts:
        return (Words(found.short),)
    return tuple(
        Words(text, "rule" if number == 0 else "plain")
        for part in found.parts for number, text in enumerate((part.head, *part.lines))
    )
