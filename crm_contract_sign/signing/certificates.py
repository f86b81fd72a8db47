"""The company's certificate authority, and the certificates it issues (X.509, RFC 5280)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .mechanisms import PrivateKey, PublicKey

# RFC 9336: extended key usage for signing documents.
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a certificate names.

    :ivar common_name: a person's or an authority's name, at most 64 characters (RFC 5280, A.1)
    :ivar country: ISO 3166 two-letter code
    """

    common_name: str
    email: str | None = None
    organization: str | None = None
    country: str | None = None

    def to_name(self) -> x509.Name:
        """The distinguished name, most general attribute first."""
        attributes = [
            (NameOID.COUNTRY_NAME, self.country),
            (NameOID.ORGANIZATION_NAME, self.organization),
            (NameOID.COMMON_NAME, self.common_name),
        ]
        return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes if value])


@dataclass(frozen=True, slots=True)
class CertificateDescription:
    """What people want to know of a certificate.

    :ivar fingerprint: SHA-256 of the DER bytes, hexadecimal
    :ivar serial: hexadecimal
    :ivar key: algorithm and size, such as ``RSA-3072``
    """

    common_name: str
    email: str | None
    organization: str | None
    issuer: str
    serial: str
    fingerprint: str
    key: str
    valid_from: datetime
    valid_until: datetime
    is_authority: bool


def create_authority(
    subject: Subject, key: PrivateKey, *, valid_from: datetime, valid_until: datetime
) -> x509.Certificate:
    """Make an authority's self-signed certificate: it may sign certificates and CRLs only."""
    name = subject.to_name()
    builder = _builder(name, name, key.public_key(), valid_from, valid_until)
    usage = _key_usage(key_cert_sign=True, crl_sign=True)
    return (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def issue_certificate(
    authority: x509.Certificate,
    authority_key: PrivateKey,
    public_key: PublicKey,
    subject: Subject,
    *,
    valid_from: datetime,
    valid_until: datetime,
    purpose: str = "user",
) -> x509.Certificate:
    """Certify a person's key for signing documents.

    :param purpose: ``user`` (a colleague) or ``signatory`` (a customer, for one signature);
        both sign documents, the caller chooses how long they may
    """
    authority_identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    builder = _builder(subject.to_name(), authority.subject, public_key, valid_from, valid_until)
    builder = (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        # content_commitment is what RFC 5280 (4.2.1.3) calls non-repudiation.
        .add_extension(_key_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]),
            critical=False,
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
                authority_identifier.value
            ),
            critical=False,
        )
    )
    if subject.email and subject.email.isascii():
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.RFC822Name(subject.email)]), critical=False
        )
    return builder.sign(authority_key, hashes.SHA256())


def describe(certificate: x509.Certificate) -> CertificateDescription:
    """What people want to know of a certificate."""

    def attribute(name: x509.Name, oid: x509.ObjectIdentifier) -> str | None:
        found = name.get_attributes_for_oid(oid)
        return str(found[0].value) if found else None

    subject = certificate.subject
    return CertificateDescription(
        common_name=attribute(subject, NameOID.COMMON_NAME) or subject.rfc4514_string(),
        email=_get_email(certificate),
        organization=attribute(subject, NameOID.ORGANIZATION_NAME),
        issuer=attribute(certificate.issuer, NameOID.COMMON_NAME)
        or certificate.issuer.rfc4514_string(),
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        key=_describe_key(certificate),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        is_authority=_is_authority(certificate),
    )


def to_pem(certificate: x509.Certificate) -> str:
    """The certificate in PEM (RFC 7468)."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def from_pem(text: str) -> x509.Certificate:
    """The first certificate of a PEM text."""
    return x509.load_pem_x509_certificate(text.encode("ascii"))


def from_pem_bundle(text: str) -> list[x509.Certificate]:
    """All certificates of a PEM text, in order."""
    return x509.load_pem_x509_certificates(text.encode("ascii"))


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: PublicKey,
    valid_from: datetime,
    valid_until: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _key_usage(**used: bool) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: used.get(name, False) for name in names})


def _get_email(certificate: x509.Certificate) -> str | None:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return None
    return next(iter(names.value.get_values_for_type(x509.RFC822Name)), None)


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _describe_key(certificate: x509.Certificate) -> str:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA-{key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"ECDSA-{key.curve.name}"
    return type(key).__name__
