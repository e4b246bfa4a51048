"""What guests have sent with their answers, for the desk."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from eventsvc.questions import queries as questions
from eventsvc.registration import queries as registrations
from eventsvc.web import uploads
from eventsvc.web.guard import requires

bp = Blueprint("desk_answers", __name__, url_prefix="/desk/events/<int:event_id>/guests/<int:registration_id>/answers")


@bp.get("/<int:answer_id>")
@requires("guest.see")
def file(event_id: int, registration_id: int, answer_id: int) -> ResponseReturnValue:
    """One file, as a download."""
    whole = registrations.of_desk(registration_id, event_id, g.member.organisation_id)
    return uploads.send(questions.answer(answer_id, whole.registration.id))
