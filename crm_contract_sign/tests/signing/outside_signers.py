"""PDFs signed with pyHanko itself, as other programs sign them."""

from io import BytesIO

from asn1crypto import keys, x509
from attack_builders import make_signer
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore


def to_asn1(certificate):
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def to_asn1_key(key):
    encoded = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return keys.PrivateKeyInfo.load(encoded)


def to_outside_signer(signer, **options):
    """One of our signers as pyHanko's own; ``options`` such as ``prefer_pss``."""
    store = SimpleCertificateStore()
    store.register_multiple([to_asn1(each) for each in signer.chain])
    return signers.SimpleSigner(
        signing_cert=to_asn1(signer.certificate),
        signing_key=to_asn1_key(signer._key),
        cert_registry=store,
        **options,
    )


def sign_outside(
    pdf, field_name="Signature1", *, box=None, signer=None, timestamper=None, pss=False, **metadata
):
    """Sign with pyHanko; ``metadata`` goes into its ``PdfSignatureMetadata``."""
    metadata.setdefault("subfilter", fields.SigSeedSubFilter.PADES)
    place = fields.SigFieldSpec(field_name, on_page=0, box=box) if box else None
    output = signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name=field_name, **metadata),
        signer=to_outside_signer(signer or make_signer(), prefer_pss=pss),
        timestamper=timestamper,
        new_field_spec=place,
    ).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return output.getvalue()
