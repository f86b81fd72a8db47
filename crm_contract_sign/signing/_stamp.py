"""A page of a PDF as the picture of a signature.  Imported only where pyHanko is in use."""

from io import BytesIO

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


def to_stamp_style(appearance: bytes | None) -> StaticStampStyle:
    """How a signature looks: a one-page PDF that fills its field, or nothing."""
    if appearance is None:
        return StaticStampStyle(border_width=0)
    return StaticStampStyle(
        border_width=0,
        background=PageContent(appearance),
        background_layout=WHOLE_BOX,
        background_opacity=1.0,
    )
