"""English: words and sentences by nltk, parts of speech by the lexicon that textblob brings.

Duties are found by a chunk grammar (:class:`nltk.RegexpParser`) over the tags of each sentence that
says "shall" or "must".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from .spans import Duty, Span, Token

if TYPE_CHECKING:
    from nltk import RegexpParser, Tree
    from nltk.stem import SnowballStemmer
    from nltk.tokenize import PunktSentenceTokenizer, RegexpTokenizer

# A possessive's "'s" is a word of its own, as in the Penn Treebank; "12,500.00" is one word.
_TOKEN = r"['’]s\b|[^\W\d_]+(?=['’]s\b)|\w+(?:[-.,/@&'’]\w+)*|\S"
# After these a full stop ends no sentence.
_ABBREVIATIONS = frozenset(
    "art arts cf cl co corp dr e.g etc fig i.e inc jr ltd messrs mr mrs ms no nos p para paras pp "
    "prof reg sec sect sr st u.k u.s u.s.a v vol vs a.m p.m s.a b.v n.v n.a jan feb mar apr jun "
    "jul aug sep sept oct nov dec".split()
)
_MODAL = re.compile(r"\b(?:shall|must)\b", re.IGNORECASE)
_GRAMMAR = r"""
    PASSIVE: {<DUTY><ADVERB>*<BE><ADVERB>*<VERB>}
    ACTIVE: {<DUTY><ADVERB>*<VERB|BE>}
    PHRASE: {<DT|PRP\$>?<CD|JJ.*|VBG|VBN|NN.*|POS>*<NN.*>}
            {<PRP>}
    AGENT: {<BY><PHRASE>}
"""
# Tags of our own for the words on which the grammar turns; a prohibition is no duty to act.
_TURNS = {"shall": "DUTY", "must": "DUTY", "be": "BE", "by": "BY", "not": "NOT"}
_ADVERB_TAGS = frozenset({"RB", "RBR", "RBS"})
# "By" these, something is done with them, or until then; nobody does it.
_NO_AGENTS = frozenset(
    "mail e-mail email post courier fax telephone letter notice means way reason cheque check "
    "transfer instalments law statute applicable agreement order resolution arbitration reference "
    "date day end month year time january february march april may june july august september "
    "october november december".split()
)
_PUNCTUATION = re.compile(r"\W+")


class EnglishAnalyzer:
    """The reading of English; see :class:`~.Analyzer`."""

    language: Final = "en"

    def sentences(self, text: str) -> tuple[Span, ...]:
        """The sentences, by Punkt with a contract's abbreviations; each line for itself.

        >>> text = "The price of Example Ltd. is due. See Art. 5."
        >>> [text[span.start:span.end] for span in EnglishAnalyzer().sentences(text)]
        ['The price of Example Ltd. is due.', 'See Art. 5.']
        """
        return _sentences(text)

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The words with their Penn Treebank tags.

        >>> [f"{token.text}/{token.tag}" for token in EnglishAnalyzer().tokens("It shall pay.")]
        ['It/PRP', 'shall/MD', 'pay/VB', './.']
        """
        from textblob.en import tag

        spans = tuple(_tokenizer().span_tokenize(text))
        words = [text[start:end] for start, end in spans]
        # A list would be joined and divided again, elsewhere.
        tags = tag(" ".join(words), tokenize=False) if words else []
        return tuple(
            Token(word, start, end, tag)
            for word, (start, end), (_word, tag) in zip(words, spans, tags, strict=True)
        )

    def stem(self, word: str) -> str:
        """The stem by Snowball.

        >>> EnglishAnalyzer().stem("Deliveries"), EnglishAnalyzer().stem("delivery")
        ('deliveri', 'deliveri')
        """
        return _stem(word.lower())

    def duties(self, text: str) -> tuple[Duty, ...]:
        """What somebody "shall" or "must" do; what nobody may do is left out."""
        return _duties(text)


@lru_cache(maxsize=128)
def _sentences(text: str) -> tuple[Span, ...]:
    found: list[Span] = []
    for line in re.finditer(r"[^\n]+", text):
        for start, end in _splitter().span_tokenize(line.group()):
            found.append(Span(line.start() + start, line.start() + end))
    return tuple(found)


@lru_cache(maxsize=128)
def _duties(text: str) -> tuple[Duty, ...]:
    analyzer = EnglishAnalyzer()
    return tuple(
        duty
        for sentence in analyzer.sentences(text)
        if _MODAL.search(text, sentence.start, sentence.end)
        for duty in _duties_of_sentence(analyzer, text, sentence)
    )


def _duties_of_sentence(analyzer: EnglishAnalyzer, text: str, sentence: Span) -> Iterator[Duty]:
    offset = sentence.start
    leaves = list(_grammatical(analyzer.tokens(text[offset : sentence.end])))
    chunks = list(_parser().parse(leaves)) if leaves else []
    for position, chunk in enumerate(chunks):
        label = _label(chunk)
        if label not in ("ACTIVE", "PASSIVE"):
            continue
        is_passive = label == "PASSIVE"
        actor = _agent(chunks[position + 1 :]) if is_passive else _subject(chunks[:position])
        first, last = chunk.leaves()[0][0], chunk.leaves()[-1][0]
        yield Duty(
            offset + first.start,
            offset + last.end,
            analyzer.stem(last.text),
            is_passive,
            actor and Span(offset + actor.start, offset + actor.end),
            sentence,
        )


def _grammatical(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, str]]:
    """The tokens with the tags that the grammar knows.

    What follows "shall" is a verb, whatever the lexicon takes it for: "shall return".
    """
    expects_verb = False
    for token in tokens:
        word = token.text.lower()
        tag = _TURNS.get(word) or ("PUNCTUATION" if _PUNCTUATION.fullmatch(word) else token.tag)
        if tag == "DUTY":
            expects_verb = True
        elif expects_verb and (tag in _ADVERB_TAGS or word.endswith("ly")):
            tag = "ADVERB"
        elif expects_verb and tag != "BE":
            tag = "VERB" if word.isalpha() and tag not in ("NOT", "BY", "IN", "TO", "DT") else tag
            expects_verb = False
        yield token, tag


def _subject(before: list[Any]) -> Span | None:
    """The noun phrase nearest before a duty; after "and", the one that the duty before it has."""
    if before and isinstance(before[-1], tuple) and before[-1][1] == "CC":
        duties = [at for at, chunk in enumerate(before) if _label(chunk) == "ACTIVE"]
        before = before[: duties[-1]] if duties else before
    return next((_span(chunk) for chunk in reversed(before) if _label(chunk) == "PHRASE"), None)


def _agent(after: list[Any]) -> Span | None:
    """Who does what is said to be done: "by the Supplier", up to the next duty."""
    for chunk in after:
        if _label(chunk) in ("ACTIVE", "PASSIVE"):
            return None
        if _label(chunk) == "AGENT" and not _NO_AGENTS & {
            leaf[0].text.lower() for leaf in chunk.leaves()
        }:
            return _span(chunk[1])
    return None


def _label(chunk: Any) -> str | None:
    return None if isinstance(chunk, tuple) else str(chunk.label())


def _span(chunk: Tree) -> Span:
    leaves = chunk.leaves()
    return Span(leaves[0][0].start, leaves[-1][0].end)


@cache
def is_common_word(word: str) -> bool:
    """Whether the lexicon has a word in small letters, so that it is no name.

    >>> is_common_word("supplier"), is_common_word("bundesbank")
    (True, False)
    """
    from textblob.en import lexicon

    return word in lexicon or (word.endswith("s") and word[:-1] in lexicon)


def is_noun(word: str) -> bool:
    """Whether a word in small letters is a noun, or unknown to the lexicon.

    >>> is_noun("supplier"), is_noun("exclusive")
    (True, False)
    """
    from textblob.en import lexicon

    return str(lexicon.get(word, "NN")).startswith("NN") or word == "deliverable"


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    return str(_stemmer().stem(word))


@cache
def _stemmer() -> SnowballStemmer:
    from nltk.stem import SnowballStemmer

    return SnowballStemmer("english")


@cache
def _tokenizer() -> RegexpTokenizer:
    from nltk.tokenize import RegexpTokenizer

    return RegexpTokenizer(_TOKEN)


@cache
def _splitter() -> PunktSentenceTokenizer:
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = set(_ABBREVIATIONS)
    return PunktSentenceTokenizer(parameters)


@cache
def _parser() -> RegexpParser:
    from nltk import RegexpParser

    return RegexpParser(_GRAMMAR)
