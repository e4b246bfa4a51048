"""Organisers' texts: Markdown in, a short list of tags out. The one place that marks text as safe HTML (spec: security 3)."""

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup  # noqa: TID251  this is the one place

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote", "code", "pre", "hr"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_READER = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "html_block", "html_inline"])


def html(text: str) -> Markup:
    """Paragraphs, lists, emphasis, links. No pictures, no HTML of their own; headings stay below those of the page."""
    tokens = _READER.parse(text)
    for token in tokens:
        _lower(token)
    written = _READER.renderer.render(tokens, _READER.options, {})
    clean = nh3.clean(written, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="nofollow noopener")
    return Markup(clean)  # noqa: S704  nh3 has just cleaned it


def _lower(token: Token) -> None:
    if token.type in {"heading_open", "heading_close"}:
        token.tag = "h3" if token.tag in {"h1", "h2"} else "h4"
