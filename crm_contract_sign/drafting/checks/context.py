"""What stands around a passage, in its own sentence."""

from __future__ import annotations

import re

_BREAK = re.compile(r"[\n。；;!?！？]|(?<=[a-z)])\.\s+(?=[A-Z])")
_WINDOW = 120
_SPACES = re.compile(r"\s+")


def before(folded: str, position: int) -> str:
    """What precedes ``position`` in its sentence, at most 120 characters, spaces collapsed.

    :param folded: a text from :func:`~..folding.fold`
    """
    window = folded[max(0, position - _WINDOW) : position]
    return _SPACES.sub(" ", _BREAK.split(window)[-1])


def after(folded: str, position: int) -> str:
    """What follows ``position`` in its sentence, at most 120 characters, spaces collapsed."""
    window = folded[position : position + _WINDOW]
    return _SPACES.sub(" ", _BREAK.split(window)[0])
