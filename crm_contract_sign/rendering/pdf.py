"""HTML to PDF/A-3 (ISO 19005-3, level A: tagged) by WeasyPrint, with nothing fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..errors import RenderingError
from .attachments import Attachment
from .layout import lay_out

ANCHOR_PREFIX = "anchor-"
PDF_VARIANT = "pdf/a-3a"
# CSS pixels are 1/96 inch, PDF points 1/72.
POINTS_PER_PIXEL = 0.75


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an element with an id beginning ``anchor-`` came to lie.

    :ivar page: zero-based
    :ivar box: (x1, y1, x2, y2) in PDF points from the page's bottom left
    """

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered document.

    :ivar pdf: its bytes
    :ivar anchors: the places of marked elements, by id
    :ivar page_sizes: width and height of each page, in PDF points
    """

    pdf: bytes
    page_count: int
    anchors: Mapping[str, Anchor]
    page_sizes: tuple[tuple[float, float], ...]


def render(
    html: str,
    *,
    stylesheet: str,
    created: datetime,
    attachments: Sequence[Attachment] = (),
    images: Mapping[str, bytes] | None = None,
) -> Rendered:
    """Render a whole HTML page; its language, title and author are the document's.

    :param stylesheet: CSS text
    :param created: aware; the date in the document's metadata
    :param images: PNG, JPEG, GIF, WebP or SVG by name, which the page calls ``asset:<name>``, or
        by the very address that the page uses
    :raise RenderingError: see the package
    :raise ValueError: ``created`` is naive
    """
    if created.tzinfo is None:
        raise ValueError("created must be aware of its time zone")
    layout = lay_out(html, stylesheet, images or {})
    document = layout.document
    _check_metadata(document.metadata)
    moment = created.astimezone(UTC)
    document.metadata.created = document.metadata.modified = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    document.metadata.attachments = [_to_weasyprint(each, moment) for each in attachments]
    pdf = layout.write(pdf_variant=PDF_VARIANT)
    sizes = tuple(
        (page.width * POINTS_PER_PIXEL, page.height * POINTS_PER_PIXEL) for page in document.pages
    )
    return Rendered(pdf, len(document.pages), _find_anchors(document), sizes)


def _check_metadata(metadata: Any) -> None:
    if not metadata.lang:
        raise RenderingError("missing_language")
    if not metadata.title:
        raise RenderingError("missing_title")


def _to_weasyprint(attachment: Attachment, moment: datetime) -> Any:
    from weasyprint import Attachment as PdfAttachment

    return PdfAttachment(
        string=attachment.content,
        name=attachment.name,
        description=attachment.description,
        relationship=attachment.relationship,
        created=moment,
        modified=moment,
    )


def _find_anchors(document: Any) -> dict[str, Anchor]:
    anchors: dict[str, Anchor] = {}
    for number, page in enumerate(document.pages):
        for box in page._page_box.descendants():
            identifier = box.element.get("id") if box.element is not None else None
            if identifier and identifier.startswith(ANCHOR_PREFIX) and identifier not in anchors:
                anchors[identifier] = Anchor(number, _to_points(box, page.height))
    return anchors


def _to_points(box: Any, page_height: float) -> tuple[float, float, float, float]:
    x, y = box.border_box_x(), box.border_box_y()
    edges = (x, page_height - y - box.border_height(), x + box.border_width(), page_height - y)
    left, bottom, right, top = (round(edge * POINTS_PER_PIXEL, 2) for edge in edges)
    return left, bottom, right, top
