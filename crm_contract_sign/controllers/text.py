"""Text that strangers send by forms and in JSON: bounded, and nothing but text."""

import unicodedata

from odoo.exceptions import UserError
from odoo.http import request

# The largest form of ours, its longest text written in the longest encoding.
MAXIMUM_FORM_BYTES = 64 * 1024
# Left-to-right and right-to-left embeddings, overrides and isolates (UAX #9): they make a reader
# see another name or address than is there.
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class BadTextError(UserError):
    """What was sent can't be used as the text that was asked for."""

    http_status = 400


def read_text(value, limit=256, *, has_lines=False):
    """A text that a stranger sent, without white space around it.

    :param value: whatever came in its place: text, nothing, a file, a list
    :param int limit: how many characters it may have
    :param bool has_lines: whether it may have more lines than one
    :rtype: str
    :raise BadTextError: no text, with control characters, or too long
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _make_refusal()
    text = value.replace("\r\n", "\n").strip()
    if len(text) > limit:
        raise BadTextError(
            request.env._(
                "This text is too long. Please shorten it to %(limit)s characters.", limit=limit
            )
        )
    plain = text.replace("\n", "").replace("\t", "") if has_lines else text
    if any(unicodedata.category(each) in ("Cc", "Cs") or each in DIRECTIONS for each in plain):
        raise _make_refusal()
    return text


def _make_refusal():
    return BadTextError(
        request.env._(
            "What was sent is no text that can be read here: a file, or characters that are not"
            " shown. Please type the text and try again."
        )
    )
