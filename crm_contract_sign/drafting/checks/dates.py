"""Do the dates make sense, and are they the contract's?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import product

from ..document import Document
from ..extraction import DateMention, extract_date_ranges, extract_dates
from ..facts import Facts
from ..findings import Place, Severity
from ..folding import fold
from .context import after, before
from .registry import Occurrence, draft_check

# "The contract" begins its sentence, or it may be another; not "services under this contract".
_SUBJECT = (
    r"(?:(?<!under )(?<!of )(?<!to )(?<!by )(?<!in )(?:\bthis|^[\d. ()]*the) (?:agreement|contract)"
    r"|\b(?:the )?(?:initial |contract )?(?:term|period) of (?:this|the) (?:agreement|contract)"
    r"|(?<!of )\bthe (?:(?:contract|initial) )?term|\bcontract (?:term|period))"
)
_PREDICATE = r"(?:(?!terminated|extended|renewed|amended)[\w ]){0,60}"
_START = re.compile(
    rf"{_SUBJECT}{_PREDICATE}\b(?:commences?|begins?|starts?|runs?|effective|from|valid"
    r"|takes? effect|in(?:to)? (?:force|effect))(?: on| from| as of| as from| and including)* $"
    rf"|{_SUBJECT} ?(?:is from|:) ?$"
    rf"|^ ?(?:contract|agreement) (?:start|commencement) date ?(?::|is) ?$"
    r"|(?<!原)(?:合同|协议)的?(?:有效期限?|履行期限|服务期限|(?:首期|初始)?期限|期间)(?:为|是|:)?"
    r" ?(?:自|从)? ?$"
    r"|(?:合同|协议)(?:生效|起始|开始)日期?(?:为|是|:) ?$",
    re.IGNORECASE,
)
_END = re.compile(
    rf"{_SUBJECT}{_PREDICATE}\b(?:expires?|ends?|terminates?|until|till|through)"
    r"(?: automatically| on| at| and including| the end of)* $"
    rf"|^ ?(?:contract|agreement) (?:end|expiry|expiration) date ?(?::|is) ?$"
    r"|(?<!原)(?:合同|协议)的?(?:有效期限?|期限)?(?:将)?(?:持续|延续)?(?:至|到) ?$"
    r"|(?:合同|协议)(?:到期|届满|终止|截止)日期?(?:为|是|:) ?$",
    re.IGNORECASE,
)
# 本合同自…起生效 and 本合同于…终止, where the verb comes last.
_SUBJECT_FIRST = re.compile(r"(?<!原)本(?:合同|协议)(?:自|从|于|将于) ?$")
_STARTS = re.compile(r" ?起?(?:正式)?(?:生效|开始)")
_ENDS = re.compile(r" ?(?:到期|届满|终止|失效)")


@draft_check("end_before_start", Severity.BLOCKING)
def end_before_start(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """A period ends before it begins: the contract's own, or one in the text."""
    start, end = facts.date_start, facts.date_end
    if start and end and end < start:
        yield None, {"start": start.isoformat(), "end": end.isoformat()}
    for section in document.sections:
        for period in extract_date_ranges(section.text):
            readings = list(product(period.start.readings, period.end.readings))
            if readings and all(last < first for first, last in readings):
                first, last = readings[0]
                yield (
                    Place.in_text(section, period.start.start, period.end.end),
                    {"start": first.isoformat(), "end": last.isoformat()},
                )


@draft_check("impossible_date", Severity.WARNING)
def impossible_date(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """The calendar has no such day: 31 February."""
    for section in document.sections:
        for mention in extract_dates(section.text):
            if not mention.readings:
                place = Place.in_text(section, mention.start, mention.end)
                yield place, {"stated": mention.text}


@draft_check("date_mismatch", Severity.WARNING)
def date_mismatch(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """The text gives the contract another first or last day than its record has."""
    for section in document.sections:
        for kind, mention in _contract_dates(section.text):
            expected = facts.date_start if kind == "start" else facts.date_end
            if expected and mention.readings and expected not in mention.readings:
                place = Place.in_text(section, mention.start, mention.end)
                yield place, _mismatch(kind, mention.readings[0], expected)


def _mismatch(kind: str, stated: date, expected: date) -> dict[str, str]:
    return {"kind": kind, "stated": stated.isoformat(), "expected": expected.isoformat()}


def _contract_dates(text: str) -> Iterator[tuple[str, DateMention]]:
    """The dates that a text states as the contract's first or last day."""
    folded = fold(text)
    periods = {period.end.start: period.start.start for period in extract_date_ranges(text)}
    starts: set[int] = set()
    for mention in extract_dates(text):
        kind = _kind(before(folded, mention.start), after(folded, mention.end))
        if periods.get(mention.start) in starts:
            kind = "end"
        if kind == "start":
            starts.add(mention.start)
        if kind:
            yield kind, mention


def _kind(preceding: str, following: str) -> str | None:
    """What a date is to the contract, by the words around it."""
    if _SUBJECT_FIRST.search(preceding):
        if _STARTS.match(following):
            return "start"
        return "end" if _ENDS.match(following) else None
    if _START.search(preceding):
        return "start"
    return "end" if _END.search(preceding) else None
