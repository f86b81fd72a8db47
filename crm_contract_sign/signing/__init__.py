"""Signatures inside the PDF, the keys behind them, and what anyone can check afterwards.

Keys are made and wrapped (``keys``), certified by a company's authority (``certificates``) and
used through a ``Signer`` (``signers``).  A document gets its empty signature fields first; a
signature is then prepared, made and finished (``pades``), so that the key may live anywhere; a
prepared one can be written down until then (``suspension``).
``possession`` asks for proof that whoever shows a public key holds the private one.
``detached`` signs beside the document.
``verification`` judges a file by numbered rules; ``chain`` links the events of a contract's log.

Error codes (``SigningError``): ``wrong_secret``, ``malformed_key``, ``unsupported_key``,
``key_too_weak``, ``malformed_public_key``, ``possession_not_proved``, ``wrong_password``,
``malformed_pkcs12``, ``certificate_expired``,
``certificate_not_yet_valid``, ``signature_mismatch``, ``unknown_field(name)``,
``malformed_pdf(reason)``, ``malformed_prepared_signature``, ``wrong_mechanism(mechanism)``,
``wrong_purpose(purpose)``, ``document_locked``, ``signature_too_large(size, limit)``,
``malformed_detached_signature``, ``other_document(expected, found)``,
``unsupported_version(version)``.

Nothing here imports pyHanko until a PDF is signed or verified.
"""

from . import chain
from .certificates import (
    CertificateDescription,
    Subject,
    create_authority,
    describe,
    from_pem,
    from_pem_bundle,
    issue_certificate,
    to_pem,
)
from .detached import DetachedSignature, check_detached, sign_detached
from .keys import (
    ImportedIdentity,
    generate_private_key,
    load_pkcs12,
    unwrap_private_key,
    wrap_private_key,
)
from .mechanisms import Mechanism, check_signature, default_mechanism, from_ieee_p1363
from .pades import FieldSpec, PreparedSignature, SignatureRequest, prepare, prepare_fields, sign
from .possession import check_possession
from .report import Coverage, Expectation, Problem, Report, SignatureReport
from .signers import DistantKey, LoadedKeySigner, Signer
from .suspension import resume, suspend
from .verification import MAXIMUM_FILE_BYTES, verify

__all__ = [
    "MAXIMUM_FILE_BYTES",
    "CertificateDescription",
    "Coverage",
    "DetachedSignature",
    "DistantKey",
    "Expectation",
    "FieldSpec",
    "ImportedIdentity",
    "LoadedKeySigner",
    "Mechanism",
    "PreparedSignature",
    "Problem",
    "Report",
    "SignatureReport",
    "SignatureRequest",
    "Signer",
    "Subject",
    "chain",
    "check_detached",
    "check_possession",
    "check_signature",
    "create_authority",
    "default_mechanism",
    "describe",
    "from_ieee_p1363",
    "from_pem",
    "from_pem_bundle",
    "generate_private_key",
    "issue_certificate",
    "load_pkcs12",
    "prepare",
    "prepare_fields",
    "resume",
    "sign",
    "sign_detached",
    "suspend",
    "to_pem",
    "unwrap_private_key",
    "verify",
    "wrap_private_key",
]
