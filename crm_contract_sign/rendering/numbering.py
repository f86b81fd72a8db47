"""The number before a section's heading."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LIMIT = 10_000


def section_label(number: int, language: str) -> str:
    """The label of a contract's section: articles in Chinese, plain numbers elsewhere.

    :param number: from 1
    :param language: the contract's, such as ``en`` or ``zh``
    :raise ValueError: ``number`` is not between 1 and 9999

    >>> section_label(3, "en"), section_label(3, "zh"), section_label(12, "zh")
    ('3.', '第三条', '第十二条')
    """
    if not 0 < number < _LIMIT:
        raise ValueError(f"no such section: {number}")
    return f"第{_chinese_numeral(number)}条" if language.startswith("zh") else f"{number}."


def _chinese_numeral(number: int) -> str:
    """``number`` as it is spoken: 一百零五, and 十五 rather than 一十五."""
    digits = str(number)
    spoken = ""
    for digit, unit in zip(map(int, digits), reversed(_UNITS[: len(digits)]), strict=True):
        if digit:
            spoken += _DIGITS[digit] + unit
        elif not spoken.endswith(_DIGITS[0]):
            spoken += _DIGITS[0]
    return spoken.rstrip(_DIGITS[0]).removeprefix("一" if 10 <= number < 20 else "")
