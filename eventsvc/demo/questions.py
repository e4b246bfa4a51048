"""What the sample organisation asks its guests, and what some of them have answered."""

from sqlalchemy import select

from eventsvc.core.db import reading
from eventsvc.questions import library, queries, service, uses
from eventsvc.questions.facts import Given, UseFacts
from eventsvc.questions.library import QuestionWish
from eventsvc.questions.uses import UseWish
from eventsvc.ticket_types.models import Pool, TicketType
from eventsvc.tickets.models import Ticket

WORK = QuestionWish(
    kind="text", asked_de="Woran arbeitest du?", asked_en="What are you working on?",
    help_de="Ein Satz genügt.", help_en="One sentence will do.",
    delete_after_days=90,
)
ACCESS = QuestionWish(
    kind="choices", asked_de="Was brauchst du für den Zugang?", asked_en="What do you need to take part?",
    options=(
        ("Stufenloser Weg", "Step-free route"), ("Induktionsschleife", "Induction loop"), ("Gebärdensprache", "Sign language"),
        ("Platz in der ersten Reihe", "Front-row seat"),
    ),
    delete_after_days=7, health=True, shown_at_door=True,
)
COMPUTER = QuestionWish(
    kind="yesno", asked_de="Bringst du einen eigenen Rechner mit?", asked_en="Do you bring a computer of your own?", delete_after_days=7,
)
SYSTEM = QuestionWish(
    kind="choice", asked_de="Welches System läuft darauf?", asked_en="Which system does it run?",
    options=(("Linux", "Linux"), ("macOS", "macOS"), ("Windows", "Windows")), delete_after_days=7,
)
PAPER = QuestionWish(
    kind="file", asked_de="Dein Vorschlag für eine Frage aufs Podium", asked_en="Your proposal for a question to the panel",
    delete_after_days=30,
)
SPARE = QuestionWish(kind="long", asked_de="Wo hast du davon gehört?", delete_after_days=30)
TOPICS = ("Vorhersage von Wartezeiten am Kai", "Sprachmodelle für Behörden", "Robotik im Lager", "Recht und Haftung")


def ask(organisation_id: int, event_id: int) -> None:
    """The first evening asks a few things afterwards; guests in the room are asked how they get in."""
    of_room = select(TicketType.id).join(Pool, Pool.id == TicketType.pool_id).where(TicketType.event_id == event_id, Pool.kind == "room")
    room = reading().execute(of_room.limit(1)).scalar_one()
    work, access, computer, system, _paper = (
        uses.create_and_ask(event_id, organisation_id, wish, by=None) for wish in (WORK, ACCESS, COMPUTER, SYSTEM, PAPER)
    )
    for use_id in (access, computer, system):
        opener = (computer, ("yes",)) if use_id == system else (None, ())
        uses.change(event_id, organisation_id, use_id, UseWish(ticket_type_id=room, opener_id=opener[0], values=opener[1]), by=None)
    library.create(organisation_id, SPARE, by=None)
    _answers(event_id, next(use for use in queries.uses(event_id) if use.id == work))


def ask_first(organisation_id: int, event_id: int) -> None:
    """The workshop asks before there is a ticket, so that the groups fit."""
    known = {one.asked_de: one.id for one in queries.library(organisation_id)}
    work, computer, system = (uses.ask(event_id, organisation_id, known[wish.asked_de], by=None) for wish in (WORK, COMPUTER, SYSTEM))
    for use_id in (work, computer, system):
        opener, values = (computer, ("yes",)) if use_id == system else (None, ())
        uses.change(
            event_id, organisation_id, use_id, UseWish(moment="before-needed", opener_id=opener, values=values), by=None,
        )


def _answers(event_id: int, use: UseFacts) -> None:
    """Every third guest has answered already."""
    held = select(Ticket.id, Ticket.registration_id).where(Ticket.event_id == event_id, Ticket.state == "valid").order_by(Ticket.id)
    for number, row in enumerate(list(reading().execute(held))[::3]):
        said = TOPICS[number % len(TOPICS)]
        service.answer(row.registration_id, [Given(
            use_id=use.id, question_id=use.question.id, version=use.question.version, ticket_id=row.id, language="de",
            asked=use.question.asked_de, value=said, given=said,
        )])
