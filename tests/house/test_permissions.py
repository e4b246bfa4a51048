"""Who may do what: every address × nobody, six roles, a phone × own and foreign organisation, grown from the URL map.

What must come out is read from two tables only: the guard that the view names, and `accounts.roles`. Before each request
the store is as it was at the beginning, so that the order does not matter and a deed that was allowed harms no later one.
"""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, update

from eventsvc.accounts import roles
from eventsvc.accounts.models import Membership, Organisation
from eventsvc.checkin.models import DoorDevice, Scan
from eventsvc.core import clock
from eventsvc.core.db import db, transaction
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.browser import Browser, sign_in
from tests.checkin.door import make_device, usual_list
from tests.house import samples
from tests.house.matrix import ANSWERS, DOOR, LEADS_ON, ONES_OWN, OWN_PAGE, TYPED, Matrix, Quick, asked, harmless, methods, own
from tests.house.samples import Samples

pytestmark = [pytest.mark.settings(demo=True), pytest.mark.slow]


@pytest.fixture
def matrix(app: Flask) -> Iterator[Matrix]:
    app.test_client_class = Quick
    things = samples.make(app)
    other = factories.make_organisation()
    organisation = factories.all_of(Organisation)[0]
    things.parts.update(_special(things))
    elsewhere = factories.make_event(organisation=other)
    usual_list(elsewhere)
    people = {
        (role, here): sign_in(app.test_client(), factories.make_person(role=role, organisation=organisation if here else other))  # type: ignore[arg-type]
        for role in roles.ROLES for here in (True, False)
    }
    phones = {app.test_client(): make_device(evening) for evening in (things.event, elsewhere)}
    with closing(sqlite3.connect(":memory:")) as kept, closing(sqlite3.connect(str(db.engine.url.database))) as file:
        file.backup(kept)
        found = Matrix(things, people, app.test_client(), phones, kept)  # type: ignore[arg-type]
        found.as_it_was()
        yield found


def _special(things: Samples) -> dict[str, Any]:
    """Things in the state that these addresses are for."""
    invited = factories.make_person("Ben", role="door")
    membership = factories.only(Membership, person_id=invited.id)
    device = factories.only(DoorDevice)
    ticket = factories.all_of(Ticket)[0]
    sid, kept_on = str(uuid.uuid4()), usual_list(things.event)
    with transaction() as connection:
        connection.execute(update(Membership).where(Membership.id == membership.id).values(joined_at=None))
        connection.execute(insert(Scan).values(
            sid=sid, event_id=things.event.id, list_id=kept_on, device_id=device.id, ticket_id=ticket.id,
            code_hash=ticket.code_hash, direction="in", source="camera", device_at=clock.now(), device_off_ms=0, at=clock.now(),
            received_at=clock.now(), decision="admit", verdict="conflict",
        ))
    return {"desk_team.again:membership_id": membership.id, "desk_doors.settle:sid": sid}


def test_the_desk_lets_in_each_role_as_far_as_the_table_says_and_no_stranger(matrix: Matrix) -> None:
    for rule, permission, path in matrix.rules("requires"):
        for method in methods(rule):
            for (role, here), browser in matrix.people.items():
                if rule.endpoint in LEADS_ON and not here:
                    continue
                may = roles.may(role, permission) and (here or not own(rule)) and rule.endpoint not in ONES_OWN
                matrix.as_it_was()
                who = f"{role}, {'own' if here else 'foreign'}"
                typed = {"organisation": str(organisation_of(browser))} if rule.endpoint == "desk_sign_in.organisation" else {}
                typed |= TYPED.get(rule.endpoint, {})
                if may:
                    matrix.check(who, method, path, asked(browser, method, path, typed), {200, 302, 303, 409})
                else:
                    with harmless(matrix, who, path):
                        matrix.check(who, method, path, asked(browser, method, path, typed), {404})

    assert not matrix.faults, "\n".join(matrix.faults)
    assert matrix.cells > 600


def organisation_of(browser: Browser) -> int:
    """Where this person works."""
    assert browser.person is not None
    return factories.only(Membership, person_id=browser.person.id).organisation_id


def test_the_desk_turns_away_who_is_not_signed_in(matrix: Matrix) -> None:
    for rule, _permission, path in matrix.rules("requires"):
        for method in methods(rule):
            with harmless(matrix, "nobody", path):
                answer = asked(matrix.nobody, method, path)
            matrix.check("nobody", method, path, answer, {302 if method == "GET" else 403})
            if method == "GET" and "/mine?next=" not in answer.headers.get("Location", ""):
                matrix.faults.append(f"{path} does not lead to signing in")

    assert not matrix.faults, "\n".join(matrix.faults)


def test_no_role_can_send_a_form_of_the_desk_without_its_token(matrix: Matrix) -> None:
    """Each POST × each role: without token, with another session's, from a stranger's page with the right one."""
    for rule, permission, path in matrix.rules("requires"):
        if "POST" not in (rule.methods or set()):
            continue
        for (role, here), browser in matrix.people.items():
            if not here or not roles.may(role, permission):
                continue
            stolen = matrix.people[role, False].csrf()
            for sent, headers in (
                ({}, {}), ({}, OWN_PAGE), ({"csrf_token": stolen}, OWN_PAGE),
                ({"csrf_token": browser.csrf()}, {"Origin": "https://evil.example"}),
                ({"csrf_token": browser.csrf()}, {"Sec-Fetch-Site": "cross-site"}),
            ):
                with harmless(matrix, role, path):
                    matrix.check(role, "POST", path, browser.post(path, data=sent, headers=headers), {400, 403})

    assert not matrix.faults, "\n".join(matrix.faults)
    assert matrix.cells > 400


def test_public_pages_are_the_same_for_everybody(matrix: Matrix) -> None:
    """A guest's page is the guest's: the team gets neither more nor less by being signed in."""
    everybody = {**{f"{role}, {here}": one for (role, here), one in matrix.people.items()}, "phone": matrix.phone}
    for rule, _rest, path in matrix.rules("anyone", "secret holder", "machine"):
        for method in methods(rule):
            matrix.as_it_was()
            plain = asked(matrix.nobody, method, path)
            matrix.check("nobody", method, path, plain, ANSWERS)
            for who, browser in everybody.items():
                if method == "POST":
                    matrix.as_it_was()
                matrix.check(who, method, path, asked(browser, method, path), {plain.status_code})

    assert not matrix.faults, "\n".join(matrix.faults)
    assert matrix.cells > 600


def test_no_secret_of_another_thing_opens_anything(matrix: Matrix) -> None:
    """Addresses with a secret in them, the secret changed by one character: as if there were nothing, and nothing happens."""
    for rule, _rest, path in matrix.rules("secret holder"):
        secrets = [value for name, value in matrix.things.values(rule).items() if name in {"secret", "code", "token", "asked"}]
        if rule.endpoint.startswith("dev.") or not secrets or "_deed" in rule.arguments or rule.endpoint.endswith("elsewhere"):
            continue
        for method in methods(rule):
            wrong = path.replace(secrets[0], ("A" if secrets[0][0] != "A" else "B") + secrets[0][1:])
            with harmless(matrix, "a guesser", wrong):
                matrix.check("a guesser", method, wrong, asked(matrix.nobody, method, wrong), {302, 404})

    assert not matrix.faults, "\n".join(matrix.faults)


def test_the_door_knows_paired_phones_only(matrix: Matrix) -> None:
    """The roles of the desk open no door; a phone works for its own evening, which no address names."""
    everybody = {**{f"{role}, {here}": one for (role, here), one in matrix.people.items()}, "nobody": matrix.nobody}
    for rule, _rest, path in matrix.rules("door"):
        assert not own(rule), "a phone's evening comes from its cookie, never from the address"
        for method in methods(rule):
            for who, browser in everybody.items():
                with harmless(matrix, who, path):
                    answer = browser.open(path, method=method, headers=DOOR)
                matrix.check(who, method, path, answer, {401})
            for who, phone in (("phone", matrix.phone), ("foreign phone", matrix.foreign_phone)):
                matrix.as_it_was()
                answer = phone.open(path, method=method, headers=DOOR)
                matrix.check(who, method, path, answer, ANSWERS - {401, 403, 404})
            if method == "POST":
                for headers in ({}, {"Origin": "https://evil.example", "X-Door": "1"}, {"Sec-Fetch-Site": "cross-site", "X-Door": "1"}):
                    if headers or rule.endpoint.startswith(("door_scans", "door_roster")):
                        answer = matrix.phone.post(path, headers=headers)
                        matrix.check("phone", "POST", path, answer, {403})

    assert not matrix.faults, "\n".join(matrix.faults)


def test_a_foreign_phone_sees_nobody_of_this_evening(matrix: Matrix) -> None:
    mine = matrix.phone.get("/door/roster", headers=DOOR).get_data(as_text=True)
    theirs = matrix.foreign_phone.get("/door/roster", headers=DOOR).get_data(as_text=True)

    assert "Cem" in mine
    assert "Cem" not in theirs


def test_every_view_is_in_the_matrix(matrix: Matrix) -> None:
    walked = {rule.endpoint for rule, _rest, _path in matrix.rules("requires", "anyone", "secret holder", "machine", "door")}

    assert walked == {rule.endpoint for rule in matrix.app.url_map.iter_rules()}
