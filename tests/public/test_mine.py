"""My tickets: one answer for every address, and the way to the desk for who works here."""

from urllib.parse import urlsplit

import pytest

from eventsvc.accounts import queries
from eventsvc.accounts.models import SignInLink
from eventsvc.core.outbox import OutboxRow
from tests.browser import Browser
from tests.factories import all_of, make_event, make_organisation, make_person, make_registration, only

NOBODY, MEMBER, GUEST = "dora@stranger.example", "ada@uni.example", "cem@uni.example"


@pytest.fixture
def people() -> None:
    make_person("Ada", email=MEMBER)
    make_registration(make_event(), "Cem", email=GUEST)


def shown(client: Browser, email: str) -> str:
    """The answer to somebody who asks, without the address and what is sealed for this request."""
    answer = client.submit("/en/mine", {"email": email})
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers
    assert email.partition("@")[0] not in answer.location
    sealed = urlsplit(answer.location).path.rpartition("/")[2]
    page = client.get(answer.location)
    assert page.status_code == 200
    return str(page.text).replace(email, "…").replace(sealed, "…")


@pytest.mark.usefixtures("app", "people")
def test_the_answer_is_the_same_for_all(client: Browser) -> None:
    answers = {shown(client, email) for email in (NOBODY, MEMBER, GUEST)}

    assert len(answers) == 1
    assert sorted((row.kind, row.recipient) for row in all_of(OutboxRow)) == [("sign-in", MEMBER), ("tickets-again", GUEST)]


@pytest.mark.usefixtures("app", "people")
@pytest.mark.parametrize("email", [NOBODY, MEMBER, GUEST])
def test_the_sixth_time_says_when_to_come_back_whoever_asks(client: Browser, email: str) -> None:
    for _ in range(5):
        client.submit("/de/mine", {"email": email})

    answer = client.submit("/de/mine", {"email": email})

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("typed", ["", "ada", "ada@", "ada@uni example", "a@b@c.example", "ada@uni.example\r\nBcc: x@y.example"])
def test_what_is_no_address_is_asked_for_again(client: Browser, typed: str) -> None:
    make_organisation()

    answer = client.post("/en/mine", data={"email": typed})

    assert answer.status_code == 200
    assert "<title>Error: " in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert all_of(OutboxRow) == []


@pytest.mark.usefixtures("app", "people")
def test_the_way_back_to_the_desk_is_kept(client: Browser) -> None:
    client.submit("/en/mine?next=/desk/settings", {"email": MEMBER})

    letter = queries.letter(only(OutboxRow).payload["link"])

    assert letter is not None
    answer = client.submit(f"/desk/sign-in/{letter.token}")
    assert answer.location == "/desk/settings"


@pytest.mark.usefixtures("app", "people")
@pytest.mark.parametrize("bad", ["//evil.example", "https://evil.example", "/\\evil.example", "/de/mine", "/desk@evil.example"])
def test_the_way_back_leads_to_the_desk_only(client: Browser, bad: str) -> None:
    client.post("/en/mine", data={"email": MEMBER, "next": bad})

    assert not only(SignInLink).next_path.startswith(("//", "http", "/\\"))
    letter = queries.letter(only(OutboxRow).payload["link"])
    assert letter is not None
    assert client.submit(f"/desk/sign-in/{letter.token}").location in {"/desk", "/desk/", "/desk/team"}


@pytest.mark.usefixtures("app", "people")
def test_the_six_digits_lead_in_too(client: Browser) -> None:
    sent = client.submit("/de/mine", {"email": MEMBER}).location
    letter = queries.letter(only(OutboxRow).payload["link"])
    assert letter is not None

    wrong = client.submit(sent, {"code": f"{(int(letter.code) + 1) % 10**6:06d}"})
    assert wrong.status_code == 200
    assert "<title>Fehler: " in wrong.text
    right = client.submit(sent, {"code": letter.code})

    assert right.status_code == 303
    assert "__Host-desk=" in right.headers["Set-Cookie"]
    assert client.get("/desk/team").status_code == 200


@pytest.mark.usefixtures("app", "people")
def test_a_stranger_with_six_digits_is_answered_like_a_wrong_code(client: Browser) -> None:
    answer = client.submit(client.submit("/en/mine", {"email": NOBODY}).location, {"code": "123456"})

    assert answer.status_code == 200
    assert "This code is not right or no longer valid." in answer.text


@pytest.mark.usefixtures("app")
def test_a_sealed_address_that_was_altered_leads_back(client: Browser) -> None:
    make_organisation()

    assert client.get("/en/mine/sent/abc").location == "/en/mine"
    assert client.post("/desk/sign-in/code", data={"code": "123456", "asked": "abc"}).status_code == 302


@pytest.mark.usefixtures("app", "people")
def test_another_site_cannot_ask_in_somebodys_name(client: Browser) -> None:
    answer = client.post("/en/mine", data={"email": MEMBER}, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
    assert all_of(OutboxRow) == []
