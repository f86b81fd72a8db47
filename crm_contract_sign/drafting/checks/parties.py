"""Are the parties and people that the text names those of the contract?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Document
from ..facts import Facts, FormerValue
from ..findings import Place, Severity
from .registry import Occurrence, draft_check

_LABELLED = re.compile(
    r"^[ \t\u3000]*(?:Party [AB]|Customer|Client|Buyer|Purchaser|Seller|Supplier|Vendor|Contractor"
    r"|Licensor|Licensee|甲方|乙方|买方|卖方|供方|需方|委托方|受托方|许可方|被许可方|客户|供应商)"
    r"(?:[ \t]*[(（][^()（）\n]{0,20}[)）])?[ \t]*(?:[:：]|\t)[ \t\u3000]*"
    r"(?P<name>(?:[^\n\t,，;；()（）]|, ?(?=Ltd|Limited|Inc|LLC|LLP|Co\b))+)",
    re.IGNORECASE | re.MULTILINE,
)
# Only what has the form of a company is taken for a name: not "Customer: see page 1".
_COMPANY = re.compile(
    r"\b(?:Ltd|Limited|LLC|LLP|Inc|Incorporated|Corp|Corporation|GmbH|PLC|S\.?A\.?|B\.?V|Pty|Co)\b"
    r"|公司|集团|事务所"
)

# What a name must not be part of: Sam in Same.  Chinese has no gaps between words.
_LATIN = "[A-Za-z0-9\u00c0-\u024f]"


@draft_check("unknown_party", Severity.WARNING)
def unknown_party(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """A line such as "Customer: Example Ltd" names a company that is no party of the contract."""
    known = {_plain(name) for name in facts.party_names if name}
    for section in document.sections if known else ():
        for match in _LABELLED.finditer(section.text):
            name = match["name"].strip()
            if _COMPANY.search(name) and not _is_known(name, known):
                start = match.start("name")
                place = Place.in_text(section, start, start + len(name))
                yield place, {"name": name, "expected": list(facts.party_names)}


@draft_check("outdated_value", Severity.WARNING)
def outdated_value(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """A name or address that was filled into the text is another one in the records by now."""
    sections = {section.key: section for section in document.sections}
    for former in facts.former_values:
        section = sections.get(former.section_key)
        if section and (span := _find_former(section.text, former)):
            params = {"name": former.name, "before": former.before, "now": former.now}
            yield Place.in_text(section, *span), params


def _find_former(text: str, former: FormerValue) -> tuple[int, int] | None:
    """Where the former value still stands, as whole words and not as part of the present one."""
    if not any(map(str.isalnum, former.before)):
        return None
    whole = rf"(?<!{_LATIN}){re.escape(former.before)}(?!{_LATIN})"
    if not _starts_and_ends_in_latin(former.before):
        whole = re.escape(former.before)
    is_part = former.before in former.now
    hidden = text.replace(former.now, "\0" * len(former.now)) if is_part else text
    match = re.search(whole, hidden)
    return match.span() if match else None


def _starts_and_ends_in_latin(value: str) -> bool:
    return bool(re.match(_LATIN, value[0]) and re.match(_LATIN, value[-1]))


def _is_known(name: str, known: set[str]) -> bool:
    """Whether a name is one of the known ones, or has one in it, or is part of one."""
    plain = _plain(name)
    return any(plain in other or other in plain for other in known)


def _plain(name: str) -> str:
    """A name reduced to its letters and figures, so that "Co., Ltd." equals "CO LTD"."""
    return "".join(filter(str.isalnum, name)).casefold()
