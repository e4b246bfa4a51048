"""The test client: a browser that reads strictly. Pages must be well-formed, forms are filled in as people do."""

import contextvars
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from eventsvc.accounts.models import Membership, Person
from eventsvc.core.db import db
from eventsvc.web import sessions
from tests import factories, pages


class Browser(FlaskClient):
    """Each request runs in a context of its own, as in a server, even while a test holds the application's context open."""

    unsaved: list[object] = []  # noqa: RUF012  told by the teardown of the last answer
    person: Person | None = None
    token = ""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Answers as ever; fails on HTML that is not well-formed and on changes left unsaved."""
        if args and isinstance(args[0], str) and "base_url" not in kwargs:
            kwargs["base_url"] = self.application.config["BASE_URL"]
            base = urlsplit(kwargs["base_url"])
            if args[0].startswith(f"{base.scheme}://{base.netloc}/"):
                args = (args[0].removeprefix(f"{base.scheme}://{base.netloc}"), *args[1:])
        Browser.unsaved = []
        answer: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        assert not Browser.unsaved, f"changes left unsaved: {Browser.unsaved}"
        if answer.mimetype == "text/html" and answer.data:
            pages.parsed(answer.get_data(as_text=True), f"{answer.request.method} {answer.request.path}")
        return answer

    def page(self, path: str, status: int = 200) -> pages.Element:
        """The tree of a page that must be there."""
        answer = self.get(path)
        assert answer.status_code == status, f"{path}: {answer.status}"
        return pages.parsed(answer.get_data(as_text=True), path)

    def csrf(self) -> str:
        """What a form of the desk carries for this session, for requests that no form makes."""
        signer = URLSafeTimedSerializer(self.application.config["SECRET_KEY"], salt="wtf-csrf-token")
        return str(signer.dumps(sessions.csrf_value(self.token)))

    def submit(self, path: str, values: dict[str, Any] | None = None, *, action: str | None = None, button: str | None = None,
               follow_redirects: bool = False) -> TestResponse:
        """Open a page, fill in its form and send it. The form is the one with this action, this button, or all of these fields."""
        values = values or {}
        found = [form for form in pages.forms(self.page(path)) if form.method == "post"]
        if action is not None:
            found = [form for form in found if urlsplit(urljoin(path, form.action)).path == action]
        if button is not None:
            found = [form for form in found if any(button in one for one in form.buttons)]
        fitting = [form for form in found if set(values) <= form.names] or found
        assert fitting, f"{path} has no such form to send"
        sent = fitting[0].filled(values)
        for name, value, words in fitting[0].buttons:
            if name and (button is None or button in {name, value, words}):
                sent[name] = [value]
                break
        target = urlsplit(urljoin(path, fitting[0].action or path))
        where = target.path + (f"?{target.query}" if target.query else "")
        return self.post(where, data=MultiDict(sent), follow_redirects=follow_redirects)


def sign_in(browser: Browser, person: Person) -> Browser:
    """Let the browser be signed in as this person, in the person's first organisation."""
    mine = select(Membership.organisation_id).where(Membership.person_id == person.id).order_by(Membership.id)
    organisation = db.session.scalars(mine).first()
    db.session.rollback()
    content = {} if organisation is None else {"organisation": organisation}
    host = urlsplit(browser.application.config["BASE_URL"]).hostname or "localhost"
    browser.token = factories.make_session(person, **content)
    browser.set_cookie(sessions.cookie_name(browser.application), browser.token, domain=host)
    browser.person = person
    return browser
