"""The tables of docs/security.md, which tests read and try."""

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/security.md"


def read_table(heading):
    """The first table below a heading of the page: {row: {column: cell}}."""
    section = PAGE.read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [
        [cell.strip(" `") for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|")
    ]
    columns = lines[0][1:]
    return {row: dict(zip(columns, cells, strict=True)) for row, *cells in lines[2:]}
