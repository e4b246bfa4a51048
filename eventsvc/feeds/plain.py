"""Markdown as plain text, for programs that show every character as it is. Pure."""

from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.token import Token

_READER = MarkdownIt("commonmark")


def plain(markdown: str) -> str:
    """The words, one paragraph or list item a line; of a link its words, of a picture nothing."""
    lines = (_words(token.children or ()) for token in _READER.parse(markdown) if token.type == "inline")
    return "\n".join(line for line in lines if line)


def _words(tokens: Iterable[Token]) -> str:
    return " ".join("".join(_said(token) for token in tokens).split())


def _said(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return token.content if token.type in {"text", "code_inline"} else ""
