"""The company's certificate authority, and the certificates it issues (X.509, RFC 5280)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from ..errors import SigningError
from . import der
from .bounded_http import split_url
from .certification_path import get_extension
from .mechanisms import PrivateKey, PublicKey

# RFC 9336: extended key usage for signing documents.
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
# ETSI EN 319 412-1, 5.2: it lives so shortly that its revocation need not be looked up.
SHORT_TERM = x509.ObjectIdentifier("0.4.0.194121.2.1")
# How far clocks may differ between who certifies and who signs.
CLOCK_TOLERANCE = timedelta(minutes=5)
LONGEST_SHORT_TERM = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a certificate names.

    :ivar common_name: a person's or an authority's name, at most 64 characters (RFC 5280, A.1)
    :ivar country: ISO 3166 two-letter code
    :ivar organization_identifier: of an organisation that is itself the subject
        (ETSI EN 319 412-1, 5.1.4), such as ``NTRDE-HRB12345``
    """

    common_name: str
    email: str | None = None
    organization: str | None = None
    country: str | None = None
    organization_identifier: str | None = None

    def to_name(self) -> x509.Name:
        """The distinguished name, most general attribute first."""
        attributes = [
            (NameOID.COUNTRY_NAME, self.country),
            (NameOID.ORGANIZATION_NAME, self.organization),
            (NameOID.ORGANIZATION_IDENTIFIER, self.organization_identifier),
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
    crl_url: str | None = None,
    issuer_url: str | None = None,
) -> x509.Certificate:
    """Certify a person's key for signing documents.

    :param purpose: ``user`` (a colleague) or ``signatory`` (a customer, for one signature);
        both sign documents, and a signatory's that lives for a day or less says so
    :param crl_url: where the authority's revocation list is to be had (RFC 5280, 4.2.1.13)
    :param issuer_url: where the authority's certificate is to be had (RFC 5280, 4.2.2.1)
    :raise SigningError: ``invalid_url``
    """
    builder = _prepare_personal(authority, public_key, subject, valid_from, valid_until)
    extensions = _to_locations(crl_url, issuer_url)
    if purpose == "signatory" and valid_until - valid_from <= LONGEST_SHORT_TERM + CLOCK_TOLERANCE:
        extensions.append(x509.UnrecognizedExtension(SHORT_TERM, der.NULL))
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(authority_key, hashes.SHA256())


def issue_signatory_certificate(
    authority: x509.Certificate,
    authority_key: PrivateKey,
    public_key: PublicKey,
    subject: Subject,
    *,
    moment: datetime,
    lifetime: timedelta = timedelta(hours=1),
    crl_url: str | None = None,
    issuer_url: str | None = None,
) -> x509.Certificate:
    """Certify a key for one signature: for a short time, and saying so.

    :param moment: now; it is valid from a little earlier on, for clocks differ
    :param lifetime: from ``moment`` on, at most 24 hours and not beyond the authority's own end
    :raise SigningError: ``certificate_expired`` if the authority has, ``invalid_url``
    """
    if authority.not_valid_after_utc <= moment:
        raise SigningError("certificate_expired")
    end = moment + min(lifetime, LONGEST_SHORT_TERM)
    return issue_certificate(
        authority,
        authority_key,
        public_key,
        subject,
        valid_from=max(moment - CLOCK_TOLERANCE, authority.not_valid_before_utc),
        valid_until=min(end, authority.not_valid_after_utc),
        purpose="signatory",
        crl_url=crl_url,
        issuer_url=issuer_url,
    )


def is_short_term(certificate: x509.Certificate) -> bool:
    """Whether a certificate declares that its revocation need not be looked up."""
    return any(extension.oid == SHORT_TERM for extension in certificate.extensions)


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


def _prepare_personal(
    authority: x509.Certificate,
    public_key: PublicKey,
    subject: Subject,
    valid_from: datetime,
    valid_until: datetime,
) -> x509.CertificateBuilder:
    """What every person's certificate says (RFC 5280, 4.2)."""
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
        names = x509.SubjectAlternativeName([x509.RFC822Name(subject.email)])
        builder = builder.add_extension(names, critical=False)
    return builder


def _to_locations(crl_url: str | None, issuer_url: str | None) -> list[x509.ExtensionType]:
    """Where to find what a verifier needs."""
    extensions: list[x509.ExtensionType] = []
    if crl_url:
        extensions.append(
            x509.CRLDistributionPoints(
                [x509.DistributionPoint([_to_location(crl_url)], None, None, None)]
            )
        )
    if issuer_url:
        extensions.append(
            x509.AuthorityInformationAccess(
                [
                    x509.AccessDescription(
                        AuthorityInformationAccessOID.CA_ISSUERS, _to_location(issuer_url)
                    )
                ]
            )
        )
    return extensions


def _to_location(url: str) -> x509.UniformResourceIdentifier:
    split_url(url)
    return x509.UniformResourceIdentifier(url)


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
    names = get_extension(certificate, x509.SubjectAlternativeName)
    return next(iter(names.get_values_for_type(x509.RFC822Name)), None) if names else None


def _is_authority(certificate: x509.Certificate) -> bool:
    constraints = get_extension(certificate, x509.BasicConstraints)
    return constraints is not None and constraints.ca


def _describe_key(certificate: x509.Certificate) -> str:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA-{key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"ECDSA-{key.curve.name}"
    return type(key).__name__
