"""The self-test tells what is wrong, each in one sentence."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from eventsvc import checks
from eventsvc.core import uploads
from eventsvc.questions import service
from eventsvc.questions.models import Upload
from eventsvc.settings import Settings
from tests import factories
from tests.questions.asking import given, make_use, sent


class Box:
    """A mail server that takes mail for example.org only."""

    def __init__(self) -> None:
        self.got: list[Any] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if not address.endswith("@events.example.org"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.got.append(message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def box() -> Iterator[tuple[Box, str]]:
    """The server and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = Box()
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    yield handler, f"smtp://127.0.0.1:{port}"
    server.stop()


def found(app: Flask, settings: Settings, part: str, **how: Any) -> list[tuple[str, str]]:
    return [(one.how, one.words) for one in checks.everything(app, settings, **how) if one.part == part]


@pytest.mark.both
def test_database_without_migrations_is_bad_and_hides_nothing_else(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("eventsvc.schema.current", lambda _connection: None)
    parts = {one.part for one in checks.everything(app, settings)}

    words = found(app, settings, "database")

    assert words[-1] == ("bad", "The database has no tables yet: run `eventsvc migrate`.")
    assert {"address", "instance", "keys", "mail", "browser", "languages"} <= parts


@pytest.mark.both
def test_good_database(app: Flask, settings: Settings) -> None:
    factories.make_event()

    for part in ("database", "time zones", "worker", "pictures", "uploads"):
        words = found(app, settings, part)
        bad = [one for how, one in words if how == checks.BAD and "synchronous_commit" not in one]
        assert words
        assert bad == []


def test_mail_is_asked_for_or_really_sent(app: Flask, settings: Settings, box: tuple[Box, str]) -> None:
    handler, url = box
    with_mail = replace(settings, smtp_url=url)

    assert found(app, with_mail, "mail")[0][0] == "good"
    assert handler.got == []
    assert found(app, with_mail, "mail", send=True, mail_to="ada@events.example.org")[0][0] == "good"
    assert [letter["To"] for letter in handler.got] == ["ada@events.example.org"]


def test_mail_that_is_refused_says_why(app: Flask, settings: Settings, box: tuple[Box, str]) -> None:
    with_mail = replace(settings, smtp_url=box[1])

    for send in (False, True):
        how, words = found(app, with_mail, "mail", mail_to="ada@elsewhere.example", send=send)[0]
        assert how == "bad"
        assert "550 no such mailbox" in words
    how, words = found(app, replace(settings, smtp_url="smtp://127.0.0.1:1"), "mail")[0]
    assert (how, "cannot be reached" in words) == ("bad", True)


def test_address_without_https(app: Flask, settings: Settings) -> None:
    assert [how for how, _ in found(app, settings, "address")] == ["good"]
    assert [how for how, _ in found(app, replace(settings, base_url="http://localhost:8000"), "address")] == ["good", "note"]
    assert [how for how, _ in found(app, replace(settings, base_url="http://tickets.lan"), "address")] == ["good", "bad"]


def test_missing_logo_and_readable_key(app: Flask, settings: Settings) -> None:
    factories.make_organisation(logo="gone.png")
    key = settings.instance / "secret_key"
    key.write_text("x" * 40)
    key.chmod(0o644)

    assert found(app, settings, "pictures")[0][0] == "bad"
    assert "chmod 600" in found(app, settings, "keys")[0][1]


def test_a_lost_file_of_a_guest_and_a_folder_that_others_read(app: Flask, settings: Settings) -> None:
    event = factories.make_event()
    registration, asked, upload = factories.make_registration(event), make_use(event, "file"), sent()
    service.answer(registration.id, [given(asked, upload, upload_id=upload)])
    assert found(app, settings, "uploads") == [("good", "Files of guests: 1, all there.")]

    settings.uploads.chmod(0o755)
    assert [how for how, _words in found(app, settings, "uploads")] == ["bad", "good"]
    uploads.drop(factories.only(Upload).key)
    assert "Of 1 files of guests 1 are missing" in found(app, settings, "uploads")[0][1]
