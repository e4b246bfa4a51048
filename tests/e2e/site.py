"""The true product with its sample data, as somebody who starts `eventsvc demo` has it before them."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from io import BytesIO
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.serve.running import serving


@dataclass
class Site:
    """Where it answers, where its mails lie, who has signed in."""

    address: str
    mails: Path
    link: str
    _owner: Any = field(default=None)

    def letter(self, recipient: str, *, seconds: float = 10, without: int = 0) -> EmailMessage:
        """The latest mail to somebody who has got more than `without` by now; a mail takes ten seconds at most."""
        latest = time.monotonic() + seconds
        while True:
            found = [one for one in self.letters() if recipient in str(one["To"])]
            if len(found) > without:
                return found[-1]
            assert time.monotonic() < latest, f"no mail to {recipient} within {seconds} s"
            time.sleep(0.1)

    def letters(self) -> list[EmailMessage]:
        """All mails, oldest first."""
        files = sorted(self.mails.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        parser: BytesParser[EmailMessage] = BytesParser(policy=policy.default)
        return [parser.parsebytes(path.read_bytes()) for path in files]

    def owner(self, browser: Browser) -> Any:
        """What Ada's browser keeps after she used the link that the console prints; the first who asks lets her sign in."""
        if self._owner is None:
            page = browser.new_page()
            page.goto(self.link)
            page.locator("main form button").click()
            page.wait_for_url(f"{self.address}/desk/")
            self._owner = page.context.storage_state()
            page.close()
        return self._owner


def link_in(letter: EmailMessage, part: str) -> str:
    """The address in the plain text that has this in it."""
    plain = letter.get_body(("plain",))
    assert plain is not None
    found = [one for one in re.findall(r"https?://\S+", plain.get_content()) if part in one]
    assert found, f"no address with {part} in the mail"
    return str(found[0])


def code_in(letter: EmailMessage) -> str:
    """What the picture in the mail says to a camera."""
    picture = next(part for part in letter.walk() if part.get_content_type() == "image/png")
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture.get_content())))
    return str(code.text)


def event_address(page: Page, title: str) -> str:
    """The path of an event's page, found as a visitor finds it."""
    page.goto("/en/")
    return str(page.get_by_role("link", name=title).first.get_attribute("href"))


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    """`eventsvc demo` on a free port."""
    with serving(folder, "demo") as process:
        link = re.search(r"http\S+/desk/sign-in/\S+", process.log.read_text())
        assert link is not None, process.log.read_text()
        yield Site(f"http://localhost:{process.port}", folder / "instance" / "demo" / "mail", link.group())
