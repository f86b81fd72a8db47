"""The draft checks on whole contracts: every clause of the library, in each language."""

import argparse
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from crm_contract_sign import drafting

from .tables import Goal, Table
from .timing import time_in_turn

ROUNDS = 5
DATA = Path(drafting.__file__).parents[1] / "data"
# What one waits for without noticing it.
MOST_SECONDS = 2.0


def measure(options: argparse.Namespace) -> Table:
    """Check both libraries afresh in each round, reading their HTML included."""
    sources = {language: read_library(language) for language in ("en", "zh")}
    from nltk.tokenize import NLTKWordTokenizer

    tokenizer = NLTKWordTokenizer()
    texts = [section.text for section in make_document("en", sources["en"]).sections]
    names = {
        "English, all checks": lambda: run("en", sources["en"]),
        "Chinese, all checks": lambda: run("zh", sources["zh"]),
        "English, NLTK's words alone": lambda: [tokenizer.tokenize(text) for text in texts],
    }
    taken = time_in_turn(names, ROUNDS)
    slowest = max(taken.values())
    return Table(
        f"Checking a contract of {len(sources['en'])} clauses (a usual one has 15 to 20): processor"
        " time, median",
        ("what", "time", "a clause"),
        [
            (name, f"{seconds * 1000:.0f} ms", f"{seconds * 1000 / len(texts):.1f} ms")
            for name, seconds in taken.items()
        ],
        [Goal(f"below {MOST_SECONDS:.0f} s: {slowest:.2f} s", slowest < MOST_SECONDS)],
    )


def run(language: drafting.Language, source: list[tuple[str, str]]) -> None:
    """Read and check a contract as if it were a new one: nothing remembered from before."""
    from crm_contract_sign.drafting import extraction
    from crm_contract_sign.drafting.languages import chinese, english

    for remembered in (english._sentences, english._duties, chinese._duties):
        remembered.cache_clear()
    for function in (extraction.extract_dates, extraction.extract_amounts):
        getattr(function, "cache_clear", lambda: None)()
    drafting.check(make_document(language, source), drafting.Facts(language=language))


def make_document(language: drafting.Language, source: list[tuple[str, str]]) -> drafting.Document:
    """The clauses as one draft."""
    return drafting.Document(
        language,
        tuple(
            drafting.Section.from_html(str(number), heading, body)
            for number, (heading, body) in enumerate(source)
        ),
    )


def read_library(language: str) -> list[tuple[str, str]]:
    """Heading and rich text of each clause that the add-on brings."""
    found = []
    for record in etree.parse(DATA / f"crm_contract_clause_data_{language}.xml").iter("record"):
        fields = {field.get("name"): field for field in record.iter("field")}
        if record.get("model") == "crm.contract.clause":
            body = "".join(
                lxml_html.tostring(child, encoding="unicode") for child in fields["body"]
            )
            found.append((fields["name"].text, body))
    return found
