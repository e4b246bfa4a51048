"""The parts a letter is put together from; one template pair draws them as HTML and as text in the same order."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Link:
    """A word that leads somewhere. Links only open a page: mail scanners follow them."""

    label: str
    address: str


@dataclass(frozen=True)
class Clock:
    """A time in one city: `Hamburg (CEST)`, `6:00–8:00 PM`, `Mon, 19 April 2027`."""

    where: str
    span: str
    day: str


@dataclass(frozen=True)
class Clocks:
    """When: one or two cities; `old` is struck through."""

    clocks: tuple[Clock, ...]
    old: bool = False
    kind: str = "clocks"


@dataclass(frozen=True)
class Due:
    """The one fact with its clock time: an offer until, to pay until; `text` says what happens after it."""

    label: str
    big: str
    text: str = ""
    kind: str = "due"


@dataclass(frozen=True)
class Place:
    """Where: the name in bold, then lines."""

    head: str
    lines: tuple[str, ...] = ()
    kind: str = "place"


@dataclass(frozen=True)
class TicketRow:
    """A ticket: QR picture by `cid`, code in letters, holder."""

    cid: str
    alt: str
    reference: str
    holder: str
    type: str
    address: str
    kind: str = "ticket"


@dataclass(frozen=True)
class Scan:
    """A code to scan: its picture by `cid`, and what to do with it."""

    cid: str
    alt: str
    text: str
    kind: str = "scan"


@dataclass(frozen=True)
class Button:
    """The one loud thing, with quieter links below."""

    link: Link
    more: tuple[Link, ...] = ()
    kind: str = "button"


@dataclass(frozen=True)
class Words:
    """A paragraph (`plain`), a state (`badge`), a line set apart (`rule`) or a code to type (`code`)."""

    text: str
    kind: str = "plain"
    more: tuple[Link, ...] = ()


Row = Clocks | Due | Place | TicketRow | Scan | Button | Words


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a letter says, before it is drawn."""

    language: str
    subject: str
    preview: str
    title: str
    lede: str
    rows: tuple[Row, ...]
    why: str
    why_links: tuple[Link, ...] = field(default=())
