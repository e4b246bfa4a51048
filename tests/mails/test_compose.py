"""The MIME form of a mail."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from eventsvc.mails.compose import Letter, Picture, message

PLAIN = {
    "recipient": "cem@guests.example", "recipient_name": "Cem Çelik", "sender_name": "Hafen Forum", "subject": "Dein Ticket: Grüße",
    "text": "Hallo Cem", "html": '<p>Hallo Cem <img src="cid:qr1" alt=""></p>', "language": "de",
}
CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


def sent(**changes: object) -> EmailMessage:
    letter = Letter(**{**PLAIN, **changes})  # type: ignore[arg-type]
    mail = message(letter, mail_from="tickets@hafen.example", message_id="a1b2", at=datetime(2027, 4, 1, 8, tzinfo=UTC))
    return message_from_bytes(mail.as_bytes(), policy=default)  # type: ignore[return-value]


def test_parts_stand_in_the_order_that_calendars_need() -> None:
    mail = sent(pictures=(Picture(cid="qr1", name="ticket.png", png=b"\x89PNG"),), calendar=CALENDAR, method="REQUEST")

    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        "text/calendar", "application/ics",
    ]
    calendar = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_param("charset") == "utf-8"


def test_both_calendar_copies_are_the_same_bytes() -> None:
    mail = sent(calendar=CALENDAR, method="CANCEL")

    copies = [part.get_payload(decode=True) for part in mail.walk() if part.get_content_type() in {"text/calendar", "application/ics"}]

    assert copies == [CALENDAR, CALENDAR]


def test_headers_of_a_service_mail() -> None:
    mail = sent(reply_to="hello@hafen.example")

    assert str(mail["From"]) == "Hafen Forum <tickets@hafen.example>"
    assert str(mail["To"]) == "Cem Çelik <cem@guests.example>"
    assert mail["Message-ID"] == "<a1b2@hafen.example>"
    assert (mail["Reply-To"], mail["Auto-Submitted"], mail["Content-Language"]) == ("hello@hafen.example", "auto-generated", "de")


def test_without_a_reply_address_the_header_is_absent() -> None:
    assert sent()["Reply-To"] is None


@pytest.mark.parametrize("name", ["Dora\r\nBcc: all@guests.example", "Dora\nSubject: Gewinn", 'Dora" <x@y.example>, "', "Dora\x00\u2028X"])
def test_a_name_cannot_break_out_of_its_header(name: str) -> None:
    mail = sent(recipient_name=name, sender_name=name, subject=f"Ticket {name}")

    assert [address.addr_spec for address in mail["To"].addresses] == ["cem@guests.example"]
    assert [address.addr_spec for address in mail["From"].addresses] == ["tickets@hafen.example"]
    assert (mail["Bcc"], len(mail.get_all("Subject"))) == (None, 1)


def test_no_line_is_longer_than_mail_servers_take() -> None:
    long = Letter(**{**PLAIN, "text": "Ü" * 5000, "html": f"<p>{'x' * 5000}</p>"})  # type: ignore[arg-type]

    mail = message(long, mail_from="t@h.example", message_id="a", at=datetime.now(UTC))

    assert max(len(line) for line in mail.as_bytes().split(b"\r\n")) <= 998
