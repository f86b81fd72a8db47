"""A signature beside the document, as a plain record that needs no PDF and no CMS.

The record says what was done: algorithm, digest, signature, certificate.  With the record's
signature and certificate saved as files, anyone checks RSA-PSS over a document with::

    openssl pkeyutl -verify -rawin -digest sha256 -in contract.pdf \\
        -certin -inkey certificate.pem -sigfile signature.bin \\
        -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:32

and ECDSA or PKCS#1 v1.5 without its last line (OpenSSL 3; a test runs these very commands).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass

from ..errors import SigningError
from .certificates import from_pem, to_pem
from .mechanisms import Mechanism, check_signature
from .signers import Signer

FORMAT = "crm_contract_sign.detached_signature"
VERSION = 1


@dataclass(frozen=True, slots=True)
class DetachedSignature:
    """A signature over a document's SHA-256 digest.

    :ivar mechanism: how it was made
    :ivar sha256: the document's digest, hexadecimal
    :ivar signature: the raw signature
    :ivar certificate: the signer's, PEM
    """

    mechanism: Mechanism
    sha256: str
    signature: bytes
    certificate: str

    def to_json(self) -> str:
        """The record as JSON, the signature in base64 (RFC 4648, 4)."""
        return json.dumps(
            {
                "format": FORMAT,
                "version": VERSION,
                "algorithm": str(self.mechanism),
                "digest": {"algorithm": "sha256", "value": self.sha256},
                "signature": base64.b64encode(self.signature).decode(),
                "certificate": self.certificate,
            },
            indent=2,
        )

    @classmethod
    def from_json(cls, text: str) -> DetachedSignature:
        """Read a record.

        :raise SigningError: ``malformed_detached_signature``
        """
        try:
            record = json.loads(text)
            if (record["format"], record["version"]) != (FORMAT, VERSION):
                raise ValueError(record["version"])  # noqa: TRY301  Told below.
            if record["digest"]["algorithm"] != "sha256":
                raise ValueError(record["digest"])  # noqa: TRY301  Told below.
            return cls(
                mechanism=Mechanism(record["algorithm"]),
                sha256=bytes.fromhex(record["digest"]["value"]).hex(),
                signature=base64.b64decode(record["signature"], validate=True),
                certificate=to_pem(from_pem(record["certificate"])),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SigningError("malformed_detached_signature") from error


def sign_detached(document: bytes, signer: Signer) -> DetachedSignature:
    """Sign a document's SHA-256 digest.

    A key that can choose should sign by ``Mechanism.RSA_PSS``, whose security is proved (RFC
    8017, 8): ``signer.with_mechanism(Mechanism.RSA_PSS)``.
    """
    return DetachedSignature(
        mechanism=signer.mechanism,
        sha256=hashlib.sha256(document).hexdigest(),
        signature=signer.sign(document),
        certificate=to_pem(signer.certificate),
    )


def check_detached(detached: DetachedSignature, document: bytes) -> None:
    """Check a record against its document.  Whether its certificate is to be trusted, and was
    valid, is another question.

    :raise SigningError: ``other_document``, ``signature_mismatch``, ``wrong_mechanism``
    """
    digest = hashlib.sha256(document).digest()
    if not hmac.compare_digest(digest.hex(), detached.sha256):
        raise SigningError("other_document", expected=detached.sha256, found=digest.hex())
    certificate = from_pem(detached.certificate)
    check_signature(certificate, detached.signature, digest, detached.mechanism, is_digest=True)
