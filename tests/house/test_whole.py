"""The question whether the store is whole sees when it is not."""

import pytest
from flask import Flask
from sqlalchemy import text

from eventsvc.core.db import transaction
from tests import factories, whole

pytestmark = pytest.mark.both


def test_what_the_factories_make_is_whole(app: Flask) -> None:
    factories.make_registration(factories.make_event(), holders=("Ada", "Ben"))

    assert whole.faults(letters=False) == []
    assert [fault.split(":")[0] for fault in whole.faults()] == ["a confirmed registration without a letter"]


@pytest.mark.parametrize(("deed", "words"), [
    ("update pool set taken = 1", "counter differs"),
    ("update registration set state = 'cancelled'", "registration that is over"),
    ("update ticket set state = 'cancelled'", "without a valid ticket"),
    ("update roster set next_index = 1", "not given out yet"),
])
def test_a_fault_is_seen(app: Flask, deed: str, words: str) -> None:
    factories.make_registration(factories.make_event(), holders=("Ada", "Ben"))

    with transaction() as connection:
        connection.execute(text(deed))

    assert any(words in fault for fault in whole.faults(letters=False))
