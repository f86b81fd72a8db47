"""Where a text states what the contract costs: "The total contract price is USD 5", 合同总价为5元.

A statement is an amount with, right before it, a name that means the contract's own sum.  A share
of it ("30% of the contract price, USD 3"), a limit, a condition or a former price is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..extraction import Amount, extract_amounts
from ..folding import fold
from .context import after, before

Kind = Literal["total", "untaxed", "tax"]

_TAX = r"(?:VAT|value[- ]added tax|GST|sales tax|tax(?:es)?)"
_EXCLUDING = (
    rf"(?:\b(?:excl(?:\.|uding|usive of|udes)?|net of|before|plus|without|ex)"
    rf" (?:any |all )?(?:applicable )?{_TAX}|不含(?:增值)?税|未税|税前)(?!金额|总?价|总额)"
)
_INCLUDING = (
    rf"(?:\bincl(?:\.|uding|usive of|udes)? (?:any |all )?(?:applicable )?{_TAX}"
    r"|(?<!不)含(?:增值)?税|价税合计)"
)
_OWN = (
    r"\b(?:(?:total |overall )?contract (?:price|sum|value)|total contract amount)"
    r"|合同(?:总价款?|总金额|总额|总价值|价款|金额)"
)
# "A total price" may be that of anything.
_THE = r"(?<!\ba )(?<!\ban )\b"
_PRICE = rf"{_THE}(?:total|overall|aggregate) (?:purchase |agreed |order )?price"
_SUM = (
    rf"{_THE}(?:total|overall|aggregate) (?:amount|fees?|value|sum|consideration|charges?)"
    r"|^ ?(?:grand )?total(?= ?:)"
    r"|(?<![\u4e00-\u9fff])(?:总价款?|总金额|总额|总费用|价税合计|合计|总计)(?:金额)?"
    r"|(?:服务费用?|货款|价款|费用)总(?:额|价|金额)"
)
_UNTAXED = (
    r"\b(?:net|untaxed) (?:price|amount|total)"
    rf"|\b(?:amount|price|total) (?:excluding|before) {_TAX}"
    r"|(?:不含(?:增值)?税|未税)(?:合同)?(?:总价款?|总金额|总额|价款|金额|价格|价)"
)
_TAXES = rf"\b(?:total )?{_TAX} amount|\bamount of {_TAX}|(?:增值税)?税(?:额|款|金)"
_SCOPE = r"(?: (?:of|for|under) (?:this|the) (?:contract|agreement|order|goods|services|works?))?"
_REMARK = r"(?: ?\([^()]{0,60}\))?"
_ASIDE = rf"(?:,? ?(?:{_EXCLUDING}|{_INCLUDING}),?)?"
_IS = (
    r"(?: (?:is|are|shall be|will be|(?:shall )?amounts? to|totals|equals|comes to"
    r"|is (?:fixed|agreed|set) at)(?: the sum of| exactly)? | ?[:=] ?| "
    r"|(?:应?为|共?计|合计|总计|是|即)*[: ]*)"
)
_OF = r"(?:(?<=price)|(?<=contract value)|(?<=contract sum)) of "
_STATEMENT = re.compile(
    rf"(?:(?P<untaxed>{_UNTAXED})|(?P<tax>{_TAXES})|(?P<own>{_OWN})|{_PRICE}|{_SUM})"
    rf"{_SCOPE}{_REMARK}{_ASIDE}(?:{_IS}|{_OF})$",
    re.IGNORECASE,
)
_NO_STATEMENT = re.compile(
    r"(?:%|\b(?:per ?cent(?:age)?|portion|part|half|third|quarter|instal+ments?|balance|remainder"
    r"|deposit|maximum|minimum|cap|limit\w*|exceed\w*|over|less than|more than|at least|up to"
    r"|original|initial|previous|prior|former|revised|estimated|annual|monthly|yearly|each|any"
    r"|every|per|if|unless|where|when)\b)[^,]{0,40}$"
    r"|(?:百分之|[原每各若]|如(?!下)|变更前|调整前|单项|单笔|超过|低于|高于|达到|不足|年度|月度"
    r"|首期|分期|余款|尾款|部分|暂定|预估|保险)[^，,]{0,8}$",
    re.IGNORECASE,
)
# "It consists of USD 4 before tax and USD 1 of tax": what each part is, stands after it.
_BREAKDOWN = re.compile(
    r"^ ?(?:it|this (?:price|sum|amount|total)|the (?:total |contract )?price)"
    r" (?:consists of|is made up of|comprises) ",
    re.IGNORECASE,
)
_OF_TAX = re.compile(rf" (?:of|in) {_TAX}\b", re.IGNORECASE)
_PER_UNIT = re.compile(
    r" ?(?:\([^()]*\))? ?(?:/|(?:per|each|every|an?)\b(?! cent)|每)", re.IGNORECASE
)
_EXCLUDING_AFTER = re.compile(rf"(?: ?\([^()]*\))? ?,? ?\(?{_EXCLUDING}", re.IGNORECASE)
_INCLUDING_AFTER = re.compile(rf"(?: ?\([^()]*\))? ?,? ?\(?{_INCLUDING}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """An amount that a text gives as the contract's.

    :param amount: where and what
    :param kind: what it is said to be
    :param taxes: whether it is said to include taxes; ``None`` when nothing is said
    :param is_own: whether its name can mean nothing but the whole contract
    """

    amount: Amount
    kind: Kind
    taxes: bool | None
    is_own: bool


def find_statements(text: str) -> Iterator[Statement]:
    """The amounts that ``text`` states as the contract's, in reading order."""
    folded = fold(text)
    for amount in extract_amounts(text):
        preceding = before(folded, amount.start)
        following = after(folded, amount.end)
        if _BREAKDOWN.search(preceding):
            yield from _part(amount, following)
        match = _STATEMENT.search(preceding)
        is_whole = match and not _NO_STATEMENT.search(preceding[: match.start()])
        if match and is_whole and not _PER_UNIT.match(following):
            yield Statement(
                amount, _kind(match), _taxes(match.group(), following), bool(match["own"])
            )


def _part(amount: Amount, following: str) -> Iterator[Statement]:
    """What a part of the price is, if the words after it say so."""
    if _OF_TAX.match(following):
        yield Statement(amount, "tax", None, is_own=False)
    elif _EXCLUDING_AFTER.match(following):
        yield Statement(amount, "untaxed", False, is_own=False)


def _kind(match: re.Match[str]) -> Kind:
    if match["untaxed"]:
        return "untaxed"
    return "tax" if match["tax"] else "total"


def _taxes(statement: str, following: str) -> bool | None:
    if re.search(_EXCLUDING, statement, re.IGNORECASE) or _EXCLUDING_AFTER.match(following):
        return False
    if re.search(_INCLUDING, statement, re.IGNORECASE) or _INCLUDING_AFTER.match(following):
        return True
    return None
