"""The demo's mailbox."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from eventsvc.mails import transport
from eventsvc.mails.compose import Letter, Picture, message
from eventsvc.settings import Settings
from tests import pages
from tests.browser import Browser

pytestmark = pytest.mark.settings(demo=True)
HTML = """<!doctype html><html lang="de"><head><title>Ticket</title></head><body style="margin:0"><img src="cid:qr1" alt="QR">
<a href="https://events.example.org/de/r/abc">Ticket</a></body></html>"""


def lay(settings: Settings, message_id: str = "one", *, at: int = 1_800_000_000, **changes: str) -> str:
    plain = {"recipient": "cem@guests.example", "sender_name": "Hafen", "subject": "Dein Ticket", "language": "de",
             "text": "Hallo Cem\nhttps://events.example.org/de/r/abc <Code>", "html": HTML}
    letter = Letter(
        **{**plain, **changes}, pictures=(Picture(cid="qr1", name="ticket.png", png=b"\x89PNG"),),  # type: ignore[arg-type]
        calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", method="REQUEST",
    )
    mail = message(letter, mail_from="tickets@hafen.example", message_id=message_id, at=datetime.fromtimestamp(at, UTC))
    transport.to_folder(settings.mail_folder, mail)
    file = next(settings.mail_folder.glob(f"{message_id}*.eml"))
    os.utime(file, (at, at))
    return file.stem


def test_an_empty_mailbox_says_how_a_mail_comes_in(client: Browser, settings: Settings) -> None:
    assert "No mail yet" in pages.text_of(client.page("/dev/mail"))


def test_newest_mail_comes_first(client: Browser, settings: Settings) -> None:
    for number in range(3):
        lay(settings, f"m{number}", at=1_800_000_000 + number, subject=f"Nummer {number} <b>")

    page = client.page("/dev/mail")

    assert [pages.text_of(link) for link in page.iter("a") if link.get("class") == "name"] == [f"Nummer {n} <b>" for n in (2, 1, 0)]


def test_a_mail_shows_its_text_with_links_and_its_parts(client: Browser, settings: Settings) -> None:
    name = lay(settings)

    page = client.page(f"/dev/mail/{name}")

    assert "https://events.example.org/de/r/abc" in [link.get("href") for link in page.iter("a")]
    assert "Hallo Cem" in pages.text_of(page)
    assert [link.get("href") for link in page.iter("a") if str(link.get("href")).startswith(f"/dev/mail/{name}/")] == [
        f"/dev/mail/{name}/{number}" for number in range(5)
    ]
    frame = next(page.iter("iframe"))
    assert (frame.get("src"), frame.get("sandbox")) == (f"/dev/mail/{name}/letter", "allow-popups allow-popups-to-escape-sandbox")


def test_the_letter_is_framed_without_scripts_and_with_its_picture(client: Browser, settings: Settings) -> None:
    answer = client.get(f"/dev/mail/{lay(settings)}/letter")

    policy = answer.headers["Content-Security-Policy"]
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert 'src="data:image/png;base64,iVBORw=="' in answer.text
    assert '<head><base target="_blank">' in answer.text


def test_parts_are_shown_or_saved(client: Browser, settings: Settings) -> None:
    name = lay(settings)

    found = [client.get(f"/dev/mail/{name}/{number}") for number in range(5)]

    assert [(one.mimetype, one.headers["Content-Disposition"].split(";")[0]) for one in found] == [
        ("text/plain", "inline"), ("application/octet-stream", "attachment"), ("image/png", "inline"),
        ("application/octet-stream", "attachment"), ("application/octet-stream", "attachment"),
    ]
    assert found[4].data == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    assert 'filename=termin.ics' in found[4].headers["Content-Disposition"]


@pytest.mark.parametrize("name", ["nothing", "..%2Fsecret_key", "..", ".one", "one/9", "one/letter/x", "a%00b"])
def test_nothing_else_can_be_read(client: Browser, settings: Settings, name: str) -> None:
    lay(settings)
    (settings.instance / "secret.eml").write_text("Subject: secret\n\nsecret")

    assert client.get(f"/dev/mail/{name}").status_code in {400, 404}


def test_a_broken_file_does_no_harm(client: Browser, settings: Settings) -> None:
    settings.mail_folder.mkdir()
    (settings.mail_folder / "odd.eml").write_bytes(b"\xff\xfe\x00 no mail")
    (settings.mail_folder / ".draft.123").write_bytes(b"half")

    assert client.get("/dev/mail").status_code == 200
    assert client.get("/dev/mail/odd").status_code == 200


def test_mails_are_nobodys_business_elsewhere(client: Browser, settings: Settings) -> None:
    answer = client.get(f"/dev/mail/{lay(settings)}")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.settings(demo=False)
def test_outside_of_the_demo_there_is_no_mailbox(app: Flask, client: Browser, settings: Settings, tmp_path: Path) -> None:
    lay(settings)

    assert client.get("/dev/mail").status_code == 404
