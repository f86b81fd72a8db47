"""From a certificate up to its root (RFC 5280, 6), for certificates that come from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from ..errors import SigningError

MAXIMUM_LENGTH = 8
Extension = TypeVar("Extension", bound=x509.ExtensionType)


def order_path(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], *, moment: datetime
) -> tuple[x509.Certificate, ...]:
    """The certificates above one, nearest first, as far as they are among ``others``.

    What is not above it is left out.  The path may end before a root: a trusted authority need
    not be sent along.

    :param moment: when the authorities must be valid
    :raise SigningError: ``chain_broken``, with the authority's ``name`` and the ``reason``:
        ``not_an_authority``, ``not_valid_now``, ``path_too_long``
    """
    path: list[x509.Certificate] = []
    candidates = list(others)
    below = certificate
    while issuer := _find_issuer(below, candidates):
        _check_authority(issuer, len(path), moment)
        candidates.remove(issuer)
        path.append(issuer)
        below = issuer
    return tuple(path)


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the issuer's name stands in a certificate and its key signed it."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def is_self_signed(certificate: x509.Certificate) -> bool:
    """Whether a certificate is its own issuer: a root."""
    return certificate.subject == certificate.issuer and is_issued_by(certificate, certificate)


def get_extension(certificate: x509.Certificate, kind: type[Extension]) -> Extension | None:
    """The value of an extension, or None where it is missing."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _find_issuer(
    certificate: x509.Certificate, candidates: Iterable[x509.Certificate]
) -> x509.Certificate | None:
    if certificate.subject == certificate.issuer:
        return None
    return next((each for each in candidates if is_issued_by(certificate, each)), None)


def _check_authority(issuer: x509.Certificate, depth: int, moment: datetime) -> None:
    """An issuer may issue (RFC 5280, 6.1.4, k to n), and so deep below itself."""
    constraints = get_extension(issuer, x509.BasicConstraints)
    usage = get_extension(issuer, x509.KeyUsage)
    if constraints is None or not constraints.ca or (usage and not usage.key_cert_sign):
        reason = "not_an_authority"
    elif not issuer.not_valid_before_utc <= moment <= issuer.not_valid_after_utc:
        reason = "not_valid_now"
    elif depth > MAXIMUM_LENGTH or (
        constraints.path_length is not None and depth > constraints.path_length
    ):
        reason = "path_too_long"
    else:
        return
    raise SigningError("chain_broken", name=issuer.subject.rfc4514_string(), reason=reason)
