"""A document's file as an answer."""

from flask import Response

from eventsvc.invoices import files


def sent(invoice_id: int, number: str, kind: str) -> Response:
    """To be kept, the same bytes each time."""
    answer = Response(files.of(invoice_id, kind), mimetype=files.TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{number}.{kind}"'
    return answer
