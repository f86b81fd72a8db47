"""The CMS object inside a PDF signature (RFC 5652), with the attributes of a CAdES baseline
signature (ETSI EN 319 122-1, 6.3).  Pure ASN.1: no key and no PDF.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from .mechanisms import PSS_SALT_BYTES, Mechanism

DIGEST = "sha256"


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
    from asn1crypto import cms

    attributes = {
        "content_type": "data",
        "message_digest": digest,
        "signing_certificate_v2": _to_signing_certificate(certificate),
        "cms_algorithm_protection": {
            "digest_algorithm": {"algorithm": DIGEST},
            "signature_algorithm": _to_algorithm(mechanism),
        },
    }
    return _dump(
        cms.CMSAttributes([{"type": name, "values": [value]} for name, value in attributes.items()])
    )


def make_container(
    signed_attributes: bytes,
    signature: bytes,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    mechanism: Mechanism,
    timestamp: bytes | None = None,
) -> bytes:
    """The DER of a detached ``SignedData``.

    :param signature: the raw signature of ``signed_attributes``
    :param timestamp: a time-stamp token (RFC 3161) of the signature, which becomes an unsigned
        attribute and the signature one of level B-T (ETSI EN 319 122-1, 5.3)
    """
    from asn1crypto import cms

    parsed = to_asn1(certificate)
    signer = {
        "version": "v1",
        "sid": {
            "issuer_and_serial_number": {
                "issuer": parsed.issuer,
                "serial_number": parsed.serial_number,
            }
        },
        "digest_algorithm": {"algorithm": DIGEST},
        "signature_algorithm": _to_algorithm(mechanism),
        "signed_attrs": cms.CMSAttributes.load(signed_attributes),
        "signature": signature,
    }
    if timestamp is not None:
        token = cms.ContentInfo.load(timestamp)
        signer["unsigned_attrs"] = [{"type": "signature_time_stamp_token", "values": [token]}]
    signed_data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": DIGEST}],
            "encap_content_info": {"content_type": "data"},
            "certificates": [parsed, *map(to_asn1, chain)],
            "signer_infos": [signer],
        }
    )
    return _dump(cms.ContentInfo({"content_type": "signed_data", "content": signed_data}))


def _to_signing_certificate(certificate: x509.Certificate) -> Any:
    from asn1crypto import tsp
    from asn1crypto import x509 as asn1_x509

    parsed = to_asn1(certificate)
    issuer = asn1_x509.GeneralName({"directory_name": parsed.issuer})
    return tsp.SigningCertificateV2(
        {
            "certs": [
                {
                    "cert_hash": hashlib.sha256(parsed.dump()).digest(),
                    "issuer_serial": {"issuer": [issuer], "serial_number": parsed.serial_number},
                }
            ]
        }
    )


def _to_algorithm(mechanism: Mechanism) -> dict[str, Any]:
    if mechanism is Mechanism.RSA_PSS:
        digest = {"algorithm": DIGEST}
        parameters = {
            "hash_algorithm": digest,
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": digest},
            "salt_length": PSS_SALT_BYTES,
        }
        return {"algorithm": "rsassa_pss", "parameters": parameters}
    return {"algorithm": f"{DIGEST}_{'ecdsa' if mechanism is Mechanism.ECDSA else 'rsa'}"}


@lru_cache(maxsize=128)
def _parse_certificate(der: bytes) -> Any:
    from asn1crypto.x509 import Certificate

    return Certificate.load(der)


def _dump(value: Any) -> bytes:
    encoded: bytes = value.dump()
    return encoded
