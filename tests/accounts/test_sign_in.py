"""Signing in by link and by code: once, in time, and without telling who is known."""

from collections import Counter

import pytest
from flask import Flask

from eventsvc.accounts import queries, service
from eventsvc.accounts.models import Person, SignInLink, StaffSession
from eventsvc.accounts.organisations import service as organisations
from eventsvc.core import signing
from eventsvc.core.errors import Missing, Refused, TooMany
from eventsvc.core.outbox import OutboxRow
from tests.factories import all_of, make_organisation, make_person, make_session, only
from tests.support import at_once, counted_queries, frozen

NOW = "2027-04-01 12:00"
pytestmark = pytest.mark.both


def asked(person: Person, **more: str) -> queries.Letter:
    """Ask for a link and read the mail."""
    service.request_sign_in(person.email, "en", **more)
    found = queries.letter(all_of(OutboxRow)[-1].payload["link"])
    assert found is not None
    return found


def test_who_works_here_gets_a_letter_with_link_and_code(app: Flask) -> None:
    ada = make_person("Ada")

    letter = asked(ada)

    row, link = only(OutboxRow), only(SignInLink)
    assert (row.kind, row.recipient, row.language) == ("sign-in", ada.email, "en")
    assert link.token_hash == signing.digest(letter.token)
    assert letter.token not in str(vars(link)) + str(vars(row))
    assert len(letter.code) == 6
    assert letter.code.isdecimal()


@pytest.mark.parametrize("typed", ["  ADA@Uni.Example ", "\u200bada@uni.example", "ada@uni.example\u00a0"])
def test_the_address_is_found_however_it_is_written(app: Flask, typed: str) -> None:
    make_person("Ada", email="ada@uni.example")

    service.request_sign_in(typed, "en")

    assert only(OutboxRow).recipient == "ada@uni.example"


def test_a_stranger_gets_nothing_but_costs_the_same_statements(app: Flask) -> None:
    make_person("Ada", email="ada@uni.example")
    with counted_queries() as known:
        service.request_sign_in("ada@uni.example", "en")
    links = len(all_of(SignInLink))

    with counted_queries() as unknown:
        service.request_sign_in("dora@stranger.example", "en")

    assert unknown == known
    assert len(all_of(SignInLink)) == links
    assert [row.recipient for row in all_of(OutboxRow)] == ["ada@uni.example"]


def test_who_is_in_no_team_or_only_invited_is_a_stranger(app: Flask) -> None:
    cem = make_person("Cem", role=None)

    service.request_sign_in(cem.email, "en")

    assert all_of(OutboxRow) == []


@pytest.mark.parametrize("email", ["ada@uni.example", "dora@stranger.example"])
def test_five_an_hour_for_every_address_known_or_not(app: Flask, email: str) -> None:
    make_person("Ada", email="ada@uni.example")
    with frozen(NOW) as clock:
        for _ in range(5):
            service.request_sign_in(email, "en")

        with pytest.raises(TooMany) as no:
            service.request_sign_in(email.upper(), "en")

        clock.at = no.value.retry_at
        service.request_sign_in(email, "en")


def test_looking_at_a_link_changes_nothing(app: Flask) -> None:
    ada = make_person("Ada")
    letter = asked(ada)

    for _ in range(3):
        opened = service.open_link(letter.token)

    assert (opened.purpose, opened.email) == ("sign-in", ada.email)
    assert only(SignInLink).used_at is None
    assert all_of(StaffSession) == []


def test_a_link_is_used_once(app: Flask) -> None:
    ada = make_person("Ada")
    letter = asked(ada, next_path="/desk/team")

    entered = service.use_link(letter.token, device="Firefox, Linux")

    found = queries.by_session(entered.token)
    assert found is not None
    assert (found.person_id, entered.next_path) == (ada.id, "/desk/team")
    for deed in (service.open_link, lambda token: service.use_link(token, device="")):
        with pytest.raises(Refused, match="link-used"):
            deed(letter.token)


def test_a_link_ends_after_fifteen_minutes(app: Flask) -> None:
    with frozen(NOW) as clock:
        letter = asked(make_person("Ada"))
        clock.move(minutes=15)

        for deed in (service.open_link, lambda token: service.use_link(token, device="")):
            with pytest.raises(Refused, match="link-over"):
                deed(letter.token)


def test_an_unknown_link_is_missing(app: Flask) -> None:
    for deed in (service.open_link, lambda token: service.use_link(token, device="")):
        with pytest.raises(Missing):
            deed("x" * 24)


def test_of_sixteen_that_use_a_link_at_once_one_comes_in(app: Flask) -> None:
    letter = asked(make_person("Ada"))

    answers = at_once(16, lambda _: service.use_link(letter.token, device="").token)

    assert Counter("in" if isinstance(answer, str) else str(answer) for answer in answers) == {"in": 1, "link-used": 15}
    assert len(all_of(StaffSession)) == 1


def test_signing_in_ends_the_session_before_and_voids_other_links(app: Flask) -> None:
    ada = make_person("Ada")
    old = make_session(ada)
    first, second = asked(ada), asked(ada)

    entered = service.use_link(second.token, device="", ending=old)

    assert queries.by_session(old) is None
    assert queries.by_session(entered.token) is not None
    with pytest.raises(Refused, match="link-used"):
        service.use_link(first.token, device="")


def test_the_code_does_the_same(app: Flask) -> None:
    ada = make_person("Ada")
    letter = asked(ada)

    entered = service.use_code(ada.email, f" {letter.code[:3]} {letter.code[3:]}", device="")

    assert queries.by_session(entered.token) is not None
    with pytest.raises(Refused, match="code-wrong"):
        service.use_code(ada.email, letter.code, device="")


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_five_wrong_codes_lock_it_but_not_the_link(app: Flask) -> None:
    ada = make_person("Ada")
    letter = asked(ada)
    for _ in range(5):
        with pytest.raises(Refused, match="code-wrong"):
            service.use_code(ada.email, wrong(letter.code), device="")

    with pytest.raises(Refused, match="code-wrong"):
        service.use_code(ada.email, letter.code, device="")

    assert service.use_link(letter.token, device="").token


def test_only_the_newest_code_counts(app: Flask) -> None:
    ada = make_person("Ada")
    first, second = asked(ada), asked(ada)
    while first.code == second.code:  # one in a million
        second = asked(ada)

    with pytest.raises(Refused, match="code-wrong"):
        service.use_code(ada.email, first.code, device="")
    service.use_code(ada.email, second.code, device="")


def test_many_guesses_at_once_are_five_tries(app: Flask) -> None:
    ada = make_person("Ada")
    letter = asked(ada)

    at_once(12, lambda _: service.use_code(ada.email, wrong(letter.code), device=""))

    assert only(SignInLink).wrong_codes == 5


def test_a_code_for_a_stranger_is_answered_alike(app: Flask) -> None:
    with pytest.raises(Refused, match="code-wrong"):
        service.use_code("dora@stranger.example", "123456", device="")


def test_what_is_over_is_swept(app: Flask) -> None:
    with frozen(NOW) as clock:
        ada = make_person("Ada")
        make_session(ada)
        asked(ada)
        clock.move(hours=13)
        kept = make_session(ada)
        clock.move(hours=11, minutes=30)

        assert service.sweep() == 2

        assert queries.by_session(kept) is not None
        assert all_of(SignInLink) == []


def test_the_first_owner_comes_by_the_console_and_only_once(app: Flask) -> None:
    early, token = service.first_owner_link(), service.first_owner_link()
    assert early
    assert token
    founder = organisations.Founder("Hafen Forum", "Ada", "ada@uni.example", "de")
    for void in (early, "x" * 24):
        with pytest.raises(Refused, match="link-used"):
            organisations.found(void, founder, device="")

    answers = at_once(4, lambda _: organisations.found(token, founder, device="").token)

    entered = [answer for answer in answers if isinstance(answer, str)]
    assert len(entered) == 1
    found = queries.by_session(entered[0])
    assert found is not None
    [post] = queries.posts(found.person_id)
    assert (post.role, post.organisation.name, post.organisation.slug, found.language) == ("owner", "Hafen Forum", "hafen-forum", "de")
    assert service.first_owner_link() is None


def test_the_console_signs_in_who_works_here(app: Flask) -> None:
    ada = make_person("Ada")

    entered = service.use_link(service.console_link(ada.email), device="")

    assert queries.by_session(entered.token) is not None
    with pytest.raises(Missing):
        service.console_link("dora@stranger.example")


def test_create_owner_takes_the_first_organisation(app: Flask) -> None:
    here = make_organisation()

    token = organisations.create_owner("ada@uni.example", name="Ada")

    entered = service.use_link(token, device="")
    found = queries.by_session(entered.token)
    assert found is not None
    assert [post.organisation.id for post in queries.posts(found.person_id)] == [here.id]


def test_the_founding_link_is_void_once_the_console_made_an_owner(app: Flask) -> None:
    early = service.first_owner_link()
    organisations.create_owner("ada@uni.example", name="Ada", organisation="Hafen Forum")

    with pytest.raises(Refused, match="link-used"):
        organisations.found(str(early), organisations.Founder("Hafen Forum", "Dora", "dora@stranger.example", "de"), device="")
