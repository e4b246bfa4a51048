"""What pages and mails say about withdrawing from what costs something: as the event is set, in both languages."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from eventsvc.registration import holds, service
from eventsvc.registration.models import EarlyStart, Registration
from eventsvc.registration.records import By
from tests import factories
from tests.browser import Browser
from tests.mails.post import delivered, words
from tests.public.begun import kinds, paid
from tests.registration.cases import SPRING, reason
from tests.registration.lines import full_event, joined, state
from tests.support import frozen

pytestmark = pytest.mark.both
EXEMPT = "There is no statutory right of withdrawal for this dated event (Sec. 312g (2) no. 9 German Civil Code)."
RIGHT = "You can withdraw from this contract within 14 days, without giving a reason."
MODEL = "Complete and return this form only if you wish to withdraw from the contract."
WISH = "I expressly ask for the service to begin before the 14 days are over."
SOON = datetime(2027, 4, 5, 18)  # noqa: DTZ001  a wall time


def test_leisure_at_a_fixed_date_is_exempt_and_says_until_when_one_cancels(app: Flask, client: Browser) -> None:
    with frozen(SPRING):
        _event, kept = paid(cancel_until=datetime(2027, 4, 12, 23, 59))  # noqa: DTZ001
        service.speak(kept.registration_id, "de")

        page = client.get(f"/de/r/{kept.secret}/review").text

        assert "kein gesetzliches Widerrufsrecht (§ 312g Abs. 2 Nr. 9 BGB)" in page
        assert "Du kannst bis 12. April, 23:59 Uhr kostenlos stornieren." in page
        assert 'name="early"' not in page
        assert client.post(f"/de/r/{kept.secret}/order", data={"early": "1"}).status_code == 303
        assert factories.all_of(EarlyStart) == []


@pytest.mark.parametrize("setting", ["none", "statutory"])
def test_every_page_and_mail_of_an_order_says_it(app: Flask, client: Browser, setting: str) -> None:
    with frozen(SPRING):
        _event, kept = paid(withdrawal=setting)
        said = RIGHT if setting == "statutory" else EXEMPT

        review = client.get(f"/en/r/{kept.secret}/review").text
        client.post(f"/en/r/{kept.secret}/order")
        unpaid = client.get(f"/en/r/{kept.secret}").text
        [order] = delivered()
        holds.settle(kept.registration_id, by=By(system=True))
        mine = client.get(f"/en/r/{kept.secret}").text
        [ticket] = delivered()

        for page in (review, unpaid, mine):
            assert said in page
            assert (MODEL in page) is (setting == "statutory")
        for mail in (order, ticket):
            assert (MODEL in words(mail)) is (setting == "statutory")
            assert (EXEMPT in words(mail)) is (setting == "none")
            assert "https://events.example.org/en/withdraw/" in words(mail)


def test_what_is_free_has_no_contract_to_withdraw_from(app: Flask, client: Browser) -> None:
    registration = factories.make_registration(factories.make_event(withdrawal="statutory"))

    page = client.get(f"/en/r/{factories.secret_of(registration)}").text

    assert RIGHT not in page
    assert MODEL not in page


def test_what_begins_within_the_days_takes_an_express_wish(app: Flask, client: Browser) -> None:
    with frozen(SPRING):
        _event, kept = paid(withdrawal="statutory", local_start=SOON)
        page = client.get(f"/en/r/{kept.secret}/review").text
        assert WISH in page
        assert " checked" not in page

        refused = client.post(f"/en/r/{kept.secret}/order")

        assert refused.status_code == 409
        assert "Tick the box: the event begins before the 14 days are over" in refused.text
        assert (factories.only(Registration).state, kinds()) == ("held", [])
        assert reason(holds.order, kept.registration_id) == "early-start"

        assert client.post(f"/en/r/{kept.secret}/order", data={"early": "1"}).status_code == 303

        agreed = factories.only(EarlyStart)
        assert agreed.registration_id == kept.registration_id
        assert agreed.words.startswith(WISH)
        assert agreed.agreed_at == SPRING
        assert factories.only(Registration).state == "unpaid"


def test_an_offer_of_the_waitlist_is_ordered_by_the_same_wish(app: Flask, client: Browser) -> None:
    with frozen(SPRING):
        event, [ada] = full_event(withdrawal="statutory", local_start=SOON)
        kind = factories.make_type(event, price_cents=4500, name_de="Firma", name_en="Company")
        dora = joined(event, "Dora", type_ids=(kind.id,), language="en")
        service.cancel(ada)
        there = f"/en/r/{factories.secret_of(factories.only(Registration, id=dora))}"
        page = client.get(there).text
        assert (WISH in page, MODEL in page) == (True, True)

        refused = client.post(f"{there}/waitlist/take", data={"total": "4500"})
        assert (refused.status_code, state(dora)) == (409, "waiting")
        assert "Tick the box" in refused.text

        assert client.post(f"{there}/waitlist/take", data={"early": "1", "total": "4500"}).status_code == 303
        assert (state(dora), factories.only(EarlyStart).registration_id) == ("unpaid", dora)


def test_what_begins_later_takes_none(app: Flask, client: Browser) -> None:
    with frozen(SPRING):
        _event, kept = paid(withdrawal="statutory", local_start=SOON + timedelta(days=60))

        assert WISH not in client.get(f"/en/r/{kept.secret}/review").text
        assert client.post(f"/en/r/{kept.secret}/order").status_code == 303
