"""Whom a verification trusts, and how far: authorities, time-stamp authorities, revocations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

from ..certificates import from_pem_bundle
from .report import Problem
from .revocation_status import StatusSource, find_path_status

# pyHanko's name of why a path is not accepted (ETSI EN 319 102-1, 5.1.3): what we call it.
_DISTRUST = {
    "OUT_OF_BOUNDS_NO_POE": "certificate_expired",
    "OUT_OF_BOUNDS_NOT_REVOKED": "certificate_expired",
    "CHAIN_CONSTRAINTS_FAILURE": "wrong_key_usage",
    "CRYPTO_CONSTRAINTS_FAILURE": "weak_algorithm",
    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE": "weak_algorithm",
}
MINIMUM_RSA_BITS = 2048
MINIMUM_CURVE_BITS = 256
_WEAK_DIGESTS = frozenset({"md2", "md4", "md5", "ripemd160", "sha1", "sha224"})


@dataclass(frozen=True, slots=True)
class Trust:
    """What one verification rests on.

    :ivar anchors: PEM of the authorities whose signatories are trusted
    :ivar timestamp_anchors: PEM of the authorities whose time-stamps are
    :ivar status: what is known of revoked certificates
    :ivar withdrawn: anchors that are trusted for what came before a time only, by SHA-256
        fingerprint
    """

    anchors: tuple[str, ...] = ()
    timestamp_anchors: tuple[str, ...] = ()
    status: StatusSource = field(default_factory=StatusSource)
    withdrawn: Mapping[str, datetime] = field(default_factory=dict)

    def context(self, anchors: Sequence[str], moment: datetime, others: Iterable[Any] = ()) -> Any:
        """A pyHanko validation context: these anchors at this time, nothing fetched."""
        from pyhanko_certvalidator import ValidationContext

        return ValidationContext(
            trust_roots=[root for pem in anchors for root in load_roots(pem)],
            other_certs=list(others),
            moment=moment,
            allow_fetching=False,
            # Revocation is judged by revocation_status, which tells a time before from one after.
            revocation_mode="soft-fail",
        )


@lru_cache(maxsize=256)
def load_roots(pem: str) -> tuple[Any, ...]:
    """The certificates of a PEM text, as pyHanko wants them.

    :raise ValueError: there is none
    """
    from asn1crypto.x509 import Certificate

    return tuple(Certificate.load(_to_der(each)) for each in from_pem_bundle(pem))


def path_of(status: Any) -> list[x509.Certificate]:
    """The certificates of pyHanko's validation path, from the signer's to the anchor."""
    path = status.validation_path
    if path is None:
        return []
    return [x509.load_der_x509_certificate(each.dump()) for each in reversed(list(path))]


def signer_certificate(status: Any) -> x509.Certificate:
    """The certificate of whoever made a signature or time-stamp, out of pyHanko's status."""
    return x509.load_der_x509_certificate(status.signing_cert.dump())


def explain_distrust(status: Any, certificate: x509.Certificate, moment: datetime) -> Problem:
    """Why a certificate is not trusted.

    :param status: what pyHanko says of the signature
    :param certificate: the signer's
    :param moment: the time at which it was judged
    """
    reason = getattr(status.trust_problem_indic, "name", None) or "NO_CERTIFICATE_CHAIN_FOUND"
    code = _DISTRUST.get(reason, "untrusted_certificate")
    if code == "weak_algorithm":
        return Problem("weak_algorithm", {"algorithm": status.md_algorithm.upper()})
    if code == "untrusted_certificate" and status.validation_path is not None:
        # A chain was found, but a link of it does not hold; its dates are the usual reason.
        if moment < certificate.not_valid_before_utc:
            code = "certificate_not_yet_valid"
        elif moment > certificate.not_valid_after_utc:
            code = "certificate_expired"
    return Problem(code, {"reason": reason})


def check_strength(
    certificate: x509.Certificate, digest: str, path: Sequence[x509.Certificate]
) -> list[Problem]:
    """Digests and keys that can be forged today are refused (ETSI TS 119 312).

    :param digest: the signature's own, such as ``sha256``
    :param path: from the signer's certificate to the anchor, whose own signature nobody relies on
    """
    weak = [digest] if digest.lower().replace("-", "") in _WEAK_DIGESTS else []
    weak += filter(None, map(weakness_of_key, path or (certificate,)))
    for each in path[:-1]:
        algorithm = each.signature_hash_algorithm
        if algorithm is not None and algorithm.name in _WEAK_DIGESTS:
            weak.append(algorithm.name)
    return [Problem("weak_algorithm", {"algorithm": weak[0].upper()})] if weak else []


def weakness_of_key(certificate: x509.Certificate) -> str | None:
    """What is too weak about a certificate's key, such as ``RSA-1024``; None if nothing is."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < MINIMUM_RSA_BITS:
        return f"RSA-{key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < MINIMUM_CURVE_BITS:
        return f"ECDSA-{key.key_size}"
    return "DSA" if isinstance(key, dsa.DSAPublicKey) else None


def check_revocation(
    path: Sequence[x509.Certificate],
    sources: Sequence[StatusSource],
    trust: Trust,
    moment: datetime,
    *,
    is_proven: bool,
) -> tuple[list[Problem], datetime | None]:
    """Whether a path held at the time of the signature.

    What was signed before a revocation stays signed; but who holds a stolen key can claim any
    time, so that only a proven one counts (ETSI EN 319 102-1, 5.5: no proof of existence).

    :param moment: the signature's time
    :param is_proven: whether that time is more than the signer's claim
    :return: the problem, if any; and when the earliest of the path was revoked
    """
    revoked_on, reason = _find_revocation(path, sources)
    withdrawn_on = trust.withdrawn.get(path[-1].fingerprint(hashes.SHA256()).hex())
    if withdrawn_on and (revoked_on is None or withdrawn_on < revoked_on):
        revoked_on, reason = withdrawn_on, "authority withdrawn"
    if revoked_on is None:
        return [], None
    day = revoked_on.date().isoformat()
    if revoked_on <= moment:
        return [Problem("certificate_revoked", {"revoked_on": day, "reason": reason})], revoked_on
    if not is_proven:
        problem = Problem("certificate_revoked_unproven", {"revoked_on": day, "reason": reason})
        return [problem], revoked_on
    return [], revoked_on


def _find_revocation(
    path: Sequence[x509.Certificate], sources: Sequence[StatusSource]
) -> tuple[datetime | None, str | None]:
    found = [
        (status.revoked_on, status.reason)
        for source in sources
        for _certificate, status in find_path_status(path, source)
        if status.revoked_on
    ]
    return min(found, key=lambda each: each[0]) if found else (None, None)


def is_covered(path: Sequence[x509.Certificate], source: StatusSource) -> bool:
    """Whether a source speaks of every certificate of a path but its anchor."""
    return bool(path) and all(status.known for _each, status in find_path_status(path, source))


def _to_der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
