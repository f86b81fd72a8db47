"""Authorities of others, as files that their certificates come in."""

import base64
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.serialization import Encoding

from .. import signing


def make_authority(name="Some Root", *, days=3000, size=2048):
    """An authority of others: its certificate and key."""
    now = datetime.now(UTC)
    key = signing.generate_private_key(size=size)
    validity = {"valid_from": now - timedelta(days=60), "valid_until": now + timedelta(days=days)}
    subject = signing.Subject(common_name=name, organization="Trust Services")
    return signing.create_authority(subject, key, **validity), key


def make_authority_file(name="Some Root", *, encoding=Encoding.PEM, **values):
    """The file in which an authority publishes its certificate, as a form sends it."""
    certificate, _key = make_authority(name, **values)
    return base64.b64encode(certificate.public_bytes(encoding)).decode()


def make_document():
    """A page of somebody's, with one empty signature field."""
    from .. import rendering

    html = "<!DOCTYPE html><html lang='en'><title>Offer</title><p>An offer of others.</p></html>"
    page = rendering.render(html, stylesheet="", created=datetime.now(UTC)).pdf
    return signing.prepare_fields(page, [signing.FieldSpec("Signature1", 0, (60, 100, 270, 180))])
