"""Sentences that are too long, words that nobody can measure."""

import pytest
from drafting_builders import findings, quotes


def test_a_sentence_of_more_than_ninety_words_is_too_long():
    long = "The seller " + "and the buyer " * 30 + "agree."
    (finding,) = findings("long_sentence", "A short one. " + long)
    assert (finding.params["length"], finding.params["limit"]) == (93, 90)
    assert finding.place.quote == long


def test_a_chinese_sentence_of_more_than_180_characters_is_too_long():
    long = "甲方和乙方" * 37 + "。"
    (finding,) = findings("long_sentence", "短句。" + long)
    assert (finding.params["length"], finding.place.quote) == (185, long)


def test_a_list_is_no_long_sentence():
    assert findings("long_sentence", "\n".join(["The seller delivers the goods;"] * 40)) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "The seller answers as soon as reasonably practicable.",
            "as soon as reasonably practicable",
        ),
        ("It shall use its best efforts.", "its best efforts"),
        ("The buyer shall promptly pay the price.", "promptly"),
        ("It shall deliver the goods within a reasonable time.", "within a reasonable time"),
        ("乙方将尽快答复。", "尽快"),
        ("甲方应及时支付价款。", "及时"),
        ("乙方应在合理期限内交付货物。", "合理期限内"),
    ],
)
def test_words_that_nobody_can_measure_are_seen(text, words):
    assert quotes("vague_wording", text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Information that a reasonable person would keep secret.",
        "It shall promptly inform the other party.",
        "If no date is agreed, it shall deliver within a reasonable time.",
        "The buyer shall pay within 30 days.",
        "甲方应及时通知乙方。",
        "没有约定的，乙方应在合理期限内交付。",
        "甲方应付款，但因乙方未及时提供发票的除外。",
    ],
)
def test_measures_that_law_knows_are_left_alone(text):
    assert quotes("vague_wording", text) == []
