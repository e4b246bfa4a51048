"""The table of refusals: each reason for which a page says no, reached through the page, in German and in English."""

import pytest

from tests.browser import Browser
from tests.public.refusals import at_codes, at_register, at_waitlist
from tests.public.refusals.visit import Case, Visit
from tests.registration.cases import SPRING
from tests.support import Frozen

TABLE = [*at_register.CASES, *at_codes.CASES, *at_waitlist.CASES]


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.reason)
def test_a_page_says_why_it_says_no_and_nothing_is_lost(client: Browser, now: Frozen, case: Case) -> None:
    for lang, network in (("de", "141.22.0.1"), ("en", "141.23.0.1")):
        now.at = SPRING
        client.environ_base = {"REMOTE_ADDR": network}
        visit = Visit(client, now, lang)
        case.act(visit)

        faults = visit.faults(case)
        assert not faults, "\n".join(faults)
