"""What others say of our signatures: pyHanko's validator, Poppler's ``pdfsig`` and OpenSSL."""

import asyncio
import subprocess
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from crm_contract_sign import signing
from crm_contract_sign.signing.cms import to_asn1


def read_signatures(pdf):
    return PdfFileReader(BytesIO(pdf), strict=True).embedded_signatures


def ask_pyhanko(pdf, *anchors):
    """The status of each signature that is no document time-stamp."""
    context = ValidationContext(trust_roots=[to_asn1(anchor) for anchor in anchors])
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    return [
        validate_pdf_signature(signature, signer_validation_context=context)
        for signature in reader.embedded_regular_signatures
    ]


def ask_pdfsig(pdf, folder):
    """What pdfsig prints of a file, without asking it whom to trust."""
    path = folder / "asked.pdf"
    path.write_bytes(pdf)
    return run("pdfsig", "-nocert", path)


def ask_openssl(pdf, folder, *anchors):
    """Have ``openssl cms`` verify every signature over the bytes that it covers.

    :return: what it said of each
    """
    (folder / "anchors.pem").write_text("".join(map(signing.to_pem, anchors)))
    answers = []
    for signature in PdfFileReader(BytesIO(pdf)).embedded_regular_signatures:
        start, length, start_2, length_2 = map(int, signature.byte_range)
        covered = pdf[start : start + length] + pdf[start_2 : start_2 + length_2]
        (folder / "covered.bin").write_bytes(covered)
        (folder / "cms.der").write_bytes(signature.pkcs7_content)
        answers.append(
            run(
                *"openssl cms -verify -binary -inform DER -purpose any".split(),
                *("-in", folder / "cms.der", "-content", folder / "covered.bin"),
                *("-CAfile", folder / "anchors.pem", "-out", folder / "verified.bin"),
            )
        )
    return answers


def read_algorithm(pdf):
    """How the first signature says that it was made."""
    return read_signatures(pdf)[0].signer_info["signature_algorithm"]


def run(*words, may_fail=False):
    """What a program prints, on both channels; it must end well unless it may fail."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert may_fail or done.returncode == 0, said
    return said


def ask_pyhanko_for_archive(pdf, moment, *anchors):
    """Whether each signature passes as one with archived proof, at a later time, by what stands in
    the document alone (ETSI EN 319 102-1, 5.6.3)."""
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build([to_asn1(anchor) for anchor in anchors]),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(
            cert_validation_policy=policy,
            revinfo_gathering_policy=RevocationInfoGatheringSpec(
                RevinfoOnlineFetchingRule.LOCAL_ONLY
            ),
        )
    )
    timing = ValidationTimingInfo(moment, moment, point_in_time_validation=True)
    return [
        asyncio.run(ades_lta_validation(signature, spec, timing)).ades_subindic
        for signature in PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    ]


def ask_pyhanko_by_security_store(pdf, *anchors):
    """The status of each signature when the status of every certificate must be known, from what
    stands in the document alone."""
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    context = DocumentSecurityStore.read_dss(reader).as_validation_context(
        {
            "trust_roots": [to_asn1(anchor) for anchor in anchors],
            "revocation_mode": "require",
            "allow_fetching": False,
        }
    )
    return [
        validate_pdf_signature(signature, signer_validation_context=context)
        for signature in reader.embedded_regular_signatures
    ]
