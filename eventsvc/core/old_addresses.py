"""Addresses that a thing had before: they lead to the new one for ever (301)."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, UniqueConstraint, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core import slugs
from eventsvc.core.db import Base, insert

_NUMBERED = re.compile(r"-\d+$")


class OldAddress(Base):
    """A former slug of a series, an event or an organisation."""

    __tablename__ = "old_address"
    __table_args__ = (UniqueConstraint("kind", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    slug: Mapped[str]
    subject_id: Mapped[int]


def free(connection: Connection, table: Any, title: str, *, own: int | None = None, beside: Sequence[Any] = ()) -> str:
    """An address for this title that no other thing of the table has or had. Two at once may get the same: the unique key decides.

    `beside`: columns of other tables whose addresses must not be taken either.
    """
    stem = _NUMBERED.sub("", slugs.slug(title, ()))
    kind = table.__tablename__
    present = select(table.slug).where(_like(table.slug, stem))
    former = select(OldAddress.slug).where(OldAddress.kind == kind, _like(OldAddress.slug, stem))
    if own is not None:
        present, former = present.where(table.id != own), former.where(OldAddress.subject_id != own)
    others = [select(column).where(_like(column, stem)) for column in beside]
    taken = {row.slug for row in connection.execute(present.union(former, *others))}
    return slugs.slug(title, taken)


def _like(column: Any, stem: str) -> Any:
    return or_(column == stem, column.like(f"{stem}-%"))  # letters, digits and hyphens only: no pattern in it


def left(connection: Connection, table: Any, *, old: str, new: str, subject_id: int) -> None:
    """Remember that `subject_id` was once found under `old`, and no longer that it was under `new`."""
    kind = table.__tablename__
    mine = (OldAddress.kind == kind, OldAddress.subject_id == subject_id)
    connection.execute(delete(OldAddress).where(*mine, OldAddress.slug == new))
    connection.execute(insert(OldAddress).values(kind=kind, slug=old, subject_id=subject_id).on_conflict_do_nothing())
