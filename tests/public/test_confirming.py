"""An address is confirmed by the button behind the mail's link, and by nothing else."""


from urllib.parse import urlsplit

import pytest
from flask import Flask

from eventsvc.core.outbox import OutboxRow
from eventsvc.mails import guest_letters, registration_letters
from eventsvc.mails.rows import Button
from eventsvc.registration import holds, service
from eventsvc.registration.models import Registration
from tests import factories, whole
from tests.browser import Browser
from tests.public.begun import kinds
from tests.registration.cases import SPRING, wish
from tests.support import frozen

pytestmark = pytest.mark.both


def mailed(kept: service.Kept) -> str:
    """Where the button of the latest mail leads."""
    guest = guest_letters.guest(kept.registration_id)
    assert guest is not None
    draft = registration_letters.confirm_address(guest)
    return urlsplit(next(one.link.address for one in draft.rows if isinstance(one, Button))).path


def test_an_address_is_confirmed_by_a_button_not_by_the_link(app: Flask, client: Browser) -> None:
    event = factories.make_event(room=1, confirm_mail=True)
    kept = service.register(event.id, wish(event, "Ada", language="en"))
    assert (kept.state, factories.pool_of(event).held, kinds()) == ("unconfirmed", 1, ["confirm-address"])
    page = client.get(f"/en/r/{kept.secret}").text
    assert "One more press, Ada" in page
    assert mailed(kept) not in page

    opened = client.get(mailed(kept))
    assert "Yes, confirm my registration" in opened.text
    assert factories.only(Registration).state == "unconfirmed"

    assert client.submit(mailed(kept), button="Yes, confirm my registration").location == f"/en/r/{kept.secret}/welcome"
    assert kinds() == ["confirm-address", "ticket"]
    assert whole.faults() == []


def test_nobody_confirms_an_address_without_its_mail(app: Flask, client: Browser) -> None:
    event = factories.make_event(room=2, confirm_mail=True)
    ada, ben = (service.register(event.id, wish(event, name, language="en")) for name in ("Ada", "Ben"))
    word = mailed(ben).rpartition("/")[2]

    for guess in (word, "x", ada.secret):
        assert client.get(f"/en/r/{ada.secret}/confirm/{guess}").status_code == 404
        assert client.post(f"/en/r/{ada.secret}/confirm/{guess}").status_code == 404

    assert factories.only(Registration, name="Ada").state == "unconfirmed"


def test_a_mistyped_address_is_corrected_before_it_is_confirmed(app: Flask, client: Browser) -> None:
    kept = service.register((event := factories.make_event(confirm_mail=True)).id, wish(event, language="en"))

    wrong = client.post(f"/en/r/{kept.secret}/email", data={"email": "ada"})
    assert "The email address has no @" in wrong.text
    right = client.post(f"/en/r/{kept.secret}/email", data={"email": "ada@right.example"})

    assert "ada@right.example" in client.get(right.location.split("?")[0]).text
    assert [one.recipient for one in factories.all_of(OutboxRow)][-1] == "ada@right.example"


def test_not_confirmed_in_time_frees_the_seat(app: Flask, client: Browser) -> None:
    with frozen(SPRING) as time:
        event = factories.make_event(room=1, confirm_mail=True)
        kept = service.register(event.id, wish(event, language="en"))
        time.move(hours=2)
        holds.sweep()
        assert factories.pool_of(event).held == 0
        assert "The reservation has ended, Ada" in client.get(f"/en/r/{kept.secret}").text

        assert client.post(mailed(kept)).location == f"/en/r/{kept.secret}/welcome"
        assert (factories.only(Registration).state, factories.pool_of(event).taken) == ("confirmed", 1)
        assert whole.faults() == []


def test_confirmed_too_late_and_the_seat_is_gone(app: Flask, client: Browser) -> None:
    with frozen(SPRING) as time:
        event = factories.make_event(room=1, confirm_mail=True)
        kept = service.register(event.id, wish(event, language="en"))
        time.move(hours=2)
        holds.sweep()
        service.register(event.id, wish(event, "Ben"))

        page = client.post(mailed(kept))

        assert "the places are taken now. Put yourself on the waitlist." in page.text
        assert f'href="/en/e/{event.slug}/waitlist"' in page.text
