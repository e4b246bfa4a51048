"""The function to withdraw: three facts, one button, a receipt on the page and by mail; for everybody and never refused."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from eventsvc.registration import withdrawals
from eventsvc.registration.models import Withdrawal
from eventsvc.registration.records import By
from tests import factories, pages
from tests.browser import Browser
from tests.mails.post import delivered, words
from tests.registration.withdrawing import code, declared, ordered
from tests.support import Frozen, frozen

EXEMPT = (
    "There is no statutory right of withdrawal for this dated event (Sec. 312g (2) no. 9 German Civil Code). "
    "You can cancel free of charge until 18 April, 6:00 PM."
)
TYPED = {"name": "Ada Ahrens", "contract": "7KQM 4XWD", "email": "ada@elsewhere.example"}


@pytest.fixture(autouse=True)
def time(app: object) -> Iterator[Frozen]:
    with frozen("2027-04-14 19:07:33") as stopped:
        yield stopped


def form_of(html: str) -> pages.Form:
    """The form to withdraw."""
    return next(form for form in pages.forms(pages.parsed(html)) if "contract" in form.names)


def text_of(html: str) -> str:
    return pages.text_of(pages.parsed(html))


def send(client: Browser, time: Frozen, page: str = "/en/withdraw", **typed: str) -> str:
    """Fill in and press; answers where it leads."""
    form = form_of(client.get(page).text)
    time.move(seconds=5)
    answer = client.post(page, data=form.filled({**TYPED, **typed}))
    assert answer.status_code == 303, text_of(answer.text)
    return answer.location


@pytest.mark.parametrize(("lang", "first", "second", "arrived"), [
    ("de", "Vertrag widerrufen", "Widerruf bestätigen", "Mittwoch, 14. April 2027, 21:07:38 Uhr (MESZ)"),
    ("en", "Withdraw from contract here", "Confirm withdrawal", "Wednesday, 14 April 2027, 21:07:38 (CEST)"),
])
def test_words_and_receipt_are_those_of_the_law(
    client: Browser, time: Frozen, lang: str, first: str, second: str, arrived: str,
) -> None:
    factories.make_organisation()
    empty = client.get(f"/{lang}/withdraw")
    page = empty.text
    assert empty.headers["Cache-Control"] == "no-store"
    assert f"<h1>{first}</h1>" in page
    assert f">{second}</button>" in page

    there = send(client, time, f"/{lang}/withdraw")

    shown = text_of(client.get(there).text)
    [mail] = delivered()
    for said in (arrived, "Ada Ahrens", "7KQM 4XWD", "ada@elsewhere.example", "Hafen Forum e. V."):
        assert said in shown
        assert said in words(mail)
    assert mail["To"] == "Ada Ahrens <ada@elsewhere.example>"
    kept = factories.only(Withdrawal)
    assert (kept.name, kept.identification, kept.email, kept.language) == ("Ada Ahrens", "7KQM 4XWD", "ada@elsewhere.example", lang)


def test_the_page_belongs_to_the_organisation_of_its_address(client: Browser, time: Frozen) -> None:
    factories.make_organisation()
    second = factories.make_organisation(slug="bruecke", legal_name="Brücke e. V.")

    there = send(client, time, "/en/withdraw/bruecke")

    assert "Brücke e. V." in client.get(there).text
    assert factories.only(Withdrawal).organisation_id == second.id


@pytest.mark.parametrize(("field", "typed", "said"), [
    ("name", "", "Enter a name"), ("contract", " \t", "Say which contract it is"), ("email", "ada", "The email address has no @"),
])
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client: Browser, time: Frozen, field: str, typed: str, said: str) -> None:
    factories.make_organisation()
    form = form_of(client.get("/en/withdraw").text)
    time.move(seconds=5)

    answer = client.post("/en/withdraw", data=form.filled({**TYPED, field: typed}))

    assert said in answer.text
    for name, value in TYPED.items():
        assert name == field or f'value="{value}"' in answer.text
    assert factories.all_of(Withdrawal) == []


def test_programs_are_asked_once_more_and_people_get_through(client: Browser, time: Frozen) -> None:
    factories.make_organisation()
    form = form_of(client.get("/en/withdraw").text)

    fast = client.post("/en/withdraw", data=form.filled(TYPED))
    assert "That was very fast. Send it once more" in fast.text
    old = client.post("/en/withdraw", data={**TYPED, "once": "unknown"})
    assert "This page had been open for a long time." in old.text
    assert factories.all_of(Withdrawal) == []

    again = form_of(old.text)
    time.move(seconds=2)
    assert client.post("/en/withdraw", data=again.filled(TYPED)).status_code == 303
    assert client.post("/en/withdraw", data=again.filled(TYPED)).status_code == 303
    assert len(factories.all_of(Withdrawal)) == 1


def test_with_a_full_letter_box_the_page_is_the_receipt(client: Browser, time: Frozen) -> None:
    factories.make_organisation()
    for number in range(3):
        declared(f"number {number}", TYPED["email"])

    shown = text_of(client.get(send(client, time)).text)

    assert "has had enough mails for this hour, so this page is your receipt" in shown
    assert "21:07:38" in shown
    assert len(delivered()) == 3


def test_a_receipt_is_no_oracle(client: Browser, time: Frozen) -> None:
    _event, registration = ordered(email="ada@guests.example")

    known = text_of(client.get(send(client, time, contract=code(registration))).text)
    unknown = text_of(client.get(send(client, time, contract="7KQM 4XWD")).text)

    assert known.replace(code(registration), "…") == unknown.replace("7KQM 4XWD", "…").replace("21:07:43", "21:07:38")
    assert client.get("/en/withdraw/received/nothing").location == "/en/withdraw"
    mails = [words(mail) for mail in delivered()]
    assert all("Evening at the harbour" not in mail for mail in mails)


@pytest.mark.parametrize(("setting", "cents", "said"), [
    ("statutory", 4500, "what you paid goes back by 28 April 2027 at the latest"),
    ("none", 4500, EXEMPT),
    ("none", 0, "You can give your place back voluntarily, by the rules that stand there:"),
])
def test_the_owner_of_the_registration_reads_what_holds_for_it(setting: str, cents: int, said: str) -> None:
    event = factories.make_event(withdrawal=setting, cancel_until=datetime(2027, 4, 18, 18))  # noqa: DTZ001  a wall time
    registration = factories.make_registration(event, "Ada", total_cents=cents)

    declared(code(registration), registration.email)

    [mail] = delivered()
    assert said in words(mail)
    assert "Evening at the harbour" in words(mail)
    assert (f"/r/{factories.secret_of(registration)}#cancel" in words(mail)) is (setting == "none")


def test_what_a_stranger_writes_makes_no_link_in_a_mail() -> None:
    factories.make_organisation()

    declared("win at https://bad.example/now", "dora@guests.example")

    [mail] = delivered()
    assert "bad.example" not in words(mail)
    assert "bad . example" in words(mail)


def test_the_answers_say_what_follows() -> None:
    event, registration = ordered(email="ada@guests.example")
    yes, no = declared(code(registration), "ada@guests.example"), declared("a concert")
    withdrawals.accept(yes.id, event.organisation_id, by=By(person_id=1), give_back=lambda *_all: None)
    withdrawals.refuse(no.id, event.organisation_id, "It was a concert.", by=By(person_id=1))

    mails = {str(mail["Subject"]): words(mail) for mail in delivered()}

    assert "€45.00" in mails["Your withdrawal is accepted"]
    assert "by 28 April 2027 at the latest" in mails["Your withdrawal is accepted"]
    assert "It was a concert." in mails["About your withdrawal"]


def test_my_data_names_the_declaration(client: Browser) -> None:
    _event, registration = ordered(email="ada@guests.example")
    declared(code(registration), "ada@guests.example")
    declared(code(registration), "dora@guests.example")

    kept = client.get(f"/en/r/{factories.secret_of(registration)}/data.json").json["withdrawals"]

    assert [(one["contract"], one["state"]) for one in kept] == [(code(registration), "open")]
    assert "Withdrawal" in text_of(client.get(f"/en/r/{factories.secret_of(registration)}/data").text)
