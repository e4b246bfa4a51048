"""Files are what is in them, not what they are called."""

import io
import zlib

import pytest
from PIL import Image

from eventsvc.core.errors import Refused
from eventsvc.questions import files
from tests.questions.asking import PDF, picture

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


@pytest.mark.parametrize(("raw", "name", "reason"), [
    (b"", "nothing.pdf", "file-empty"),
    (SVG, "drawing.pdf", "file-kind"), (SVG, "drawing.png", "file-kind"), (HTML, "page.pdf", "file-kind"), (HTML, "page.jpg", "file-kind"),
    (b"\n" + PDF, "late.pdf", "file-kind"), (b"%PDF-1.7\n" + HTML, "cut.pdf", "file-kind"), (HTML + PDF, "both.pdf", "file-kind"),
    (GIF, "moving.png", "file-kind"), (b"PK\x03\x04" + b"\x00" * 60, "letters.pdf", "file-kind"),
    (b"\x89PNG\r\n\x1a\n" + HTML, "half.png", "file-kind"), (b"\xff\xd8\xff" + HTML, "half.jpg", "file-kind"),
    (b"RIFF\x00\x00\x00\x00WEBP" + HTML, "half.webp", "file-kind"), (picture()[:60], "torn.png", "file-kind"),
    (PDF + b"\x00" * files.MOST_BYTES, "large.pdf", "file-large"),
])
def test_what_is_no_picture_and_no_pdf_is_refused(raw: bytes, name: str, reason: str) -> None:
    with pytest.raises(Refused) as no:
        files.checked(raw, name)

    assert no.value.reason == reason


@pytest.mark.parametrize("side", [7_000, 60_000])
def test_a_picture_too_large_to_be_decoded_is_refused_before_it_is(side: int) -> None:
    raw = bytearray(picture())
    raw[16:24] = side.to_bytes(4) * 2
    raw[29:33] = zlib.crc32(raw[12:29]).to_bytes(4)

    with pytest.raises(Refused) as no:
        files.checked(bytes(raw), "bomb.png")

    assert no.value.reason == "file-pixels"


def test_a_pdf_stays_as_it_is() -> None:
    kept = files.checked(PDF, "Lebenslauf.PDF")

    assert kept == files.File("Lebenslauf.pdf", "application/pdf", PDF)


def test_a_picture_is_drawn_anew_without_what_is_hidden_in_it() -> None:
    where = Image.Exif()
    where[0x010F], where[0x0112] = "Phone of Ada", 6
    raw = picture("JPEG", (30, 20), exif=where) + HTML

    kept = files.checked(raw, "holiday.pdf")

    assert (kept.name, kept.media_type) == ("holiday.jpg", "image/jpeg")
    assert b"Phone of Ada" not in kept.content
    assert b"alert" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as drawn:
        assert (drawn.size, dict(drawn.getexif())) == ((20, 30), {})


@pytest.mark.parametrize(("mode", "kind", "media_type"), [
    ("RGBA", "PNG", "image/png"), ("RGB", "PNG", "image/jpeg"), ("RGBA", "WEBP", "image/png"), ("L", "PNG", "image/jpeg"),
    ("P", "PNG", "image/jpeg"), ("CMYK", "JPEG", "image/jpeg"), ("I;16", "PNG", "image/jpeg"),
])
def test_what_lets_light_through_stays_so(mode: str, kind: str, media_type: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, kind)

    kept = files.checked(out.getvalue(), "a")

    assert kept.media_type == media_type
    with Image.open(io.BytesIO(kept.content)) as drawn:
        assert drawn.size == (8, 8)


def test_a_huge_photo_becomes_smaller() -> None:
    with Image.open(io.BytesIO(files.checked(picture("JPEG", (5000, 2500)), "a.jpg").content)) as drawn:
        assert drawn.size == (4000, 2000)


@pytest.mark.parametrize(("typed", "name"), [
    ("cv.pdf", "cv.pdf"), ("C:\\fake\\cv.exe", "cv.pdf"),
    ("../../etc/passwd", "passwd.pdf"), ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
    ("", "file.pdf"), ("...", "file.pdf"), ('say "hi".pdf', "say hi.pdf"), ("Ünï cödé.pdf", "Ünï cödé.pdf"), ("a\u202egpj.exe", "agpj.pdf"),
    ("x" * 300 + ".pdf", "x" * 80 + ".pdf"), (".htaccess", "htaccess.pdf"), ("日本語.pdf", "日本語.pdf"),
])
def test_names_are_harmless_and_have_the_right_ending(typed: str, name: str) -> None:
    assert files.named(typed, "pdf") == name
