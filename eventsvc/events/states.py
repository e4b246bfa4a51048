"""From one state to the next: which ways there are. Pure."""

from dataclasses import dataclass
from typing import Literal

Deed = Literal["publish", "postpone", "cancel", "reinstate"]


@dataclass(frozen=True)
class Way:
    """From which states a deed leads where, and which job tells the guests."""

    of: tuple[str, ...]
    to: str
    deed: str
    job: str | None


WAYS: dict[Deed, Way] = {
    "publish": Way(("draft",), "published", "published", None),
    "postpone": Way(("published",), "postponed", "postponed", "event-changed"),
    "cancel": Way(("published", "postponed"), "cancelled", "cancelled", "event-cancelled"),
    "reinstate": Way(("postponed", "cancelled"), "published", "reinstated", "event-changed"),
}


def open_to(state: str) -> tuple[Deed, ...]:
    """What can be done with an event in this state."""
    return tuple(deed for deed, way in WAYS.items() if state in way.of)
