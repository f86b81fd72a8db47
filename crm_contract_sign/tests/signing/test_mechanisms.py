"""Each way to sign, as outsiders see it: what is declared is what was done."""

import pytest
from outsiders import ask_openssl, ask_pdfsig, ask_pyhanko, read_algorithm
from signing_builders import make_authority, make_empty_document, make_request, make_signer

from crm_contract_sign import signing
from crm_contract_sign.errors import SigningError
from crm_contract_sign.signing import Mechanism

KEYS = {
    Mechanism.RSA_PKCS1: {"size": 2048},
    Mechanism.RSA_PSS: {"size": 2048},
    Mechanism.ECDSA: {"algorithm": "ecdsa"},
}


@pytest.fixture(scope="module", params=Mechanism)
def mechanism(request):
    return request.param


@pytest.fixture(scope="module")
def authority(mechanism):
    return make_authority(**KEYS[mechanism])


@pytest.fixture(scope="module")
def signer(authority, mechanism):
    return make_signer(authority, **KEYS[mechanism]).with_mechanism(mechanism)


@pytest.fixture(scope="module")
def signed(authority, signer, mechanism):
    once = signing.sign(make_empty_document(), make_request(signer), signer)
    other = make_signer(authority, "王伟", **KEYS[mechanism]).with_mechanism(mechanism)
    return signing.sign(once, make_request(other, "Signature2"), other)


def test_signatures_are_accepted_by_us(signed, authority):
    report = signing.verify(signed, [signing.to_pem(authority[0])])
    assert report.accepted, report


def test_signatures_are_accepted_by_pyhanko(signed, authority):
    statuses = ask_pyhanko(signed, authority[0])
    assert [status.bottom_line for status in statuses] == [True, True]


def test_signatures_are_accepted_by_pdfsig(signed, tmp_path):
    assert ask_pdfsig(signed, tmp_path).count("Signature is Valid") == 2


def test_signatures_are_accepted_by_openssl(signed, authority, tmp_path):
    answers = ask_openssl(signed, tmp_path, authority[0])
    assert ["successful" in answer for answer in answers] == [True, True]


def test_signature_declares_its_algorithm(signed, mechanism):
    algorithm = read_algorithm(signed)
    assert (
        algorithm["algorithm"].native
        == {
            Mechanism.RSA_PKCS1: "sha256_rsa",
            Mechanism.RSA_PSS: "rsassa_pss",
            Mechanism.ECDSA: "sha256_ecdsa",
        }[mechanism]
    )
    if mechanism is Mechanism.RSA_PSS:
        assert algorithm["parameters"]["salt_length"].native == 32


def test_signature_by_another_mechanism_than_prepared_is_refused():
    authority = make_authority()
    signer = make_signer(authority)
    request = make_request(signer, mechanism=Mechanism.RSA_PSS)
    prepared = signing.prepare(make_empty_document(), request)
    with pytest.raises(SigningError) as caught:
        prepared.finish(signer.sign(prepared.signed_attributes))
    assert caught.value.code == "signature_mismatch"


@pytest.mark.parametrize(
    ("key", "mechanism"),
    [
        ({"size": 2048}, Mechanism.ECDSA),
        ({"algorithm": "ecdsa"}, Mechanism.RSA_PKCS1),
        ({"algorithm": "ecdsa"}, Mechanism.RSA_PSS),
    ],
)
def test_key_does_not_sign_by_a_mechanism_of_another_kind(key, mechanism):
    signer = make_signer(make_authority(), **key).with_mechanism(mechanism)
    with pytest.raises(SigningError) as caught:
        signer.sign(b"data")
    assert (caught.value.code, caught.value.params) == (
        "wrong_mechanism",
        {"mechanism": mechanism},
    )


def test_web_crypto_form_of_an_ecdsa_signature_becomes_der():
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    signer = make_signer(make_authority(), algorithm="ecdsa")
    r, s = decode_dss_signature(signer.sign(b"data"))
    signature = signing.from_ieee_p1363(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    signing.check_signature(signer.certificate, signature, b"data", Mechanism.ECDSA)
    with pytest.raises(SigningError):
        signing.from_ieee_p1363(signature)


def test_chain_of_many_certificates_finds_room():
    # Room is reckoned from the certificates, so that none is too long and none wastes space.
    authority = make_authority()
    signer = make_signer(authority)
    chain = tuple(make_authority()[0] for _number in range(8))
    request = make_request(signer, chain=(authority[0], *chain))
    pdf = signing.sign(make_empty_document(), request, signer)
    assert ask_pyhanko(pdf, authority[0])[0].bottom_line
