"""Revocation lists from the addresses that certificates state (RFC 5280, 4.2.1.13).

A certificate may come from anyone, and with it the address; so only hosts are asked that an
administrator has named, such as those of the time-stamp authorities.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cryptography import x509

from ..errors import SigningError
from .bounded_http import ExchangeError, get, split_url
from .certification_path import get_extension
from .preservation import ValidationMaterial
from .revocation import read_revocation_list

# The lists of large authorities have some hundred kilobytes.
MAXIMUM_LIST_BYTES = 4 * 1024 * 1024


class RevocationListFetcher:
    """A :data:`.preservation.RevocationFetcher` that downloads revocation lists.

    :param hosts: whom to ask, such as ``crl.example.com``
    :param timeout: seconds for each list
    """

    def __init__(self, hosts: Iterable[str], *, timeout: float = 10.0) -> None:
        self._hosts = {host.lower() for host in hosts}
        self._timeout = timeout

    def __call__(
        self, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> ValidationMaterial:
        """The first good list that the certificate points to; nothing if there is none."""
        for url in self._list_addresses(certificate):
            try:
                found = get(url, timeout=self._timeout, limit=MAXIMUM_LIST_BYTES)
                read_revocation_list(found, issuer)
            except (ExchangeError, SigningError):
                continue  # Another address may be better; that none was is told by the caller.
            return ValidationMaterial(revocation_lists=(found,))
        return ValidationMaterial()

    def _list_addresses(self, certificate: x509.Certificate) -> Iterator[str]:
        for point in get_extension(certificate, x509.CRLDistributionPoints) or ():
            for name in point.full_name or ():
                if isinstance(name, x509.UniformResourceIdentifier) and self._may_ask(name.value):
                    yield name.value

    def _may_ask(self, url: str) -> bool:
        try:
            host = split_url(url).hostname
        except SigningError:  # Such as ldap://, which some authorities list as well.
            return False
        return host is not None and host.lower() in self._hosts
