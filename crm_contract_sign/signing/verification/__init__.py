"""Judging a signed PDF, whoever made it.

``acceptance`` has the numbered rules and :func:`verify`, which goes through them: what a file may
cost (``limits``), how it is built (``structure``), what no signature covers (``envelope``), seals
across the edges of pages (``strips``), each signature at its time (``judging``, ``times``,
``trust``, ``revocation_status``, ``embedded_data``), and what changed since (``differences``).  A
``report`` carries the reasons.

It needs nothing of how signatures are made but to read certificates.
"""

from .acceptance import MAXIMUM_FILE_BYTES, verify
from .report import (
    Change,
    Coverage,
    Expectation,
    Level,
    Note,
    Problem,
    Report,
    Revision,
    SignatureReport,
    TimeSource,
    TimestampReport,
    Verdict,
)
from .strips import Act, group_acts, name_strip, split_strip_name

__all__ = [
    "MAXIMUM_FILE_BYTES",
    "Act",
    "Change",
    "Coverage",
    "Expectation",
    "Level",
    "Note",
    "Problem",
    "Report",
    "Revision",
    "SignatureReport",
    "TimeSource",
    "TimestampReport",
    "Verdict",
    "group_acts",
    "name_strip",
    "split_strip_name",
    "verify",
]
