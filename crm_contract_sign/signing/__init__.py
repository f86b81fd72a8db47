"""Signatures inside the PDF, the keys behind them, and what anyone can check afterwards.

Keys are made and wrapped (``keys``), certified by a company's authority (``certificates``) and
used through a ``Signer`` (``signers``).  A document gets its empty signature fields first; a
signature is then prepared, made and finished (``pades``), so that the key may live anywhere.
Who signs when is a ``plan``.
``verification`` judges a file by numbered rules; ``chain`` links the events of a contract's log.

Error codes (``SigningError``): ``wrong_secret``, ``malformed_key``, ``unsupported_key``,
``key_too_weak``, ``wrong_password``, ``malformed_pkcs12``, ``certificate_expired``,
``certificate_not_yet_valid``, ``signature_mismatch``, ``unknown_field(name)``,
``malformed_pdf(reason)``, ``unsupported_version(version)``, ``plan_without_signatory``,
``plan_needs_too_many(group, needed, count)``, ``plan_mixes_roles(group)``.

Nothing here imports pyHanko until a PDF is signed or verified.
"""

from . import chain, plan
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
from .keys import (
    ImportedIdentity,
    generate_private_key,
    load_pkcs12,
    unwrap_private_key,
    wrap_private_key,
)
from .pades import FieldSpec, PreparedSignature, SignatureRequest, prepare, prepare_fields, sign
from .passcodes import hash_passcode, matches_passcode
from .report import Coverage, Expectation, Problem, Report, SignatureReport
from .signers import LoadedKeySigner, Signer
from .verification import MAXIMUM_FILE_BYTES, verify

__all__ = [
    "MAXIMUM_FILE_BYTES",
    "CertificateDescription",
    "Coverage",
    "Expectation",
    "FieldSpec",
    "ImportedIdentity",
    "LoadedKeySigner",
    "PreparedSignature",
    "Problem",
    "Report",
    "SignatureReport",
    "SignatureRequest",
    "Signer",
    "Subject",
    "chain",
    "create_authority",
    "describe",
    "from_pem",
    "from_pem_bundle",
    "generate_private_key",
    "hash_passcode",
    "issue_certificate",
    "load_pkcs12",
    "matches_passcode",
    "plan",
    "prepare",
    "prepare_fields",
    "sign",
    "to_pem",
    "unwrap_private_key",
    "verify",
    "wrap_private_key",
]
