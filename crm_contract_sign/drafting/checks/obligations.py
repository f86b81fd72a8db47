"""Does every duty say who has to act, and by when?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Document, Section
from ..facts import Facts
from ..findings import Place, Severity
from ..languages import Duty, analyzer_of
from .registry import Occurrence, draft_check

# Acts of one party towards another, in the stems of the analyzers; not "governed" or "deemed".
_ACTS = {
    "en": frozenset(
        "paid deliv deliver ship provid suppli given send sent submit submitt return repaid refund "
        "reimburs repair replac instal instal complet perform issu insur made kept notifi inform "
        "obtain remov prepar".split()
    ),
    "zh": frozenset(
        "支付 付款 付清 交付 交货 发货 返还 退还 归还 偿还 赔偿 提交 提供 完成 安装 修理 更换 "
        "开具 通知 投保 运送".split()
    ),
}
# Acts that are done once, so that they need a day; keeping a secret needs none.
_SINGLE_ACTS = {
    "en": frozenset("pay repay deliv deliver ship return refund reimburs".split()),
    "zh": frozenset("支付 付款 付清 偿还 交付 交货 发货 返还 退还 归还 提交".split()),
}
_TIME_WORDS = (
    "within days? weeks? months? years? hours? dates? dated day times? term period when "
    "whenever upon on once before after until prior immediately forthwith promptly prompt "
    "delay monthly quarterly annually weekly daily every due advance expiry expiration end "
    "thereafter during while follow\\w* later early upfront lump instal+ments? if where "
    "unless against accordingly"
).split()
# After these the time stands elsewhere.
_REFERENCE_WORDS = (
    "exhibits? annex\\w* appendix attachments? schedule\\w* statements? sections? clauses? "
    "articles? terms accordance pursuant subject specified agreed provided set described"
).split()
_TIME = {
    "en": re.compile(rf"\b(?:{'|'.join(_TIME_WORDS + _REFERENCE_WORDS)})\b|\*\*\*", re.IGNORECASE),
    "zh": re.compile(
        "[日天月年周]|前|后|时|届满|期|立即|及时|尽快|同时|当场|随时|每|的，|如|若|预付|进度"
    ),
}
# What either party may do, or nobody, names an actor well enough.
_ANYBODY = re.compile(
    r"\b(?:notices?|communications?|consents?|either|neither|each|both|no|none)\b", re.IGNORECASE
)
# The time of a list may stand before it; who bears costs is no matter of time.
_PART_OF_LIST = re.compile(
    r"\s*[(]?(?:[a-z]{1,2}|[ivx]+|\d{1,2}|[一二三四五六七八九十]+)[)）]|[a-z]|.*\b(?:own|costs)\b"
)
_PERSON_BEFORE = re.compile("[方人者员]|公司|机构|银行|其")


@draft_check("missing_actor", Severity.INFO)
def missing_actor(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """Something "shall be delivered", and the sentence does not say by whom."""
    for section, language, duty in _duties(document):
        if not duty.is_passive or duty.actor or duty.verb not in _ACTS[language]:
            continue
        if _names_somebody(section.text, language, duty):
            continue
        place = Place.in_text(section, duty.start, duty.end)
        yield place, {"duty": place.quote}


@draft_check("missing_deadline", Severity.INFO)
def missing_deadline(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """Somebody shall pay, deliver or return something, and the paragraph names no time."""
    for section, language, duty in _duties(document):
        if duty.is_passive or duty.verb not in _SINGLE_ACTS[language]:
            continue
        start = section.text.rfind("\n", 0, duty.start) + 1
        paragraph = section.text[start:].partition("\n")[0]
        is_whole = not _PART_OF_LIST.match(paragraph)
        if is_whole and not _TIME[language].search(paragraph):
            place = Place.in_text(section, duty.start, duty.end)
            yield place, {"duty": place.quote}


def _names_somebody(text: str, language: str, duty: Duty) -> bool:
    """Whether the words before a duty say well enough who has it."""
    if language == "en":
        return bool(_ANYBODY.search(text, duty.sentence.start, duty.start))
    line = text.rfind("\n", 0, duty.start) + 1
    return bool(_PERSON_BEFORE.search(text, line, duty.start))


def _duties(document: Document) -> Iterator[tuple[Section, str, Duty]]:
    for section in document.sections:
        analyzer = analyzer_of(section.text)
        for duty in analyzer.duties(section.text):
            yield section, analyzer.language, duty
