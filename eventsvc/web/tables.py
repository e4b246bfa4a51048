"""Tables to take away: one dialect for all (trap T40), and no cell that a spreadsheet would run."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

DELIMITERS = {"de": ";", "en": ","}
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_RUN = ("=", "+", "-", "@", "\t", "\r")


def written(head: Sequence[str], rows: Iterable[Sequence[object]], lang: str) -> bytes:
    """UTF-8 with BOM, the delimiter that this language's Excel expects, CRLF, quotes doubled."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=DELIMITERS[lang], lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([harmless(str(cell)) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def harmless(text: str) -> str:
    """Text that begins like a formula gets an apostrophe before it, as spreadsheets themselves do; a number is none."""
    return f"'{text}" if text.startswith(_RUN) and not _NUMBER.fullmatch(text) else text


def amount(cents: int, lang: str) -> str:
    """A sum without its currency, as this language's spreadsheets read numbers: `-1204,50`."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}{',' if lang == 'de' else '.'}{rest:02}"
