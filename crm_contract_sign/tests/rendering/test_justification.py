"""Chinese lines end flush; other lines stay as they are."""

from itertools import pairwise

import pytest
from rendering_builders import build_page

from crm_contract_sign.rendering.layout import lay_out

STYLE = """
    @page { size: 120mm 200mm; margin: 10mm }
    body { margin: 0; font: 10.436pt "Noto Serif CJK SC", serif }
    p { margin: 0 0 2mm; text-align: justify }
"""
CHINESE = (
    "乙方应当以具有经验的专业服务商应有的技能和谨慎履行上述服务，并保证参与项目的人员具备相应"
    "资质（Level 3）；甲方应当自收到发票之日起30日内，将款项支付至乙方 指定的 SaaS 账户。"
    "本合同自2027年1月1日起生效，至2027年12月31日终止。"
)
LATIN = "Either party may terminate this agreement with immediate effect by written notice. " * 3
RIGHT_EDGE = 110 / 25.4 * 96


def lay_out_lines(body, lang="zh-CN", style=STYLE):
    """The lines of a page: their text boxes."""
    document = lay_out(build_page(body, lang), style, {}).document
    boxes = document.pages[0]._page_box.descendants()
    lines = [box for box in boxes if type(box).__name__ == "LineBox"]
    return [
        [box for box in line.descendants() if type(box).__name__ == "TextBox"] for line in lines
    ]


def right_edges(lines):
    return [max(text.position_x + text.width for text in line) for line in lines]


def spacings(lines):
    return [{text.style["letter_spacing"] for text in line} for line in lines]


def test_every_chinese_line_but_the_last_ends_flush():
    *lines, _last = lay_out_lines(f"<p>{CHINESE}</p>")
    assert len(lines) >= 3
    assert right_edges(lines) == pytest.approx([RIGHT_EDGE] * len(lines), abs=0.01)


def test_the_space_is_shared_evenly_within_a_line():
    lines = lay_out_lines(f"<p>{CHINESE[:30]}<b>{CHINESE[30:60]}</b>{CHINESE[60:]}</p>")
    assert all(len(spacing) == 1 for spacing in spacings(lines[:-1]))
    assert right_edges(lines[:-1]) == pytest.approx([RIGHT_EDGE] * (len(lines) - 1), abs=0.01)


def test_boxes_of_a_line_do_not_overlap():
    for line in lay_out_lines(f"<p>{CHINESE[:30]}<b>{CHINESE[30:60]}</b>{CHINESE[60:]}</p>"):
        for left, right in pairwise(line):
            assert right.position_x == pytest.approx(left.position_x + left.width, abs=0.01)


def test_the_end_of_a_paragraph_stays_short():
    *_lines, last = lay_out_lines(f"<p>{CHINESE}</p>")
    assert max(right_edges([last])) < RIGHT_EDGE - 50


def test_a_line_broken_on_purpose_stays_short():
    first, _second = lay_out_lines("<p>甲方：<br>乙方：</p>")
    assert spacings([first]) == [{"normal"}]


def test_a_line_before_a_very_long_word_is_not_torn_apart():
    first, *_lines = lay_out_lines(f"<p>甲方{'a' * 60}乙方</p>")
    assert spacings([first]) == [{"normal"}]


def test_a_text_that_is_not_to_be_justified_is_left_alone():
    style = STYLE.replace("justify", "left")
    lines = lay_out_lines(f"<p>{CHINESE}</p>", style=style)
    assert all(spacing == {"normal"} for spacing in spacings(lines))


def test_latin_text_is_justified_by_its_spaces():
    lines = lay_out_lines(f"<p>{LATIN}</p>", lang="en")
    assert all(spacing == {"normal"} for spacing in spacings(lines))
    assert any(text.justification_spacing for line in lines for text in line)
