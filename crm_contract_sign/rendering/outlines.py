"""Letters as outlines: what is drawn with them needs no font, on any screen and in any PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any

from .layout import lay_out


@dataclass(frozen=True, slots=True)
class Outline:
    """A character's shape, for a font size of 1, its baseline at 0 and the y axis upwards.

    :ivar path: SVG path data in the font's own units
    :ivar units: how many of these make the font size
    :ivar width: how far the next character is, in font sizes
    :ivar bottom: of the shape itself, in font sizes
    :ivar top: of the shape itself, in font sizes
    """

    path: str
    units: int
    width: float
    bottom: float
    top: float


def outline(text: str, *, family: str, language: str) -> Mapping[str, Outline]:
    """The outlines of a text's characters, bold, as the renderer would choose their fonts.

    :param family: font families in the order of preference, as CSS writes them
    :param language: IETF tag; decides between the shapes of Chinese and Japanese characters
    :raise RenderingError: ``missing_glyphs(characters)``, ``renderer_missing(reason)``
    """
    characters = sorted(set(text) - {" "})
    if not characters:
        return {}
    # Apart from one another, so that no two of them are joined to one shape.
    letters = escape(" ".join(characters))
    layout = lay_out(
        f'<!DOCTYPE html><html lang="{escape(language)}"><title>-</title><p>{letters}</p></html>',
        f"p {{ font-family: {family}; font-weight: bold; font-kerning: none }}",
        {},
    )
    layout.write()
    fonts = [_open_font(font) for font in layout.document.fonts.values()]
    found = {}
    for character in characters:
        font = next(font for font in fonts if ord(character) in font.getBestCmap())
        found[character] = _trace(font, character)
    return found


def _open_font(font: Any) -> Any:
    from fontTools.ttLib import TTFont

    return TTFont(BytesIO(font.file_content), fontNumber=font.index, lazy=True)


def _trace(font: Any, character: str) -> Outline:
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.pens.svgPathPen import SVGPathPen

    glyphs = font.getGlyphSet()
    glyph = glyphs[font.getBestCmap()[ord(character)]]
    pen, bounds = SVGPathPen(glyphs, ntos=lambda number: f"{number:g}"), BoundsPen(glyphs)
    glyph.draw(pen)
    glyph.draw(bounds)
    _left, bottom, _right, top = bounds.bounds or (0, 0, 0, 0)
    units = font["head"].unitsPerEm
    return Outline(pen.getCommands(), units, glyph.width / units, bottom / units, top / units)
