"""Can it be understood at one reading, and measured afterwards?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Document
from ..facts import Facts
from ..findings import Place, Severity
from ..languages import Analyzer, analyzer_of
from .registry import Occurrence, draft_check

# Twice what guides to plain legal writing advise as the longest, and more.
_LONGEST = {"en": 90, "zh": 180}
_MEASURED_BY_NOBODY = re.compile(
    r"\b(?:as soon as (?:reasonably |commercially )?(?:possible|practicable|practical|feasible)"
    r"|asap"
    r"|at (?:the|its|his|their|your) earliest (?:convenience|opportunity)|in due course"
    r"|(?:commercially |all |its |their )*(?:best|reasonable) (?:efforts|endeavou?rs)"
    r"|to the extent practicable)\b"
    r"|尽快|尽早|尽量|尽可能|尽最大努力|适时|酌情|原则上|近期内?|一段时间内?",
    re.IGNORECASE,
)
# Law knows these measures; for the day of a payment or a delivery they are none.
_MEASURED_BY_COURTS = {
    "en": re.compile(
        r"\b(?:promptly|timely|in a timely (?:manner|fashion)"
        r"|within a reasonable (?:time|period))\b",
        re.IGNORECASE,
    ),
    "zh": re.compile("及时|合理(?:的)?(?:期限|时间|期间)内?"),
}
_DATED_ACTS = {
    "en": frozenset("pay paid repay repaid deliv deliver refund reimburs complet return".split()),
    "zh": frozenset("支付 付款 付清 偿还 交付 交货 发货 返还 退还 归还 完成".split()),
}
_NEAR = {"en": 60, "zh": 0}
# A rule for the case that nothing was agreed may be no more than reasonable.
_FALLBACK = re.compile(
    r"\b(?:if|where) (?:there is |none|no\b|nothing)|otherwise agreed|没有约定|未约定|约定不明",
    re.IGNORECASE,
)


@draft_check("long_sentence", Severity.INFO)
def long_sentence(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """A sentence is longer than a reader can hold."""
    for section in document.sections:
        analyzer = analyzer_of(section.text)
        for sentence in analyzer.sentences(section.text):
            length = _length(analyzer, section.text[sentence.start : sentence.end])
            if length > _LONGEST[analyzer.language]:
                place = Place.in_text(section, sentence.start, sentence.end)
                yield place, {"length": length, "limit": _LONGEST[analyzer.language]}


@draft_check("vague_wording", Severity.INFO)
def vague_wording(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """Words that nobody can measure set a time or an effort: "as soon as possible", 尽快."""
    for section in document.sections:
        found = {match.span() for match in _MEASURED_BY_NOBODY.finditer(section.text)}
        found |= set(_vague_days(section.text))
        for start, end in sorted(found):
            place = Place.in_text(section, start, end)
            yield place, {"words": place.quote}


def _vague_days(text: str) -> Iterator[tuple[int, int]]:
    """Where a duty to pay or to deliver has no other day than "promptly" or 及时."""
    analyzer = analyzer_of(text)
    for duty in analyzer.duties(text):
        language, sentence = analyzer.language, duty.sentence
        # English has the words before the verb or soon after it, Chinese before it alone.
        end = min(duty.end + _NEAR[language], sentence.end)
        measure = _MEASURED_BY_COURTS[language].search(text, duty.start, end)
        is_fallback = _FALLBACK.search(text, sentence.start, sentence.end)
        if measure and duty.verb in _DATED_ACTS[language] and not is_fallback:
            yield measure.span()


def _length(analyzer: Analyzer, sentence: str) -> int:
    """Words in English, characters in Chinese, as people count them."""
    if analyzer.language == "en":
        return len(re.findall(r"\w+(?:[-.,'’]\w+)*", sentence))
    return len(re.findall(r"\w", sentence))
