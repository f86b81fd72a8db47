"""Pictures from outside: told by their content, and made harmless by encoding them again."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from ..errors import RenderingError

if TYPE_CHECKING:
    from PIL import Image

SIGNATURE_FORMATS = ("PNG", "JPEG")
PICTURE_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
# How a whole file of a format ends.  WeasyPrint sets Pillow, for the whole process, to draw what is
# there of a file cut off.
ENDINGS = {"PNG": b"IEND\xaeB`\x82", "JPEG": b"\xff\xd9", "GIF": b";"}
MEGABYTE = 1024 * 1024
MEGAPIXEL = 1_000_000
MAXIMUM_SIGNATURE_MEGABYTES = 2
MAXIMUM_SIGNATURE_MEGAPIXELS = 4
MAXIMUM_PICTURE_MEGAPIXELS = 40
# Lighter than this, a drawing's pixel counts as paper: scanners and JPEG leave specks.
PAPER_BRIGHTNESS = 240


def reencode_image(data: bytes, *, width: int = 900, height: int = 360) -> bytes:
    """A drawn or uploaded signature as a PNG with nothing else in it, its blank margins cut.

    :param data: PNG or JPEG, told by its content
    :param width: at most so many pixels wide
    :param height: at most so many pixels high
    :raise RenderingError: ``invalid_image``, ``image_too_large``
    """
    from PIL import ImageOps

    if len(data) > MAXIMUM_SIGNATURE_MEGABYTES * MEGABYTE:
        raise RenderingError("image_too_large", limit=f"{MAXIMUM_SIGNATURE_MEGABYTES} MB")
    picture = _decode(data, SIGNATURE_FORMATS, MAXIMUM_SIGNATURE_MEGAPIXELS)
    picture = _cut_margins(ImageOps.exif_transpose(picture).convert("RGBA"))
    picture.thumbnail((width, height))
    output = BytesIO()
    picture.save(output, "PNG", optimize=True)
    return output.getvalue()


def tell_media_type(data: bytes) -> str:
    """The media type of a picture that can be drawn, told by its content.

    :param data: PNG, JPEG, GIF, WebP or SVG
    :raise RenderingError: ``invalid_image``, ``image_too_large``
    """
    if data.lstrip()[:1] == b"<":
        return _check_svg(data)
    picture = _decode(data, PICTURE_FORMATS, MAXIMUM_PICTURE_MEGAPIXELS)
    return f"image/{str(picture.format).lower()}"


def _decode(data: bytes, formats: tuple[str, ...], megapixels: int) -> Image.Image:
    from PIL import Image

    try:
        picture = Image.open(BytesIO(data), formats=formats)
        if picture.width * picture.height > megapixels * MEGAPIXEL:
            raise RenderingError("image_too_large", limit=f"{megapixels} MP")
        if ENDINGS.get(str(picture.format), b"") not in data:
            raise RenderingError("invalid_image")
        picture.load()
    except Image.DecompressionBombError as error:
        raise RenderingError("image_too_large", limit=f"{megapixels} MP") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise RenderingError("invalid_image") from error
    return picture


def _check_svg(data: bytes) -> str:
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise RenderingError("invalid_image") from error
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise RenderingError("invalid_image")
    return "image/svg+xml"


def _cut_margins(picture: Image.Image) -> Image.Image:
    """The part of an RGBA picture that is drawn on."""
    from PIL import Image

    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    ink = paper.convert("L").point(lambda brightness: 255 * (brightness < PAPER_BRIGHTNESS))
    box = ink.getbbox()
    if box is None:
        raise RenderingError("invalid_image")
    return picture.crop(box)
