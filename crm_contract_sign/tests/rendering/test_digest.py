"""The name of a document."""

from crm_contract_sign.rendering import sha256_hex


def test_the_digest_is_sha_256():
    # FIPS 180-4, example "abc".
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
