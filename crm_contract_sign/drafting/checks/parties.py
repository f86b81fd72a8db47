"""Are the parties that the text names the contract's parties?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Document
from ..facts import Facts
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


def _is_known(name: str, known: set[str]) -> bool:
    """Whether a name is one of the known ones, or has one in it, or is part of one."""
    plain = _plain(name)
    return any(plain in other or other in plain for other in known)


def _plain(name: str) -> str:
    """A name reduced to its letters and figures, so that "Co., Ltd." equals "CO LTD"."""
    return "".join(filter(str.isalnum, name)).casefold()
