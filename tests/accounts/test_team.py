"""Inviting, changing and parting; somebody always stays responsible."""

import pytest
from flask import Flask

from eventsvc.accounts import queries, service
from eventsvc.accounts.models import Membership, Person, SignInLink
from eventsvc.accounts.team import service as team
from eventsvc.core.audit import AuditEntry
from eventsvc.core.errors import Missing, Refused
from eventsvc.core.outbox import OutboxRow
from tests.factories import all_of, join, make_organisation, make_person, make_session, only
from tests.support import at_once, frozen

pytestmark = pytest.mark.both


def membership(person: Person) -> Membership:
    return only(Membership, person_id=person.id)


def letter() -> queries.Letter | None:
    return queries.letter(all_of(OutboxRow)[-1].payload["link"])


def test_who_is_invited_gets_a_link_and_belongs_once_it_is_used(app: Flask) -> None:
    ada = make_person("Ada")
    here = membership(ada).organisation_id

    team.invite(here, ada.id, email=" Cem@Uni.example ", role="editor", language="de")

    found = letter()
    assert found is not None
    assert (found.purpose, found.email, found.role, found.organisation) == ("invitation", "Cem@Uni.example", "editor", "Hafen Forum")
    cem = only(Person, email_key="cem@uni.example")
    assert queries.posts(cem.id) == []
    entered = service.use_link(found.token, device="", name="Cem")
    signed_in = queries.by_session(entered.token)
    assert signed_in is not None
    assert signed_in.name == "Cem"
    assert [post.role for post in queries.posts(cem.id)] == ["editor"]


def test_an_invitation_holds_seven_days_and_can_be_sent_again(app: Flask) -> None:
    with frozen("2027-04-01 12:00") as clock:
        ada = make_person("Ada")
        here = membership(ada).organisation_id
        waiting = team.invite(here, ada.id, email="cem@uni.example", role="door", language="de")
        first = letter()
        assert first is not None
        clock.move(days=7)
        with pytest.raises(Refused, match="link-over"):
            service.use_link(first.token, device="")

        team.invite_again(here, ada.id, waiting, language="de")

        again = letter()
        assert again is not None
        assert service.use_link(again.token, device="").token
        with pytest.raises(Missing):
            team.invite_again(here, ada.id, waiting, language="de")


def test_nobody_is_invited_twice(app: Flask) -> None:
    ada = make_person("Ada")
    here = membership(ada).organisation_id
    team.invite(here, ada.id, email="cem@uni.example", role="editor", language="de")

    with pytest.raises(Refused, match="already-here"):
        team.invite(here, ada.id, email="CEM@uni.example", role="door", language="de")


def test_a_role_is_changed_and_noted(app: Flask) -> None:
    ada, cem = make_person("Ada"), make_person("Cem", role="editor")

    team.change_role(membership(ada).organisation_id, ada.id, membership(cem).id, "manager")

    assert membership(cem).role == "manager"
    entry = only(AuditEntry)
    assert (entry.deed, entry.person_id, entry.before, entry.after["role"]) == ("role-changed", ada.id, {"role": "editor"}, "manager")


def test_the_last_owner_stays(app: Flask) -> None:
    ada = make_person("Ada")
    mine = membership(ada)
    team.invite(mine.organisation_id, ada.id, email="cem@uni.example", role="owner", language="de")  # has not come yet

    for deed in (
        lambda: team.change_role(mine.organisation_id, ada.id, mine.id, "manager"),
        lambda: team.remove(mine.organisation_id, ada.id, mine.id),
    ):
        with pytest.raises(Refused, match="last-owner"):
            deed()

    assert membership(ada).role == "owner"


def test_two_owners_cannot_let_go_of_each_other_at_once(app: Flask) -> None:
    ada, ben = make_person("Ada"), make_person("Ben")
    here = membership(ada).organisation_id
    ids = [membership(ada).id, membership(ben).id]

    answers = at_once(2, lambda number: team.remove(here, ada.id, ids[number]))

    assert sorted(str(answer) for answer in answers) == ["None", "last-owner"]
    assert len(all_of(Membership, role="owner")) == 1


def test_who_is_removed_is_out_at_once(app: Flask) -> None:
    ada, cem = make_person("Ada"), make_person("Cem", role="editor")
    session = make_session(cem)

    team.remove(membership(ada).organisation_id, ada.id, membership(cem).id)

    assert queries.by_session(session) is None
    assert queries.posts(cem.id) == []
    service.request_sign_in(cem.email, "en")
    assert all_of(OutboxRow) == []


def test_who_works_elsewhere_too_stays_signed_in_there(app: Flask) -> None:
    ada, cem = make_person("Ada"), make_person("Cem", role="editor")
    mine = membership(cem)
    join(cem, make_organisation(), "door")
    session = make_session(cem)

    team.remove(membership(ada).organisation_id, ada.id, mine.id)

    assert queries.by_session(session) is not None
    assert [post.role for post in queries.posts(cem.id)] == ["door"]


def test_an_invitation_taken_back_is_worth_nothing(app: Flask) -> None:
    ada = make_person("Ada")
    here = membership(ada).organisation_id
    waiting = team.invite(here, ada.id, email="cem@uni.example", role="editor", language="de")
    found = letter()
    assert found is not None

    team.remove(here, ada.id, waiting)

    assert all_of(SignInLink) == []
    with pytest.raises(Missing):
        service.use_link(found.token, device="")


def test_another_organisations_people_are_out_of_reach(app: Flask) -> None:
    ada = make_person("Ada")
    dora = make_person("Dora", organisation=make_organisation())
    here, theirs = membership(ada).organisation_id, membership(dora).id

    for deed in (
        lambda: team.change_role(here, ada.id, theirs, "door"),
        lambda: team.remove(here, ada.id, theirs),
        lambda: team.invite_again(here, ada.id, theirs, language="de"),
    ):
        with pytest.raises(Missing):
            deed()
