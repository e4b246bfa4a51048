"""The matrix of who may do what: everybody who might want something of one organisation's things, and how each asks."""

import contextvars
import re
import sqlite3
from collections.abc import Iterator, Set
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from eventsvc.core.db import db
from eventsvc.web import sessions
from tests.browser import Browser
from tests.house.samples import Samples
from tests.house.test_faces import address

HOST = "events.example.org"
OWN_PAGE = {"Origin": "https://events.example.org", "Sec-Fetch-Site": "same-origin"}
DOOR = {**OWN_PAGE, "X-Door": "1"}
LOOKS = {"lang", "year", "kind", "where", "path", "version", "number", "plain"}  # parts of an address that name no thing of an organisation
ONES_OWN = {"desk_team.end_session"}  # what belongs to a person, not to a role: somebody else's is not there
LEADS_ON = {"preview.draft"}  # to an address that is in the matrix itself, before it has looked at anything
TYPED = {  # what these want to be told, or there is nothing to show
    "desk_events.clocks": {"day": "2027-04-19", "start": "18:00", "end": "20:00"}, "desk_sign_in.language": {"lang": "de"},
    "desk_codes.switch_batch": {"batch": "HSC", "state": "active"},
    "desk_guests.many": {"deed": "cancel"}, "desk_money.match": {"registration": "1"},
    "desk_money.assign_line": {"registration": "1"}, "desk_questions.ask": {"question": "1"},
}
ANSWERS = frozenset(range(200, 500))
HARMLESS = ("SELECT ", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA ")  # a statement that begins so writes no row
COUNTING = re.compile(r"INSERT INTO tally ")


class Quick(Browser):
    """Does not read the pages: other tests do."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", self.application.config["BASE_URL"])
        answer: TestResponse = contextvars.Context().run(super(Browser, self).open, *args, **kwargs)
        db.session.rollback()
        return answer


@dataclass
class Matrix:
    """The samples of one organisation, and everybody who might want something of them."""

    things: Samples
    people: dict[tuple[str, bool], Quick]
    nobody: Quick
    phones: dict[FlaskClient, str]
    kept: sqlite3.Connection
    faults: list[str] = field(default_factory=list)
    cells: int = 0
    changed: bool = True

    def __post_init__(self) -> None:
        def look(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            self.changed = self.changed or not statement.lstrip().upper().startswith(HARMLESS)

        event.listen(db.engine, "before_cursor_execute", look)

    @property
    def app(self) -> Flask:
        return self.things.app

    @property
    def phone(self) -> FlaskClient:
        """Paired for the samples' evening."""
        return next(iter(self.phones))

    @property
    def foreign_phone(self) -> FlaskClient:
        """Paired for another organisation's evening."""
        return list(self.phones)[1]

    def as_it_was(self) -> None:
        """Put the store back, if anybody has written since it was."""
        db.session.remove()
        if self.changed:
            with closing(sqlite3.connect(str(db.engine.url.database))) as file:
                file.execute("PRAGMA synchronous=OFF")
                self.kept.backup(file)
            self.changed = False
        for browser in self.people.values():
            browser.set_cookie(sessions.cookie_name(self.app), browser.token, domain=HOST)
        for phone, secret in self.phones.items():
            phone.set_cookie("door", secret, domain=HOST, path="/door")

    def rules(self, *guards: str) -> list[tuple[Rule, str, str]]:
        """Rule, the rest of its guard's name, its path."""
        found = []
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: rule.rule):
            guard: str = getattr(self.app.view_functions[rule.endpoint], "guard", "")
            if guard.startswith(guards):
                found.append((rule, guard.rpartition(" ")[2], address(self.app, rule, self.things.values(rule))))
        return found

    def check(self, who: str, method: str, path: str, answer: TestResponse, right: Set[int]) -> None:
        """Count one cell; write down what is wrong with it."""
        self.cells += 1
        if answer.status_code >= 500 or answer.status_code not in right:
            self.faults.append(f"{who}: {method} {path}: {answer.status_code}")


def own(rule: Rule) -> bool:
    """Whether the address names something of an organisation."""
    return bool(rule.arguments - LOOKS)


def methods(rule: Rule) -> list[str]:
    return [method for method in ("GET", "POST") if method in (rule.methods or set())]


@contextmanager
def harmless(matrix: Matrix, who: str, path: str) -> Iterator[None]:
    """Who is turned away has changed no row. Counting guesses is no change of anything anybody has."""
    written: list[str] = []

    def look(_connection: Any, cursor: Any, statement: str, _parameters: object, context: Any, _many: object) -> None:
        changes = context and (context.isinsert or context.isupdate or context.isdelete)
        if changes and cursor.rowcount and not COUNTING.match(statement):
            written.append(statement[:100])

    event.listen(db.engine, "after_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(db.engine, "after_cursor_execute", look)
    if written:
        matrix.faults.append(f"{who}: {path} was refused and still wrote {written}")


def asked(browser: FlaskClient, method: str, path: str, typed: dict[str, str] | None = None) -> TestResponse:
    """One request as our own page sends it, token included."""
    if method == "GET":
        return browser.get(path, query_string=typed or {})
    token = browser.csrf() if isinstance(browser, Browser) and browser.token else ""
    return browser.post(path, data={"csrf_token": token, **(typed or {})}, headers=OWN_PAGE)


