"""Files of guests on their way to who may have them: always as a download, never shown in the page."""

import io

from flask import Response, send_file

from eventsvc.core import uploads
from eventsvc.core.errors import Missing
from eventsvc.questions.facts import AnswerFacts

CLOSED = "default-src 'none'; sandbox; frame-ancestors 'none'"


def send(answer: AnswerFacts) -> Response:
    """The file of an answer. Its media type is the one that was found in it."""
    if answer.file is None:
        raise Missing
    content = uploads.read(answer.file.key)
    response = send_file(
        io.BytesIO(content), mimetype=answer.file.media_type, as_attachment=True, download_name=answer.file.name, etag=False, max_age=0,
    )
    response.headers["Content-Security-Policy"] = CLOSED
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
