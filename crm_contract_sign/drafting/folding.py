"""Look-alike characters made equal, one for one, so that positions stay true.

Amounts and dates come with no-break spaces from Odoo's formatter, and with full-width digits and
punctuation from Chinese input methods.  Patterns are written for the plain forms alone.
"""

from __future__ import annotations

_SPACES = "\u00a0\u2007\u2009\u202f\u3000"
_FULL_WIDTH = {chr(ord(character) + 0xFEE0): character for character in "0123456789().:-/%$"}
_FOLDS = str.maketrans(
    {
        **dict.fromkeys(_SPACES, " "),
        **_FULL_WIDTH,
        "￥": "¥",
        "’": "'",
        "−": "-",
        "‑": "-",
    }
)


def fold(text: str) -> str:
    """``text`` with look-alikes replaced; always of the same length.

    >>> fold("￥１２．５０（含税）")
    '¥12.50(含税)'
    """
    return text.translate(_FOLDS)
