"""A signature's picture: a one-page PDF, drawn into the signature's box."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import RenderingError
from .layout import lay_out


def stamp(
    html: str,
    *,
    stylesheet: str,
    width: float,
    height: float,
    images: Mapping[str, bytes] | None = None,
) -> bytes:
    """Render a signature's picture, with every font embedded.

    :param stylesheet: CSS text
    :param width: of the signature's box, in PDF points
    :param height: of the signature's box, in PDF points
    :param images: as in :func:`render`
    :raise RenderingError: see the package; ``oversized_stamp`` if the page does not fit the box
    """
    size = f"@page {{ size: {width:.2f}pt {height:.2f}pt; margin: 0 }}"
    layout = lay_out(html, f"{stylesheet}\n{size}", images or {})
    if len(layout.document.pages) > 1:
        raise RenderingError("oversized_stamp", pages=len(layout.document.pages))
    return layout.write()
