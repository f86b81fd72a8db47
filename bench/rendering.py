"""A contract of six pages, two languages, as PDF/A-3: ours, and WeasyPrint alone."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from weasyprint import CSS, HTML

from crm_contract_sign import rendering

from .tables import Goal, Table
from .timing import time_in_turn

ROUNDS = 5
MOMENT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
STYLES = Path(rendering.__file__).parents[1] / "static/src/document"
ENGLISH = "<p>The Supplier delivers the Goods to the Customer on the date stated in the order.</p>"
CHINESE = "<p>乙方应按订单约定的日期将货物交付至甲方指定的地点，并承担运费和保险费。</p>"


def measure(options: argparse.Namespace) -> Table:
    """Render the same page both ways, in turn."""
    page = make_page()
    style = "\n".join(
        (STYLES / f"{name}.css").read_text() for name in ("page", "contract_document")
    )
    data = rendering.contract_data_attachment({"reference": "CT/2026/00001"})
    ours, bare = "this add-on, contract data attached", "WeasyPrint alone, same HTML and CSS"
    count = rendering.render(page, stylesheet=style, created=MOMENT).page_count

    def render_bare() -> bytes:
        return HTML(string=page).write_pdf(stylesheets=[CSS(string=style)], pdf_variant="pdf/a-3a")

    taken = time_in_turn(
        {
            ours: lambda: rendering.render(
                page, stylesheet=style, created=MOMENT, attachments=[data]
            ),
            bare: render_bare,
        },
        ROUNDS,
    )
    ratio = taken[ours] / taken[bare]
    return Table(
        f"A contract of {count} pages, English and Chinese, as PDF/A-3a: processor time, median",
        ("way", "time", "to WeasyPrint"),
        [(name, f"{t * 1000:.0f} ms", f"{t / taken[bare]:.2f}") for name, t in taken.items()],
        [Goal(f"within 1.3 times WeasyPrint: {ratio:.2f}", ratio <= 1.3)],
    )


def make_page() -> str:
    """A page of sections that fill about six sheets of A4."""
    sections = "".join(
        f"<h2>{number}. Delivery 交付</h2>{(ENGLISH + CHINESE) * 9}" for number in range(1, 9)
    )
    return (
        '<!DOCTYPE html><html lang="en" style="--accent: #173a63"><head><title>Contract</title>'
        f'<meta name="author" content="Example Ltd"></head><body>{sections}</body></html>'
    )
