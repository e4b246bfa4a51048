"""Sessions exist at the desk only, end on the server, and write nothing while somebody reads."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from eventsvc.accounts import service
from eventsvc.accounts.models import Person, StaffSession
from tests import pages
from tests.browser import Browser, sign_in
from tests.factories import all_of, fresh, join, make_organisation, make_person, make_session, only
from tests.support import counted_queries, frozen

PUBLIC = ["/de/mine", "/en/imprint", "/en/privacy", "/de/accessibility", "/de/withdraw", "/nothing/here"]


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("who", ["Dora", "nobody"])
def test_public_pages_neither_read_nor_send_a_cookie(client: Browser, path: str, who: str) -> None:
    dora = make_person("Dora")
    if who == "Dora":
        sign_in(client, dora)

    answer = client.get(path)

    assert "Set-Cookie" not in answer.headers
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    assert "Dora" not in answer.text


def test_the_desk_reads_the_cookie_and_says_so(desk: Callable[..., Browser]) -> None:
    answer = desk("owner").get("/desk/team")

    assert answer.status_code == 200
    assert "Cookie" in answer.headers["Vary"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_reading_writes_nothing(desk: Callable[..., Browser]) -> None:
    browser = desk("owner")

    with counted_queries() as seen:
        browser.get("/desk/team")

    assert [one for one in seen if not one.startswith("SELECT")] == []


def test_the_last_visit_is_noted_after_five_minutes(desk: Callable[..., Browser]) -> None:
    with frozen("2027-04-01 12:00") as clock:
        browser = desk("owner")
        clock.move(minutes=6)

        browser.get("/desk/team")

        assert only(StaffSession).seen_at == clock.at


def test_without_a_session_the_desk_asks_for_the_address(client: Browser) -> None:
    make_person("Ada")

    answer = client.get("/desk/team", headers={"Accept-Language": "de"})

    assert answer.status_code == 302
    assert answer.location == "/de/mine?next=/desk/team"
    assert client.post("/desk/team/invite").status_code == 403


@pytest.mark.parametrize("cookie", ["", "x", "x" * 3000, "\u00fc"])
def test_a_cookie_that_opens_nothing_is_taken_back(client: Browser, cookie: str) -> None:
    make_person("Ada")
    client.set_cookie("__Host-desk", cookie, domain="events.example.org")

    answer = client.get("/desk/team")

    assert answer.status_code == 302
    assert ("Max-Age=0" in answer.headers.get("Set-Cookie", "")) is bool(cookie)


def test_signing_out_ends_it_on_the_server(app: Flask, client: Browser) -> None:
    ada = make_person("Ada")
    token = make_session(ada)
    for browser in (client, thief := app.test_client()):
        browser.set_cookie("__Host-desk", token, domain="events.example.org")
    assert thief.get("/desk/team").status_code == 200

    answer = client.submit("/desk/team", {}, action="/desk/sign-out")

    assert answer.status_code == 303
    assert "__Host-desk=;" in answer.headers["Set-Cookie"]
    assert all_of(StaffSession) == []
    assert thief.get("/desk/team").status_code == 302


@pytest.mark.parametrize("path", ["/desk/sign-out", "/desk/language", "/desk/organisation", "/desk/team/invite", "/desk/settings"])
def test_a_form_from_elsewhere_or_without_its_token_is_refused(desk: Callable[..., Browser], path: str) -> None:
    browser = desk("owner")
    page = browser.page("/desk/team")
    token = next(one.get("value") for one in page.iter() if one.get("name") == "csrf_token")

    assert browser.post(path, data={"csrf_token": token}, headers={"Origin": "https://evil.example"}).status_code == 403
    assert browser.post(path, data={"csrf_token": token}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert browser.post(path, data={}).status_code in {400, 403}
    assert browser.post(path, data={"csrf_token": "x" * 40}).status_code in {400, 403}
    assert len(all_of(StaffSession)) == 1


OURS = {"Origin": "https://events.example.org", "Sec-Fetch-Site": "same-origin"}


def test_a_form_that_outlived_its_session_is_sent_again_by_one_press(desk: Callable[..., Browser]) -> None:
    with frozen("2027-04-01 12:00") as clock:
        browser = desk("owner")
        assert browser.person is not None
        old = next(one.get("value") for one in browser.page("/desk/team").iter() if one.get("name") == "csrf_token")
        typed = {"csrf_token": old, "email": "cem@uni.example", "role": "editor"}
        clock.move(hours=13)
        out = browser.post("/desk/team/invite", data=typed, headers=OURS)
        assert out.status_code == 403
        assert "You are signed out" in out.text
        assert 'value="cem@uni.example"' in out.text
        assert str(old) not in out.text
        sign_in(browser, browser.person)

        back = browser.post("/desk/team/invite", data={"email": "cem@uni.example", "role": "editor"}, headers=OURS)
        assert back.status_code == 400
        fields = {one.get("name"): one.get("value") for one in pages.parsed(back.text, "again").iter() if one.get("type") == "hidden"}
        assert browser.post("/desk/team/invite", data=fields, headers=OURS).status_code == 303

    assert "cem@uni.example" in [person.email for person in all_of(Person)]


def test_a_strangers_form_is_not_offered_again(desk: Callable[..., Browser]) -> None:
    browser = desk("owner")

    for headers in ({}, {"Origin": "null"}, {"Origin": "https://evil.example"}, OURS | {"Sec-Fetch-Site": "cross-site"}):
        answer = browser.post("/desk/team/invite", data={"email": "eve@evil.example", "role": "owner"}, headers=headers)
        assert answer.status_code in {400, 403}
        assert "eve@evil.example" not in answer.text


def test_the_token_of_another_session_is_worth_nothing(app: Flask, desk: Callable[..., Browser]) -> None:
    ada, dora = desk("owner"), desk("owner")
    stolen = next(one.get("value") for one in dora.page("/desk/team").iter() if one.get("name") == "csrf_token")

    assert ada.post("/desk/sign-out", data={"csrf_token": stolen}).status_code in {400, 403}


def test_the_language_belongs_to_the_person(desk: Callable[..., Browser]) -> None:
    browser = desk("owner")
    token = next(one.get("value") for one in browser.page("/desk/team").iter() if one.get("name") == "csrf_token")

    answer = browser.post("/desk/language", data={"csrf_token": token, "lang": "de", "next": "/desk/settings"})

    assert answer.location == "/desk/settings"
    assert browser.page("/desk/team").get("lang") == "de"
    assert browser.person is not None
    assert fresh(browser.person).language == "de"
    for bad in ("//evil.example", "/desk/sign-out", "/de/mine", "/desk/none", ""):
        answer = browser.post("/desk/language", data={"csrf_token": token, "lang": "en", "next": bad})
        assert answer.location in {"/desk/", "/desk", "/desk/team"}
    assert browser.post("/desk/language", data={"csrf_token": token, "lang": "fr"}).status_code == 404


def test_who_works_in_two_organisations_changes_between_them(app: Flask, client: Browser) -> None:
    ada = make_person("Ada", role="owner")
    other = make_organisation(name="Brücke e. V.")
    join(ada, other, "door")
    stranger = make_organisation(name="Fremd e. V.")
    browser = sign_in(client, ada)
    assert browser.get("/desk/settings").status_code == 200
    token = next(one.get("value") for one in browser.page("/desk/team").iter() if one.get("name") == "csrf_token")

    assert browser.post("/desk/organisation", data={"csrf_token": token, "organisation": stranger.id}).status_code == 404
    browser.post("/desk/organisation", data={"csrf_token": token, "organisation": other.id})

    assert browser.get("/desk/settings").status_code == 404
    assert "Brücke e. V." in browser.get("/desk/team").text


def test_who_lost_the_last_membership_is_out(client: Browser) -> None:
    dora = make_person("Dora", role=None)
    make_organisation()

    assert sign_in(client, dora).get("/desk/team").status_code == 302


def test_a_session_that_cannot_be_kept_does_not_stop_the_page(
    desk: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("update", {}, Exception("disk full"))

    with frozen("2027-04-01 12:00") as clock:
        browser = desk("owner")
        clock.move(minutes=6)
        monkeypatch.setattr(service, "seen", broken)

        with caplog.at_level(logging.WARNING):
            assert browser.get("/desk/team").status_code == 200

    assert "could not be kept" in caplog.text


@pytest.mark.settings(base_url="http://localhost:8000")
def test_on_plain_http_the_cookie_has_another_name(desk: Callable[..., Browser]) -> None:
    assert desk("owner").get("/desk/team").status_code == 200
