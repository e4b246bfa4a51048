"""The mask is the one that the library finds by weighing module by module."""

import random

import pytest
import qrcode
from qrcode.util import QRData, lost_point

from eventsvc.tickets import qr, qr_mask

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def url(chance: random.Random, length: int) -> str:
    """An address of this length, with a code that nobody has."""
    start = "HTTPS://EVENTS.EXAMPLE.ORG/T/"
    return start + "".join(chance.choice(LETTERS) for _ in range(length - len(start)))


@pytest.mark.parametrize("length", [49, 50, 60, 67, 68, 90])
def test_a_code_is_drawn_as_the_library_draws_it(length: int) -> None:
    chance = random.Random(length)
    for _ in range(8):
        address = url(chance, length)
        plain = qrcode.QRCode(version=qr.VERSION, error_correction=qr._level(length), border=0)
        plain.add_data(QRData(address), optimize=0)
        plain.make(fit=False)

        assert [list(row) for row in qr.matrix(address)] == plain.get_matrix()


def test_penalties_are_the_librarys() -> None:
    chance, judge = random.Random(4), qr_mask.Judge(33)
    for density in (0.1, 0.4, 0.5, 0.9):
        for _ in range(20):
            modules = [[chance.random() < density for _ in range(33)] for _ in range(33)]

            assert judge.penalty(qr_mask.picture(modules)) == lost_point(modules)


def test_a_picture_comes_back_as_it_was() -> None:
    chance = random.Random(1)
    modules = tuple(tuple(chance.random() < 0.5 for _ in range(33)) for _ in range(33))

    assert qr_mask.matrix(qr_mask.picture(modules), 33) == modules
