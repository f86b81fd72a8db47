"""What the analyzers read out of a text, in each language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.drafting import analyzer_of

PIECES = st.sampled_from(
    [
        *("The Supplier shall ", "deliver", " by the Customer", ". ", "; ", "\n", "must not ", "/"),
        *(
            "乙方",
            "应",
            "在30日内",
            "支付",
            "货款",
            "。",
            "，",
            "“”",
            "’s ",
            "``",
            "a/b ",
            "U.S. ",
            "&",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=15).map("".join)


def duties(text: str) -> list[tuple[str, str | None]]:
    """Each duty of a text as it is written, with the words that name who has it."""
    return [
        (
            text[duty.start : duty.end],
            duty.actor and text[duty.actor.start : duty.actor.end],
        )
        for duty in analyzer_of(text).duties(text)
    ]


def sentences(text: str) -> list[str]:
    return [text[each.start : each.end] for each in analyzer_of(text).sentences(text)]


@given(TEXTS)
def test_words_stand_where_they_say(text):
    for token in analyzer_of(text).tokens(text):
        assert text[token.start : token.end] == token.text


@given(TEXTS)
def test_words_leave_out_nothing_but_white_space(text):
    words = "".join(token.text for token in analyzer_of(text).tokens(text))
    assert words == "".join(text.split())


@given(TEXTS)
def test_a_duty_lies_within_its_sentence(text):
    for duty in analyzer_of(text).duties(text):
        assert duty.sentence.start <= duty.start < duty.end <= duty.sentence.end


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Supplier (乙方) shall deliver.", "en"),
        ("乙方（Example Ltd）应当交付货物。", "zh"),
        ("", "en"),
    ],
)
def test_most_of_a_text_decides_its_language(text, language):
    assert analyzer_of(text).language == language


def test_an_abbreviation_ends_no_sentence():
    text = "Example Ltd. pays under Art. 5 of the Act. The U.S. Customer pays no. 7."
    assert sentences(text) == [
        "Example Ltd. pays under Art. 5 of the Act.",
        "The U.S. Customer pays no. 7.",
    ]


def test_a_line_and_a_chinese_semicolon_end_a_sentence():
    assert sentences("Price\nThe price is due.") == ["Price", "The price is due."]
    assert sentences("甲方付款；乙方交货。") == ["甲方付款；", "乙方交货。"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Supplier shall deliver the Goods.", [("shall deliver", "The Supplier")]),
        ("It must promptly return them.", [("must promptly return", "It")]),
        ("The Goods shall be delivered.", [("shall be delivered", None)]),
        ("Fees shall be paid by the Customer.", [("shall be paid", "the Customer")]),
        ("Fees shall be paid by bank transfer.", [("shall be paid", None)]),
        ("Fees shall be paid by 1 May.", [("shall be paid", None)]),
        (
            "The Customer shall accept the Goods and shall pay them.",
            [("shall accept", "The Customer"), ("shall pay", "The Customer")],
        ),
        ("The Supplier shall not deliver.", []),
        ("The Supplier may deliver.", []),
    ],
)
def test_an_english_duty_has_its_actor(text, expected):
    assert duties(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("乙方应在30日内交付货物。", [("应在30日内交付", "乙方")]),
        (
            "甲方应在收到发票后以银行转账方式支付价款。",
            [("应在收到发票后以银行转账方式支付", "甲方")],
        ),
        ("双方应当配合，并签署文件。", [("应当配合", "双方"), ("应当配合，并签署", "双方")]),
        ("货物应在30日内交付。", [("应在30日内交付", None)]),
        ("乙方不得交付货物。", []),
        ("乙方可以交付货物。", []),
        ("订单的应收账款由甲方承担。", []),
    ],
)
def test_a_chinese_duty_has_its_actor(text, expected):
    assert duties(text) == expected


def test_the_forms_of_an_english_word_have_one_stem():
    english = analyzer_of("word")
    assert {english.stem(word) for word in ("Deliver", "delivers", "delivered")} == {"deliv"}
