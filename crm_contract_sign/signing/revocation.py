"""The list of certificates that an authority has revoked (CRL; RFC 5280, 5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from .mechanisms import PrivateKey


@dataclass(frozen=True, slots=True)
class Revocation:
    """A certificate that is valid no more.

    :ivar moment: since when, with its zone
    :ivar reason: a reason of RFC 5280, 5.3.1, in ``snake_case``
    """

    serial: int
    moment: datetime
    reason: str = "unspecified"


def create_revocation_list(
    authority: x509.Certificate,
    authority_key: PrivateKey,
    revocations: Iterable[Revocation],
    *,
    number: int,
    this_update: datetime,
    next_update: datetime,
) -> bytes:
    """Sign an authority's list of revoked certificates.

    :param number: grows with each list (RFC 5280, 5.2.3)
    :param next_update: until when the list is current, with its zone
    :return: DER
    """
    identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.subject)
        .last_update(this_update)
        .next_update(next_update)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
    )
    for revocation in revocations:
        builder = builder.add_revoked_certificate(_to_entry(revocation))
    signed = builder.sign(authority_key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.DER)


def _to_entry(revocation: Revocation) -> x509.RevokedCertificate:
    builder = (
        x509.RevokedCertificateBuilder()
        .serial_number(revocation.serial)
        .revocation_date(revocation.moment)
    )
    if revocation.reason != "unspecified":  # RFC 5280, 5.3.1: leave it out rather than say so.
        reason = x509.CRLReason(x509.ReasonFlags[revocation.reason])
        builder = builder.add_extension(reason, critical=False)
    return builder.build()
