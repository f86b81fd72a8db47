"""The command-line tools that check documents and logs where there is no Odoo."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from attack_builders import anchors, certified, make_authority, signed
from cryptography.hazmat.primitives import serialization

from crm_contract_sign.signing import chain

ROOT = Path(__file__).parents[3]
SIGNING = ROOT / "crm_contract_sign/signing"


def run(tool, *arguments, cwd=ROOT, isolated=False):
    flags = ["-I", "-S"] if isolated else []
    return subprocess.run(
        [sys.executable, *flags, ROOT / "tools" / tool, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )


@pytest.fixture
def anchor(tmp_path):
    path = tmp_path / "ca.pem"
    path.write_text(anchors()[0])
    return path


@pytest.fixture
def contract(tmp_path):
    path = tmp_path / "contract.pdf"
    path.write_bytes(signed())
    return path


# Documents


def test_verify_accepts_a_contract_that_a_trusted_authority_stands_behind(contract, anchor):
    result = run("verify", contract, "--anchor", anchor)
    assert result.returncode == 0, result.stderr
    assert "ACCEPTED" in result.stdout
    assert "王伟" in result.stdout


def test_verify_vouches_for_nobody_without_an_anchor(contract):
    result = run("verify", contract)
    assert result.returncode == 1
    assert "NOT VOUCHED FOR" in result.stdout


def test_verify_refuses_a_changed_contract_and_says_why(contract, anchor):
    contract.write_bytes(signed().replace(b"EUR 100", b"EUR 900"))
    result = run("verify", contract, "--anchor", anchor)
    assert result.returncode == 1
    assert "The signed content was changed." in result.stdout


def test_verify_answers_machines_in_json(contract, anchor):
    result = run("verify", contract, "--anchor", anchor, "--json")
    answer = json.loads(result.stdout)
    assert answer["accepted"] is True
    assert answer["verdict"] == "accepted"
    assert [each["level"] for each in answer["signatures"]] == ["B-B", "B-B"]


def test_verify_takes_several_files_and_fails_if_one_does(contract, anchor, tmp_path):
    other = tmp_path / "other.pdf"
    other.write_bytes(certified()[:-100])
    assert run("verify", contract, other, "--anchor", anchor).returncode == 1


def test_verify_reads_a_list_of_revoked_certificates(contract, anchor, tmp_path):
    from test_verification_times import make_list

    path = tmp_path / "list.crl"
    path.write_bytes(make_list())
    result = run("verify", contract, "--anchor", anchor, "--crl", path)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("arguments", [["absent.pdf"], ["{contract}", "--anchor", "absent.pem"]])
def test_verify_tells_a_missing_file_from_a_refused_one(arguments, contract):
    words = [word.format(contract=contract) for word in arguments]
    assert run("verify", *words).returncode == 2


def test_verify_says_that_a_private_key_is_no_anchor(contract, tmp_path):
    key = tmp_path / "key.pem"
    key.write_bytes(
        make_authority("Impostor")[1].private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    assert run("verify", contract, "--anchor", key).returncode == 2


def test_every_code_of_the_signing_package_has_words():
    sys.path.insert(0, str(ROOT))
    from tools import verdict_words

    source = "".join(path.read_text() for path in SIGNING.rglob("*.py"))
    tables = {
        "Problem": verdict_words.PROBLEMS,
        "Note": verdict_words.NOTES,
        "Change": verdict_words.CHANGES,
    }
    for kind, words in tables.items():
        used = set(re.findall(rf'\b{kind}\(\s*"(\w+)"', source))
        if kind == "Problem":
            used |= set(re.findall(r'^    "[A-Z_]+": "(\w+)",$', source, re.MULTILINE))
            used |= set(re.findall(r'code = "(\w+)"', source)) | {"untrusted_certificate"}
            used |= set(re.findall(r'return "(\w+_strip(?:_\w+)?|strip_\w+)"', source))
            used |= set(re.findall(r'else "(\w+_strip)"', source))
        assert used == set(words), kind


# Logs


def make_export(length=3):
    links, head = [], chain.Head()
    for number in range(length):
        payload = {"n": number, "name": "王伟"}
        link = chain.append(head, code="step", moment="2026-01-01T00:00:00Z", payload=payload)
        links.append(link)
        head = chain.Head(link.sequence, link.hash)
    return chain.export(links, contract={"reference": "CTR/1"})


def write(tmp_path, export):
    path = tmp_path / "log.json"
    path.write_text(json.dumps(export), encoding="utf-8")
    return path


def test_check_log_accepts_a_whole_log_with_the_standard_library_alone(tmp_path):
    result = run("check-log", write(tmp_path, make_export()), isolated=True)
    assert result.returncode == 0, result.stderr
    assert "3 events, none changed" in result.stdout


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda events: events[1].update(payload='{"n":9}'), "Event 2 was changed"),
        (lambda events: events.pop(1), "Event 2 is not the one that should follow"),
        (lambda events: events[2].update(previous_hash="0" * 64), "Event 3 does not follow"),
        (lambda events: events[0].update(version=2), "Event 1 is written in a version"),
        (lambda events: events.pop(), "ends with another hash"),
    ],
)
def test_check_log_says_where_a_log_is_broken(tmp_path, spoil, words):
    export = make_export()
    spoil(export["events"])
    result = run("check-log", write(tmp_path, export))
    assert result.returncode == 1
    assert words in result.stdout


def test_check_log_finds_a_log_made_anew_by_the_hash_on_the_certificate(tmp_path):
    head = make_export(3)["head"]["hash"]
    assert run("check-log", write(tmp_path, make_export(3)), "--head", head).returncode == 0
    result = run("check-log", write(tmp_path, make_export(2)), "--head", head)
    assert result.returncode == 1
    assert "in no event of this log" in result.stdout


def test_check_log_answers_machines_in_json(tmp_path):
    answer = json.loads(run("check-log", write(tmp_path, make_export()), "--json").stdout)
    assert (answer["intact"], answer["length"], answer["contract"]) == (True, 3, "CTR/1")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format":"x","events":[],"head":{}}'])
def test_check_log_tells_another_file_from_a_broken_log(tmp_path, content):
    path = tmp_path / "other.json"
    path.write_text(content)
    assert run("check-log", path).returncode == 2
