"""What the macros in templates/parts/guest.html, questions.html and desk_lists.html take: words that are ready to be shown.

A text may be `markupsafe.Markup` where a part of it stands out; everything else is escaped by the template.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

Badge = tuple[str, str, str]
"""Kind ("ok", "warn", "bad", "note", "accent", "" for quiet), icon, word."""
Fact = tuple[str, str]
"""Icon, text."""


@dataclass(frozen=True)
class Go:
    """A link in words; `about` is read aloud only: "Change", ": which seats"."""

    url: str
    text: str
    about: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a list of facts: word, one text or several lines, a sum or a link at the end."""

    word: str
    text: str | Sequence[str]
    go: Go | None = None
    amount: str = ""
    badge: Badge | None = None


@dataclass(frozen=True)
class Step:
    """A step of a way. state: "done", "now", "next" or "else" (happens only if the one before does not)."""

    state: str
    text: str
    when: str = ""
    strong: str = ""
    icon: str = ""
    iso: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A ticket type or a date to choose. was: the price before a code; date: an `events.html` datebox."""

    value: str
    name: str
    price: str = ""
    more: str = ""
    left: str = ""
    few: bool = False
    gone: bool = False
    checked: bool = False
    was: str = ""
    badge: Badge | None = None
    date: object = None
    go: Go | None = None


@dataclass(frozen=True)
class Option:
    """A line with a round or a square box: `strong` in bold, then `text`, below it `help`."""

    value: str
    strong: str = ""
    text: str = ""
    help: str = ""
    checked: bool = False
    disabled: bool = False
    lang: str = ""


@dataclass(frozen=True)
class Answer:
    """A big button that answers at once. kind: "ok", "bad" or "note"."""

    value: str
    kind: str
    icon: str
    text: str
    effect: str


@dataclass(frozen=True)
class Button:
    """A button of a form. look: "main", "plain", "quiet", "danger" or "danger-quiet"."""

    text: str
    name: str = ""
    value: str = ""
    icon: str = ""
    look: str = "plain"
    about: str = ""
    disabled: bool = False
    action: str = ""


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A seat of a group: who sits there, how far it is, its own link to copy, and one way to send it."""

    id: str
    name: str
    letter: str
    about: str
    badge: Badge
    link: str = ""
    link_label: str = ""
    go: Go | None = None
    send: Button | None = None
    ask_label: str = ""
    """Label of a field for an address: then `send` stands beside that field."""
    ask_error: str = ""
    ask_value: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as it stands in a form.

    kind: text, long, email, url, number, date, time, phone, country, select, one, many, yesno, tick, file.
    """

    id: str
    name: str
    kind: str
    label: str
    hint: str = ""
    optional: bool = False
    value: str = ""
    values: Sequence[str] = ()
    choices: Sequence[tuple[str, str]] = ()
    error: str = ""
    lang: str = ""
    least: str = ""
    most: str = ""
    longest: int = 0
    accept: str = ""
    autocomplete: str = ""
    blank: str = ""
    kept: str = ""
    """What is uploaded already: "waiting-times.csv, 84 kB"."""
    kept_url: str = ""
    """Where it can be had again."""
    drop: str = ""
    """Value of the button named "drop" that takes it away."""
    below: "Sequence[tuple[str, Asked]]" = field(default=())
    """Questions that an answer opens: (answer's value below which it stands, question)."""
    opened: str = ""
    """All values that open this one, with blanks between, where that is not the one it stands below alone."""


@dataclass(frozen=True)
class Head:
    """A head of a table. hidden: read aloud only."""

    text: str
    cls: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Todo:
    """A line of a list whose open thing stands beside it."""

    url: str
    text: str
    hint: str = ""
    icon: str = "info"
    kind: str = ""
    current: bool = False
