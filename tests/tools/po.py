"""German beside English: `python -m tests.tools.po` sorts messages.po, takes out twins and prints what is missing.

What it prints can be pasted into the file and filled in. With `--clean` it takes out what nobody says any more.
Tests read the same functions.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "eventsvc" / "translations" / "de" / "LC_MESSAGES" / "messages.po"
TOP = "# German. Sorted by msgid, without places, so that two branches can join.\n"
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract"), ("**.txt", "jinja2.ext:babel_extract"),
           ("**.xml", "jinja2.ext:babel_extract")]
OPTIONS = {pattern: {"silent": "false"} for pattern, method in METHODS if method != "python"}
KEYWORDS: Any = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
Key = tuple[str | None, str, str | None]


def extracted() -> dict[Key, str]:
    """Every sentence in the code and the templates -> where it first stands."""
    found: dict[Key, str] = {}
    for folder in ("eventsvc", "templates"):
        for file, line, said, _comments, context in extract_from_dir(
            ROOT / folder, METHODS, OPTIONS, KEYWORDS, directory_filter=lambda path: "node_modules" not in str(path),
        ):
            one, many = (said[0], said[1]) if isinstance(said, (tuple, list)) else (said, None)
            found.setdefault((context, one, many), f"{folder}/{file}:{line}")
    plurals = {(context, one) for context, one, many in found if many}
    return {(context, one, many): where for (context, one, many), where in found.items() if many or (context, one) not in plurals}


def key(message: Message) -> Key:
    """Context, sentence, plural."""
    one, many = message.id if isinstance(message.id, (tuple, list)) else (message.id, None)
    return message.context, one, many


def catalog() -> Catalog:
    """The German file."""
    with FILE.open("rb") as text:
        return read_po(text, locale="de")


def messages(of: Catalog) -> Iterator[Message]:
    """All but the head."""
    return (message for message in of if message.id)


def missing(of: Catalog, wanted: dict[Key, str]) -> dict[Key, str]:
    """Sentences without German -> where they stand."""
    there = {key(message): message for message in messages(of)}
    return {one: where for one, where in wanted.items() if one not in there or not _filled(there[one])}


def leftover(of: Catalog, wanted: dict[Key, str]) -> list[Key]:
    """German of sentences that nobody says any more."""
    return [key(message) for message in messages(of) if key(message) not in wanted]


def faulty(of: Catalog) -> list[str]:
    """Fuzzy ones, and those whose placeholders differ from the sentence's."""
    found = [f"{message.id}: fuzzy" for message in messages(of) if message.fuzzy]
    for message in messages(of):
        said = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        wanted = [_places(one) for one in (message.id if isinstance(message.id, (tuple, list)) else (message.id,))]
        found += [f"{message.id}: {sorted(_places(one))}" for one in said if one and _places(one) not in wanted]
    return found


def written(of: Catalog, wanted: dict[Key, str] | None = None) -> str:
    """The file's text: sorted, no places, without leftovers if `wanted` says what is needed."""
    clean = Catalog(locale="de", fuzzy=False)
    for message in messages(of):
        if wanted is None or key(message) in wanted:
            clean.add(message.id, message.string, context=message.context)
    out = io.BytesIO()
    write_po(out, clean, omit_header=True, sort_output=True, width=0)
    head = (
        'msgid ""\nmsgstr ""\n"Language: de\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    body = "".join(line for line in out.getvalue().decode().splitlines(keepends=True) if not line.startswith("#"))
    return TOP + head + body.strip() + "\n"


def _filled(message: Message) -> bool:
    said = message.string
    return all(said) if isinstance(said, (tuple, list)) else bool(said)


def _places(sentence: str) -> frozenset[str]:
    return frozenset(re.findall(r"%\((\w+)\)[sd]|(%[sd])", sentence))


def main() -> None:
    """Tidy up, then tell what is missing."""
    wanted, now = extracted(), catalog()
    FILE.write_text(written(now, wanted if "--clean" in sys.argv else None))
    for (context, one, many), where in sorted(missing(now, wanted).items(), key=lambda entry: str(entry[0][1])):
        start = f"# {where}\n" + (f"msgctxt {_quoted(context)}\n" if context else "") + f"msgid {_quoted(one)}\n"
        sys.stdout.write(start + (f'msgid_plural {_quoted(many)}\nmsgstr[0] ""\nmsgstr[1] ""\n\n' if many else 'msgstr ""\n\n'))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


if __name__ == "__main__":
    main()
