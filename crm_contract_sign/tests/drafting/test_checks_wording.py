"""References, parties and slips of the pen."""

import pytest
from drafting_builders import document, findings, quotes

from crm_contract_sign.drafting import Facts, check


@pytest.mark.parametrize(
    "text",
    [
        "as set out in Clause 7.2.",
        "under Section 7 of this Agreement",
        "按照本合同第七条执行",
        "见第7条",
    ],
)
def test_a_reference_to_a_clause_that_is_not_there_is_seen(text):
    (finding,) = findings("broken_reference", "First.", text)
    assert (finding.params["number"], finding.params["count"]) == (7, 2)


@pytest.mark.parametrize(
    "text",
    [
        "as set out in Clause 2.1",
        "under Article 28 GDPR",
        "Section 9 of the Sale of Goods Act",
        "the Companies Act, in particular section 45 thereof",
        "依照《中华人民共和国民法典》第五百八十五条",
        "民法典第八十条",
        "7. Later\nas set out in Clause 7",
        "第七条 其他\n见第七条",
        "Section 112 of the land",
    ],
)
def test_a_reference_that_leads_somewhere_is_left_alone(text):
    assert findings("broken_reference", "First.", text) == ()


def test_a_number_in_a_heading_is_a_clause():
    assert findings("broken_reference", "12. Liability\nsee Clause 12") == ()


@pytest.mark.parametrize(
    "text", ["Customer: Other Trading Ltd", "乙方（供方）：其他贸易有限公司", "甲方:其他集团"]
)
def test_a_company_that_is_no_party_is_seen(text):
    (finding,) = findings("unknown_party", text, party_names=("Example Ltd", "示例有限公司"))
    assert finding.place.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "Customer: EXAMPLE LTD., 1 High Street",
        "Customer: the company named above",
        "Supplier: ______",
        "甲方：示例有限公司（盖章）",
        "乙方：",
    ],
)
def test_a_party_s_own_name_is_left_alone(text):
    assert findings("unknown_party", text, party_names=("Example Ltd", "示例有限公司")) == ()


def test_nobody_is_unknown_when_the_parties_are():
    assert findings("unknown_party", "Customer: Other Trading Ltd") == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("本合同的订立、效力、解释、履行及争议的解决均适用中华人民共和国法律。", "en"),
        ("This contract is governed by the laws of England and Wales and nothing else.", "zh"),
    ],
)
def test_a_section_in_another_language_is_seen(text, language):
    (finding,) = check(document(text), Facts(language=language))
    assert (finding.code, finding.params["language"]) == ("foreign_language", language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_name_or_a_text_in_both_languages_is_left_alone(language):
    texts = (
        "Example Ltd",
        "示例有限公司",
        "This contract 本合同 is governed by the laws 适用法律。",
    )
    assert check(document(*texts), Facts(language=language)) == ()


@pytest.mark.parametrize("text", ["under the the law", "双方双方应当协商", "甲方应在在三日内付款"])
def test_a_word_that_stands_twice_is_seen(text):
    assert len(quotes("repeated_word", text)) == 1


@pytest.mark.parametrize(
    "text", ["all that that implies", "Walla Walla", "the Line line loss", "Notice\nnotice"]
)
def test_words_that_rightly_stand_twice_are_left_alone(text):
    assert quotes("repeated_word", text) == []
