"""A page of HTML laid out by WeasyPrint under our rules, ready to be written."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import RenderingError

# What its command line prints is of no use in a server's log.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)

# ISO 19005-3, 6.2.8: no image may ask to be smoothed.  A form field of a text's own would
# become part of what is signed, and could be filled in afterwards.
CONFORMANCE_STYLE = "* { image-rendering: crisp-edges !important; appearance: none !important }"


@dataclass(frozen=True, slots=True)
class Layout:
    """A laid out page of HTML.

    :ivar document: a ``weasyprint.Document``
    :ivar fetcher: the ``ResourceFetcher`` that gives its pictures, some of them only when it is
        written
    """

    document: Any
    fetcher: Any

    def write(self, **options: Any) -> bytes:
        """The PDF.

        :param options: of ``weasyprint.Document.write_pdf``
        :raise RenderingError: see the package
        """
        try:
            pdf: bytes = self.document.write_pdf(**options)
        except Exception as error:
            raise RenderingError("rendering_failed", reason=str(error)) from error
        self.fetcher.raise_problem()
        fonts = self.document.fonts.values()
        missing = {codepoint for font in fonts for codepoint in font.missing}
        if missing:
            raise RenderingError("missing_glyphs", characters="".join(map(chr, sorted(missing))))
        return pdf


def lay_out(html: str, stylesheet: str, images: Mapping[str, bytes]) -> Layout:
    """Lay a whole page of HTML out.

    :param stylesheet: CSS text
    :param images: pictures by name or address
    :raise RenderingError: see the package
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.css.counters import CounterStyle
        from weasyprint.text.fonts import FontConfiguration

        from .justification import justify_ideographs
        from .resources import ResourceFetcher
    except (ImportError, OSError) as error:  # OSError: Pango itself is missing.
        raise RenderingError("renderer_missing", reason=str(error)) from error
    fetcher = ResourceFetcher(images)
    shared = {"font_config": FontConfiguration(), "counter_style": CounterStyle()}
    try:
        sheets = [
            CSS(string=text, url_fetcher=fetcher, **shared)
            for text in (stylesheet, CONFORMANCE_STYLE)
        ]
        page = HTML(string=html, base_url="asset:", url_fetcher=fetcher)
        document = page.render(stylesheets=sheets, **shared)
        justify_ideographs(document)
    except Exception as error:
        raise RenderingError("rendering_failed", reason=str(error)) from error
    fetcher.raise_problem()
    _check_links(document)
    return Layout(document, fetcher)


def _check_links(document: Any) -> None:
    """A link may lead elsewhere in the document, or to an address that a person can read."""
    from .resources import LINK_SCHEMES, forbidden

    for page in document.pages:
        for kind, target, *_rest in page.links:
            if kind != "internal" and not target.lower().startswith(LINK_SCHEMES):
                raise forbidden(target)
