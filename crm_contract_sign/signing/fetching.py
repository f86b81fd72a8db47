"""Revocation lists from where certificates say they are (RFC 5280, 4.2.1.13)."""

from __future__ import annotations

from cryptography import x509

from ..errors import SigningError
from .bounded_http import ExchangeError, get
from .certification_path import get_extension
from .preservation import ValidationMaterial

SECONDS_TO_ANSWER = 10.0
# Lists of large public authorities have some megabytes.
MAXIMUM_LIST_BYTES = 16 * 1024 * 1024


def fetch_revocation_lists(
    certificate: x509.Certificate, issuer: x509.Certificate
) -> ValidationMaterial:
    """The list on which a certificate would stand, from the first place that gives one.

    It is a :data:`.preservation.RevocationFetcher`: what it gives is checked there.

    :param issuer: who issued the certificate; it must stand with the list
    :return: nothing where no place answers
    """
    for url in _list_places(certificate):
        try:
            _media_type, encoded = get(url, timeout=SECONDS_TO_ANSWER, limit=MAXIMUM_LIST_BYTES)
        except (ExchangeError, SigningError):
            continue
        return ValidationMaterial(certificates=(issuer,), revocation_lists=(encoded,))
    return ValidationMaterial()


def _list_places(certificate: x509.Certificate) -> list[str]:
    points = get_extension(certificate, x509.CRLDistributionPoints) or ()
    return [
        name.value
        for point in points
        for name in point.full_name or ()
        if isinstance(name, x509.UniformResourceIdentifier) and name.value.startswith("http")
    ]
