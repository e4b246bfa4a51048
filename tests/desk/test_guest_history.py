"""A guest's history is told in words: each deed and each mail has some, in both languages; differences in the reader's."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g

import eventsvc
from eventsvc.accounts.history import Entry
from eventsvc.desk import guest_history
from eventsvc.mails.letters import KINDS
from tests.support import frozen

PACKAGE = Path(eventsvc.__file__).parent
AT = datetime(2027, 4, 1, 12, tzinfo=UTC)
MONDAY = "2027-04-05T16:00+00:00"
ELSEWHERE = {"sign-in", "invitation", "block-ends", "block-link", "data-deleted", "money-alert"}  # about no registration that there is


@pytest.fixture
def german(app: Flask) -> Iterator[None]:
    with frozen(AT), app.test_request_context():
        g.lang = "de"
        yield


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    with frozen(AT), app.test_request_context():
        g.lang = "en"
        yield


def entry(deed: str, *, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None, **changes: Any) -> Entry:
    plain = {"id": 1, "at": AT, "who": "Ben", "actor": "", "kind": "registration", "subject_id": 1, "reason": ""}
    return Entry(**{**plain, "deed": deed, "before": before or {}, "after": after or {}, **changes})


def noted() -> set[str]:
    """The deeds that are written down about registrations, as the code says them."""
    found = set[str]()
    for file in (PACKAGE / "registration").glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "records.note":
                found |= {part.value for part in ast.walk(call.args[1]) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return found


def test_each_deed_has_words(english: None) -> None:
    deeds = {f"answered-{answer}" for answer in ("yes", "later", "no")} | noted() - {"answered-"}

    assert len(deeds) > 30
    assert sorted(deeds - set(guest_history.deeds())) == []


def test_each_mail_to_guests_has_a_name(english: None) -> None:
    assert sorted(set(KINDS) - ELSEWHERE - set(guest_history.mails())) == []


def test_words_are_german_for_who_reads_german(german: None) -> None:
    told = [words()[2] for words in guest_history.deeds().values()] + [name() for name in guest_history.mails().values()]

    assert [text for text in told if text.split()[0] in {"the", "said", "took", "gave", "moved", "changed", "had", "wants", "is"}] == []


@pytest.mark.parametrize(("deed", "before", "after", "shown"), [
    ("renamed", {"name": "Dora Ditz"}, {"name": "Dora Dietz"}, ("Dora Ditz", "Dora Dietz")),
    ("email-corrected", {"email": "a@b.exmaple"}, {"email": "a@b.example"}, ("a@b.exmaple", "a@b.example")),
    ("language-changed", {"language": "de"}, {"language": "en"}, ("Deutsch", "Englisch")),
    ("switched", {"kind": "room"}, {"kind": "online"}, ("Vor Ort", "Online")),
    ("retyped", {"name_de": "Gast", "name_en": "Guest"}, {"name_de": "Presse", "name_en": "Press", "tickets": 2}, ("Gast", "Presse")),
    ("moved-away", {}, {"title_de": "Am Wasser", "title_en": "", "registration": 3}, (None, "Am Wasser")),
    ("moved-here", {"title_de": "", "title_en": "By the water", "registration": 2}, {}, ("By the water", None)),
    ("noted", {"note": ""}, {"note": "Vegan"}, ("–", "Vegan")),
    ("passed-on", {}, {"name": "Cem", "email": "cem@guests.example"}, (None, "Cem, cem@guests.example")),
    ("deadline-extended", {"until": "2027-04-02T10:00+00:00"}, {"until": MONDAY}, ("morgen, 12:00 Uhr", "5. April, 18:00 Uhr")),
    ("answered-later", {"state": "applied"}, {"until": MONDAY, "message": ""}, (None, "5. April, 18:00 Uhr")),
    ("cancelled", {"tickets": 2}, {"tickets": 0}, (None, None)),
])
def test_what_it_was_and_what_it_is(
    german: None, deed: str, before: dict[str, Any], after: dict[str, Any], shown: tuple[str | None, str | None],
) -> None:
    """T46: times are the event's."""
    told = guest_history.deed(entry(deed, before=before, after=after), "Europe/Berlin")

    assert (told.before, told.after) == shown


def test_reason_and_message_stand_behind(german: None) -> None:
    no = entry("answered-no", after={"message": "Der Abend ist voll.", "until": ""}, reason="Doppelt")

    told = guest_history.deed(no, "Europe/Berlin")

    assert (told.who, told.text, told.more) == ("Ben", "hat die Bewerbung abgelehnt", "„Doppelt“, „Der Abend ist voll.“")


def test_long_notes_are_shortened(english: None) -> None:
    told = guest_history.deed(entry("noted", before={"note": ""}, after={"note": "x" * 500}), "Europe/Berlin")

    assert told.after is not None
    assert (len(told.after), told.after[-1]) == (160, "…")


def test_who_acts_is_named(english: None) -> None:
    def who(**changes: Any) -> str:
        return guest_history.deed(entry(**{"deed": "cancelled", "who": "", **changes}), "Europe/Berlin").who

    assert [who(actor="guest"), who(actor="system"), who(actor="system", deed="moved-up")] == ["The guest", "", "The waitlist"]
