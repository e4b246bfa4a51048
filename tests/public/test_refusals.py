"""The table of refusals: each reason for which a page says no, reached through the page, in German and in English."""

import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import delete

from eventsvc.core.db import transaction
from eventsvc.core.limits import Tally
from eventsvc.web.errors import SENTENCES
from tests.browser import Browser
from tests.public.refusals import (
    at_codes,
    at_group,
    at_held,
    at_invoices,
    at_pass,
    at_prices,
    at_questions,
    at_register,
    at_registration,
    at_typed,
    at_waitlist,
)
from tests.public.refusals.elsewhere import ELSEWHERE
from tests.public.refusals.visit import Case, Visit, an_event
from tests.registration.cases import SPRING
from tests.support import Frozen

ROOT = Path(__file__).resolve().parents[2]
MADE_OF_STATES = {"list-cancelled", "list-postponed"}
PAGES = (at_register, at_codes, at_waitlist, at_held, at_questions, at_registration, at_group, at_typed, at_pass, at_prices, at_invoices)
NETWORKS = {"de": "141.22.0.1", "en": "141.23.0.1"}
TABLE = [case for page in PAGES for case in page.CASES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__.rsplit(".", 1)[-1])
def test_a_page_says_why_it_says_no_and_nothing_is_lost(client: Browser, now: Frozen, page: ModuleType) -> None:
    """All rows of a page in one application: each makes an event of its own, and what was counted before is forgotten."""
    faults = {
        f"{case.reason} ({lang})": visit.faults(case)
        for case in page.CASES for lang in NETWORKS for visit in [_visited(client, now, lang, case)]
    }

    assert {name: wrong for name, wrong in faults.items() if wrong} == {}


def _visited(client: Browser, now: Frozen, lang: str, case: Case) -> Visit:
    now.at, client.environ_base = SPRING, {"REMOTE_ADDR": NETWORKS[lang]}
    client.application.extensions["crowds"].empty_at.clear()
    with transaction() as connection:
        connection.execute(delete(Tally))
    visit = Visit(client, now, lang)
    try:
        case.act(visit)
    except Exception as fault:
        fault.add_note(f"in the row {case.reason!r}, {lang}")
        raise
    return visit


def test_the_table_notices_what_is_lost_written_or_not_said(client: Browser, now: Frozen) -> None:
    def act(visit: Visit) -> None:
        visit.sends(at_register.form(visit, an_event()), visit.ada)

    found = "; ".join(_visited(client, now, "de", case := Case("sold-out", "Nichts frei.", "Nothing.", act)).faults(case))

    assert [words for words in ("it is not said", "status 303", "the title is", "is lost", "written: ") if words not in found] == []


def test_no_reason_is_forgotten(app: Flask) -> None:
    """Whoever adds a refusal adds a row: to the table above, or to those that no page can reach."""
    here = {case.reason.split(",")[0] for case in TABLE if ": " not in case.reason}
    there = [reason for part in ELSEWHERE for reasons in part.values() for reason in reasons]

    assert len(here) >= 60
    assert len(there) == len(set(there))
    assert here & set(there) == set()
    assert here | set(there) == set(SENTENCES)


@pytest.mark.parametrize("part", ELSEWHERE, ids=lambda part: min(part).rsplit("/")[-1])
def test_what_no_page_can_reach_is_reached_where_the_table_says(part: dict[str, tuple[str, ...]]) -> None:
    lost = [(file, reason) for file, reasons in part.items() for reason in reasons if f'"{reason}"' not in (ROOT / file).read_text()]

    assert lost == []


def test_every_reason_has_one_sentence_and_is_raised_somewhere() -> None:
    """Two sentences for one reason: which one is said would hang on the order of imports."""
    code = {path: path.read_text() for path in sorted((ROOT / "eventsvc").rglob("*.py"))}
    defined = [
        found for text in code.values() for block in re.findall(r"SENTENCES\.update\(\{\n(.*?)\n\}\)", text, re.DOTALL)
        for found in re.findall(r'^    "([a-z-]+)":', block, re.MULTILINE)
    ]
    used = "\n".join(re.sub(r"SENTENCES\.update\(\{\n.*?\n\}\)", "", text, flags=re.DOTALL) for text in code.values())

    assert len(defined) > 130
    assert [one for one, times in Counter(defined).items() if times > 1] == []
    assert [one for one in defined if f'"{one}"' not in used and one not in MADE_OF_STATES] == []
