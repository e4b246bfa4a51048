"""Behind a proxy, under a path: what the address bar shows is BASE_URL, whatever the request says (trap T53)."""

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from eventsvc.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class UnderBaseUrl:
    """Scheme and prefix come from BASE_URL; a proxy may keep the prefix in the path or strip it."""

    def __init__(self, app: "WSGIApplication", base_url: str) -> None:
        self.app = app
        base = urlsplit(base_url)
        self.scheme, self.prefix = base.scheme, base.path

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = self.scheme
        environ["SCRIPT_NAME"] = self.prefix
        path = environ.get("PATH_INFO", "")
        if self.prefix and (path == self.prefix or path.startswith(self.prefix + "/")):
            path = path[len(self.prefix):]
        environ["PATH_INFO"] = path or "/"
        return self.app(environ, start_response)


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def from_this_machine(environ: dict[str, Any]) -> bool:
    """Whether the asker sits on this machine, and not behind a proxy on it."""
    forwarded = any(name in environ for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP"))
    return not forwarded and is_loopback(environ.get("REMOTE_ADDR", ""))


def install(app: Flask) -> None:
    """Addresses of visitors through as many proxies as are configured; scheme and path by BASE_URL."""
    settings: Settings = app.extensions["settings"]
    inner = UnderBaseUrl(app.wsgi_app, settings.base_url)
    app.wsgi_app = ProxyFix(inner, x_for=settings.proxy_count, x_proto=0, x_host=0) if settings.proxy_count else inner  # type: ignore[method-assign]
