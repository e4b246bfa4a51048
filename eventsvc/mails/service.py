"""What the desk may do with the outbox: try again, give up. Both are written into the history."""

from collections.abc import Callable, Iterable

from eventsvc.core import audit, outbox
from eventsvc.core.db import transaction


def retry(mail_ids: Iterable[int], organisation_id: int, *, by: int) -> int:
    """Try these again now, and for three more days. Answers how many it holds for; sent and dropped ones stay as they are."""
    return _each(mail_ids, organisation_id, outbox.requeue, "mail-retried", by)


def give_up(mail_ids: Iterable[int], organisation_id: int, *, by: int) -> int:
    """Try these no more. Answers how many it holds for; what is being sent right now goes out."""
    return _each(mail_ids, organisation_id, outbox.give_up, "mail-given-up", by)


def _each(mail_ids: Iterable[int], organisation_id: int, deed: Callable[[int, int], bool], name: str, by: int) -> int:
    done = 0
    with transaction():
        for mail_id in sorted(set(mail_ids)):
            if deed(mail_id, organisation_id):
                done += 1
                audit.note(organisation_id=organisation_id, person_id=by, deed=name, kind="outbox", subject_id=mail_id)
    return done
