"""Certificate revocation lists (RFC 5280, 5): which certificates are no longer to be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization

from ..errors import SigningError
from .mechanisms import PrivateKey


class RevocationReason(StrEnum):
    """Why a certificate was revoked (RFC 5280, 5.3.1), by a name that may be stored.

    ``UNSPECIFIED`` is left out of lists, as the RFC recommends.
    """

    UNSPECIFIED = "unspecified"
    KEY_COMPROMISE = "keyCompromise"
    CA_COMPROMISE = "cACompromise"
    AFFILIATION_CHANGED = "affiliationChanged"
    SUPERSEDED = "superseded"
    CESSATION_OF_OPERATION = "cessationOfOperation"
    PRIVILEGE_WITHDRAWN = "privilegeWithdrawn"


@dataclass(frozen=True, slots=True)
class Revocation:
    """One revoked certificate.

    :ivar serial: its serial number, hexadecimal, as :func:`.certificates.describe` gives it
    :ivar moment: since when, with its zone
    :ivar compromised_since: since when the key may have been in other hands, if that is known
        and earlier (RFC 5280, 5.3.2)
    """

    serial: str
    moment: datetime
    reason: RevocationReason = RevocationReason.UNSPECIFIED
    compromised_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class RevocationList:
    """What a list says.

    :ivar number: grows with each list of an authority (RFC 5280, 5.2.3)
    """

    number: int
    issued_at: datetime
    next_update: datetime
    revocations: tuple[Revocation, ...]


def load_revocation_list(encoded: bytes) -> x509.CertificateRevocationList:
    """The list as cryptography knows it, unchecked.

    :raise SigningError: ``revocation_list_invalid``
    """
    try:
        if encoded.startswith(b"-----BEGIN"):
            return x509.load_pem_x509_crl(encoded)
        return x509.load_der_x509_crl(encoded)
    except ValueError as error:
        raise SigningError("revocation_list_invalid", reason="malformed") from error


def create_revocation_list(
    authority: x509.Certificate,
    authority_key: PrivateKey,
    revocations: Iterable[Revocation],
    *,
    number: int,
    issued_at: datetime,
    next_update: datetime,
) -> bytes:
    """Make an authority's list of everything that it revoked.

    :param number: greater than that of every list before, at most 20 bytes
    :param issued_at: with its zone; whole seconds are kept
    :param next_update: when a newer list is to be had at the latest
    :return: DER
    """
    identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.subject)
        .last_update(issued_at)
        .next_update(next_update)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
    )
    for revocation in revocations:
        builder = builder.add_revoked_certificate(_to_entry(revocation))
    return builder.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def read_revocation_list(
    encoded: bytes, issuer: x509.Certificate, *, moment: datetime | None = None
) -> RevocationList:
    """Read and check an authority's list.

    :param encoded: DER, or PEM
    :param moment: when it must be current; None to accept one of any time
    :raise SigningError: ``revocation_list_invalid``; its ``reason`` is ``malformed``,
        ``other_issuer``, ``wrong_signature`` or ``outdated``
    """
    revoked = load_revocation_list(encoded)
    if revoked.issuer != issuer.subject:
        raise SigningError("revocation_list_invalid", reason="other_issuer")
    if not _is_signed_by(revoked, issuer):
        raise SigningError("revocation_list_invalid", reason="wrong_signature")
    try:
        number = revoked.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        next_update = revoked.next_update_utc
        entries = tuple(map(_read_entry, revoked))
    except (x509.ExtensionNotFound, ValueError) as error:
        raise SigningError("revocation_list_invalid", reason="malformed") from error
    if next_update is None:  # RFC 5280, 5.1.2.5: it must be there.
        raise SigningError("revocation_list_invalid", reason="malformed")
    if moment is not None and not revoked.last_update_utc <= moment <= next_update:
        raise SigningError("revocation_list_invalid", reason="outdated")
    return RevocationList(number, revoked.last_update_utc, next_update, entries)


def _is_signed_by(revoked: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    key: Any = issuer.public_key()
    try:
        return revoked.is_signature_valid(key)
    except (InvalidSignature, TypeError, ValueError):  # A kind of key that signs no lists.
        return False


def _to_entry(revocation: Revocation) -> x509.RevokedCertificate:
    builder = (
        x509.RevokedCertificateBuilder()
        .serial_number(int(revocation.serial, 16))
        .revocation_date(revocation.moment)
    )
    if revocation.reason is not RevocationReason.UNSPECIFIED:
        reason = x509.CRLReason(x509.ReasonFlags(str(revocation.reason)))
        builder = builder.add_extension(reason, critical=False)
    if revocation.compromised_since is not None:
        since = x509.InvalidityDate(revocation.compromised_since)
        builder = builder.add_extension(since, critical=False)
    return builder.build()


def _read_entry(entry: x509.RevokedCertificate) -> Revocation:
    reason, since = RevocationReason.UNSPECIFIED, None
    for extension in entry.extensions:
        if isinstance(extension.value, x509.CRLReason):
            names = {str(each) for each in RevocationReason}
            stated = extension.value.reason.value
            reason = RevocationReason(stated) if stated in names else reason
        elif isinstance(extension.value, x509.InvalidityDate):
            since = extension.value.invalidity_date_utc
    return Revocation(f"{entry.serial_number:x}", entry.revocation_date_utc, reason, since)
