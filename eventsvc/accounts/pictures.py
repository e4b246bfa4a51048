"""Pictures that people send are decoded and written anew, so that nothing but the picture is kept. Pure."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from eventsvc.core.errors import Refused

MOST_PIXELS = 40_000_000
WIDEST = 4
LOGO = (512, 128)
PHOTO = (4000, 4000)
KINDS = ("PNG", "JPEG", "WEBP")


def logo(raw: bytes) -> bytes:
    """A PNG of at most 512 x 128 pixels. Refuses what is no picture, has over 40 megapixels or is wider than 4:1."""
    drawn = _decoded(raw, widest=WIDEST).convert("RGBA")
    drawn.thumbnail(LOGO)
    return _written(drawn, "PNG")


def photo(raw: bytes) -> tuple[bytes, str]:
    """A picture at its size, the way up it was taken, without where and when; and its media type: PNG where it lets light through."""
    drawn = ImageOps.exif_transpose(_decoded(raw))
    clear = drawn.mode in {"RGBA", "LA", "PA"} or "transparency" in drawn.info
    drawn = drawn.convert("RGBA" if clear else "RGB")
    drawn.thumbnail(PHOTO)
    drawn.info.clear()
    return (_written(drawn, "PNG"), "image/png") if clear else (_written(drawn, "JPEG"), "image/jpeg")


def _decoded(raw: bytes, *, widest: int | None = None) -> Image.Image:
    """All of it, or Refused: picture-kind, picture-large, picture-shape. Its size is looked at before anything is decoded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(raw), formats=KINDS)
        except Image.DecompressionBombError:
            raise Refused("picture-large", megapixels=MOST_PIXELS // 1_000_000) from None
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
            raise Refused("picture-kind") from None
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise Refused("picture-large", megapixels=MOST_PIXELS // 1_000_000)
        if not width or not height or (widest is not None and (width > widest * height or height > widest * width)):
            raise Refused("picture-shape", widest=widest or WIDEST)
        try:
            picture.load()
        except (OSError, ValueError, SyntaxError, EOFError):
            raise Refused("picture-kind") from None
    return picture


def _written(drawn: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    how = {"quality": 88} if kind == "JPEG" else {}
    drawn.save(out, kind, optimize=True, **how)
    return out.getvalue()
