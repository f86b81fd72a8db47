"""Signatures inside the PDF, the keys behind them, and what anyone can check afterwards.

Keys are made and wrapped (``keys``), and certified by a company's authority (``certificates``),
which also revokes (``revocation``).  They are used through a ``Signer`` (``signers``) by one of its
mechanisms (``mechanisms``), be they in memory for a while (``unlocked``) or on a token
(``pkcs11``); others prove that they hold theirs (``possession``).

A document gets its empty signature fields first; a signature is then prepared, made and finished
(``pades``), so that the key may live anywhere; a prepared one can be written down until then
(``suspension``).  A seal across the edges of pages is signed in ``strips``.  ``detached`` signs
beside the document; ``timestamps`` proves when; ``preservation`` keeps signatures provable when
certificates have expired.

The subpackage ``verification`` judges a file, whoever made it; authorities of others become trust
``anchors`` if they are fit for it.  Who signs when is a ``plan``; ``passcodes`` are told
separately; ``chain`` links the events of a contract's log.

Error codes (``SigningError``):

* keys: ``wrong_secret``, ``malformed_key``, ``unsupported_key``, ``key_too_weak(size)``,
  ``wrong_password``, ``malformed_pkcs12``, ``wrong_mechanism(mechanism)``,
  ``malformed_public_key``, ``possession_not_proved``;
* tokens: ``pkcs11_missing``, ``pkcs11_library(path)``, ``token_missing(token)``,
  ``token_key_missing(token)``, ``token_failed(reason)``, ``wrong_pin``, ``pin_locked``;
* certificates: ``malformed_certificate``, ``certificate_expired``, ``certificate_not_yet_valid``,
  ``wrong_purpose(purpose)``, ``chain_broken(name, reason)``, ``revocation_list_invalid(reason)``,
  ``ocsp_response_invalid(reason)``, ``revocation_unknown(name)``, ``invalid_url(url)``,
  ``malformed_anchor``, ``several_certificates(count)``, ``weak_key(key)``;
* seals across edges: ``too_many_signatures(count, limit)``;
* signatures: ``signature_mismatch``, ``unknown_field(name)``, ``document_locked``,
  ``signature_too_large(size, limit)``, ``malformed_pdf(reason)``, ``malformed_prepared_signature``,
  ``malformed_detached_signature``, ``other_document(expected, found)``;
* time-stamps: ``timestamp_unavailable(failures)``, ``timestamp_invalid(reason)``;
* plans: ``plan_without_signatory``, ``plan_needs_too_many(group, needed, count)``,
  ``plan_mixes_roles(group)``;
* logs: ``unsupported_version(version)``.

Nothing here imports pyHanko until a PDF is signed or verified.
"""

from . import chain, plan
from .anchors import load_anchor
from .appearance import SharedAppearance, Slice
from .certificates import (
    CertificateDescription,
    Subject,
    create_authority,
    describe,
    from_pem,
    from_pem_bundle,
    issue_certificate,
    issue_signatory_certificate,
    to_pem,
)
from .certification_path import order_path
from .detached import DetachedSignature, check_detached, sign_detached
from .fetching import RevocationListFetcher
from .keys import (
    ImportedIdentity,
    generate_private_key,
    load_pkcs12,
    rewrap_private_key,
    unwrap_private_key,
    wrap_private_key,
)
from .mechanisms import Mechanism, check_signature, default_mechanism, from_ieee_p1363
from .pades import FieldSpec, PreparedSignature, SignatureRequest, prepare, prepare_fields, sign
from .passcodes import hash_passcode, matches_passcode
from .pkcs11 import TokenCertificate, TokenKey, TokenSigner, list_token_certificates
from .possession import check_possession, load_public_key
from .public_identity import PublicIdentity, load_public_identity
from .preservation import (
    ValidationMaterial,
    add_document_timestamp,
    add_validation_material,
    list_certificates,
    preserve,
)
from .revocation import (
    Revocation,
    RevocationList,
    RevocationReason,
    create_revocation_list,
    read_revocation_list,
)
from .sealing import is_sealed_as_today, seal, unseal
from .signers import DigestSigner, DistantKey, LoadedKeySigner, Signer
from .strips import after_strips, check_count, sign_strips
from .suspension import resume, suspend
from .timestamps import (
    Timestamp,
    TimestampAuthority,
    TimestampPolicy,
    check_timestamp,
    timestamp_digest,
)
from .unlocked import UnlockedKeys, unlocked_keys
from .verification import (
    MAXIMUM_FILE_BYTES,
    Act,
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
    group_acts,
    name_strip,
    split_strip_name,
    verify,
)

__all__ = [
    "MAXIMUM_FILE_BYTES",
    "Act",
    "CertificateDescription",
    "Change",
    "Coverage",
    "DetachedSignature",
    "DigestSigner",
    "DistantKey",
    "Expectation",
    "FieldSpec",
    "ImportedIdentity",
    "Level",
    "LoadedKeySigner",
    "Mechanism",
    "Note",
    "PreparedSignature",
    "Problem",
    "PublicIdentity",
    "Report",
    "Revision",
    "Revocation",
    "RevocationList",
    "RevocationListFetcher",
    "RevocationReason",
    "SharedAppearance",
    "SignatureReport",
    "SignatureRequest",
    "Signer",
    "Slice",
    "Subject",
    "TimeSource",
    "Timestamp",
    "TimestampAuthority",
    "TimestampPolicy",
    "TimestampReport",
    "TokenCertificate",
    "TokenKey",
    "TokenSigner",
    "UnlockedKeys",
    "ValidationMaterial",
    "Verdict",
    "add_document_timestamp",
    "add_validation_material",
    "after_strips",
    "chain",
    "check_count",
    "check_detached",
    "check_possession",
    "check_signature",
    "check_timestamp",
    "create_authority",
    "create_revocation_list",
    "default_mechanism",
    "describe",
    "from_ieee_p1363",
    "from_pem",
    "from_pem_bundle",
    "generate_private_key",
    "group_acts",
    "hash_passcode",
    "is_sealed_as_today",
    "issue_certificate",
    "issue_signatory_certificate",
    "list_certificates",
    "list_token_certificates",
    "load_anchor",
    "load_pkcs12",
    "load_public_identity",
    "load_public_key",
    "matches_passcode",
    "name_strip",
    "order_path",
    "plan",
    "prepare",
    "prepare_fields",
    "preserve",
    "read_revocation_list",
    "resume",
    "rewrap_private_key",
    "seal",
    "sign",
    "sign_detached",
    "sign_strips",
    "split_strip_name",
    "suspend",
    "timestamp_digest",
    "to_pem",
    "unlocked_keys",
    "unseal",
    "unwrap_private_key",
    "verify",
    "wrap_private_key",
]
