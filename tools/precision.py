"""What the draft checks find in real contracts: ``python -m tools.precision FOLDER``.

The folder holds contracts as plain text, a file each (``*.txt``).  Printed are, for each check that
needs no facts of a contract, the number of its findings and of the contracts that have one, and a
random sample of passages (``--sample N``) for a person to judge.  Nothing is kept.
"""

import argparse
import random
import re
from collections import defaultdict
from pathlib import Path

from crm_contract_sign.drafting import Document, Facts, Finding, Section, check, text_to_html

# As long as a page, so that sections are of the length for which the checks are made.
PAGE = 3000


def main() -> None:
    """Check each contract of the folder, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tools.precision", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=60, help="of contracts, chosen at random")
    parser.add_argument("--sample", type=int, default=0, help="passages to print for each check")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    files = sorted(options.folder.glob("*.txt"))
    chosen = sorted(chance.sample(files, min(options.limit, len(files))))
    found: dict[str, list[tuple[Path, Document, Finding]]] = defaultdict(list)
    words = 0
    for path in chosen:
        document = read(path)
        words += sum(len(section.text.split()) for section in document.sections)
        for finding in check(document, Facts()):
            found[finding.code].append((path, document, finding))
    print(f"{len(chosen)} contracts, {words} words")
    for code, findings in sorted(found.items()):
        contracts = len({path for path, _document, _finding in findings})
        print(f"{code:24}{len(findings):6} findings in {contracts:4} contracts")
    for code, findings in sorted(found.items()):
        for path, document, finding in chance.sample(findings, min(options.sample, len(findings))):
            print(
                f"\n{code} in {path.name}: {dict(finding.params)}\n    {context(document, finding)}"
            )


def read(path: Path) -> Document:
    """A contract as a document: its paragraphs, gathered into sections of a page each."""
    text = path.read_text(errors="replace")
    paragraphs = [" ".join(each.split()) for each in re.split(r"\n\s*\n|\n(?=\s{4,})", text)]
    pages: list[list[str]] = [[]]
    for paragraph in filter(None, paragraphs):
        if sum(map(len, pages[-1])) > PAGE:
            pages.append([])
        pages[-1].append(paragraph)
    sections = (
        Section.from_html(str(number), "", text_to_html("\n".join(page)))
        for number, page in enumerate(pages, 1)
    )
    return Document("en", tuple(sections))


def context(document: Document, finding: Finding) -> str:
    """The passage of a finding with some words around it."""
    place = finding.place
    if place is None:
        return "(the whole document)"
    text = next(each.text for each in document.sections if each.key == place.section_key)
    end = min(place.end, place.start + 200)
    before, after = text[max(0, place.start - 120) : place.start], text[end : end + 120]
    return f"…{before}⟦{text[place.start : end]}⟧{after}…".replace("\n", " / ")


if __name__ == "__main__":
    main()
