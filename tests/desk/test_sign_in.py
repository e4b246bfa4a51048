"""The pages behind the mailed link."""

import pytest
from flask import Flask

from eventsvc.accounts import queries, service
from eventsvc.accounts.models import Membership, Person, SignInLink, StaffSession
from eventsvc.accounts.team import service as team
from eventsvc.core.outbox import OutboxRow
from tests.browser import Browser
from tests.factories import all_of, make_organisation, make_person, only
from tests.support import frozen


def link(email: str) -> str:
    """Ask, and read the address in the mail."""
    service.request_sign_in(email, "en")
    letter = queries.letter(all_of(OutboxRow)[-1].payload["link"])
    assert letter is not None
    return f"/desk/sign-in/{letter.token}"


def test_a_mail_scanner_that_follows_the_link_does_not_use_it_up(app: Flask, client: Browser) -> None:
    ada = make_person("Ada", language="de")
    path = link(ada.email)

    for method in ("GET", "HEAD", "GET"):
        answer = client.open(path, method=method)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers

    assert only(SignInLink).used_at is None
    page = client.get(path)
    assert 'lang="de"' in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_the_button_signs_in_with_a_cookie_that_scripts_and_others_cannot_have(app: Flask, client: Browser) -> None:
    ada = make_person("Ada")

    answer = client.submit(link(ada.email))

    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-desk=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"):
        assert part in cookie
    assert "Domain" not in cookie
    assert cookie.partition("=")[2].partition(";")[0] not in only(StaffSession).token_hash
    assert client.get("/desk/team").status_code == 200


def test_used_or_old_links_say_so_and_offer_a_new_one(app: Flask, client: Browser) -> None:
    with frozen("2027-04-01 12:00") as clock:
        ada = make_person("Ada")
        used = link(ada.email)
        client.submit(used)
        old = link(ada.email)
        clock.move(minutes=16)

        for path, words in ((used, "used already"), (old, "too old")):
            for answer in (client.get(path), client.post(path)):
                assert answer.status_code == 410
                assert words in answer.text
                assert "/en/mine" in answer.text


def test_signing_in_again_makes_a_new_id_and_ends_the_old(app: Flask, client: Browser) -> None:
    ada = make_person("Ada")
    client.submit(link(ada.email))
    first = only(StaffSession).token_hash

    client.submit(link(ada.email))

    assert only(StaffSession).token_hash != first


def test_a_form_on_another_site_cannot_sign_anybody_in(app: Flask, client: Browser) -> None:
    path = link(make_person("Ada").email)

    assert client.post(path, headers={"Origin": "https://evil.example"}).status_code == 403
    assert only(SignInLink).used_at is None


def test_guessing_ends_in_429_and_harms_nobody_elsewhere(app: Flask, client: Browser) -> None:
    make_organisation()
    with frozen("2027-04-01 12:00"):
        answers = [client.get(f"/desk/sign-in/{number:024d}").status_code for number in range(90)]

        assert answers[0] == 404
        assert answers[-1] == 429
        path = link(make_person("Ada").email)
        assert client.get(path).status_code == 429
        assert client.get(path, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200


def test_right_links_are_not_counted_as_guesses(app: Flask, client: Browser) -> None:
    path = link(make_person("Ada").email)

    assert {client.get(path).status_code for _ in range(70)} == {200}


def test_an_invitation_is_accepted_with_a_name(app: Flask, client: Browser) -> None:
    ada = make_person("Ada")
    here = only(Membership).organisation_id
    team.invite(here, ada.id, email="cem@uni.example", role="guest-list", language="en")
    letter = queries.letter(only(OutboxRow).payload["link"])
    assert letter is not None
    page = client.get(f"/desk/sign-in/{letter.token}").text
    assert "Hafen Forum invites you" in page
    assert "Guest list" in page

    answer = client.submit(f"/desk/sign-in/{letter.token}", {"name": " Cem  Çelik "})

    assert answer.status_code == 303
    assert only(Person, email="cem@uni.example").name == "Cem Çelik"
    assert client.get("/desk/team").status_code == 200
    assert client.get("/desk/settings").status_code == 404


@pytest.mark.settings(base_url="http://localhost:8000")
def test_the_first_owner_takes_the_installation_over(app: Flask, client: Browser) -> None:
    token = service.first_owner_link()
    path = f"/desk/sign-in/{token}"
    assert client.get(path, headers={"Accept-Language": "de"}).status_code == 200
    wrong = client.submit(path, {"organisation": "", "name": "www.evil.example", "email": "ada"})
    assert wrong.status_code == 200
    assert wrong.text.count('aria-invalid="true"') == 3

    answer = client.submit(path, {"organisation": "Hafen Forum", "name": "Ada", "email": "ada@uni.example"})

    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("desk=")
    assert "Secure" not in cookie
    assert "Hafen Forum" in client.get("/desk/team").text
    assert client.get(path).status_code == 410
