"""Absolute addresses for mails, feeds, redirects and QR codes: always BASE_URL, never what a request says (spec: security 2)."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app


def external(endpoint: str, **values: Any) -> str:
    """The absolute address of a page. Works without a request (worker, command line); `lang` must be given where the page has one."""
    base = urlsplit(current_app.config["BASE_URL"])
    adapter = current_app.url_map.bind("eventsvc", script_name=base.path + "/", url_scheme=base.scheme)
    return f"{base.scheme}://{base.netloc}{adapter.build(endpoint, values)}"


def webcal(address: str) -> str:
    """The same address for calendar programs that subscribe by scheme."""
    return "webcal:" + address.split(":", 1)[1]
