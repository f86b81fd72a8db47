"""Keys in a token: SoftHSM2, which behaves as one."""

import subprocess
import sys
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives import serialization
from outsiders import ask_openssl, ask_pdfsig, ask_pyhanko
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters
from pkcs11.util.rsa import encode_rsa_public_key
from signing_builders import DAY, NOW, make_authority, make_empty_document, make_request

from crm_contract_sign import signing
from crm_contract_sign.errors import SigningError
from crm_contract_sign.signing import Mechanism, TokenKey, TokenSigner

PIN, TOKEN = "135790", "contracts"
LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
)


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    """SoftHSM2's library with one token, made for these tests, in a folder of its own."""
    found = next((path for path in LIBRARIES if Path(path).exists()), None)
    assert found, "SoftHSM2 is not installed; make setup installs it"
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(configuration))
        words = f"softhsm2-util --init-token --free --label {TOKEN} --pin {PIN} --so-pin 246810"
        subprocess.run(words.split(), check=True, capture_output=True)
        yield found
        pkcs11.unload(found)


@pytest.fixture(scope="session")
def public_keys(library):
    """Public keys of a pair made in the token, by kind; it is logged out of afterwards."""
    with pkcs11.lib(library).get_token(token_label=TOKEN).open(user_pin=PIN, rw=True) as session:
        rsa, _private = session.generate_keypair(
            pkcs11.KeyType.RSA, 2048, label="rsa", id=b"\x01", store=True
        )
        curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
        parameters = session.create_domain_parameters(pkcs11.KeyType.EC, curve, local=True)
        ecdsa, _private = parameters.generate_keypair(label="ecdsa", id=b"\x02", store=True)
        return {
            "rsa": serialization.load_der_public_key(_to_spki(encode_rsa_public_key(rsa))),
            "ecdsa": serialization.load_der_public_key(encode_ec_public_key(ecdsa)),
        }


def _to_spki(rsa_public_key):
    from asn1crypto.keys import PublicKeyInfo, RSAPublicKey

    return PublicKeyInfo.wrap(RSAPublicKey.load(rsa_public_key), "rsa").dump()


@pytest.fixture(scope="session")
def authority():
    return make_authority()


@pytest.fixture(scope="session")
def make_token_signer(library, public_keys, authority):
    def make(label="rsa", mechanism=None, secrets=None, **place):
        certificate = signing.issue_certificate(
            *authority,
            public_keys.get(label, public_keys["rsa"]),
            signing.Subject("Ann"),
            valid_from=NOW - DAY,
            valid_until=NOW + DAY,
        )
        key = TokenKey(**{"library": library, "token": TOKEN, "label": label, **place})
        secrets = secrets or {"pin": PIN}.__getitem__
        return TokenSigner(key, certificate, secrets, (authority[0],), mechanism)

    return make


def assert_fails(code, signer):
    with pytest.raises(SigningError) as caught:
        signer.sign(b"data")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("label", "mechanism"),
    [
        ("rsa", Mechanism.RSA_PKCS1),
        ("rsa", Mechanism.RSA_PSS),
        ("ecdsa", Mechanism.ECDSA),
    ],
)
def test_token_signs_a_document(make_token_signer, authority, tmp_path, label, mechanism):
    signer = make_token_signer(label).with_mechanism(mechanism)
    pdf = signing.sign(make_empty_document(), make_request(signer), signer)
    assert ask_pyhanko(pdf, authority[0])[0].bottom_line
    assert "Signature is Valid" in ask_pdfsig(pdf, tmp_path)
    assert "successful" in ask_openssl(pdf, tmp_path, authority[0])[0]


def test_pin_is_asked_for_when_something_is_signed_and_not_before(make_token_signer):
    asked = []

    def secrets(name):
        asked.append(name)
        return PIN

    signer = make_token_signer(secrets=secrets)
    assert asked == []
    signer.sign(b"data")
    assert asked == ["pin"]


def test_key_is_found_by_its_identifier_alone(make_token_signer):
    signer = make_token_signer(label=None, identifier=b"\x01")
    signing.check_signature(signer.certificate, signer.sign(b"data"), b"data", Mechanism.RSA_PKCS1)


def test_certificates_in_a_token_are_found_without_a_pin(library, public_keys, make_token_signer):
    certificate = make_token_signer().certificate
    with pkcs11.lib(library).get_token(token_label=TOKEN).open(user_pin=PIN, rw=True) as session:
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.ID: b"\x01",
                pkcs11.Attribute.SUBJECT: certificate.subject.public_bytes(),
                pkcs11.Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
            }
        )
    found = signing.list_token_certificates(library, TOKEN)
    assert [(each.certificate, each.key.identifier) for each in found] == [(certificate, b"\x01")]


@pytest.mark.parametrize("pin", ["000000", "", "1"])
def test_wrong_pin_is_refused(make_token_signer, pin):
    assert_fails("wrong_pin", make_token_signer(secrets=lambda name: pin))


def test_right_pin_of_one_is_not_used_by_another(make_token_signer):
    # Whoever logs in does so for the whole process; nobody may sign on it without a PIN.
    make_token_signer().sign(b"data")
    assert_fails("wrong_pin", make_token_signer(secrets=lambda name: "000000"))


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ({"token": "elsewhere"}, "token_missing"),
        ({"label": "elsewhere"}, "token_key_missing"),
        ({"library": "/nowhere/libpkcs11.so"}, "pkcs11_library"),
    ],
)
def test_what_is_not_there_is_named(make_token_signer, place, code):
    assert_fails(code, make_token_signer(**place))


def test_missing_package_is_named(make_token_signer, monkeypatch):
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    assert_fails("pkcs11_missing", make_token_signer())


def test_package_is_imported_only_where_a_token_signs():
    code = "import crm_contract_sign.signing, sys; sys.exit('pkcs11' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])
