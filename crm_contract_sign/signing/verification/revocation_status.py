"""Whether a certificate was revoked, by lists and responses that are at hand; nothing is fetched.

Only what the certificate's own issuer signed counts: a list (RFC 5280, 5), or a response of its
issuer or of a responder that the issuer certified for it (RFC 6960, 4.2.2.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of one certificate.

    :ivar known: whether a list or response speaks of it
    :ivar revoked_on: when it was revoked, None if it was not
    :ivar reason: RFC 5280's name, such as ``keyCompromise``, None if not said
    """

    known: bool = False
    revoked_on: datetime | None = None
    reason: str | None = None


class StatusSource:
    """Lists and responses, read once; what cannot be read is left out.

    :param lists: certificate revocation lists, DER or PEM
    :param responses: OCSP responses, DER
    """

    def __init__(self, lists: Iterable[bytes] = (), responses: Iterable[bytes] = ()) -> None:
        # A list that revokes nobody is false, but says that they are good.
        self._lists = tuple(each for each in map(_load_list, lists) if each is not None)
        self._responses = tuple(each for each in map(_load_response, responses) if each is not None)
        self._genuine: dict[tuple[int, bytes], bool] = {}

    def find(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Status:
        """What these say of a certificate; of several revocations, the earliest."""
        found = [
            *self._find_in_lists(certificate, issuer),
            *self._find_in_responses(certificate, issuer),
        ]
        revoked = [each for each in found if each.revoked_on]
        if revoked:
            return min(revoked, key=lambda each: each.revoked_on or datetime.max)
        return Status(known=bool(found))

    def _find_in_lists(
        self, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> Iterable[Status]:
        for index, crl in enumerate(self._lists):
            if crl.issuer != certificate.issuer or not self._is_genuine(index, crl, issuer):
                continue
            entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is None:
                yield Status(known=True)
            else:
                yield Status(True, entry.revocation_date_utc, _reason_of(entry))

    def _is_genuine(
        self, index: int, crl: x509.CertificateRevocationList, issuer: x509.Certificate
    ) -> bool:
        key = issuer.public_key()
        encoded = key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        if (index, encoded) not in self._genuine:
            try:
                genuine = crl.is_signature_valid(key)  # type: ignore[arg-type]
            except (TypeError, ValueError):
                genuine = False
            self._genuine[index, encoded] = genuine
        return self._genuine[index, encoded]

    def _find_in_responses(
        self, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> Iterable[Status]:
        for response in self._responses:
            if not _is_response_genuine(response, issuer):
                continue
            for single in response.responses:
                if not _speaks_of(single, certificate, issuer):
                    continue
                if single.certificate_status == ocsp.OCSPCertStatus.REVOKED:
                    reason = single.revocation_reason
                    yield Status(True, single.revocation_time_utc, reason and reason.value)
                elif single.certificate_status == ocsp.OCSPCertStatus.GOOD:
                    yield Status(known=True)


def find_path_status(
    path: Sequence[x509.Certificate], source: StatusSource
) -> list[tuple[x509.Certificate, Status]]:
    """The status of each certificate of a path but its anchor, which nobody above it can revoke.

    :param path: from the signer's certificate to the anchor
    """
    pairs = pairwise(path)
    return [(certificate, source.find(certificate, issuer)) for certificate, issuer in pairs]


def _load_list(data: bytes) -> x509.CertificateRevocationList | None:
    try:
        if data.lstrip().startswith(b"-----BEGIN"):
            return x509.load_pem_x509_crl(data)
        return x509.load_der_x509_crl(data)
    except ValueError:
        return None


def _load_response(data: bytes) -> ocsp.OCSPResponse | None:
    try:
        response = ocsp.load_der_ocsp_response(data)
    except ValueError:
        return None
    is_answer = response.response_status == ocsp.OCSPResponseStatus.SUCCESSFUL
    return response if is_answer else None


def _reason_of(entry: x509.RevokedCertificate) -> str | None:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
    except (x509.ExtensionNotFound, ValueError):
        return None


def _speaks_of(
    single: ocsp.OCSPSingleResponse, certificate: x509.Certificate, issuer: x509.Certificate
) -> bool:
    if single.serial_number != certificate.serial_number:
        return False
    digest = hashes.Hash(single.hash_algorithm)
    digest.update(issuer.subject.public_bytes())
    return digest.finalize() == single.issuer_name_hash


def _is_response_genuine(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    if _verifies(response, issuer):
        return True
    for responder in response.certificates:
        try:
            responder.verify_directly_issued_by(issuer)
            usage = responder.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
            continue
        if ExtendedKeyUsageOID.OCSP_SIGNING in usage and _verifies(response, responder):
            return True
    return False


def _verifies(response: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    key: Any = signer.public_key()
    algorithm = response.signature_hash_algorithm
    try:
        if isinstance(key, rsa.RSAPublicKey) and algorithm is not None:
            key.verify(
                response.signature, response.tbs_response_bytes, padding.PKCS1v15(), algorithm
            )
        elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm is not None:
            key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(algorithm))
        else:
            return False
    except InvalidSignature:
        return False
    return True
