"""Which of the eight masks a QR code takes: the standard's rules, counted on whole pictures at once.

A picture is one integer, a bit a module, row after row; another one holds it column after column. The library weighs module
by module, which takes five times as long as everything else about a code. The choice is the same (a test compares them).
"""

from collections.abc import Sequence
from dataclasses import dataclass

MASKS = 8
_FINDER = ("10111010000", "00001011101")


@dataclass(frozen=True)
class Picture:
    """A square of modules, by rows and by columns."""

    rows: int
    columns: int

    def __xor__(self, other: "Picture") -> "Picture":
        return Picture(self.rows ^ other.rows, self.columns ^ other.columns)


def picture(modules: Sequence[Sequence[bool | None]]) -> Picture:
    """From the library's lists."""
    return Picture(_integer(modules), _integer(list(zip(*modules, strict=True))))


def _integer(lines: Sequence[Sequence[bool | None]]) -> int:
    return int("".join("1" if module else "0" for line in reversed(lines) for module in reversed(line)), 2)


def matrix(found: Picture, size: int) -> tuple[tuple[bool, ...], ...]:
    """The rows again."""
    bits = f"{found.rows:0{size * size}b}"[::-1]
    return tuple(tuple(bit == "1" for bit in bits[at:at + size]) for at in range(0, size * size, size))


class Judge:
    """Weighs pictures of one size."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._all = (1 << size * size) - 1
        self._pairs = self._starts(size - 1)
        self._windows = self._starts(size - 10)

    def _starts(self, many: int) -> int:
        """The first so many places of each line."""
        return sum(((1 << many) - 1) << line * self._size for line in range(self._size))

    def penalty(self, one: Picture) -> int:
        """What the standard holds against it."""
        dark = one.rows.bit_count() / self._size**2
        return self._lines(one.rows) + self._lines(one.columns) + self._blocks(one.rows) + int(abs(dark * 100 - 50) / 5) * 10

    def _alike(self, bits: int) -> int:
        """Where a module is like the next one in its line."""
        return ~(bits ^ bits >> 1) & self._pairs

    def _lines(self, bits: int) -> int:
        """Runs of five and more, and what looks like a finder."""
        alike = self._alike(bits)
        two = alike & alike >> 1
        five = two & two >> 2
        runs = five & ~(five << 1)
        found = 0
        light = bits ^ self._all
        for pattern in _FINDER:
            fits = self._windows
            for at, wanted in enumerate(pattern):
                fits &= (bits if wanted == "1" else light) >> at
            found += fits.bit_count()
        return five.bit_count() + 2 * runs.bit_count() + 40 * found

    def _blocks(self, bits: int) -> int:
        """Squares of four in one colour."""
        alike = self._alike(bits)
        below = alike & alike >> self._size & ~(bits ^ bits >> self._size) & self._all >> self._size
        return 3 * below.bit_count()

    def best(self, candidates: Sequence[Picture]) -> int:
        """The first one with the least against it."""
        weights = [self.penalty(one) for one in candidates]
        return weights.index(min(weights))
