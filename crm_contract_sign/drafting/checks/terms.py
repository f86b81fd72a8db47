"""Does every defined term have a meaning, and every meaning a use?

English contracts write defined terms with capitals: "the Supplier".  Chinese has none, so that
there only the names of roles (甲方, 披露方) can be seen to lack a definition.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..document import Document, Section
from ..extraction import Term, extract_terms
from ..facts import Facts
from ..findings import Place, Severity
from ..languages import analyzer_of
from .registry import Occurrence, draft_check

_CAPITALISED = re.compile(
    r"\b(?:[Tt]he|[Ee]ach|[Ee]very|[Aa]ny|[Aa]ll|[Ss]uch|[Ee]ither|[Nn]either) "
    r"(?P<term>[A-Z][a-z]+(?: [A-Z][a-z]+){0,3})"
    r"(?![A-Za-z0-9&-]|['’](?!s\b)| (?:of|for|on|and) [A-Z]| [A-Z0-9&(])"
)
# Names of bodies, laws, places and papers, which nobody defines.
_NAMES = frozenset(
    "act agreement annex appendix article articles association authority bank board branch "
    "bureau bylaws chapter chinese city clause code commission committee company congress "
    "constitution contract convention corporation council country county court courts crown "
    "department directive district division document earth english exchange exhibit exhibits "
    "federation foundation french fund german government group guarantee house institute "
    "internet italian japanese kingdom law laws league ministry office order ordinance "
    "organisation organization page paragraph parliament part parties party preamble president "
    "presidents protocol province recitals registry republic rule rules schedule schedules "
    "secretary section sections senate society spanish state states statute street territory "
    "title treasury treaty tribunal union university web world year".split()
)
# Then terms have their meaning in another paper.
_DEFINED_ELSEWHERE = re.compile(
    r"\b(?:capitali[sz]ed )?(?:terms?|words|expressions)\b[^.]{0,80}\b(?:not (?:otherwise )?defined"
    r"|defined in the|same meanings?|meanings? (?:ascribed|assigned|given|set forth|set out))"
    r"|\bmeanings? (?:ascribed|assigned|given) (?:to (?:them|such terms)|thereto) in the"
    r"|除另有定义|与.{0,20}中的含义相同",
    re.IGNORECASE,
)
_ROLES = re.compile(
    r"(?P<term>甲方|乙方|丙方|丁方|披露方|接收方|委托方|受托方|出租方|承租方|被许可方|许可方"
    r"|发包人|承包人|出卖人|买受人|买方|卖方|(?<!提)供方|需方)"
)
# Of two names, one may do: (“Company” or the “Supplier”).
_ALIAS = re.compile(r"\b(?:or|and)(?: the)? [“\"]$")
_ALIAS_AFTER = re.compile(r",?[”\"],? or\b")
# Words that name a side or the matter of a contract; anything else may be a name, until it is used
# like a term again and again.
_CUSTOMARY = frozenset(
    "affiliate|buyer|client|confidential information|consultant|contractor|customer|"
    "deliverable|developer|discloser|distributor|effective date|employer|fee|franchisee|"
    "franchisor|good|landlord|lender|lessee|lessor|licensee|licensor|order|price|product|"
    "project|purchaser|recipient|reseller|seller|service|software|subscription service|"
    "supplier|tenant|territory|vendor|work".split("|")
)
_FEWEST_USES = 3


@draft_check("undefined_term", Severity.WARNING)
def undefined_term(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """A term is used like a defined one, and nothing in the document defines it."""
    known = _known_stems(document)
    roles = {term.text for section in document.sections for term in extract_terms(section.text)}
    seen: dict[str, list[tuple[Section, re.Match[str]]]] = {}
    if any(_DEFINED_ELSEWHERE.search(section.text) for section in document.sections):
        return
    for section in document.sections:
        for match in _CAPITALISED.finditer(section.text):
            stems = _stems(match["term"])
            if not known & set(stems) and _may_be_defined(match["term"], section.text):
                seen.setdefault(" ".join(stems), []).append((section, match))
        for match in _ROLES.finditer(section.text):
            is_known = any(match.group() in role or role in match.group() for role in roles)
            if not is_known:
                seen.setdefault(match.group(), []).append((section, match))
    for uses in seen.values():
        section, match = uses[0]
        place = Place.in_text(section, *match.span("term"))
        if len(uses) >= _FEWEST_USES or _is_customary(place.quote, len(uses)):
            yield place, {"term": place.quote, "count": len(uses)}


@draft_check("unused_term", Severity.INFO)
def unused_term(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """A term is defined, and never used again."""
    text = "\n".join(f"{each.heading}\n{each.text}" for each in document.sections)
    for section in document.sections:
        for term in extract_terms(section.text):
            is_name = term.text[:1].isupper() or not term.text.isascii()
            is_alias = _ALIAS.search(section.text[: term.start]) or _ALIAS_AFTER.match(
                section.text, term.end
            )
            if term.is_defined and is_name and not is_alias and not _is_used(term, text):
                yield Place.in_text(section, term.start, term.end), {"term": term.text}


def _known_stems(document: Document) -> set[str]:
    """The stems of every word that stands in a definition, a quotation, a label or a heading."""
    known: set[str] = set()
    for section in document.sections:
        for term in extract_terms(section.text):
            known.update(_stems(term.text))
        known.update(_stems(section.heading))
    return known


def _may_be_defined(term: str, text: str) -> bool:
    """Whether words with capitals are common nouns, as those of terms are, and no names.

    What the text also has in small letters, "the breach", is meant as everybody means it.
    """
    from ..languages.english import is_common_word, is_noun

    words = term.lower().split()
    if _NAMES & set(words) or not all(map(is_common_word, words)) or not is_noun(words[-1]):
        return False
    return _is_customary(term) or f"the {' '.join(words)} " not in text


def _is_customary(term: str, count: int = 1) -> bool:
    """Whether a term is known for one by itself; a role in Chinese, if it is named twice."""
    name = term.lower()
    is_role = not term.isascii() and count > 1
    return is_role or bool({name, name.removesuffix("s")} & _CUSTOMARY)


def _stems(words: str) -> list[str]:
    analyzer = analyzer_of(words)
    return [analyzer.stem(word) for word in re.findall(r"[^\W\d_]+", words)]


def _is_used(term: Term, text: str) -> bool:
    """Whether a term stands in ``text`` more often than between quotation marks."""
    if not term.text.isascii():
        return text.count(term.text) > sum(
            term.text == other.text for other in extract_terms(text) if other.is_defined
        )
    stems = _stems(term.text)
    words = _stems(text)
    length = len(stems)
    uses = Counter(words[at : at + length] == stems for at in range(len(words) - length + 1))[True]
    return uses > sum(_stems(other.text) == stems for other in extract_terms(text))
