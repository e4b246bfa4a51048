"""The team's page and who may do what there."""

from collections.abc import Callable

import pytest
from flask import Flask

from eventsvc.accounts import roles
from eventsvc.accounts.models import Membership, Person, StaffSession
from eventsvc.core.outbox import OutboxRow
from tests.browser import Browser
from tests.factories import all_of, join, make_organisation, make_person, make_session, only
from tests.support import counted_queries

Desk = Callable[..., Browser]


def token(browser: Browser) -> str:
    page = browser.page("/desk/team")
    return next(one.get("value", "") for one in page.iter() if one.get("name") == "csrf_token")


def test_the_team_is_listed_with_who_is_invited(desk: Desk) -> None:
    browser = desk("owner")
    make_person("Ben", role="door")

    answer = browser.submit("/desk/team", {"email": "cem@uni.example", "role": "editor"})

    assert answer.status_code == 303
    page = browser.get("/desk/team").text
    assert "cem@uni.example is invited" in page
    assert "invited, holds until" in page
    assert "Ben" in page
    assert "3 people" in page
    assert [(row.kind, row.recipient) for row in all_of(OutboxRow)] == [("invitation", "cem@uni.example")]
    assert "cem@uni.example is invited" not in browser.get("/desk/team").text


def test_the_history_says_who_did_what_and_nobody_else_reads_it(desk: Desk) -> None:
    browser = desk("owner")
    assert "Nothing has happened yet." in browser.get("/desk/team/history").text
    ben = make_person("Ben", role="door")
    path = f"/desk/team/{only(Membership, person_id=ben.id).id}"
    browser.submit("/desk/team", {"email": "cem@uni.example", "role": "editor"})
    browser.submit(path, {"role": "manager"})
    browser.submit(path, {}, action=f"{path}/remove")
    browser.submit("/desk/settings", {"street": "Beispielkai 1"}, action="/desk/settings")

    page = browser.get("/desk/team/history").text

    for words in ("invited cem@uni.example as Editor", "<del>Door</del><ins>Manager</ins>", f"removed {ben.email} from the team",
                  "changed the settings: Street and number", "<ins>Beispielkai 1</ins>"):
        assert words in page
    assert desk("manager").get("/desk/team/history").status_code == 404
    elsewhere = desk("owner", organisation=make_organisation())
    assert "cem@uni.example" not in elsewhere.get("/desk/team/history").text


@pytest.mark.parametrize("people", [1, 12])
def test_the_page_asks_equally_often_however_many_work_here(desk: Desk, people: int) -> None:
    browser = desk("owner")
    for _ in range(people):
        make_session(make_person("Ben", role="editor"))

    with counted_queries() as seen:
        browser.get("/desk/team")

    assert len(seen) == 4


@pytest.mark.parametrize(("typed", "words"), [
    ({"email": "", "role": "editor"}, "An address looks like"),
    ({"email": "cem@uni", "role": "editor"}, "An address looks like"),
    ({"email": "ben@uni.example", "role": "editor"}, "is in the team already"),
])
def test_a_wrong_invitation_says_why_and_keeps_what_was_typed(desk: Desk, typed: dict[str, str], words: str) -> None:
    browser = desk("owner")
    make_person("Ben", role="door", email="ben@uni.example")

    answer = browser.submit("/desk/team", typed)

    assert answer.status_code == 200
    assert words in answer.text
    assert "<title>Error: " in answer.text
    assert f'value="{typed["email"]}"' in answer.text or not typed["email"]
    assert all_of(OutboxRow) == []


def test_an_unknown_role_is_refused(desk: Desk) -> None:
    browser = desk("owner")

    answer = browser.post("/desk/team/invite", data={"csrf_token": token(browser), "email": "cem@uni.example", "role": "god"})

    assert answer.status_code == 200
    assert len(all_of(Person)) == 1


def test_a_role_is_changed_and_somebody_removed(desk: Desk) -> None:
    browser = desk("owner")
    ben = make_person("Ben", role="door")
    path = f"/desk/team/{only(Membership, person_id=ben.id).id}"

    assert browser.submit(path, {"role": "manager"}).status_code == 303
    assert only(Membership, person_id=ben.id).role == "manager"
    assert browser.submit(path, {}, action=f"{path}/remove").status_code == 303
    assert all_of(Membership, person_id=ben.id) == []


def test_the_last_owner_is_told_why_not(desk: Desk) -> None:
    browser = desk("owner")
    path = f"/desk/team/{only(Membership).id}"

    for answer in (browser.submit(path, {"role": "door"}), browser.submit(path, {}, action=f"{path}/remove")):
        assert answer.status_code == 200
        assert "Somebody must stay responsible." in answer.text
    assert only(Membership).role == "owner"


def test_own_sessions_are_ended_and_nobody_elses(desk: Desk) -> None:
    browser = desk("door")
    assert browser.person is not None
    make_session(browser.person)
    other = make_session(make_person("Ben"))
    secret = token(browser)
    theirs = max(row.id for row in all_of(StaffSession))

    assert browser.post(f"/desk/team/sessions/{theirs}/end", data={"csrf_token": secret}).status_code == 404
    assert browser.post(f"/desk/team/sessions/{theirs - 1}/end", data={"csrf_token": secret}).status_code == 303
    make_session(browser.person)
    assert browser.post("/desk/team/sessions/end-others", data={"csrf_token": secret}).status_code == 303

    assert len(all_of(StaffSession)) == 2
    assert other
    assert browser.get("/desk/team").status_code == 200


CHANGES = ["/desk/team/invite", "/desk/team/{id}", "/desk/team/{id}/again", "/desk/team/{id}/remove", "/desk/settings",
           "/desk/settings/logo/remove"]


@pytest.mark.parametrize("role", roles.ROLES)
@pytest.mark.parametrize("path", CHANGES)
def test_only_owners_change_team_and_settings(desk: Desk, role: str, path: str) -> None:
    browser = desk(role)
    ben = make_person("Ben", role="door")
    where = path.format(id=only(Membership, person_id=ben.id).id)
    secret = token(browser)

    answer = browser.post(where, data={"csrf_token": secret})

    assert (answer.status_code == 404) is (role != "owner" or path.endswith("again"))


@pytest.mark.parametrize("path", ["/desk/team/{id}", "/desk/team/{id}/remove", "/desk/team/{id}/again"])
def test_people_of_another_organisation_do_not_exist_here(app: Flask, desk: Desk, path: str) -> None:
    browser = desk("owner")
    elsewhere = make_organisation()
    dora = make_person("Dora", organisation=elsewhere)
    join(make_person("Cem", role=None), elsewhere, "owner")
    where = path.format(id=only(Membership, person_id=dora.id).id)

    assert browser.post(where, data={"csrf_token": token(browser), "role": "door"}).status_code == 404
    assert browser.get(where).status_code in {404, 405}
    assert "Dora" not in browser.get("/desk/team").text
