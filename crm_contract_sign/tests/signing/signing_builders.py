"""People, keys and documents for the tests of signing."""

from datetime import UTC, datetime, timedelta

from crm_contract_sign import signing

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
BOXES = {"Signature1": (60, 100, 270, 180), "Signature2": (300, 100, 510, 180)}


def make_page():
    """A PDF of one blank page, written by hand."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R>>",
        b"<</Length 9>>\nstream\n0 0 m 1 1\nendstream",
    ]
    pdf, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(pdf)
    pdf += b"xref\n0 5\n0000000000 65535 f \n"
    pdf += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return pdf + b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def make_empty_document():
    """A page with two empty signature fields; the second one locks."""
    return signing.prepare_fields(
        make_page(),
        [signing.FieldSpec(name, 0, box, name == "Signature2") for name, box in BOXES.items()],
    )


def make_authority(**key):
    """A certificate authority: its certificate and its key."""
    private_key = signing.generate_private_key(**(key or {"size": 2048}))
    certificate = signing.create_authority(
        signing.Subject("Test Authority", organization="Test"),
        private_key,
        valid_from=NOW - 30 * DAY,
        valid_until=NOW + 365 * DAY,
    )
    return certificate, private_key


def make_signer(authority, name="Ann", *, valid_from=None, valid_until=None, **key):
    """A person with a key of their own, certified by ``authority``, by default until tomorrow."""
    certificate, authority_key = authority
    private_key = signing.generate_private_key(**(key or {"size": 2048}))
    issued = signing.issue_certificate(
        certificate,
        authority_key,
        private_key.public_key(),
        signing.Subject(name, email="someone@example.com"),
        valid_from=valid_from or NOW - DAY,
        valid_until=valid_until or NOW + DAY,
    )
    return signing.LoadedKeySigner(private_key, issued, (certificate,))


def make_request(signer, field_name="Signature1", **values):
    """What ``signer`` asks for in a field: to certify in the first, to lock in the second."""
    values = {
        "name": signing.describe(signer.certificate).common_name,
        "moment": NOW,
        "certify": field_name == "Signature1",
        "lock_all": field_name == "Signature2",
        "certificate": signer.certificate,
        "chain": signer.chain,
        **values,
    }
    return signing.SignatureRequest(field_name=field_name, **values)
