"""What a guest has sent with an answer, for that guest."""

from flask.typing import ResponseReturnValue

from eventsvc.public import own
from eventsvc.questions import queries as questions
from eventsvc.web import languages, uploads
from eventsvc.web.guard import secret_holder

bp = languages.public("answers", __name__)


@bp.get("/r/<secret>/answers/<int:answer_id>")
@secret_holder
def file(secret: str, answer_id: int) -> ResponseReturnValue:
    """One file, as a download."""
    return uploads.send(questions.answer(answer_id, own.of(secret).registration.id))
