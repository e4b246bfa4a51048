"""Young companies that apply for a few minutes on the stage: open ones, one that has to wait, a yes and a no."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from eventsvc.core import clock
from eventsvc.demo.texts import Sample
from eventsvc.questions import queries, service, uses
from eventsvc.questions.facts import Given
from eventsvc.questions.library import QuestionWish
from eventsvc.questions.uses import UseWish
from eventsvc.registration import holds, offers
from eventsvc.registration import service as registrations
from eventsvc.registration.approval import service as applications
from eventsvc.registration.approval.service import Reply
from eventsvc.registration.records import By, Wish
from eventsvc.ticket_types.type_service import TypeWish
from eventsvc.tickets import queries as tickets

PITCH = QuestionWish(
    kind="long", asked_de="Was ist eure Idee, in einem Satz?", asked_en="What is your idea, in one sentence?", moment="before-needed",
    delete_after_days=30,
)
STAGE = TypeWish(
    kind="room", name_de="Bühne", name_en="Stage", note_de="Drei Minuten für eine Idee; das Team entscheidet.",
    note_en="Three minutes for an idea; the team decides.", most=6, max_each=1, approval=True,
)


def apply(organisation_id: int, event_id: int, owner_id: int, sample: Sample, people: Sequence[tuple[str, str]]) -> None:
    """The type, the question, who applied, and what was answered so far."""
    wish = replace(STAGE, answer_by=sample.start - timedelta(days=7))
    type_id = offers.add_type(event_id, organisation_id, wish, by=owner_id)
    use_id = uses.create_and_ask(event_id, organisation_id, PITCH, by=owner_id)
    uses.change(event_id, organisation_id, use_id, UseWish(ticket_type_id=type_id, moment="before-needed"), by=owner_id)
    use = next(one for one in queries.uses(event_id) if one.id == use_id)
    ids = []
    for (name, address), idea in zip(people, sample.applying, strict=True):
        kept = registrations.register(event_id, Wish(
            ticket_type_id=type_id, name=name, email=address, holders=(name,), language="de", once=uuid.uuid4().hex,
        ))
        ticket_id = tickets.of_registration(kept.registration_id)[0].ticket.id if use.question.per == "ticket" else 0
        service.answer(kept.registration_id, [Given(
            use_id=use_id, question_id=use.question.id, version=use.question.version, ticket_id=ticket_id, language="de",
            asked=PITCH.asked_de, value=idea, given=idea,
        )])
        holds.complete(kept.registration_id)
        ids.append(kept.registration_id)
    by = By(owner_id)
    applications.answer(ids[2], Reply(answer="later", until=clock.now() + timedelta(days=3), at_once=True), by=by)
    applications.answer(ids[3], Reply(answer="yes", at_once=True), by=by)
    applications.answer(ids[4], Reply(answer="no", message="Für dieses Mal ist die Bühne voll.", at_once=True), by=by)
