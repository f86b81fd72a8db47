"""Responses of the Online Certificate Status Protocol (RFC 6960), as others' authorities give."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from ..errors import SigningError
from .certification_path import get_extension, is_issued_by


def tells_status(
    encoded: bytes, certificate: x509.Certificate, issuer: x509.Certificate, *, moment: datetime
) -> bool:
    """Whether a response is about a certificate; if it is, it must be sound and current.

    :param encoded: DER of an OCSPResponse
    :raise SigningError: ``ocsp_response_invalid``; its ``reason`` is ``malformed``, ``outdated``
        or ``wrong_signature``
    """
    try:
        response = ocsp.load_der_ocsp_response(encoded)
        is_successful = response.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL
        if not is_successful or not _is_about(response, certificate, issuer):
            return False
        responder = _find_responder(response, issuer)
    except ValueError as error:
        raise SigningError("ocsp_response_invalid", reason="malformed") from error
    end = response.next_update_utc
    if moment < response.this_update_utc or (end is not None and end < moment):
        raise SigningError("ocsp_response_invalid", reason="outdated")
    if not _is_signed_by(response, responder):
        raise SigningError("ocsp_response_invalid", reason="wrong_signature")
    return True


def _is_about(
    response: ocsp.OCSPResponse, certificate: x509.Certificate, issuer: x509.Certificate
) -> bool:
    """Compare what identifies a certificate in a request with the response (RFC 6960, 4.1.1)."""
    request = (
        ocsp.OCSPRequestBuilder()
        .add_certificate(certificate, issuer, response.hash_algorithm)
        .build()
    )
    asked, answered = (
        (each.serial_number, each.issuer_name_hash, each.issuer_key_hash)
        for each in (request, response)
    )
    return asked == answered


def _find_responder(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> x509.Certificate:
    """Who signed: the issuer, or whom it has certified for that (RFC 6960, 4.2.2.2)."""
    for delegate in response.certificates:
        usage = get_extension(delegate, x509.ExtendedKeyUsage)
        may_answer = usage is not None and ExtendedKeyUsageOID.OCSP_SIGNING in usage
        if may_answer and is_issued_by(delegate, issuer):
            return delegate
    return issuer


def _is_signed_by(response: ocsp.OCSPResponse, responder: x509.Certificate) -> bool:
    key = responder.public_key()
    signed, algorithm = response.tbs_response_bytes, response.signature_hash_algorithm
    arguments: tuple[Any, ...]
    if algorithm is None:  # Such as Ed25519, which no PDF signature of ours can use.
        return False
    if isinstance(key, rsa.RSAPublicKey):
        arguments = (response.signature, signed, padding.PKCS1v15(), algorithm)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        arguments = (response.signature, signed, ec.ECDSA(algorithm))
    else:
        return False
    try:
        key.verify(*arguments)
    except InvalidSignature:
        return False
    return True
