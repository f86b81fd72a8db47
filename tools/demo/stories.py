"""What is played: one contract in English, one in Chinese."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """What the customer looks at the contract with."""

    width: int
    height: int
    scale: int = 1
    is_phone: bool = False


@dataclass(frozen=True)
class Story:
    """One contract: whose order it is made from, and in which language it is lived.

    ``mark`` is a pattern of letters that a page in this language has in its heading.
    """

    code: str
    name: str
    language: str
    locale: str
    mark: str
    order_reference: str
    title: str
    screen: Screen
    is_sealed: bool = False


ENGLISH = Story(
    code="en",
    name="English",
    language="en_US",
    locale="en-GB",
    mark=r"[A-Za-z]{3}",
    order_reference="HLT-2117",
    title="Supply of Office Furniture",
    screen=Screen(1360, 900),
)
CHINESE = Story(
    code="zh",
    name="Chinese",
    language="zh_CN",
    locale="zh-CN",
    mark=r"[\u4e00-\u9fff]{2}",
    order_reference="QS-2026-031",
    title="办公家具供货合同",
    screen=Screen(390, 844, scale=2, is_phone=True),
    is_sealed=True,
)
STORIES = (ENGLISH, CHINESE)
