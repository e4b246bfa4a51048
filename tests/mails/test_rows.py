"""The rows of a letter, drawn as HTML and as text."""

from flask import Flask

from eventsvc.mails import sender
from eventsvc.mails.rows import Draft, Due, Row
from tests import pages

EVIL = "<script>alert(1)</script>"
NOBODY = sender.Sender(name="Hafen Forum", line="Hafen Forum", links=(), reply_to="")


def drawn(app: Flask, kind: str, *rows: Row) -> str:
    draft = Draft(language="en", subject="Offer", preview="Offer", title="A place is free", lede="Hello", rows=rows, why="You wait")
    with app.test_request_context("/en/"):
        template = app.jinja_env.get_template(f"mail/letter.{kind}")
        return template.render(letter=draft, sender=NOBODY, brand=sender.colours("#0b5a78"))


def test_a_deadline_says_until_when_and_what_comes_after(app: Flask) -> None:
    row = Due("The place is yours until", "Sunday, 2 May, 8:00 PM", "Hamburg time. After that the next person gets it.")

    text, html = drawn(app, "txt", row), drawn(app, "html", row)

    assert "The place is yours until: Sunday, 2 May, 8:00 PM\nHamburg time. After that the next person gets it.\n" in text
    words = [element.text for element in pages.parsed(html, "letter").iter("span")]
    assert words == ["The place is yours until", "Sunday, 2 May, 8:00 PM", "Hamburg time. After that the next person gets it."]


def test_the_ground_of_a_deadline_is_the_organisations(app: Flask) -> None:
    html = drawn(app, "html", Due("Until", "Sunday"))

    assert f"background:{sender.colours('#0b5a78').soft};" in html


def test_words_in_a_deadline_stay_words(app: Flask) -> None:
    html = drawn(app, "html", Due(EVIL, EVIL, EVIL))

    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 3
