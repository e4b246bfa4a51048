"""From asking for a link to the desk, by way of the letter as it is really sent."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from flask import Flask
from sqlalchemy import select

from eventsvc.accounts import service
from eventsvc.accounts.models import Membership
from eventsvc.accounts.team import service as team
from eventsvc.core.db import reading
from eventsvc.core.outbox import OutboxRow
from eventsvc.mails.delivery import deliver
from eventsvc.settings import Settings
from tests.browser import Browser
from tests.factories import make_person, only


def delivered(app: Flask) -> EmailMessage:
    """Send the newest row, and read the mail."""
    row = reading().execute(select(OutboxRow).order_by(OutboxRow.id.desc()).limit(1)).one()
    with app.app_context():
        deliver(row)
    settings: Settings = app.extensions["settings"]
    files = sorted(settings.mail_folder.glob("**/*.eml"))
    return message_from_bytes(files[-1].read_bytes(), policy=default)  # type: ignore[return-value]


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_link_in_the_mail_leads_in(app: Flask, client: Browser, language: str) -> None:
    ada = make_person("Ada", language=language)
    client.submit(f"/{language}/mine", {"email": ada.email})

    mail = delivered(app)

    assert ada.email in str(mail["To"])
    found = re.search(r"https://events\.example\.org(/desk/sign-in/[\w-]{24})(?![\w-])", text(mail))
    assert found is not None
    assert client.submit(found[1]).status_code == 303
    assert client.get("/desk/team").status_code == 200


def test_the_code_in_the_mail_leads_in(app: Flask, client: Browser) -> None:
    ada = make_person("Ada")
    sent = client.submit("/en/mine", {"email": ada.email}).location

    found = re.search(r"\b(\d{3}) (\d{3})\b", text(delivered(app)))

    assert found is not None
    assert client.submit(sent, {"code": found[0]}).status_code == 303


def test_an_invitation_by_mail_is_accepted(app: Flask, client: Browser) -> None:
    ada = make_person("Ada")
    team.invite(only(Membership).organisation_id, ada.id, email="cem@uni.example", role="editor", language="de")

    found = re.search(r"(/desk/sign-in/[\w-]{24})(?![\w-])", text(delivered(app)))

    assert found is not None
    assert client.submit(found[1], {"name": "Cem"}).status_code == 303
    assert client.get("/desk/team").status_code == 200


def test_a_link_that_was_used_meanwhile_needs_no_letter(app: Flask) -> None:
    ada = make_person("Ada")
    service.request_sign_in(ada.email, "en")
    service.request_sign_in(ada.email, "en")
    rows = reading().execute(select(OutboxRow).order_by(OutboxRow.id)).all()
    settings: Settings = app.extensions["settings"]
    deliver(rows[1])
    mail = message_from_bytes(next(settings.mail_folder.glob("**/*.eml")).read_bytes(), policy=default)
    found = re.search(r"/desk/sign-in/([\w-]{24})(?![\w-])", text(mail))  # type: ignore[arg-type]
    assert found is not None
    service.use_link(found[1], device="")

    with pytest.raises(Exception, match="link used"):
        deliver(rows[0])
