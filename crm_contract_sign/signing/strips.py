"""Making a seal's signatures across the edges of pages (骑缝章), see :mod:`.verification.strips`.

Each page's strip is a signature of its own in a field of its own, for a signature field has one
annotation (ISO 32000-2, 12.7.5.5), and one annotation lies on one page.  All are made with the
seal's key in one act: first the strips, then the seal itself, which is the one that is
time-stamped and locks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..errors import SigningError
from .appearance import Slice
from .pades import SignatureRequest, sign
from .signers import Signer
from .verification.strips import MAXIMUM_SIGNATURES


def check_count(count: int) -> None:
    """Refuse a plan with more signatures than a file may bear.

    :param count: of all signature fields, those of strips included
    :raise SigningError: ``too_many_signatures(count, limit)``
    """
    if count > MAXIMUM_SIGNATURES:
        raise SigningError("too_many_signatures", count=count, limit=MAXIMUM_SIGNATURES)


def sign_strips(
    pdf: bytes, slices: Mapping[str, Slice], request: SignatureRequest, signer: Signer
) -> bytes:
    """Make the signatures of a seal's strips, in the order given.

    :param slices: what each strip shows, by its field
    :param request: that of the seal itself, which is yet to be signed; the first strip certifies
        the document in its place
    :raise SigningError: as :func:`.pades.sign`
    """
    for index, (name, part) in enumerate(slices.items()):
        of_strip = replace(
            request,
            field_name=name,
            appearance=part,
            certify=request.certify and index == 0,
            lock_all=False,
            timestamped=False,
        )
        pdf = sign(pdf, of_strip, signer)
    return pdf


def after_strips(request: SignatureRequest, slices: Mapping[str, Slice]) -> SignatureRequest:
    """The request of the seal itself, when its strips are signed: who came first has certified."""
    return replace(request, certify=request.certify and not slices)
