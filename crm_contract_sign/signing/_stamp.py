"""A page of a PDF as the picture of a signature.  Imported only where pyHanko is in use."""

from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    InnerScaling,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from .appearance import Slice

WHOLE_BOX = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MID,
    y_align=AxisAlignment.ALIGN_MID,
    margins=Margins.uniform(0),
    inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
)


class PageContent(PdfContent):
    """The first page of a PDF given as bytes; its embedded fonts come along."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        """The operators that draw the page."""
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._pdf)))
        self.resources.xobject["/Page"] = page
        left, bottom, right, top = map(float, page.get_object()["/BBox"])
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Page Do"


class SliceContent(PdfContent):
    """A part of a page that the document keeps once, see :class:`.appearance.Slice`."""

    def __init__(self, part: Slice) -> None:
        super().__init__()
        self._part = part

    def render(self) -> bytes:
        """The operators that draw the part, and nothing beside it."""
        page = self._get_page()
        self.resources.xobject["/Page"] = page
        _left, bottom, _right, top = map(float, page.get_object()["/BBox"])
        width, height = self._part.right - self._part.left, top - bottom
        self.box = BoxConstraints(width=width, height=height)
        return b"0 0 %g %g re W n 1 0 0 1 %g 0 cm /Page Do" % (width, height, -self._part.left)

    def _get_page(self) -> generic.IndirectObject:
        whole, writer = self._part.whole, self._ensure_writer
        if whole.object_number is not None:
            return generic.IndirectObject(whole.object_number, 0, writer)
        page = writer.import_page_as_xobject(PdfFileReader(BytesIO(whole.pdf)))
        whole.object_number = page.idnum
        return generic.IndirectObject(whole.object_number, 0, writer)


def to_stamp_style(appearance: bytes | Slice | None) -> StaticStampStyle:
    """How a signature looks: a one-page PDF that fills its field, a part of one, or nothing."""
    if appearance is None:
        return StaticStampStyle(border_width=0)
    return StaticStampStyle(
        border_width=0,
        background=(
            SliceContent(appearance) if isinstance(appearance, Slice) else PageContent(appearance)
        ),
        background_layout=WHOLE_BOX,
        background_opacity=1.0,
    )
