"""Headers on every answer; broken requests see no view."""

import gzip
from typing import Any

import pytest
from flask import Flask, Response, g, render_template, request

from eventsvc.web.guard import anyone, secret_holder
from tests.browser import Browser


def serve(app: Flask, view: Any, path: str = "/de/page", guard: Any = anyone) -> None:
    app.add_url_rule(path, "page", guard(view), methods=["GET", "POST"])


@pytest.mark.parametrize("path", ["/healthz", "/de/nothing", "/robots.txt"])
def test_every_answer_is_dressed(client: Browser, path: str) -> None:
    headers = client.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Permissions-Policy"].startswith("camera=(), microphone=()")
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert "charset=utf-8" in headers["Content-Type"]
    assert "Set-Cookie" not in headers


@pytest.mark.settings(base_url="http://localhost:8000")
def test_no_hsts_without_https(client: Browser) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers


def test_door_page_may_use_camera_and_wasm(app: Flask, client: Browser) -> None:
    def view() -> str:
        g.door_page = True
        return ""

    serve(app, view)

    headers = client.get("/de/page").headers

    assert "script-src 'self' 'wasm-unsafe-eval';" in headers["Content-Security-Policy"]
    assert headers["Permissions-Policy"].startswith("camera=(self)")


def test_secret_page_is_not_kept_not_found_not_told(app: Flask, client: Browser) -> None:
    serve(app, lambda: "", guard=secret_holder)

    headers = client.get("/de/page").headers

    assert (headers["Cache-Control"], headers["X-Robots-Tag"], headers["Referrer-Policy"]) == ("no-store", "noindex", "no-referrer")


def test_forms_of_a_secret_page_say_where_they_come_from(app: Flask, client: Browser) -> None:
    serve(app, lambda: render_template("base.html"), guard=secret_holder)

    assert '<meta name="referrer" content="same-origin">' in client.get("/de/page").text
    assert 'name="referrer"' not in client.get("/de/nothing").text


def test_view_may_have_its_own_policy(app: Flask, client: Browser) -> None:
    serve(app, lambda: Response("", headers={"Content-Security-Policy": "default-src 'self'"}))

    assert client.get("/de/page").headers["Content-Security-Policy"] == "default-src 'self'"


@pytest.mark.parametrize("host", ["evil.example", "events.example.org.evil.example", "", "127.0.0.1", "[", "events.example.org@x.example"])
def test_foreign_host_is_refused(client: Browser, host: str) -> None:
    assert client.get("/robots.txt", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["events.example.org", "EVENTS.example.org", "events.example.org:8443", "events.example.org."])
def test_own_host_is_taken(client: Browser, host: str) -> None:
    assert client.get("/robots.txt", headers={"Host": host}).status_code == 200


def test_health_is_asked_by_loopback_names(client: Browser) -> None:
    assert client.get("/healthz", headers={"Host": "127.0.0.1:8000"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "[::1]:8000"}).status_code == 200


@pytest.mark.settings(base_url="http://localhost:8000")
def test_all_names_of_this_machine_are_one(client: Browser) -> None:
    assert client.get("/robots.txt", headers={"Host": "127.0.0.1:8000"}).status_code == 200
    assert client.get("/robots.txt", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(("path", "body", "kind"), [
    ("/de/page?q=%00", b"", ""), ("/de/page?q=%ff", b"", ""), ("/de/pa%00ge", b"", ""),
    ("/de/page", b"name=a%00b", "application/x-www-form-urlencoded"), ("/de/page", b"name=%ff", "application/x-www-form-urlencoded"),
    ("/de/page", b"name=\xff", "application/x-www-form-urlencoded"), ("/de/page", b'{"a": "\xff"}', "application/json"),
    ("/de/page", b'{"a": "\\u0000"}', "application/json"),
    ("/de/page", b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\na\0b\r\n--x--\r\n', "multipart/form-data; boundary=x"),
])
def test_nul_and_broken_text_are_refused(app: Flask, client: Browser, path: str, body: bytes, kind: str) -> None:
    serve(app, lambda: "")

    answer = client.post(path, data=body, content_type=kind) if body else client.get(path)

    assert answer.status_code == 400


def test_broken_path_is_refused(client: Browser) -> None:
    assert client.get("/de/x", environ_overrides={"PATH_INFO": "/de/\xc3("}).status_code == 400


@pytest.mark.parametrize("name", ["Ada", "Jörg Müller-Lüdenscheidt", "李小龍", "+ and % and &"])
def test_text_arrives_as_it_was_typed(app: Flask, client: Browser, name: str) -> None:
    serve(app, lambda: Response(request.form["name"], content_type="text/plain; charset=utf-8"))

    assert client.post("/de/page", data={"name": name}).text == name


def test_form_over_a_megabyte_is_refused(app: Flask, client: Browser) -> None:
    serve(app, lambda: str(len(request.form["name"])))

    assert client.post("/de/page", data={"name": "x" * 1_100_000}).status_code == 413


def test_page_is_not_packed_unless_asked(app: Flask, client: Browser) -> None:
    page = "<!doctype html><html lang='de'><title>x</title><p>" + "Wort " * 1000
    serve(app, lambda: page)

    answer = client.get("/de/page")

    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in answer.headers


def test_packed_page_unpacks_to_the_same(app: Flask) -> None:
    page = "<!doctype html><html lang='de'><title>x</title><p>" + "Wort " * 1000
    serve(app, lambda: page)
    app.test_client_class = None

    answer = app.test_client().get("/de/page", base_url="https://events.example.org", headers={"Accept-Encoding": "gzip, br"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(page)
    assert gzip.decompress(answer.data).decode() == page


@pytest.mark.parametrize(("headers", "code"), [
    ({}, 200), ({"Origin": "https://events.example.org"}, 200), ({"Origin": "https://EVENTS.example.org"}, 200),
    ({"Origin": "https://evil.example"}, 403), ({"Origin": "http://events.example.org"}, 403),
    ({"Origin": "https://events.example.org:8443"}, 403),
    ({"Sec-Fetch-Site": "same-origin"}, 200), ({"Sec-Fetch-Site": "none"}, 200), ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Origin": "null"}, 403), ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 200),
    ({"Origin": "https://["}, 403),
])
def test_change_is_taken_from_our_pages_only(app: Flask, client: Browser, headers: dict[str, str], code: int) -> None:
    serve(app, lambda: "")

    assert client.post("/de/page", headers=headers).status_code == code


@pytest.mark.settings(base_url="https://events.example.org:443")
def test_browsers_leave_out_the_usual_port(app: Flask, client: Browser) -> None:
    serve(app, lambda: "")

    assert client.post("/de/page", headers={"Origin": "https://events.example.org"}).status_code == 200
    assert client.post("/de/page", headers={"Origin": "https://events.example.org:8443"}).status_code == 403


@pytest.mark.settings(base_url="https://example.org/tickets/")
@pytest.mark.parametrize("path", ["/tickets/healthz", "/healthz"])
def test_prefix_may_be_kept_or_stripped(app: Flask, client: Browser, path: str) -> None:
    app.test_client_class = None

    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    answer = app.test_client().get(path, base_url="https://example.org/", headers=forged)

    assert answer.status_code == 200


@pytest.mark.settings(base_url="https://example.org/tickets/")
def test_addresses_carry_the_prefix_once(app: Flask) -> None:
    serve(app, lambda: f"{request.script_root}{request.path} {request.url}")
    app.test_client_class = None
    client = app.test_client()

    answers = {client.get(path, base_url="http://example.org/").text for path in ("/tickets/de/page", "/de/page")}

    assert answers == {"/tickets/de/page https://example.org/tickets/de/page"}
