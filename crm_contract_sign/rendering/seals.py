"""A company's seal as a picture: drawn by us as outlines, or uploaded.

The Chinese seal follows the custom of 公章: a red circle, the company's name on the arc from the
lower left over the top to the lower right, a five-pointed star in the middle, the kind of seal
below it, and on request the number under which the seal is registered on the lower arc.  The
plain one is that of an organisation elsewhere: two circles, the name between them above, the
kind below, and in the middle initials or a number.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from ..errors import RenderingError
from .images import reencode_image
from .outlines import Outline, outline
from .stamp import stamp

MILLIMETRE = 72 / 25.4
SMALLEST_DIAMETER, LARGEST_DIAMETER = 20, 44
LONGEST_NAME = 60
SONG = '"Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif", serif'
PLAIN = '"Noto Sans", "Source Sans 3", "DejaVu Sans", "Noto Sans CJK SC", sans-serif'
# How much letters may be squeezed in a line before they become smaller instead.
NARROWEST = 0.75
CAPITALS_AND_DIGITS = frozenset("ABCDEFGHIKLMNOPRSTUVWXYZ0123456789")
PICTURE_PIXELS = 900
INK_STRENGTH = 2
RED, BLUE = "#c8161d", "#1d3f7a"


class SealStyle(StrEnum):
    """What a drawn seal looks like."""

    CHINESE = "chinese"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class SealDesign:
    """What is to be seen on a seal.

    :ivar name: whose seal it is, as registered; at most 60 characters
    :ivar kind: such as 合同专用章; may be empty
    :ivar code: the seal's registered number, or what else stands on it; may be empty
    """

    name: str
    kind: str = ""
    code: str = ""
    style: SealStyle = SealStyle.PLAIN


@dataclass(frozen=True, slots=True)
class _Arc:
    """Where letters stand on a circle, in a square of 100 by 100, its middle at 0.

    :ivar radius: of the circle through the middle of the letters
    :ivar height: of the letters
    :ivar span: the widest angle that they may take, in degrees
    :ivar pitch: the widest angle between two letters; 0 for their own widths
    :ivar upwards: whether they stand on the lower half, feet outwards
    """

    radius: float
    height: float
    span: float
    pitch: float = 0
    upwards: bool = False


def draw_seal(design: SealDesign) -> str:
    """A seal as an SVG picture of 100 by 100, with a transparent ground and no font.

    :raise RenderingError: ``seal_name_too_long(limit)``, ``missing_glyphs(characters)``,
        ``renderer_missing(reason)``
    """
    if not 0 < len(design.name.strip()) <= LONGEST_NAME:
        raise RenderingError("seal_name_too_long", limit=LONGEST_NAME)
    is_chinese = design.style is SealStyle.CHINESE
    shapes = _draw_chinese(design) if is_chinese else _draw_plain(design)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-50 -50 100 100" width="400" height="400"'
        f' fill="{RED if is_chinese else BLUE}">{"".join(shapes)}</svg>'
    )


def prepare_seal_picture(data: bytes) -> bytes:
    """An uploaded picture of a seal as a PNG without its paper and with nothing else in it.

    :param data: PNG or JPEG, told by its content
    :raise RenderingError: ``invalid_image``, ``image_too_large``
    """
    from PIL import Image, ImageChops

    picture = Image.open(BytesIO(reencode_image(data, width=PICTURE_PIXELS, height=PICTURE_PIXELS)))
    *colours, alpha = picture.convert("RGBA").split()
    # Ink is what is darker than paper in any colour; the lighter, the more transparent.
    brightest = ImageChops.darker(ImageChops.darker(colours[0], colours[1]), colours[2])
    ink = brightest.point(lambda value: min(255, (255 - value) * INK_STRENGTH))
    sheet = Image.merge("RGBA", (*colours, ImageChops.multiply(alpha, ink)))
    side = max(sheet.size)
    square = Image.new("RGBA", (side, side))
    square.paste(sheet, ((side - sheet.width) // 2, (side - sheet.height) // 2))
    output = BytesIO()
    square.save(output, "PNG", optimize=True)
    return output.getvalue()


def stamp_seal(picture: bytes, *, size: float) -> bytes:
    """A seal as a one-page PDF with a transparent ground.

    :param picture: SVG as drawn here, or PNG
    :param size: of the square that it fills, in PDF points
    :raise RenderingError: see the package
    """
    page = (
        '<!DOCTYPE html><html lang="en"><head><title>Seal</title></head>'
        '<body><img src="asset:seal" alt="Seal"></body></html>'
    )
    style = (
        "body { margin: 0 }"
        " img { display: block; height: 100vh; object-fit: contain; width: 100vw }"
    )
    return stamp(page, stylesheet=style, width=size, height=size, images={"seal": picture})


# ----------------------------------------------------------------------
# STYLES
# ----------------------------------------------------------------------


def _draw_chinese(design: SealDesign) -> Iterator[str]:
    name, kind = design.name.strip(), design.kind.strip()
    code = design.code.strip()
    letters = outline(name + kind + code, family=SONG, language="zh-CN")
    yield _ring(48.4, 2.6)
    span = 230 if code else 264
    yield from _write_on_arc(name, letters, _Arc(37.2, 14.5, span, pitch=27))
    yield _star(16 if kind else 18, -2.5 if kind else 0)
    if kind:
        yield from _write_line(kind, letters, height=9.2, middle=23.5, width=54)
    if code:
        yield from _write_on_arc(code, letters, _Arc(41.2, 5, 96, upwards=True))


def _draw_plain(design: SealDesign) -> Iterator[str]:
    name, kind = design.name.strip().upper(), design.kind.strip().upper()
    middle = design.code.strip() or _find_initials(design.name)
    letters = outline(name + kind + middle, family=PLAIN, language="en")
    yield from (_ring(48.8, 1.6), _ring(46.2, 0.6), _ring(29.4, 0.9))
    yield from _write_on_arc(name, letters, _Arc(37.8, 8.6, 196 if kind else 300))
    if kind:
        yield from _write_on_arc(kind, letters, _Arc(37.8, 6.4, 96, upwards=True))
        yield from (_dot(-34.2, 16.4), _dot(34.2, 16.4))
    yield from _write_line(middle, letters, height=19, middle=0, width=40)


def _find_initials(name: str) -> str:
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[:3]).upper()


# ----------------------------------------------------------------------
# SHAPES
# ----------------------------------------------------------------------


def _ring(radius: float, width: float) -> str:
    inner = radius - width
    return (
        f'<path fill-rule="evenodd" d="{_circle(radius)}{_circle(inner)}"/>'  # Filled: no stroke.
    )


def _circle(radius: float) -> str:
    r = _number(radius)
    return f"M{r} 0A{r} {r} 0 1 1 -{r} 0A{r} {r} 0 1 1 {r} 0Z"


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{_number(x)}" cy="{_number(y)}" r="1.5"/>'


def _star(radius: float, middle: float) -> str:
    """A five-pointed star, one point up (GB/T 33190 draws it so; the inner radius is that of the
    lines between the points)."""
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(54))
    points = [
        (
            reach * math.sin(math.radians(36 * index)),
            middle - reach * math.cos(math.radians(36 * index)),
        )
        for index, reach in enumerate([radius, inner] * 5)
    ]
    return f'<path d="M{"L".join(f"{_number(x)} {_number(y)}" for x, y in points)}Z"/>'


def _write_on_arc(text: str, letters: Mapping[str, Outline], arc: _Arc) -> Iterator[str]:
    """Letters on a circle, in the middle of its upper or lower half."""
    size, low = _measure(text, letters, arc.height)
    if arc.pitch:
        steps = [min(arc.pitch, arc.span / max(len(text) - 1, 1))] * len(text)
    else:
        steps = [math.degrees(_width(each, letters) * size * 1.08 / arc.radius) for each in text]
    squeeze = min(1.0, arc.span / sum(steps)) if not arc.pitch else 1.0
    steps = [step * squeeze for step in steps]
    angle = -sum(steps) / 2
    for character, step in zip(text, steps, strict=True):
        turn = angle + step / 2
        angle += step
        if character in letters:
            room = math.radians(step) * (arc.radius - arc.height / 2) * 0.94
            yield _write(letters[character], size, low, room, arc, turn)


def _write(shape: Outline, size: float, low: float, room: float, arc: _Arc, turn: float) -> str:
    """One letter, squeezed where its room is narrow, turned to its place on the circle."""
    narrow = min(1.0, room / (shape.width * size)) if shape.width else 1.0
    # The middle of the letters' height comes to lie on the circle.
    feet = arc.radius + arc.height / 2 if arc.upwards else -arc.radius + arc.height / 2
    rotation = -turn if arc.upwards else turn
    scale = size / shape.units
    return (
        f'<path transform="rotate({_number(rotation)})'
        f" translate({_number(-shape.width * size * narrow / 2)} {_number(feet + low * size)})"
        f' scale({scale * narrow:.6f} {-scale:.6f})" d="{shape.path}"/>'
    )


def _write_line(
    text: str, letters: Mapping[str, Outline], *, height: float, middle: float, width: float
) -> Iterator[str]:
    """Letters in a straight line, in the middle of the seal, as wide as ``width`` at most."""
    size, low = _measure(text, letters, height)
    natural = sum(_width(each, letters) for each in text) * size
    if natural * NARROWEST > width:
        # Smaller rather than narrower still.
        height *= width / (natural * NARROWEST)
        size, natural = size * width / (natural * NARROWEST), width / NARROWEST
    narrow = min(1.0, width / natural) if natural else 1.0
    x, feet = -natural * narrow / 2, middle + height / 2 + low * size
    for character in text:
        if shape := letters.get(character):
            scale = size / shape.units
            yield (
                f'<path transform="translate({_number(x)} {_number(feet)})'
                f' scale({scale * narrow:.6f} {-scale:.6f})" d="{shape.path}"/>'
            )
        x += _width(character, letters) * size * narrow


def _measure(
    text: Sequence[str], letters: Mapping[str, Outline], height: float
) -> tuple[float, float]:
    """The font size at which the text's shapes are so high, and how deep the lowest reaches.

    Accents and commas may reach beyond.
    """
    shapes = [letters[each] for each in text if each in letters]
    plain = [letters[each] for each in text if each in letters and each in CAPITALS_AND_DIGITS]
    low = min((shape.bottom for shape in plain or shapes), default=0)
    high = max((shape.top for shape in plain or shapes), default=1)
    return height / max(high - low, 0.1), low


def _width(character: str, letters: Mapping[str, Outline]) -> float:
    return letters[character].width if character in letters else 0.3


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
