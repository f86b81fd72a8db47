"""Chinese: words and parts of speech by jieba's dictionary, which it brings along.

Duties are found by a chunk grammar (:class:`nltk.RegexpParser`) over the tags of each sentence that
says 应, 应当, 须 or 必须.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from .spans import Duty, Span, Token

if TYPE_CHECKING:
    import jieba
    from jieba import posseg
    from nltk import RegexpParser

_SENTENCE = re.compile(r"[^。；！？;!?\n]+[。；！？;!?]?")
# The words on which the grammar turns, and what the others are by their part of speech.
_WORDS = {
    "MODAL": frozenset("应 应当 应该 应予 须 必须 务必".split()),
    "FREEDOM": frozenset("不得 不应 不须 无须 可以 可 有权 无权".split()),
    "WHEN": frozenset("后 前 时 内 之前 之后 以前 以后 以内 之日 期间".split()),
    "ADVERB": frozenset("尽快 及时 立即 尽早 适时 书面".split()),
    "WAY": frozenset("方式 形式 约定 要求 标准 规定 条件 程序".split()),
    "NOUN_OF_ACT": frozenset("地点 日期 时间 期限 成果 数量".split()),
    "AND": frozenset("并 并且 且 和 及 以及 或 或者 ， ,".split()),
}
_TAGS = {
    "v": "VERB",
    "n": "NOUN",
    "r": "NOUN",
    "t": "NOUN",
    "eng": "NOUN",
    "m": "NUMBER",
    "q": "NUMBER",
    "p": "P",
    "d": "ADVERB",
    "uj": "OF",
}
# Contracts' own words; 披露方应 would be read as 披露 and a name, 方应.
_ROLES = (
    "披露方 接收方 提供方 委托方 受托方 出租方 承租方 许可方 被许可方 供方 需方 守约方 违约方 "
    "受让方 转让方 第三方"
).split()
# Only these can act; 货物应交付 names nobody.
_PERSON = re.compile("(?:方|人|者|员|公司|集团|机构|银行|政府|单位|部门|其|他|她|它|各自)$")
_GRAMMAR = r"""
    THING: {<VERB><NOUN_OF_ACT>}
    MOMENT: {<P>?<NUMBER|NOUN|VERB|OF|AND>*<NUMBER|NOUN|VERB><WHEN>}
    MANNER: {<P><NUMBER|NOUN|VERB|OF|OTHER>*<WAY>}
    DUTY: {<MODAL><ADVERB>*}
"""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a text, and where it stands."""

    text: str
    start: int
    end: int


def segment(text: str) -> Iterator[Word]:
    """The words of a text in reading order; punctuation counts as words.

    >>> [word.text for word in segment("双方协商解决")]
    ['双方', '协商', '解决']
    """
    for word, start, end in _segmenter().tokenize(text):
        yield Word(word, start, end)


def is_word_at(text: str, start: int, end: int) -> bool:
    """Whether the characters from ``start`` to ``end`` are a word, or several, of their own.

    >>> is_word_at("等待定制完成", 1, 3)
    False
    """
    line_start = text.rfind("\n", 0, start) + 1
    line = text[line_start:].partition("\n")[0]
    borders = {line_start + word.start for word in segment(line)} | {line_start + len(line)}
    return start in borders and end in borders


class ChineseAnalyzer:
    """The reading of Chinese; see :class:`~.Analyzer`."""

    language: Final = "zh"

    def sentences(self, text: str) -> tuple[Span, ...]:
        """The sentences; a semicolon ends one, as in clauses it separates duties."""
        return tuple(
            Span(*match.span()) for match in _SENTENCE.finditer(text) if match.group().strip()
        )

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The words with the tags of jieba's dictionary.

        >>> [f"{token.text}/{token.tag}" for token in ChineseAnalyzer().tokens("甲方应支付货款")]
        ['甲方/n', '应/v', '支付/v', '货款/n']
        """
        found: list[Token] = []
        position = 0
        for word in _tagger().cut(text):
            position = text.index(word.word, position)
            if not word.word.isspace():
                found.append(Token(word.word, position, position + len(word.word), word.flag))
            position += len(word.word)
        return tuple(found)

    def stem(self, word: str) -> str:
        """The word itself: Chinese words have one form."""
        return word

    def duties(self, text: str) -> tuple[Duty, ...]:
        """What somebody 应 or 须 do; after 并 or a comma the next verb is a duty too."""
        return _duties(text)


@lru_cache(maxsize=128)
def _duties(text: str) -> tuple[Duty, ...]:
    analyzer = ChineseAnalyzer()
    return tuple(
        duty
        for sentence in analyzer.sentences(text)
        if any(word in text[sentence.start : sentence.end] for word in "应须必")
        for duty in _duties_of_sentence(analyzer, text, sentence)
    )


def _duties_of_sentence(analyzer: ChineseAnalyzer, text: str, sentence: Span) -> Iterator[Duty]:
    offset = sentence.start
    leaves = [(token, _turn(token)) for token in analyzer.tokens(text[offset : sentence.end])]
    actor: Span | None = None
    modal: Token | None = None
    awaits_verb = False
    for chunk in _parser().parse(leaves) if leaves else ():
        if not isinstance(chunk, tuple):
            if chunk.label() == "DUTY":
                modal, awaits_verb = chunk.leaves()[0][0], True
            continue
        token, tag = chunk
        if tag == "FREEDOM":
            modal = None
        elif modal is None and tag == "NOUN" and _PERSON.search(token.text):
            actor = Span(offset + token.start, offset + token.end)
        elif modal is not None and tag == "VERB" and awaits_verb:
            awaits_verb = False
            start, end = offset + modal.start, offset + token.end
            yield Duty(start, end, token.text, actor is None, actor, sentence)
        elif tag == "AND":
            awaits_verb = True


def _turn(token: Token) -> str:
    """The tag of a word in the grammar: by the word itself, or by its part of speech."""
    for tag, words in _WORDS.items():
        if token.text in words:
            return tag
    # 期限内 is one word of the dictionary.
    if len(token.text) > 1 and token.text[-1] in "内后前":
        return "WHEN"
    return next((tag for prefix, tag in _TAGS.items() if token.tag.startswith(prefix)), "OTHER")


@cache
def _parser() -> RegexpParser:
    from nltk import RegexpParser

    return RegexpParser(_GRAMMAR)


@cache
def _tagger() -> posseg.POSTokenizer:
    """jieba's tagger over our own tokenizer, with the one table of tags that jieba has read."""
    from jieba import posseg

    class SharedTagger(posseg.POSTokenizer):  # type: ignore[misc]
        def load_word_tag(self, file: object) -> None:
            self.word_tag_tab = posseg.dt.word_tag_tab

    return SharedTagger(_segmenter())


@cache
def _segmenter() -> jieba.Tokenizer:
    """jieba's tokenizer with its dictionary read from the package.

    Its own ``initialize()`` would read a cache with ``marshal`` from the shared temporary folder,
    where any user of the machine may have put it.
    """
    import jieba

    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    for role in _ROLES:
        segmenter.add_word(role, tag="n")
    return segmenter
