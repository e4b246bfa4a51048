"""Founding, legal data and logo of an organisation."""

import io
from dataclasses import fields, replace
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from eventsvc.accounts import imprint, pictures, queries
from eventsvc.accounts.organisations import service as organisations
from eventsvc.core.audit import AuditEntry
from eventsvc.core.errors import Refused
from tests.factories import make_organisation, make_person, only


def picture(width: int, height: int, kind: str = "PNG", mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), 128 if mode == "L" else None).save(out, kind)
    return out.getvalue()


def wish(facts: queries.OrganisationFacts) -> organisations.Settings:
    return organisations.Settings(**{field.name: getattr(facts, field.name, "") for field in fields(organisations.Settings)})


@pytest.mark.both
def test_addresses_of_organisations_differ(app: Flask) -> None:
    ids = [organisations.create(name) for name in ("Hafen Forum", "Hafen Forum", "日本語の会")]

    slugs = [queries.by_id(one).slug for one in ids]

    assert slugs[:2] == ["hafen-forum", "hafen-forum-2"]
    assert len(set(slugs)) == 3


@pytest.mark.both
def test_only_what_changed_is_kept_and_noted(app: Flask) -> None:
    here, ada = make_organisation(), make_person("Ada")
    plain = wish(queries.by_id(here.id))
    assert organisations.change(here.id, ada.id, plain) == ()

    changed = organisations.change(here.id, ada.id, replace(plain, street="Beispielkai 1", accent="#3b1f8f"))

    assert changed == ("street", "accent")
    assert queries.by_id(here.id).street == "Beispielkai 1"
    entry = only(AuditEntry)
    assert entry.after == {"street": "Beispielkai 1", "accent": "#3b1f8f"}
    assert entry.before["street"] == "Am Sandtorkai 1"


@pytest.mark.parametrize("name", imprint.NEEDED)
def test_an_imprint_without_this_is_not_complete(app: Flask, name: str) -> None:
    assert imprint.complete(queries.by_id(make_organisation().id))

    facts = queries.by_id(make_organisation(**{name: "  "}).id)

    assert imprint.missing(facts) == (name,)
    assert not imprint.complete(facts)


@pytest.mark.parametrize(("raw", "reason"), [
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture-kind"),
    (b"", "picture-kind"),
    (picture(200, 100)[:80], "picture-kind"),
    (picture(401, 100), "picture-shape"),
    (picture(100, 401), "picture-shape"),
    (picture(8000, 5001, mode="L"), "picture-large"),
    (picture(40, 40, "GIF"), "picture-kind"),
])
def test_a_logo_that_is_none_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        pictures.logo(raw)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_drawn_anew(kind: str) -> None:
    drawn = Image.open(io.BytesIO(pictures.logo(picture(2000, 500, kind) + b"<script>")))

    assert (drawn.format, drawn.size, drawn.info) == ("PNG", (512, 128), {})


def test_a_logo_is_kept_under_its_content_and_taken_away(app: Flask, tmp_path: Path) -> None:
    here, ada = make_organisation(), make_person("Ada")

    organisations.set_logo(here.id, ada.id, picture(80, 40), tmp_path / "files")
    name = queries.by_id(here.id).logo
    assert name is not None
    assert [file.name for file in (tmp_path / "files").iterdir()] == [name]
    organisations.set_logo(here.id, ada.id, None, tmp_path / "files")

    assert queries.by_id(here.id).logo is None
