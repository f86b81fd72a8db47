"""Pages, pictures and readers that the tests of rendering share."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image

import crm_contract_sign.rendering as rendering
from crm_contract_sign.rendering.layout import lay_out

try:
    from pypdf import PdfReader
except ImportError:  # Odoo's pins have its predecessor.
    from PyPDF2 import PdfReader

MOMENT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
STYLESHEETS = Path(rendering.__file__).parents[1] / "static" / "src" / "document"


def build_page(body="<p>Agreed.</p>", lang="en", title="Sales Contract"):
    """A whole page of HTML."""
    return (
        f'<!DOCTYPE html><html lang="{lang}" style="--accent: #173a63">'
        f'<head><title>{title}</title><meta name="author" content="Northwind Ltd."></head>'
        f"<body>{body}</body></html>"
    )


def render_body(body, *, stylesheet="", lang="en", **options):
    """Render a page with ``body``."""
    page = build_page(body, lang)
    return rendering.render(page, stylesheet=stylesheet, created=MOMENT, **options)


def read_stylesheet(*names):
    """Our own stylesheets, as they are handed to the renderer."""
    return "\n".join((STYLESHEETS / f"{name}.css").read_text() for name in names)


def open_pdf(content):
    """A reader of a PDF."""
    return PdfReader(BytesIO(content))


def open_catalog(content):
    """The document catalog (ISO 32000-1, 7.7.2) of a PDF."""
    return open_pdf(content).trailer["/Root"]


def extract_text(content):
    """The text of all pages."""
    return "\n".join(page.extract_text() for page in open_pdf(content).pages)


def list_objects(content):
    """Every dictionary and stream that a PDF's trailer leads to."""
    found, seen, waiting = [], set(), [open_pdf(content).trailer]
    while waiting:
        each = waiting.pop()
        if hasattr(each, "idnum"):
            if each.idnum in seen:
                continue
            seen.add(each.idnum)
            each = each.get_object()
        if isinstance(each, dict):
            found.append(each)
            waiting += [each.raw_get(key) for key in each]
        elif isinstance(each, list):
            waiting += list(each)
    return found


def list_words(body, stylesheet):
    """The words of a page as they are laid out."""
    document = lay_out(build_page(body), stylesheet, {}).document
    boxes = [box for page in document.pages for box in page._page_box.descendants(True)]
    return " ".join(box.text for box in boxes if hasattr(box, "text")).split()


def build_picture(size=(40, 20), color="navy", image_format="PNG", mode="RGB"):
    """A picture of one colour."""
    output = BytesIO()
    Image.new(mode, size, color).save(output, image_format)
    return output.getvalue()


def build_drawing(size=(400, 200), ink=(100, 50, 199, 89), image_format="PNG"):
    """White paper with a black rectangle, its corners included."""
    picture = Image.new("RGB", size, "white")
    picture.paste("black", (ink[0], ink[1], ink[2] + 1, ink[3] + 1))
    output = BytesIO()
    picture.save(output, image_format)
    return output.getvalue()
