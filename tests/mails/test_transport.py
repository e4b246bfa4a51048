"""Handing a mail over: to a folder, to a server that takes, refuses, hangs or breaks off."""

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from eventsvc.mails import transport
from eventsvc.mails.compose import Letter, message
from eventsvc.mails.transport import Permanent, Temporary

Serve = Callable[..., str]


def mail() -> EmailMessage:
    letter = Letter(recipient="cem@guests.example", sender_name="Hafen", subject="Ticket", text="Hallo", html="<p>Hallo</p>", language="de")
    return message(letter, mail_from="tickets@hafen.example", message_id="one", at=datetime.now(UTC))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Desk:
    """A mail server that answers as it is told."""

    def __init__(self, rcpt: str = "250 OK", data: str = "250 OK") -> None:
        self.rcpt, self.data, self.taken = rcpt, data, []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append((envelope.rcpt_tos, envelope.content))
        return self.data


@pytest.fixture
def serve() -> Iterator[Serve]:
    running: list[Controller] = []

    def start(desk: Desk) -> str:
        port = free_port()
        controller = Controller(desk, hostname="127.0.0.1", port=port)
        controller.start()
        running.append(controller)
        return f"smtp://127.0.0.1:{port}"

    yield start
    for controller in running:
        controller.stop()


def test_a_server_that_says_yes_has_the_mail(serve: Serve) -> None:
    desk = Desk()

    transport.by_smtp(serve(desk), mail())

    assert [to for to, _content in desk.taken] == [["cem@guests.example"]]
    assert b"Message-ID: <one@hafen.example>" in desk.taken[0][1]


@pytest.mark.parametrize(("desk", "error"), [
    (Desk(rcpt="550 5.1.1 no such mailbox"), Permanent),
    (Desk(rcpt="452 mailbox full"), Temporary),
    (Desk(data="554 5.7.1 refused as spam"), Permanent),
    (Desk(data="421 try later"), Temporary),
])
def test_a_refusal_is_for_good_or_for_now_by_its_code(serve: Serve, desk: Desk, error: type[Exception]) -> None:
    with pytest.raises(error) as said:
        transport.by_smtp(serve(desk), mail())

    assert str(said.value).startswith((desk.rcpt if not desk.rcpt.startswith("250") else desk.data)[:3])


def test_nobody_at_home_is_temporary() -> None:
    with pytest.raises(Temporary, match="mail server"):
        transport.by_smtp(f"smtp://127.0.0.1:{free_port()}", mail())


@pytest.mark.parametrize("says", [b"", b"220 hello\r\n"])
def test_a_server_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch, says: bytes) -> None:
    monkeypatch.setattr(transport, "PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_greet, args=(door, says), daemon=True).start()

        with pytest.raises(Temporary, match="no answer in time"):
            transport.by_smtp(f"smtp://127.0.0.1:{door.getsockname()[1]}", mail())


def _greet(door: socket.socket, says: bytes) -> None:
    guest, _address = door.accept()
    with guest:
        guest.sendall(says)
        guest.settimeout(5)
        while guest.recv(1024):
            pass


def test_a_folder_keeps_one_file_a_mail(tmp_path: Path) -> None:
    transport.to_folder(tmp_path / "mail", mail())
    transport.to_folder(tmp_path / "mail", mail())

    assert len(list((tmp_path / "mail").iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_temporary(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file, not a folder")

    with pytest.raises(Temporary, match="mail folder"):
        transport.to_folder(tmp_path / "mail", mail())
