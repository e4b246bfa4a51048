"""Plain wishes of people."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from eventsvc.core.errors import Refused
from eventsvc.events.models import Event
from eventsvc.registration import service
from tests import factories

SPRING = datetime(2027, 4, 1, 12, tzinfo=UTC)


def wish(event: Event, name: str = "Ada", **changes: Any) -> service.Wish:
    """One ticket of the first type, by a form that nobody else has."""
    token = uuid.uuid4().hex
    plain = {
        "ticket_type_id": factories.types_of(event)[0].id, "name": name, "email": f"{token[:8]}@guests.example", "holders": (name,),
        "language": "de", "once": token,
    }
    return service.Wish(**{**plain, **changes})


def reason(deed: object, *args: object, **kwargs: object) -> str:
    """Why a deed was refused."""
    with pytest.raises(Refused) as no:
        deed(*args, **kwargs)  # type: ignore[operator]
    return no.value.reason
