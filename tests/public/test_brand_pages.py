"""The colours and the logo of an organisation."""

import io
from collections.abc import Callable

from flask import Flask
from PIL import Image

from eventsvc.accounts import queries
from tests.browser import Browser
from tests.factories import make_organisation


def test_the_stylesheet_is_the_organisations(client: Browser) -> None:
    make_organisation(slug="hafen", accent="#3b1f8f")

    answer = client.get("/brand/hafen.css")

    assert answer.mimetype == "text/css"
    assert "--accent" in answer.text
    assert client.get("/brand/hafen.css", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/brand/none.css").status_code == 404


def test_a_logo_is_served_as_picture_for_ever(app: Flask, desk: Callable[..., Browser], client: Browser) -> None:
    out = io.BytesIO()
    Image.new("RGB", (80, 40)).save(out, "PNG")
    browser = desk("owner")

    page = browser.page("/desk/settings")
    typed = {one.get("name"): one.get("value", "") for one in page.iter() if one.get("name") and one.get("type") != "file"}
    typed |= {"home_city": "Hamburg", "logo": (io.BytesIO(out.getvalue()), "../../evil.svg")}
    sent = browser.post("/desk/settings", data=typed, content_type="multipart/form-data")

    assert sent.status_code == 303
    facts = queries.first()
    assert facts is not None
    answer = client.get(f"/files/{facts.logo}")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    for bad in ("../secret_key", "..%2fsecret_key", "x.png", "0" * 24 + ".png", f"{facts.logo}/.."):
        assert client.get(f"/files/{bad}").status_code == 404
    assert browser.post("/desk/settings/logo/remove", data=typed | {"logo": ""}).status_code == 303
    facts = queries.first()
    assert facts is not None
    assert facts.logo is None
