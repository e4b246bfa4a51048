"""A visit that ends in a no: the tools of the table of refusals.

A case arranges its situation, opens the page as a browser does, and sends what somebody typed. The table then asks the same of each: the
sentence is there word for word, what was typed is still in the form, and not one row of the store differs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urljoin

from sqlalchemy import Table, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from eventsvc.core.db import Base, db
from eventsvc.events.models import Event
from tests import factories, pages
from tests.browser import Browser
from tests.support import Frozen

MARKS = {"de": "Fehler:", "en": "Error:"}
COUNTED_ONLY = frozenset({"tally"})
"""How often something was tried: that a wrong code was typed is counted, and nothing else about it."""
AGAIN = frozenset({"audit_entry", "outbox", "roster"})
"""What it writes when somebody who is known already gets the own mail once more."""


def store() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    db.session.rollback()
    tables = [cast(Table, table) for table in Base.metadata.sorted_tables if table.name not in COUNTED_ONLY]
    found = {table.name: sorted(map(tuple, db.session.execute(select(table))), key=repr) for table in tables}
    db.session.rollback()
    return found


@dataclass
class Visit:
    """One browser in one language; `answer` is what it got at the end."""

    client: Browser
    now: Frozen
    lang: str
    typed: dict[str, list[str]] = field(default_factory=dict)
    before: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    answer: TestResponse | None = None

    @property
    def ada(self) -> dict[str, str]:
        """Name and address of who visits; another one in each language, so that no visit is the second one."""
        return {"name": "Ada Ahrens", "email": f"ada.{self.lang}@uni.example"}

    def own(self, registration_id: int, path: str = "") -> str:
        """A page behind the secret."""
        return f"/r/{factories.secret_of(factories.only(factories.Registration, id=registration_id))}{path}"

    def opens(self, path: str, *names: str, ends: str = "") -> pages.Form:
        """The form with these fields, its action ending like this."""
        there = f"/{self.lang}{path}"
        found = [
            one for one in pages.forms(self.client.page(there))
            if one.method == "post" and set(names) <= one.names and one.action.endswith(ends)
        ]
        assert found, f"{there} has no form with {names}"
        found[0].action = urljoin(there, found[0].action)
        return found[0]

    def sends(
        self, form: pages.Form, values: dict[str, Any] | None = None, *, keeps: bool = True, seconds: float = 10, **also: Any,
    ) -> None:
        """Take ten seconds, type this and send it. `also`: a button, and fields that a script adds. Not `keeps`: no form comes back."""
        self.now.move(seconds=seconds)
        sent = {name: value for name, value in form.filled(values or {}).items() if value}
        sent |= {name.replace("_", "-"): [value] for name, value in also.items()}
        expected = {name: list(map(str, sent.get(name, [""] if isinstance(value, str) else []))) for name, value in (values or {}).items()}
        self._remember(expected if keeps else {})
        if any(isinstance(one, tuple) for value in sent.values() for one in value):  # a file: encoded here, the client would leave one open
            boundary, body = encode_multipart(MultiDict(
                (name, FileStorage(*one) if isinstance(one, tuple) else one) for name, value in sent.items() for one in value
            ))
            self.answer = self.client.post(form.action, data=body, content_type=f"multipart/form-data; boundary={boundary}")
        else:
            self.answer = self.client.post(form.action, data=sent)

    def looks(self, path: str, **shown: str) -> None:
        """Only open the page. `shown`: what stands in its form."""
        self._remember({name: [value] for name, value in shown.items()})
        self.answer = self.client.get(f"/{self.lang}{path}")

    def presses(self, path: str, **data: Any) -> None:
        """Send again what a page that was open before would send."""
        self._remember({})
        self.answer = self.client.post(f"/{self.lang}{path}", data=data)

    def _remember(self, typed: dict[str, list[str]]) -> None:
        self.typed, self.before = typed, store()

    def follows(self) -> None:
        """Where the answer leads to."""
        assert self.answer is not None
        self.answer = self.client.get(self.answer.location)

    def faults(self, case: "Case") -> list[str]:
        """What is not as it should be after a no."""
        assert self.answer is not None, "the case sent nothing"
        page, found = pages.parsed(self.answer.get_data(as_text=True)), list[str]()
        said, title = pages.text_of(page), pages.text_of(next(page.iter("title")))
        if case.words(self.lang) not in said:
            found.append(f"it is not said; but: {said[:1500]}")
        if self.answer.status_code != case.status:
            found.append(f"status {self.answer.status}")
        if title.startswith(MARKS[self.lang]) is not case.marked:
            found.append(f"the title is {title!r}")
        forms = pages.forms(page)
        if self.typed and not any(self.typed == {name: one.fields.get(name, []) for name in self.typed} for one in forms):
            found.append(f"{self.typed} is lost: {[one.fields for one in forms]}")
        after = store()
        written = {name for name, rows in self.before.items() if after[name] != rows}
        if written != case.writes:
            found.append(f"written: {written}")
        return found


@dataclass(frozen=True)
class Case:
    """One row of the table. `reason`: as the house raises it, with what is special about this row after a comma.

    `marked`: the title of the page begins with "Error". `writes`: tables that differ afterwards (none, but for a mail once more).
    """

    reason: str
    de: str
    en: str
    act: Callable[[Visit], None]
    status: int = 200
    marked: bool = True
    writes: frozenset[str] = frozenset()

    def words(self, lang: str) -> str:
        """The sentence."""
        return self.de if lang == "de" else self.en


class Cases(list[Case]):
    """Rows of the table, each written above the function that gets there."""

    def row(self, reason: str, de: str, en: str, **more: Any) -> Callable[[Callable[[Visit], None]], Callable[[Visit], None]]:
        """Add one."""

        def added(act: Callable[[Visit], None]) -> Callable[[Visit], None]:
            self.append(Case(reason, de, en, act, **more))
            return act

        return added


def an_event(room: int = 3, **changes: Any) -> Event:
    """One type, in the room."""
    return factories.make_event(online_places=None, room=room, **changes)
