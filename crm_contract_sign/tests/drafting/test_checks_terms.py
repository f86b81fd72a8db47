"""Defined terms: used without a definition, defined without a use."""

import pytest
from drafting_builders import document, findings, quotes, section

from crm_contract_sign.drafting import Document, Facts, check, extract_terms

DEFINED = (
    "Example Ltd (the “Supplier”) sells chairs (the “Goods”) to 示例有限公司 (the “Customer”)."
)


def test_a_clause_that_speaks_of_goods_in_a_contract_without_them_is_seen():
    parties = "Example Ltd (the “Supplier”) works for 示例有限公司 (the “Customer”)."
    clause = "The Supplier bears the risk until the Customer has the Goods."
    (finding,) = findings("undefined_term", parties, clause)
    assert (finding.place.section_key, finding.place.quote) == ("2", "Goods")


@pytest.mark.parametrize(
    "text",
    [
        DEFINED + " The Supplier bears the risk of the Goods; each Customer pays.",
        "Customer: Example Ltd\nThe Customer pays.",
        "1.2 Deliverables. What is made.\nThe Supplier: Example Ltd\nAny Deliverable is kept.",
        "“Goods” means chairs. A Good, and all Goods, are sold.",
        "The European Union, the Court of Appeal, the Sale of Goods Act and the President.",
        "Capitalised terms not defined herein have the meaning given in the Order. The Goods.",
        "The Breach, or the breach of a duty, and the Breach, each Breach.",
    ],
)
def test_a_term_that_has_a_meaning_or_is_a_name_is_left_alone(text):
    assert quotes("undefined_term", text) == []


def test_a_word_that_is_no_customary_term_is_seen_when_it_is_used_like_one():
    once = "The Milestone is reached."
    assert quotes("undefined_term", once) == []
    assert quotes("undefined_term", once + " Each Milestone counts. Every Milestone is paid.") == [
        "Milestone"
    ]


def test_a_heading_gives_a_term_its_meaning():
    draft = Document("en", (section("The Goods are sold.", heading="Goods"),))
    assert [each.code for each in check(draft, Facts())] == []


def test_a_chinese_role_that_nobody_has_is_seen():
    texts = ("甲方：示例有限公司", "甲方应付款，披露方应交付。披露方保证其内容。")
    assert quotes("undefined_term", *texts, language="zh") == ["披露方"]


@pytest.mark.parametrize(
    "text",
    [
        "示例有限公司（以下称“披露方”）。披露方应交付。披露方付款。",
        "服务的提供方应付款。提供方应交付。",
        "该订单的买方承担责任。",
    ],
)
def test_a_chinese_role_that_somebody_has_is_left_alone(text):
    assert quotes("undefined_term", text, language="zh") == []


def test_a_term_that_is_defined_and_never_used_is_seen():
    assert quotes("unused_term", DEFINED + " The Supplier pays the Customer.") == ["Goods"]
    assert quotes("unused_term", "提供服务（以下简称“服务成果”）。", language="zh") == ["服务成果"]


@pytest.mark.parametrize(
    "text",
    [
        "An order (each, an “Order”) is placed. All Orders are kept.",
        "Example Ltd (“Example” or the “Supplier”). The Supplier pays.",
        "He shouted “Goods” twice.",
        "本合同名称为“设备采购”。",
        "质量保证期限（以下称“质量保证期”）。质量保证期内由乙方修理。",
    ],
)
def test_a_term_that_is_used_or_only_cited_is_left_alone(text):
    assert quotes("unused_term", text) == []


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("(together, the “Parties”)", [("Parties", True)]),
        ('"Fee" means USD 5', [("Fee", True)]),
        ("以下称“质量保证期”", [("质量保证期", True)]),
        ("他说“你好”了", [("你好", False)]),
        ("Supplier:\tExample", [("Supplier", False)]),
    ],
)
def test_terms_are_read_as_they_are_written(text, terms):
    assert [(term.text, term.is_defined) for term in extract_terms(text)] == terms


def test_a_document_without_terms_has_no_finding():
    assert check(document("no capitals here", "这里没有"), Facts()) == ()
