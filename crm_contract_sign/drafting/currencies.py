"""Currencies as contracts name them: codes, words, symbols, and how many decimals they have.

Codes and decimals are those of ISO 4217; symbols are those of Odoo's currencies.  A word or a
symbol may belong to several currencies ("dollars", "¥"): such a name gives them all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ..errors import DraftingError


@dataclass(frozen=True, slots=True)
class Currency:
    """One currency.

    :param code: ISO 4217 code
    :param digits: number of decimals, ISO 4217 "minor unit"
    :param singular: English name of one unit
    :param plural: English name of several
    :param minor_singular: English name of one minor unit; empty if there is none
    :param minor_plural: English name of several
    :param chinese: Chinese names, the one to write first
    :param symbols: symbols that mean this currency, perhaps among others
    """

    code: str
    digits: int
    singular: str
    plural: str
    minor_singular: str
    minor_plural: str
    chinese: tuple[str, ...]
    symbols: tuple[str, ...]


# code | digits | unit | units | minor unit | minor units | Chinese names | symbols
_TABLE = """
AED|2|UAE dirham|UAE dirhams|fils|fils|阿联酋迪拉姆|
ARS|2|Argentine peso|Argentine pesos|centavo|centavos|阿根廷比索|$
AUD|2|Australian dollar|Australian dollars|cent|cents|澳大利亚元 澳元|$ A$ AU$
BGN|2|Bulgarian lev|Bulgarian leva|stotinka|stotinki|保加利亚列弗|лв
BHD|3|Bahraini dinar|Bahraini dinars|fils|fils|巴林第纳尔|
BRL|2|Brazilian real|Brazilian reais|centavo|centavos|巴西雷亚尔|R$
CAD|2|Canadian dollar|Canadian dollars|cent|cents|加拿大元 加元|$ C$ CA$
CHF|2|Swiss franc|Swiss francs|centime|centimes|瑞士法郎|
CLP|0|Chilean peso|Chilean pesos|||智利比索|$
CNY|2|Chinese yuan|Chinese yuan|fen|fen|人民币|¥ CN¥
COP|2|Colombian peso|Colombian pesos|centavo|centavos|哥伦比亚比索|$
CZK|2|Czech koruna|Czech korunas|haler|halers|捷克克朗|Kč
DKK|2|Danish krone|Danish kroner|øre|øre|丹麦克朗|kr
EGP|2|Egyptian pound|Egyptian pounds|piastre|piastres|埃及镑|£ LE
EUR|2|euro|euros|cent|cents|欧元|€
GBP|2|pound sterling|pounds sterling|penny|pence|英镑|£
HKD|2|Hong Kong dollar|Hong Kong dollars|cent|cents|港币 港元|$ HK$
HUF|2|Hungarian forint|Hungarian forints|fillér|fillér|匈牙利福林|Ft
IDR|2|Indonesian rupiah|Indonesian rupiah|sen|sen|印度尼西亚盾 印尼盾|Rp
ILS|2|Israeli shekel|Israeli shekels|agora|agorot|以色列新谢克尔|₪
INR|2|Indian rupee|Indian rupees|paisa|paise|印度卢比|₹
JPY|0|Japanese yen|Japanese yen|||日元 日圆|¥ JP¥
KES|2|Kenyan shilling|Kenyan shillings|cent|cents|肯尼亚先令|KSh
KRW|0|South Korean won|South Korean won|||韩元 韩圆|₩
KWD|3|Kuwaiti dinar|Kuwaiti dinars|fils|fils|科威特第纳尔|
MOP|2|Macanese pataca|Macanese patacas|avo|avos|澳门元 澳门币|MOP$
MXN|2|Mexican peso|Mexican pesos|centavo|centavos|墨西哥比索|$
MYR|2|Malaysian ringgit|Malaysian ringgit|sen|sen|马来西亚林吉特|RM
NGN|2|Nigerian naira|Nigerian naira|kobo|kobo|尼日利亚奈拉|₦
NOK|2|Norwegian krone|Norwegian kroner|øre|øre|挪威克朗|kr
NZD|2|New Zealand dollar|New Zealand dollars|cent|cents|新西兰元 纽元|$ NZ$
OMR|3|Omani rial|Omani rials|baisa|baisa|阿曼里亚尔|
PEN|2|Peruvian sol|Peruvian soles|céntimo|céntimos|秘鲁索尔|S/
PHP|2|Philippine peso|Philippine pesos|centavo|centavos|菲律宾比索|₱
PLN|2|Polish zloty|Polish zlotys|grosz|groszy|波兰兹罗提|zł
QAR|2|Qatari riyal|Qatari riyals|dirham|dirhams|卡塔尔里亚尔|
RON|2|Romanian leu|Romanian lei|ban|bani|罗马尼亚列伊|lei
RUB|2|Russian ruble|Russian rubles|kopeck|kopecks|俄罗斯卢布 卢布|₽
SAR|2|Saudi riyal|Saudi riyals|halala|halalas|沙特里亚尔|
SEK|2|Swedish krona|Swedish kronor|öre|öre|瑞典克朗|kr
SGD|2|Singapore dollar|Singapore dollars|cent|cents|新加坡元|$ S$
THB|2|Thai baht|Thai baht|satang|satang|泰铢|฿
TRY|2|Turkish lira|Turkish liras|kurus|kurus|土耳其里拉|₺
TWD|2|New Taiwan dollar|New Taiwan dollars|cent|cents|新台币 台币|$ NT$
UAH|2|Ukrainian hryvnia|Ukrainian hryvnias|kopiyka|kopiykas|乌克兰格里夫纳|₴
USD|2|US dollar|US dollars|cent|cents|美元 美金|$ US$
VND|0|Vietnamese dong|Vietnamese dong|||越南盾|₫
ZAR|2|South African rand|South African rand|cent|cents|南非兰特|R
"""

# What people write besides the names in the table.
_FURTHER_NAMES = {
    "dollar": "USD AUD CAD HKD NZD SGD TWD",
    "dollars": "USD AUD CAD HKD NZD SGD TWD",
    "u.s. dollar": "USD",
    "u.s. dollars": "USD",
    "united states dollar": "USD",
    "united states dollars": "USD",
    "pound": "GBP EGP",
    "pounds": "GBP EGP",
    "british pounds": "GBP",
    "yuan": "CNY",
    "yuan renminbi": "CNY",
    "renminbi": "CNY",
    "renminbi yuan": "CNY",
    "rmb": "CNY",
    "rmb yuan": "CNY",
    "yen": "JPY",
    "won": "KRW",
    "rupees": "INR",
    "swiss francs": "CHF",
    "元": "CNY HKD TWD MOP",
    "圆": "CNY HKD TWD MOP",
    "元人民币": "CNY",
    "圓": "CNY HKD TWD MOP",
}

_OTHER_DIGITS = {
    **dict.fromkeys("BIF DJF GNF ISK KMF PYG RWF UGX UYI VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("IQD JOD LYD TND".split(), 3),
}
_CODE = re.compile(r"[A-Z]{3}")


@cache
def currencies() -> dict[str, Currency]:
    """The currencies whose names are known, by code."""
    table = {}
    for line in _TABLE.strip().splitlines():
        code, digits, *names, chinese, symbols = line.split("|")
        singular, plural, minor, minors = names
        table[code] = Currency(
            code,
            int(digits),
            singular,
            plural,
            minor,
            minors,
            tuple(chinese.split()),
            tuple(symbols.split()),
        )
    return table


def currency_of(code: str) -> Currency:
    """The currency with an ISO 4217 code; one that we have no words for is named by its code.

    :raise DraftingError: ``malformed_currency`` when it is not three capital letters
    """
    if not _CODE.fullmatch(code):
        raise DraftingError("malformed_currency", currency=code)
    unnamed = Currency(code, _OTHER_DIGITS.get(code, 2), code, code, "", "", (code,), ())
    return currencies().get(code, unnamed)


@cache
def currency_names() -> dict[str, frozenset[str]]:
    """Every name, symbol and code of a currency (lower case) and the codes that it may mean."""
    names: dict[str, set[str]] = {}
    for currency in currencies().values():
        for name in (
            currency.code,
            currency.singular,
            currency.plural,
            *currency.chinese,
            *currency.symbols,
        ):
            names.setdefault(name.lower(), set()).add(currency.code)
    for name, codes in _FURTHER_NAMES.items():
        names.setdefault(name, set()).update(codes.split())
    return {name: frozenset(codes) for name, codes in names.items()}
