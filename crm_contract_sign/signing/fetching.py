"""Revocation lists from where certificates say they are (RFC 5280, 4.2.1.13).

A certificate may come from anyone, and the address with it: only hosts that an administrator has
named are asked, so that nobody's certificate makes the server call an address of its choice.
"""

from __future__ import annotations

from collections.abc import Iterable

from cryptography import x509

from ..errors import SigningError
from .bounded_http import ExchangeError, get, split_url
from .certification_path import get_extension
from .preservation import ValidationMaterial

SECONDS_TO_ANSWER = 10.0
# Lists of large public authorities have some megabytes.
MAXIMUM_LIST_BYTES = 16 * 1024 * 1024


class RevocationListFetcher:
    """A :data:`.preservation.RevocationFetcher`: what it gives is checked there.

    :param hosts: whom to ask, such as ``crl.example.com``
    """

    def __init__(self, hosts: Iterable[str]) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)

    def __call__(
        self, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> ValidationMaterial:
        """The list on which a certificate would stand, from the first place that gives one.

        :param issuer: who issued the certificate; it must stand with the list
        :return: nothing where no place may be asked, or none answers
        """
        for url in _list_places(certificate):
            try:
                if split_url(url).hostname not in self._hosts:
                    continue
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
        if isinstance(name, x509.UniformResourceIdentifier)
    ]
