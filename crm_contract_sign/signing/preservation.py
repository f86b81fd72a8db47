"""Signatures that stay provable when certificates have expired: levels B-LT and B-LTA of PAdES
(ETSI EN 319 142-1, 5.4, 5.5 and 6.3).

B-LT puts what a verifier will need into the document itself, its security store (DSS, ISO
32000-2, 12.8.4.3): certificates, revocation lists, OCSP responses.  B-LTA time-stamps the whole
document on top of it (12.8.5).  Before that time-stamp's own certificate expires, it is renewed:
its material is stored, and a new one added; and so on for as long as needed.

A document that its last signature has locked takes both: neither counts as a change of it (ISO
32000-2, 12.8.2.2.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from cryptography import x509

from ..errors import SigningError
from .certificates import is_short_term
from .certification_path import is_issued_by, is_self_signed
from .cms import DIGEST, to_asn1
from .ocsp import tells_status
from .pades import (
    TIMESTAMP_BYTES,
    TimestampSource,
    calling_it_malformed,
    fill_gap,
    open_for_update,
)
from .revocation import load_revocation_list, read_revocation_list

TIMESTAMP_FIELD = "Timestamp"


@dataclass(frozen=True, slots=True)
class ValidationMaterial:
    """What proves later that certificates were good.

    :ivar certificates: authorities that the signatures do not hold themselves
    :ivar revocation_lists: DER
    :ivar ocsp_responses: DER (RFC 6960)
    """

    certificates: tuple[x509.Certificate, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()
    ocsp_responses: tuple[bytes, ...] = ()

    def __add__(self, other: ValidationMaterial) -> ValidationMaterial:
        """Both materials, nothing twice."""
        return ValidationMaterial(
            tuple(dict.fromkeys(self.certificates + other.certificates)),
            tuple(dict.fromkeys(self.revocation_lists + other.revocation_lists)),
            tuple(dict.fromkeys(self.ocsp_responses + other.ocsp_responses)),
        )


RevocationFetcher = Callable[[x509.Certificate, x509.Certificate], ValidationMaterial]
"""Gives what is to be had on a certificate's status: called with it and with its issuer."""


def list_certificates(pdf: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates in a document's signatures and time-stamps, whose status will be asked for.

    :raise SigningError: ``malformed_pdf``
    """
    reader = open_for_update(pdf).prev
    with calling_it_malformed():
        return _collect_certificates(reader)


def add_validation_material(
    pdf: bytes,
    material: ValidationMaterial,
    *,
    fetch: RevocationFetcher | None = None,
    moment: datetime | None = None,
) -> bytes:
    """Store in a signed document what its verification needs: level B-LT.

    :param material: what the caller has, such as its authority's newest revocation list
    :param fetch: asked for each certificate on which ``material`` says nothing, or None
    :param moment: now; revocation lists must be current at that time
    :raise SigningError: ``revocation_unknown``, with the certificate's ``name``, if there is
        nothing on its status; ``revocation_list_invalid``, ``ocsp_response_invalid``,
        ``malformed_pdf``
    """
    certificates = list_certificates(pdf)
    complete = _complete(certificates, material, fetch, moment or datetime.now(UTC))
    writer = open_for_update(pdf)
    output = BytesIO()
    with calling_it_malformed():
        _write_security_store(writer, complete)
        writer.write(output)
    return output.getvalue()


def add_document_timestamp(pdf: bytes, timestamp: TimestampSource) -> bytes:
    """Time-stamp a whole document, in a field of its own that nobody sees.

    On top of validation material it makes level B-LTA.  On a signed document without, it proves
    when the signatures existed, as their own time-stamps would (ETSI EN 319 142-1, 6.3); yet some
    validators, pyHanko's for archives among them, ask for a signature's own all the same.

    :raise SigningError: ``malformed_pdf``, ``signature_too_large``, and what ``timestamp`` raises
    """
    from pyhanko.sign.fields import SigFieldSpec
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

    writer = open_for_update(pdf)
    with calling_it_malformed():
        name = _find_unused_name(writer.prev)
        steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec(name)).write_cms(name, writer)
        next(steps)
        steps.send(SigObjSetup(DocumentTimestamp(bytes_reserved=TIMESTAMP_BYTES * 2)))
        digest, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    gap = digest.reserved_region_start, digest.reserved_region_end
    return fill_gap(output.getvalue(), gap, timestamp(digest.document_digest))


def preserve(
    pdf: bytes,
    material: ValidationMaterial,
    timestamp: TimestampSource,
    *,
    fetch: RevocationFetcher | None = None,
    moment: datetime | None = None,
) -> bytes:
    """Bring a signed document to level B-LTA; or, if it has it, renew its archive time-stamp.

    Either way, what verifies the signatures *and time-stamps so far* is stored, then all of it is
    time-stamped.  For the parameters see :func:`add_validation_material`.
    """
    stored = add_validation_material(pdf, material, fetch=fetch, moment=moment)
    return add_document_timestamp(stored, timestamp)


def _collect_certificates(reader: Any) -> tuple[x509.Certificate, ...]:
    found = {}
    for signature in reader.embedded_signatures:
        for signed_data in _list_signed_data(signature):
            for choice in signed_data["certificates"]:
                encoded = choice.chosen.untag().dump()
                found[encoded] = x509.load_der_x509_certificate(encoded)
    return tuple(found.values())


def _list_signed_data(signature: Any) -> Iterator[Any]:
    """A signature's own CMS object, and that of a time-stamp inside it."""
    yield signature.signed_data
    for attribute in signature.signer_info["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            yield attribute["values"][0]["content"]


def _complete(
    certificates: Iterable[x509.Certificate],
    material: ValidationMaterial,
    fetch: RevocationFetcher | None,
    moment: datetime,
) -> ValidationMaterial:
    """The material with all certificates, and with something on the status of each."""
    material = ValidationMaterial(certificates=tuple(certificates)) + material
    for certificate in material.certificates:
        if is_self_signed(certificate) or is_short_term(certificate):
            continue
        issuer = next(
            (each for each in material.certificates if is_issued_by(certificate, each)), None
        )
        if issuer and fetch and not _has_status(certificate, issuer, material, moment):
            material += fetch(certificate, issuer)
        if not issuer or not _has_status(certificate, issuer, material, moment):
            raise SigningError("revocation_unknown", name=certificate.subject.rfc4514_string())
    return material


def _has_status(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    material: ValidationMaterial,
    moment: datetime,
) -> bool:
    """Whether a current list of the issuer or an OCSP response tells a certificate's status."""
    for encoded in material.revocation_lists:
        if load_revocation_list(encoded).issuer == issuer.subject:
            read_revocation_list(encoded, issuer, moment=moment)
            return True
    return any(
        tells_status(encoded, certificate, issuer, moment=moment)
        for encoded in material.ocsp_responses
    )


def _write_security_store(writer: Any, material: ValidationMaterial) -> None:
    from asn1crypto.crl import CertificateList
    from asn1crypto.ocsp import OCSPResponse
    from pyhanko.sign.signers import constants
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    if writer.output_version < (2, 0):
        writer.register_extension(constants.ESIC_EXTENSION_1)
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        sig_contents=None,  # No VRI: ETSI EN 319 142-1 (5.4.2.3) leaves it to the store as a whole.
        certs=map(to_asn1, material.certificates),
        crls=map(CertificateList.load, material.revocation_lists),
        ocsps=map(OCSPResponse.load, material.ocsp_responses),
    )


def _find_unused_name(reader: Any) -> str:
    from pyhanko.sign.fields import enumerate_sig_fields

    taken = {name for name, _value, _reference in enumerate_sig_fields(reader)}
    number = 1
    while f"{TIMESTAMP_FIELD}{number}" in taken:
        number += 1
    return f"{TIMESTAMP_FIELD}{number}"
