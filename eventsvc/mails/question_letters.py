"""What is still asked, as a line in other letters: to whoever registered, with the way to the page on which it is answered."""

from flask_babel import ngettext

from eventsvc.mails.guest_letters import Guest
from eventsvc.mails.rows import Link, Row, Words
from eventsvc.questions import queries as questions


def still_open(guest: Guest) -> tuple[Row, ...]:
    """Nothing where all is answered, or to a guest of somebody else's registration, who answers behind the own link."""
    if guest.ticket is not None:
        return ()
    _many, unanswered = questions.asked_and_open(guest.registration.id, guest.event.id)
    if not unanswered:
        return ()
    text = ngettext(
        "One question about the event is open. Your ticket is yours in any case.",
        "%(num)s questions about the event are open. Your ticket is yours in any case.", unanswered,
    )
    link = ngettext("Answer it", "Answer them", unanswered)
    return (Words(text, "rule", (Link(link, guest.page(endpoint="answers.show")),)),)
