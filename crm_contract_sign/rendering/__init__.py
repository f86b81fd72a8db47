"""Rendering: from HTML to the bytes that everybody sees, rendered once and named by their digest.

    pdf                 a page of HTML and a stylesheet to a tagged PDF/A-3
    layout, resources   WeasyPrint under our rules: nothing fetched, nothing lost
    justification       flush right edges for Chinese text
    stamp               a signature's picture as a one-page PDF
    seals, outlines     a company's seal, drawn as outlines
    edges               a seal across the edges of pages
    gaps                what is filled in after approval, and nothing around it
    snapshot            all that a document was rendered from, to render it again
    attachments         files inside the PDF, above all the contract's own data
    images              pictures from outside, checked or made harmless
    barcode, numbering  the QR code of an address, the number before a heading
    digest              SHA-256, the name of a document

WeasyPrint does the work, from version 70 on.  The same input gives the same bytes.  What would be
lost silently is an error here: a picture that cannot be read, a character that no font has.

Nothing here knows Odoo, a database or a reader's language.  Errors are :class:`RenderingError`:

    renderer_missing(reason)        WeasyPrint or a library it needs is not installed
    rendering_failed(reason)        WeasyPrint gave up
    forbidden_resource(url)         a picture, stylesheet, font or link that a contract may not have
    missing_glyphs(characters)      no font on this machine can draw these
    missing_language(), missing_title()     the page has no ``lang``, no ``<title>``
    invalid_image()                 not a picture, a broken one, or a blank one
    image_too_large(limit)          more bytes or pixels than ``limit`` says
    oversized_stamp(pages)          a signature's picture does not fit its box
    seal_name_too_long(limit)       no name, or one that does not fit on a seal
    too_many_edge_seals(count, limit)       so many seals do not fit on the edge of a page
    unreadable_page()               not a page of HTML
    unknown_gap(name)               something is to be filled in for which there is no gap
    unprintable_text(name)          characters that no page can hold
    not_reproducible()              what was approved is not what comes out now
    unreadable_snapshot()           not a snapshot of ours
"""

from ..errors import RenderingError
from .attachments import Attachment, contract_data_attachment
from .barcode import qr_svg
from .digest import sha256_hex
from .edges import Strip, lay_strips
from .gaps import (
    Filling,
    Picture,
    Tick,
    Words,
    fill_gaps,
    find_gaps,
    gap,
    normalize_page,
    without_gaps,
)
from .images import reencode_image
from .numbering import section_label
from .pdf import Anchor, Rendered, render
from .seals import (
    LARGEST_DIAMETER,
    MILLIMETRE,
    SMALLEST_DIAMETER,
    SealDesign,
    SealStyle,
    draw_seal,
    prepare_seal_picture,
    stamp_seal,
)
from .snapshot import Snapshot
from .stamp import stamp

__all__ = [
    "LARGEST_DIAMETER",
    "MILLIMETRE",
    "SMALLEST_DIAMETER",
    "Anchor",
    "Attachment",
    "Filling",
    "Picture",
    "Rendered",
    "RenderingError",
    "SealDesign",
    "SealStyle",
    "Snapshot",
    "Strip",
    "Tick",
    "Words",
    "contract_data_attachment",
    "draw_seal",
    "fill_gaps",
    "find_gaps",
    "gap",
    "lay_strips",
    "normalize_page",
    "prepare_seal_picture",
    "qr_svg",
    "reencode_image",
    "render",
    "section_label",
    "sha256_hex",
    "stamp",
    "stamp_seal",
    "without_gaps",
]
