"""Tables to take away."""

import csv
import io

import pytest

from eventsvc.web import tables


@pytest.mark.parametrize(("lang", "delimiter"), [("de", ";"), ("en", ",")])
def test_what_was_written_is_read_back(lang: str, delimiter: str) -> None:
    rows = [["Jörg Müller", "a;b", '"q"'], ["Zoë", "two\r\nlines", "1,5"]]

    raw = tables.written(["Name", "Note", "Code"], rows, lang)

    assert raw.startswith(b"\xef\xbb\xbfName" + delimiter.encode())
    assert list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=delimiter))[1:] == rows


@pytest.mark.parametrize("text", ["=1+1", "+49 40", "-x", "@cmd", "\tx", "\rx"])
def test_nothing_runs_in_a_spreadsheet(text: str) -> None:
    assert tables.harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ada", "a=b", " =x", "ada@uni.example", "-45,00", "-1565", "-0.5"])
def test_plain_text_stays(text: str) -> None:
    assert tables.harmless(text) == text
