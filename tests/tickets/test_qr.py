"""QR codes, read back by a decoder that is not ours."""

import io
import re
import threading
import xml.etree.ElementTree as ET

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from eventsvc.core.codes import ALPHABET
from eventsvc.tickets import qr

CODE = "7KQM4XWD0123456789AB"
URL = f"HTTPS://T.EXAMPLE.ORG/T/{CODE}"


def read(image: Image.Image) -> zxingcpp.Barcode:
    [found] = zxingcpp.read_barcodes(image.convert("L"))
    return found


def drawn(svg: str, scale: int = 6) -> Image.Image:
    """The paths of the SVG on paper, by a few lines that know only what our writer uses."""
    root = ET.fromstring(svg)  # noqa: S314  our own text
    left, top, width, height = map(int, root.attrib["viewBox"].split())
    image = Image.new("L", (width * scale, height * scale), 128)
    pen = ImageDraw.Draw(image)
    for path in root:
        ink = {"#fff": 255, "#000": 0}[path.attrib["fill"]]
        for x, y, w, h in re.findall(r"M(-?\d+) ?(-?\d+)h(\d+)v(\d+)h-\d+z", path.attrib["d"]):
            x0, y0 = (int(x) - left) * scale, (int(y) - top) * scale
            pen.rectangle((x0, y0, x0 + int(w) * scale - 1, y0 + int(h) * scale - 1), fill=ink)
    return image


@pytest.mark.parametrize(("length", "level"), [(39, "H"), (50, "H"), (51, "Q"), (67, "Q"), (68, "M"), (90, "M")])
def test_png_is_read_back_at_the_highest_level_that_fits(length, level):
    url = URL + "/" * (length - len(URL)) if length > len(URL) else URL[:length]

    found = read(Image.open(io.BytesIO(qr.png(qr.matrix(url)))))

    assert found.text == url
    assert found.ec_level == level


def test_matrix_is_always_version_4():
    for length in (24, 50, 67, 90):
        matrix = qr.matrix("HTTPS://T.EXAMPLE.ORG/T/".ljust(length, "7"))
        assert (len(matrix), {len(row) for row in matrix}) == (33, {33})


# the library cannot do a block of nine zero bytes: thirteen zeros in a row, once in 2^65 codes
@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=ALPHABET, min_size=20, max_size=20).filter(lambda code: "0" * 10 not in code))
def test_svg_and_png_say_the_same(code):
    url = f"HTTPS://T.EXAMPLE.ORG/T/{code}"
    matrix = qr.matrix(url)

    assert read(drawn(qr.svg(matrix, "Ticket"))).text == url
    assert read(Image.open(io.BytesIO(qr.png(matrix)))).text == url


def test_svg_is_black_on_white_with_a_quiet_zone_and_a_name():
    svg = qr.svg(qr.matrix(URL), 'QR code "7KQM 4XWD" <&>')
    root = ET.fromstring(svg)  # noqa: S314  our own text

    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == 'QR code "7KQM 4XWD" <&>'
    assert root.attrib["viewBox"] == "-4 -4 41 41"
    assert [path.attrib["fill"] for path in root] == ["#fff", "#000"]
    assert "style" not in svg
    assert len(svg) < 6_000


@pytest.mark.parametrize("scale", [1, 3, 8, 20])
def test_png_sizes_and_margins(scale):
    png = qr.png(qr.matrix(URL), scale=scale)
    image = Image.open(io.BytesIO(png))
    image.load()

    assert image.size == (41 * scale, 41 * scale)
    assert image.mode == "1"
    assert image.convert("L").crop((0, 0, 41 * scale, 4 * scale)).getextrema() == (255, 255)
    assert image.convert("L").crop((37 * scale, 0, 41 * scale, 41 * scale)).getextrema() == (255, 255)
    assert len(png) < 3_000


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("https://t.example.org/T/" + CODE, "capitals"),
        ("HTTPS://T.EXAMPLE.ORG/T/ÄÖ", "capitals"),
        ("A" * 91, "shorter host"),
        ("HTTPS://A_B", "capitals"),
    ],
)
def test_what_does_not_fit_names_the_remedy(url, remedy):
    with pytest.raises(ValueError, match=remedy):
        qr.matrix(url)


def test_matrices_are_kept_but_not_without_end():
    for number in range(300):
        qr.matrix(f"A{number}")

    assert qr.matrix.cache_info().currsize == qr.matrix.cache_info().maxsize == 256


def test_threads_get_the_same_matrix():
    qr.matrix.cache_clear()
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(qr.matrix(URL))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 16
    assert len(set(seen)) == 1
