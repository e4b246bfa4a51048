"""Who is asked what: once for a registration or for each ticket, only for some types, only after a fitting answer. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eventsvc.questions.facts import Seat, UseFacts
from eventsvc.questions.kinds import WHOLE

Values = Mapping[int, Any]
"""Use -> value, of one group."""


@dataclass(frozen=True)
class Group:
    """The questions for the registration as a whole (no seat), or for one of its tickets."""

    seat: Seat | None
    uses: tuple[UseFacts, ...]

    @property
    def ticket_id(self) -> int:
        """The ticket that is asked about, or 0."""
        return WHOLE if self.seat is None else self.seat.ticket_id


def groups(uses: Sequence[UseFacts], seats: Sequence[Seat], *, before: bool = False) -> tuple[Group, ...]:
    """Everything that is asked, in order. `before`: only what is asked before there is a ticket."""
    types = {seat.type_id for seat in seats}
    asked = sorted(uses, key=lambda use: (use.position, use.id))
    if before:
        asked = [use for use in asked if use.before]
    whole = [use for use in asked if use.question.per == "registration" and (use.ticket_type_id is None or use.ticket_type_id in types)]
    found = [Group(None, tuple(whole))] if whole and seats else []
    for seat in seats:
        of_it = [use for use in asked if use.question.per == "ticket" and use.ticket_type_id in {None, seat.type_id}]
        if of_it:
            found.append(Group(seat, tuple(of_it)))
    return tuple(found)


def chosen(value: Any) -> frozenset[str]:
    """The options in an answer."""
    if value is None:
        return frozenset()
    return frozenset(map(str, value)) if isinstance(value, (list, tuple)) else frozenset({str(value)})


def visible(uses: Iterable[UseFacts], values: Values) -> frozenset[int]:
    """Which of a group's questions are asked, given these answers. One that waits for a question that is not asked is not either."""
    known = {use.id: use for use in uses}
    return frozenset(use_id for use_id in known if _asked(use_id, known, values, frozenset()))


def _asked(use_id: int, known: Mapping[int, UseFacts], values: Values, waiting: frozenset[int]) -> bool:
    use = known[use_id]
    opener = use.shown_if_use_id
    if opener is None:
        return True
    if opener not in known or opener in waiting or use_id == opener:
        return False
    return not chosen(values.get(opener)).isdisjoint(use.shown_if_values) and _asked(opener, known, values, waiting | {use_id})


def lacking(group: Group, values: Values) -> tuple[UseFacts, ...]:
    """The needed questions of a group that are asked and have no answer."""
    asked = visible(group.uses, values)
    return tuple(use for use in group.uses if use.needed and use.id in asked and values.get(use.id) is None)


def depends_on(use_id: int, opener_id: int, uses: Iterable[UseFacts]) -> bool:
    """Whether `opener_id` is, or waits for, `use_id`: then it cannot open it."""
    known = {use.id: use for use in uses}
    at: int | None = opener_id
    for _step in range(len(known) + 1):
        if at is None or at not in known:
            return False
        if at == use_id:
            return True
        at = known[at].shown_if_use_id
    return True
