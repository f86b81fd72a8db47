"""Signatures inside the PDF, the keys behind them, and what anyone can check afterwards.

Keys are made and wrapped (``keys``), certified by a company's authority (``certificates``) and
used through a ``Signer`` (``signers``).  A document gets its empty signature fields first; a
signature is then prepared, made and finished (``pades``), so that the key may live anywhere.
``verification`` judges a file by numbered rules: what it may cost (``limits``), how it is built
(``structure``), what no signature covers (``envelope``), each signature at its time (``judging``,
``times``, ``trust``, ``revocation_status``, ``embedded_data``), and what changed since
(``differences``); a ``report`` carries the reasons.  ``chain`` links the events of a log.

Error codes (``SigningError``): ``wrong_secret``, ``malformed_key``, ``unsupported_key``,
``key_too_weak``, ``wrong_password``, ``malformed_pkcs12``, ``certificate_expired``,
``certificate_not_yet_valid``, ``signature_mismatch``, ``unknown_field(name)``,
``malformed_pdf(reason)``, ``unsupported_version(version)``.

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
from .keys import (
    ImportedIdentity,
    generate_private_key,
    load_pkcs12,
    unwrap_private_key,
    wrap_private_key,
)
from .pades import FieldSpec, PreparedSignature, SignatureRequest, prepare, prepare_fields, sign
from .report import (
    Change,
    Coverage,
    Expectation,
    Level,
    Note,
    Problem,
    Report,
    Revision,
    SignatureReport,
    TimeSource,
    TimestampReport,
    Verdict,
)
from .signers import LoadedKeySigner, Signer
from .verification import MAXIMUM_FILE_BYTES, verify

__all__ = [
    "MAXIMUM_FILE_BYTES",
    "CertificateDescription",
    "Change",
    "Coverage",
    "Expectation",
    "FieldSpec",
    "ImportedIdentity",
    "Level",
    "LoadedKeySigner",
    "Note",
    "PreparedSignature",
    "Problem",
    "Report",
    "Revision",
    "SignatureReport",
    "SignatureRequest",
    "Signer",
    "Subject",
    "TimeSource",
    "TimestampReport",
    "Verdict",
    "chain",
    "create_authority",
    "describe",
    "from_pem",
    "from_pem_bundle",
    "generate_private_key",
    "issue_certificate",
    "load_pkcs12",
    "prepare",
    "prepare_fields",
    "sign",
    "to_pem",
    "unwrap_private_key",
    "verify",
    "wrap_private_key",
]
