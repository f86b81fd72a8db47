"""Time-stamps (RFC 3161): proof that a digest was known at a time, signed by an authority.

A policy names authorities in order of preference.  One that is down, slow, or answers badly is
passed over for the next; what is returned was checked against what was asked, so that nothing is
embedded which a verifier would refuse later.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..errors import SigningError
from . import der
from .bounded_http import ExchangeError, basic_authorization, post, split_url
from .certificates import from_pem
from .cms import SHA256, to_asn1

QUERY_TYPE = "application/timestamp-query"
REPLY_TYPE = "application/timestamp-reply"
MAXIMUM_REPLY_BYTES = 64 * 1024
GRANTED = ("granted", "granted_with_mods")  # RFC 3161, 2.4.2


@dataclass(frozen=True, slots=True)
class TimestampAuthority:
    """Where to ask for time-stamps.

    :ivar url: its address, http or https; http is common, since answers are signed
    :ivar user: for HTTP basic authentication, or None
    :raise SigningError: ``invalid_url``
    """

    url: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        split_url(self.url)

    @property
    def name(self) -> str:
        """The host, for people; never a password."""
        return split_url(self.url).hostname or self.url


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A checked time-stamp.

    :ivar token: DER of the token, a CMS object
    :ivar moment: when the authority says it was made
    :ivar serial: the token's number, hexadecimal
    :ivar authority: the name in the authority's certificate
    """

    token: bytes
    moment: datetime
    serial: str
    authority: str


@dataclass(frozen=True, slots=True)
class TimestampPolicy:
    """Whom to ask, in which order, and how patiently.

    It is a :data:`.pades.TimestampSource`: called with a digest it gives the token.

    :ivar authorities: in order of preference
    :ivar timeout: seconds for each of them
    :ivar anchors: PEM of the certificates that authorities must chain to; empty for any
    """

    authorities: tuple[TimestampAuthority, ...]
    timeout: float = 10.0
    anchors: tuple[str, ...] = ()

    def __call__(self, digest: bytes) -> bytes:
        """The token of a SHA-256 digest; see :func:`timestamp_digest`."""
        return timestamp_digest(digest, self).token


def timestamp_digest(digest: bytes, policy: TimestampPolicy) -> Timestamp:
    """Have a digest time-stamped by the first authority that does it well.

    :param digest: SHA-256 of what is to be proved, such as the head of a log
    :raise SigningError: ``timestamp_unavailable``; its ``failures`` say of each authority why
    """
    failures = []
    for authority in policy.authorities:
        try:
            return _ask(authority, digest, policy)
        except ExchangeError as error:
            failures.append(f"{authority.name} ({error.reason})")
        except SigningError as error:
            failures.append(f"{authority.name} ({error.params['reason']})")
    raise SigningError("timestamp_unavailable", failures=failures)


def check_timestamp(token: bytes, digest: bytes, anchors: Sequence[str] = ()) -> Timestamp:
    """Check a time-stamp of a digest.

    :param token: DER, as :class:`Timestamp` has it
    :param anchors: PEM of trusted authorities' certificates; empty to check the token alone
    :raise SigningError: ``timestamp_invalid``; its ``reason`` is ``malformed``,
        ``other_digest``, ``wrong_purpose``, ``wrong_signature`` or ``untrusted``
    """
    try:
        signed_data, info = _parse_token(token)
        return _check_token(token, signed_data, info, digest, anchors)
    except SigningError:
        raise
    except Exception as error:  # asn1crypto and pyHanko raise ValueError, TypeError, KeyError…
        raise SigningError("timestamp_invalid", reason="malformed") from error


def _ask(authority: TimestampAuthority, digest: bytes, policy: TimestampPolicy) -> Timestamp:
    nonce = int.from_bytes(os.urandom(8), "big")
    headers = {"Content-Type": QUERY_TYPE, "Accept": REPLY_TYPE}
    if authority.user is not None:
        headers["Authorization"] = basic_authorization(authority.user, authority.password or "")
    media_type, reply = post(
        authority.url,
        _make_query(digest, nonce),
        headers,
        timeout=policy.timeout,
        limit=MAXIMUM_REPLY_BYTES,
    )
    if media_type != REPLY_TYPE:
        raise SigningError("timestamp_invalid", reason="malformed")
    return check_timestamp(_read_reply(reply, nonce), digest, policy.anchors)


def _make_query(digest: bytes, nonce: int) -> bytes:
    # TimeStampReq ::= SEQUENCE { version, messageImprint, reqPolicy OPTIONAL, nonce OPTIONAL,
    #     certReq DEFAULT FALSE } (RFC 3161, 2.4.1)
    imprint = der.sequence(SHA256, der.octet_string(digest))
    return der.sequence(der.integer(1), imprint, der.integer(nonce), der.TRUE)


def _read_reply(reply: bytes, nonce: int) -> bytes:
    """The token in an authority's reply (RFC 3161, 2.4.2)."""
    from asn1crypto import tsp

    try:
        response = tsp.TimeStampResp.load(reply, strict=True)
        status = response["status"]["status"].native
        token: bytes = response["time_stamp_token"].dump()
        found = _parse_token(token)[1]["nonce"].native if status in GRANTED else None
    except Exception as error:  # See check_timestamp().
        raise SigningError("timestamp_invalid", reason="malformed") from error
    if status not in GRANTED:
        raise SigningError("timestamp_invalid", reason=str(status))
    if found != nonce:
        raise SigningError("timestamp_invalid", reason="other_request")
    return token


def _parse_token(token: bytes) -> tuple[Any, Any]:
    """The signed data of a token, and what it states."""
    from asn1crypto import cms, tsp

    container = cms.ContentInfo.load(token, strict=True)
    signed_data = container["content"]
    info = signed_data["encap_content_info"]["content"].parsed
    if not isinstance(info, tsp.TSTInfo) or len(signed_data["signer_infos"]) != 1:
        raise SigningError("timestamp_invalid", reason="malformed")
    return signed_data, info


def _check_token(
    token: bytes, signed_data: Any, info: Any, digest: bytes, anchors: Sequence[str]
) -> Timestamp:
    imprint = info["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256" or not hmac.compare_digest(
        imprint["hashed_message"].native, digest
    ):
        raise SigningError("timestamp_invalid", reason="other_digest")
    certificate, others = _check_signature(signed_data)
    _check_purpose(certificate)
    moment = info["gen_time"].native
    if anchors:
        _check_trust(certificate, others, moment, anchors)
    return Timestamp(
        token=token,
        moment=moment,
        serial=f"{info['serial_number'].native:x}",
        authority=certificate.subject.human_friendly,
    )


def _check_signature(signed_data: Any) -> tuple[Any, list[Any]]:
    """The authority's certificate, whose key made the token, and the others it sent along."""
    from pyhanko.sign.general import extract_certificate_info
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    signer = signed_data["signer_infos"][0]
    certificates = extract_certificate_info(signed_data)
    content = bytes(signed_data["encap_content_info"]["content"])
    algorithm = signer["digest_algorithm"]["algorithm"].native
    intact, valid = validate_sig_integrity(
        signer,
        certificates.signer_cert,
        expected_content_type="tst_info",
        actual_digest=hashlib.new(algorithm, content).digest(),
    )
    if not (intact and valid):
        raise SigningError("timestamp_invalid", reason="wrong_signature")
    return certificates.signer_cert, list(certificates.other_certs)


def _check_purpose(certificate: Any) -> None:
    """A time-stamping key does nothing else, and says so critically (RFC 3161, 2.3)."""
    usage = certificate.extended_key_usage_value
    is_critical = "extended_key_usage" in certificate.critical_extensions
    if usage is None or usage.native != ["time_stamping"] or not is_critical:
        raise SigningError("timestamp_invalid", reason="wrong_purpose")


def _check_trust(
    certificate: Any, others: Sequence[Any], moment: datetime, anchors: Sequence[str]
) -> None:
    from pyhanko_certvalidator import CertificateValidator, ValidationContext
    from pyhanko_certvalidator.errors import PathError, ValidationError

    context = ValidationContext(
        trust_roots=[to_asn1(from_pem(anchor)) for anchor in anchors],
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    validator = CertificateValidator(
        certificate, intermediate_certs=list(others), validation_context=context
    )
    try:
        asyncio.run(validator.async_validate_usage(set(), {"time_stamping"}))
    except (PathError, ValidationError) as error:
        raise SigningError("timestamp_invalid", reason="untrusted") from error
