"""Signatures beside the document, checked by the command that their documentation gives."""

import json
import re
import shlex
import subprocess
from dataclasses import replace

import pytest
from signing_builders import make_authority, make_signer

from crm_contract_sign import signing
from crm_contract_sign.errors import SigningError
from crm_contract_sign.signing import Mechanism, detached

DOCUMENT = b"%PDF-1.7 a contract"
SALT_LINE = "-pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:32"


@pytest.fixture(scope="module")
def authority():
    return make_authority()


@pytest.fixture(scope="module", params=Mechanism)
def record(request, authority):
    key = {"algorithm": "ecdsa"} if request.param is Mechanism.ECDSA else {"size": 2048}
    signer = make_signer(authority, **key).with_mechanism(request.param)
    return signing.sign_detached(DOCUMENT, signer)


def read_documented_command(mechanism):
    """The words of the command in the module's docstring."""
    text = re.search(r"openssl pkeyutl.*?saltlen:32", detached.__doc__, re.DOTALL)[0]
    text = text.replace("\\\n", " ")
    if mechanism is not Mechanism.RSA_PSS:
        assert SALT_LINE in text
        text = text.replace(SALT_LINE, "")
    return shlex.split(text)


def ask_openssl(record, document, folder):
    (folder / "contract.pdf").write_bytes(document)
    (folder / "signature.bin").write_bytes(record.signature)
    (folder / "certificate.pem").write_text(record.certificate)
    command = read_documented_command(record.mechanism)
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def assert_refused(code, record, document=DOCUMENT):
    with pytest.raises(SigningError) as caught:
        signing.check_detached(record, document)
    assert caught.value.code == code


def test_record_fits_its_document(record):
    signing.check_detached(record, DOCUMENT)


def test_record_is_accepted_by_the_documented_command(record, tmp_path):
    assert ask_openssl(record, DOCUMENT, tmp_path)


def test_changed_document_is_refused_by_the_documented_command(record, tmp_path):
    assert not ask_openssl(record, DOCUMENT + b".", tmp_path)


def test_record_of_another_document_is_refused(record):
    assert_refused("other_document", record, DOCUMENT + b".")


def test_signature_of_another_digest_is_refused(record):
    other = replace(record, sha256=signing.sign_detached(b"x", StubSigner(record)).sha256)
    assert_refused("signature_mismatch", other, b"x")


class StubSigner:
    """Somebody who copies a signature that is not theirs."""

    def __init__(self, record):
        self.certificate = signing.from_pem(record.certificate)
        self.chain, self.mechanism = (), record.mechanism
        self.sign = lambda data: record.signature


def test_certificate_of_another_person_is_refused(record, authority):
    key = {"algorithm": "ecdsa"} if record.mechanism is Mechanism.ECDSA else {"size": 2048}
    other = signing.to_pem(make_signer(authority, "Eve", **key).certificate)
    assert_refused("signature_mismatch", replace(record, certificate=other))


def test_record_survives_as_json(record):
    assert signing.DetachedSignature.from_json(record.to_json()) == record


@pytest.mark.parametrize(
    "values",
    [
        {"format": "else"},
        {"version": 2},
        {"algorithm": "md5"},
        {"digest": {"algorithm": "sha1", "value": ""}},
        {"digest": None},
        {"signature": "*"},
        {"certificate": "none"},
    ],
)
def test_record_that_says_something_else_is_refused(record, values):
    with pytest.raises(SigningError) as caught:
        signing.DetachedSignature.from_json(json.dumps({**json.loads(record.to_json()), **values}))
    assert caught.value.code == "malformed_detached_signature"
