"""The places of a signed PDF that no signature covers, and what may stand there.

A signature cannot cover itself.  Its own bytes therefore have to be exactly what they need to be:
hexadecimal digits of one CMS object in the one gap of the signed byte range, filled up with
zeros, with nothing in the object that is neither signed nor needed to check what is.  Otherwise
two different files would both verify, or a signature would cover other bytes than a reader shows
(Mladenov et al., "1 Trillion Dollar Refund", CCS 2019: universal forgery and wrapping).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from .report import Problem

_ONE_CASE = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")
_NULL = b"\x05\x00"
# RFC 5652, 5.1 and 5.3: what the version numbers have to be.
_SIGNED_DATA_VERSIONS = {"data": {"v1", "v3"}, "tst_info": {"v3"}}


def check_byte_range(pdf: bytes, signature: Any) -> list[Problem]:
    """The signed bytes are the whole file up to some point, but for the signature itself.

    :param signature: a ``pyhanko.sign.validation.EmbeddedPdfSignature``
    """
    numbers = signature.byte_range
    if not isinstance(numbers, list) or len(numbers) != 4:
        return [Problem("odd_byte_range")]
    start, first, second_start, second = numbers
    if not all(isinstance(each, int) and each >= 0 for each in numbers):
        return [Problem("odd_byte_range")]
    gap = pdf[first:second_start]
    is_whole = start == 0 and first < second_start and second_start + second <= len(pdf)
    if not is_whole or not _ONE_CASE.fullmatch(gap) or len(gap) % 2:
        return [Problem("odd_byte_range")]
    if bytes.fromhex(gap[1:-1].decode("ascii")) != signature.pkcs7_content:
        return [Problem("odd_byte_range")]
    return []


def check_container(signature: Any) -> list[Problem]:
    """The CMS object (RFC 5652) is complete, alone in its gap, and has nothing spare."""
    from asn1crypto import cms

    content = signature.pkcs7_content
    message = cms.ContentInfo.load(content)
    length = len(message.dump())
    if content[length:].strip(b"\x00") or not _is_plain(message):
        return [Problem("odd_container")]
    if not all(map(_is_plain_signed_data, timestamp_tokens(signature))):
        return [Problem("odd_container")]
    return []


def timestamp_tokens(signature: Any) -> list[Any]:
    """The time-stamp tokens that came with a signature (ETSI EN 319 122-1, 5.3)."""
    return [
        token["content"]
        for attribute in signature.signer_info["unsigned_attrs"] or ()
        if attribute["type"].native == "signature_time_stamp_token"
        for token in attribute["values"]
    ]


def check_certificates(
    embedded: Iterable[bytes], path: Sequence[x509.Certificate]
) -> list[Problem]:
    """Every certificate that came along is on the path, or at least genuine.

    :param embedded: DER of the certificates in the CMS object, the signer's included
    :param path: the certificates from the signer's to the anchor
    """
    on_path = {each.public_bytes(_der()) for each in path}
    strangers = [each for each in embedded if each not in on_path]
    if not strangers:
        return []
    loaded = [x509.load_der_x509_certificate(each) for each in strangers]
    known = [*path, *loaded]
    if all(any(_is_issued_by(each, issuer) for issuer in known) for each in loaded):
        return []
    return [Problem("stray_certificate")]


def _is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is_plain(message: Any) -> bool:
    is_signed_data: bool = message["content_type"].native == "signed_data"
    return is_signed_data and _is_plain_signed_data(message["content"])


def _is_plain_signed_data(data: Any) -> bool:
    """Whether what is not signed says only what the signed part needs."""
    (signer,) = data["signer_infos"]
    digest = signer["digest_algorithm"]
    versions = _SIGNED_DATA_VERSIONS.get(data["encap_content_info"]["content_type"].native, {"v3"})
    by_number = signer["sid"].name == "issuer_and_serial_number"
    return (
        data["version"].native in versions
        and signer["version"].native == ("v1" if by_number else "v3")
        and [each.dump() for each in data["digest_algorithms"]] == [digest.dump()]
        and _has_plain_parameters(digest)
        and _is_signature_algorithm_plain(signer["signature_algorithm"])
        and not data["crls"]
    )


def _has_plain_parameters(algorithm: Any) -> bool:
    return algorithm["parameters"].dump() in (b"", _NULL)


def _is_signature_algorithm_plain(algorithm: Any) -> bool:
    # PSS has parameters that the check of the signature reads (RFC 8017, A.2.3).
    return algorithm["algorithm"].native == "rsassa_pss" or _has_plain_parameters(algorithm)


def _der() -> Any:
    from cryptography.hazmat.primitives.serialization import Encoding

    return Encoding.DER
