"""How full it is, in words and as bars that are true to scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import wording
from eventsvc.ticket_types.queries import PoolFacts
from eventsvc.web import waiting_words


@dataclass(frozen=True)
class Bar:
    """What the macro `job` takes."""

    label: str
    shown: str
    value: int
    max: int
    note: str


def kind_name(kind: str) -> str:
    """What a way to take part is called."""
    return {"room": _("Room"), "online": _("Online")}[kind]


def left(number: int) -> str:
    """How many places are free, in words."""
    if number == 0:
        return _("no places left")
    return ngettext("%(left)s place left", "%(left)s places left", number, left=wording.number(number, g.lang))


def _note(pool: PoolFacts, waiting: int) -> str:
    return left(pool.left) if pool.left or not waiting else f"{left(0)}, {waiting_words.waiting(waiting, g.lang)}"


def bars(pools: Sequence[PoolFacts], waiting: int = 0) -> list[Bar]:
    """One bar for each way to take part; where it is full, how many people wait."""
    return [
        Bar(
            label=kind_name(pool.kind), value=min(pool.taken, pool.capacity), max=max(pool.capacity, 1), note=_note(pool, waiting),
            shown=_("%(taken)s of %(capacity)s", taken=wording.number(pool.taken, g.lang), capacity=wording.number(pool.capacity, g.lang)),
        )
        for pool in pools
    ]
