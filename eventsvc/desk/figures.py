"""How full it is, in words and as bars that are true to scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import wording
from eventsvc.ticket_types.queries import PoolFacts


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


def bars(pools: Sequence[PoolFacts]) -> list[Bar]:
    """One bar for each way to take part."""
    return [
        Bar(
            label=kind_name(pool.kind), value=min(pool.taken, pool.capacity), max=max(pool.capacity, 1), note=left(pool.left),
            shown=_("%(taken)s of %(capacity)s", taken=wording.number(pool.taken, g.lang), capacity=wording.number(pool.capacity, g.lang)),
        )
        for pool in pools
    ]
