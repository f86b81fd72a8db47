"""The CMS object inside a PDF signature (RFC 5652), with the attributes of a CAdES baseline
signature (ETSI EN 319 122-1, 6.3).  Pure ASN.1: no key and no PDF.

The grammar of each structure stands above its lines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from . import der
from .mechanisms import PSS_SALT_BYTES, Mechanism

DIGEST = "sha256"
# RFC 5652, 5.1, 11.1, 11.2, 14; RFC 5035, 3; RFC 6211, 2; RFC 3161, appendix A.
DATA = der.identifier("1.2.840.113549.1.7.1")
SIGNED_DATA = der.identifier("1.2.840.113549.1.7.2")
CONTENT_TYPE = der.identifier("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = der.identifier("1.2.840.113549.1.9.4")
SIGNING_CERTIFICATE_V2 = der.identifier("1.2.840.113549.1.9.16.2.47")
ALGORITHM_PROTECTION = der.identifier("1.2.840.113549.1.9.52")
SIGNATURE_TIMESTAMP = der.identifier("1.2.840.113549.1.9.16.2.14")
# AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
# RFC 5754, 2 and 3.2; RFC 4055, 3.1; RFC 5758, 3.2.
SHA256 = der.sequence(der.identifier("2.16.840.1.101.3.4.2.1"))
MGF1_SHA256 = der.sequence(der.identifier("1.2.840.113549.1.1.8"), SHA256)
ALGORITHMS = {
    Mechanism.RSA_PKCS1: der.sequence(der.identifier("1.2.840.113549.1.1.11"), der.NULL),
    Mechanism.ECDSA: der.sequence(der.identifier("1.2.840.10045.4.3.2")),
    # RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0], maskGenAlgorithm [1], saltLength [2] }
    Mechanism.RSA_PSS: der.sequence(
        der.identifier("1.2.840.113549.1.1.10"),
        der.sequence(
            der.explicit(0, SHA256),
            der.explicit(1, MGF1_SHA256),
            der.explicit(2, der.integer(PSS_SALT_BYTES)),
        ),
    ),
}


def to_asn1(certificate: x509.Certificate) -> Any:
    """The certificate as asn1crypto and pyHanko know it.  Treat it as read-only: it is shared."""
    return _parse_certificate(certificate.public_bytes(serialization.Encoding.DER))


def make_signed_attributes(
    digest: bytes, certificate: x509.Certificate, mechanism: Mechanism
) -> bytes:
    """What the signer signs: the DER of the signed attributes (RFC 5652, 5.4).

    They are the content's type and digest, the signing certificate (RFC 5035), and the
    algorithms (RFC 6211).  The signing time is none of them: a PDF states it in its own
    dictionary (ETSI EN 319 142-1, 6.3).

    :param digest: SHA-256 of the bytes that the signature covers
    """
    # CMSAlgorithmProtection ::= SEQUENCE { digestAlgorithm, signatureAlgorithm [1] IMPLICIT }
    protection = der.sequence(SHA256, der.implicit(1, ALGORITHMS[mechanism]))
    return der.set_of(
        _attribute(CONTENT_TYPE, DATA),
        _attribute(MESSAGE_DIGEST, der.octet_string(digest)),
        _attribute(SIGNING_CERTIFICATE_V2, _to_signing_certificate(certificate)),
        _attribute(ALGORITHM_PROTECTION, protection),
    )


def make_container(
    signed_attributes: bytes,
    signature: bytes,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    mechanism: Mechanism,
    timestamp: bytes | None = None,
) -> bytes:
    """The DER of a detached ``SignedData`` (RFC 5652, 5.1).

    :param signature: the raw signature of ``signed_attributes``
    :param timestamp: a time-stamp token (RFC 3161) of the signature, which becomes an unsigned
        attribute and the signature one of level B-T (ETSI EN 319 122-1, 5.3)
    """
    signer = _make_signer_info(signed_attributes, signature, certificate, mechanism, timestamp)
    certificates = {to_asn1(each).dump() for each in (certificate, *chain)}
    # SignedData ::= SEQUENCE { version, digestAlgorithms, encapContentInfo,
    #     certificates [0] IMPLICIT OPTIONAL, crls [1] IMPLICIT OPTIONAL, signerInfos }
    signed_data = der.sequence(
        der.integer(1),
        der.set_of(SHA256),
        der.sequence(DATA),
        der.implicit(0, der.set_of(*certificates)),
        der.set_of(signer),
    )
    # ContentInfo ::= SEQUENCE { contentType, content [0] EXPLICIT }
    return der.sequence(SIGNED_DATA, der.explicit(0, signed_data))


def _make_signer_info(
    signed_attributes: bytes,
    signature: bytes,
    certificate: x509.Certificate,
    mechanism: Mechanism,
    timestamp: bytes | None,
) -> bytes:
    unsigned_attributes = (
        [der.implicit(1, der.set_of(_attribute(SIGNATURE_TIMESTAMP, timestamp)))]
        if timestamp
        else []
    )
    issuer = to_asn1(certificate).issuer.dump()
    # SignerInfo ::= SEQUENCE { version, sid, digestAlgorithm, signedAttrs [0] IMPLICIT,
    #     signatureAlgorithm, signature, unsignedAttrs [1] IMPLICIT OPTIONAL }
    return der.sequence(
        der.integer(1),
        der.sequence(issuer, der.integer(certificate.serial_number)),
        SHA256,
        der.implicit(0, signed_attributes),
        ALGORITHMS[mechanism],
        der.octet_string(signature),
        *unsigned_attributes,
    )


def _attribute(kind: bytes, value: bytes) -> bytes:
    # Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue }
    return der.sequence(kind, der.set_of(value))


def _to_signing_certificate(certificate: x509.Certificate) -> bytes:
    parsed = to_asn1(certificate)
    # ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha256, certHash, issuerSerial OPTIONAL }
    # IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber INTEGER }
    issuer = der.sequence(der.explicit(4, parsed.issuer.dump()))  # directoryName [4]
    identity = der.sequence(
        der.octet_string(hashlib.sha256(parsed.dump()).digest()),
        der.sequence(issuer, der.integer(certificate.serial_number)),
    )
    # SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies OPTIONAL }
    return der.sequence(der.sequence(identity))


@lru_cache(maxsize=128)
def _parse_certificate(encoded: bytes) -> Any:
    from asn1crypto.x509 import Certificate

    return Certificate.load(encoded)
