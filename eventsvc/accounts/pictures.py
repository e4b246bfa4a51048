"""Pictures that people send are decoded and written anew, so that nothing but the picture is kept. Pure."""

import io
import warnings

from PIL import Image, UnidentifiedImageError

from eventsvc.core.errors import Refused

MOST_PIXELS = 40_000_000
WIDEST = 4
LOGO = (512, 128)
KINDS = ("PNG", "JPEG", "WEBP")


def logo(raw: bytes) -> bytes:
    """A PNG of at most 512 x 128 pixels. Refuses what is no picture, has over 40 megapixels or is wider than 4:1."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(raw), formats=KINDS)
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
            raise Refused("picture-kind") from None
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise Refused("picture-large", megapixels=MOST_PIXELS // 1_000_000)
        if not width or not height or width > WIDEST * height or height > WIDEST * width:
            raise Refused("picture-shape", widest=WIDEST)
        try:
            drawn = picture.convert("RGBA")
        except (OSError, ValueError, SyntaxError, EOFError):
            raise Refused("picture-kind") from None
    drawn.thumbnail(LOGO)
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue()
