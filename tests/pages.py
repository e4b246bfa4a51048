"""Reading answers as a browser does: well-formed HTML, forms with their fields."""

import warnings
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import html5lib  # type: ignore[import-untyped]

Element = ElementTree.Element
NOT_SENT = frozenset({"submit", "button", "image", "reset", "file"})


def parsed(html: str, where: str = "page") -> Element:
    """The tree of a page, to be read only; fails on bad nesting, unknown entities and ids that stand twice."""
    tree, faults, twice = _read(html)
    assert not faults, f"{where} is not well-formed HTML: " + "; ".join(faults)
    assert not twice, f"{where} has ids twice: {twice}"
    return tree


@lru_cache(maxsize=4)
def _read(html: str) -> tuple[Element, list[str], list[str]]:
    """The browser reads each answer, and the test reads it again: once is enough."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree: Element = parser.parse(html) if html.lstrip()[:9].lower() == "<!doctype" else parser.parseFragment(html)
    faults = [f"line {at[0]}: {code} {facts}" for at, code, facts in parser.errors[:5]]
    ids = Counter(element.attrib["id"] for element in tree.iter() if isinstance(element.tag, str) and "id" in element.attrib)
    return tree, faults, sorted(one for one, times in ids.items() if times > 1)


def text_of(element: Element) -> str:
    """What can be read in it, with single blanks; scripts and styles left out."""
    parts: list[str] = []

    def walk(one: Element) -> None:
        if isinstance(one.tag, str) and one.tag.rsplit("}")[-1] not in {"script", "style", "template"}:
            parts.append(one.text or "")
            for child in one:
                walk(child)
                parts.append(child.tail or "")

    walk(element)
    return " ".join("".join(parts).split())


@dataclass
class Form:
    """A form as it stands in a page: where it goes, what it would send untouched, which buttons it has."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def filled(self, values: dict[str, Any]) -> dict[str, list[Any]]:
        """What is sent after somebody typed these values (None takes a field away). A field that is not there is a fault."""
        unknown = set(values) - self.names
        assert not unknown, f"the form {self.action!r} has no field {sorted(unknown)}; it has {sorted(self.names)}"
        sent: dict[str, list[Any]] = {**self.fields}
        for name, value in values.items():
            sent[name] = [] if value is None else list(value) if isinstance(value, (list, tuple)) and name in self.names else [value]
        return sent


def forms(tree: Element) -> list[Form]:
    """All forms of a page, with fields that belong to them by the `form` attribute."""
    found: list[Form] = []
    for element in tree.iter("form"):
        form = Form(element.get("action", ""), element.get("method", "get").lower())
        mine = element.get("id")
        outside = [one for one in tree.iter() if mine and isinstance(one.tag, str) and one.get("form") == mine]
        for one in [*element.iter(), *outside]:
            _take(form, one)
        found.append(form)
    return found


def _take(form: Form, one: Element) -> None:
    name = one.get("name", "")
    kind = one.get("type", "submit" if one.tag == "button" else "text").lower()
    if one.tag == "button" or (one.tag == "input" and kind in {"submit", "image"}):
        form.buttons.append((name, one.get("value", ""), text_of(one)))
        return
    if not name or one.tag not in {"input", "select", "textarea"} or "disabled" in one.attrib:
        return
    form.names.add(name)
    if one.tag == "textarea":
        form.fields.setdefault(name, []).append((one.text or "").removeprefix("\n"))
    elif one.tag == "select":
        options = list(one.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib] or ([] if "multiple" in one.attrib else options[:1])
        form.fields.setdefault(name, []).extend(option.get("value", option.text or "") for option in chosen)
    elif kind in {"checkbox", "radio"}:
        if "checked" in one.attrib:
            form.fields.setdefault(name, []).append(one.get("value", "on"))
    elif kind not in NOT_SENT:
        form.fields.setdefault(name, []).append(one.get("value", ""))
