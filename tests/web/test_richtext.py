"""Organisers' Markdown: what they may use, and what never gets through."""

import pytest

from eventsvc.web import richtext


@pytest.mark.parametrize(("text", "html"), [
    ("One\ntwo\n\nThree", "<p>One<br>\ntwo</p>\n<p>Three</p>\n"),
    ("**bold** and *soft*", "<p><strong>bold</strong> and <em>soft</em></p>\n"),
    ("# Big\n\n#### Small", "<h3>Big</h3>\n<h4>Small</h4>\n"),
    ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
    ("[here](https://x.example/?a=1&b=2)", '<p><a href="https://x.example/?a=1&amp;b=2" rel="nofollow noopener">here</a></p>\n'),
    ("[mail](mailto:ada@x.example)", '<p><a href="mailto:ada@x.example" rel="nofollow noopener">mail</a></p>\n'),
    ("", ""),
])
def test_markdown_becomes_a_few_tags(text: str, html: str) -> None:
    assert str(richtext.html(text)) == html


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](https://x.example/a.png)", "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)", '<a href="https://x.example" onclick="alert(1)">x</a>', "<style>p{}</style>",
    "[x](vbscript:x)", "<iframe src=https://x.example></iframe>", "<form action=/x><input></form>", "[x](//x.example \"a\" onclick=1)",
    "<svg/onload=alert(1)>", "&lt;script&gt;alert(1)&lt;/script&gt;", "`<script>`", "<javascript:alert(1)>",
])
def test_nothing_else_gets_through(text: str) -> None:
    html = str(richtext.html(text))

    for tag in ("<script", "<img", "<style", "<iframe", "<form", "<input", "<svg"):
        assert tag not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert 'href="vbscript' not in html
    assert " onclick=" not in html.replace("&quot;", "").split("<p>")[0]
