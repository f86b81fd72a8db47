"""Duties without an actor or a day."""

import pytest
from drafting_builders import quotes


@pytest.mark.parametrize(
    ("text", "duty"),
    [
        ("The goods shall be delivered within 30 days.", "shall be delivered"),
        ("The fee must be paid by bank transfer.", "must be paid"),
        ("货物应在30日内交付。", "应在30日内交付"),
    ],
)
def test_a_duty_of_nobody_is_seen(text, duty):
    assert quotes("missing_actor", text) == [duty]


@pytest.mark.parametrize(
    "text",
    [
        "The goods shall be delivered by the seller.",
        "The seller shall deliver the goods.",
        "This contract shall be governed by English law.",
        "Notices shall be given in writing.",
        "No copy shall be made.",
        "乙方负责运输。货物应在30日内交付。",
        "订单应载明交付地点和交付日期。",
        "通知应采用书面形式。",
    ],
)
def test_a_duty_that_somebody_has_or_everybody_is_left_alone(text):
    assert quotes("missing_actor", text) == []


@pytest.mark.parametrize(
    ("text", "duty"),
    [
        ("The buyer shall pay the price.", "shall pay"),
        ("The seller shall deliver the goods to the buyer's door.", "shall deliver"),
        ("甲方应支付价款。", "应支付"),
    ],
)
def test_a_duty_to_pay_or_deliver_without_a_day_is_seen(text, duty):
    assert quotes("missing_deadline", text) == [duty]


@pytest.mark.parametrize(
    "text",
    [
        "The buyer shall pay the price within 30 days.",
        "The price is due on receipt of the invoice. The buyer shall pay it.",
        "The buyer shall pay the price set out in Annex 1.",
        "The buyer shall keep the goods safe.",
        "Each party shall pay its own costs.",
        "(a) the seller shall return all copies;",
        "甲方应在收到发票后30日内支付价款。",
        "没有约定的，乙方应交付货物。",
    ],
)
def test_a_duty_with_a_day_or_without_need_of_one_is_left_alone(text):
    assert quotes("missing_deadline", text) == []
