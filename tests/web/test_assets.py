"""Static files: found once, kept for ever under the current version, packed where that helps."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

from eventsvc.web import assets
from tests.browser import Browser


@pytest.fixture
def version(app: Flask) -> str:
    tree: assets.Tree = app.extensions["static"]
    return tree.version


def test_a_file_under_the_current_version_is_kept_for_ever(client: Browser, version: str) -> None:
    answer = client.get(f"/static/{version}/css/door.css")

    assert answer.status_code == 200
    assert answer.content_type == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("path", ["/static/css/door.css", "/static/00000000/css/door.css"])
def test_a_file_under_another_version_is_kept_for_a_while(client: Browser, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_text_is_packed_for_those_who_take_it(client: Browser, version: str) -> None:
    plain = client.get(f"/static/{version}/css/base.css")
    packed = client.get(f"/static/{version}/css/base.css", headers={"Accept-Encoding": "gzip, br"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert len(packed.data) < 14_000


def test_a_known_file_is_not_sent_again(client: Browser, version: str) -> None:
    first = client.get(f"/static/{version}/img/mark.svg")
    again = client.get(f"/static/{version}/img/mark.svg", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


def test_the_base_sheet_is_made_of_its_parts_in_order(client: Browser) -> None:
    sheet = client.get("/static/css/base.css").get_data(as_text=True)

    assert sheet.index("@layer reset, tokens") < sheet.index("--accent:") < sheet.index(".site {") < sheet.index("@media print")


@pytest.mark.parametrize(
    "path",
    [
        "/static/nothing.css",
        "/static/../web/assets.py",
        "/static/%2e%2e/web/assets.py",
        "/static/..%2fweb/assets.py",
        "/static/css/",
        "/static//etc/passwd",
        "/static/css/base.css/x",
    ],
)
def test_nothing_else_is_served(client: Browser, path: str) -> None:
    assert client.get(path).status_code in {308, 404}


def test_one_changed_file_changes_every_address(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "one.js").write_text("1")
    (tmp_path / "js" / "two.js").write_text("2")
    before = assets.Tree(tmp_path).version
    (tmp_path / "js" / "two.js").write_text("3")

    assert assets.Tree(tmp_path).version != before


def test_hidden_unknown_and_huge_files_are_not_served(tmp_path: Path) -> None:
    for name in (".made", "notes.md", "good.css"):
        (tmp_path / name).write_text("x")
    (tmp_path / "huge.js").write_bytes(b"x" * (assets.LARGEST + 1))

    assert set(assets.Tree(tmp_path).files) == {"good.css", "css/base.css"}


def test_a_worker_gets_a_policy_of_its_own(app: Flask, client: Browser, tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "worker.js").write_text("1")
    app.extensions["static"] = assets.Tree(tmp_path)

    assert "'wasm-unsafe-eval'" in client.get("/static/js/worker.js").headers["Content-Security-Policy"]


def test_an_unknown_asset_in_a_template_is_a_fault(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(LookupError, match=re.escape("css/gone.css")):
        assets.asset("css/gone.css")


def test_no_folder_looks_like_a_version() -> None:
    assert [entry.name for entry in assets.ROOT.iterdir() if len(entry.name) == 8] == []


@pytest.mark.parametrize("sheet", sorted(assets.ROOT.glob("css/**/*.css")), ids=lambda sheet: sheet.name)
def test_sheets_ask_nobody_else(sheet: Path) -> None:
    addresses = re.findall(r"url\(\"?([^)\"]+)", sheet.read_text())

    assert [address for address in addresses if not address.startswith("../vendor/")] == []
