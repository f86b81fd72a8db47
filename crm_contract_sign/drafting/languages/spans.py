"""The values that every language's analyzer returns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A passage of a text, from ``start`` up to but without ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a punctuation mark in a text, and where it stands.

    :param tag: its part of speech, in the tag set of its language: Penn Treebank's for English,
        that of jieba's dictionary (ICTCLAS) for Chinese
    """

    text: str
    start: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that a text says shall be done: "the Supplier shall deliver the Goods".

    :param start: position of the first character of the passage that says so ("shall")
    :param end: position after its last character ("deliver")
    :param verb: what shall be done, in its stem
    :param is_passive: whether it is only said to be done ("shall be delivered")
    :param actor: who shall do it, as far as the sentence names anybody
    :param sentence: the sentence around it
    """

    start: int
    end: int
    verb: str
    is_passive: bool
    actor: Span | None
    sentence: Span
