"""What the package is to those who import it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import crm_contract_sign.signing as signing

HEAVY = {"pyhanko", "pyhanko_certvalidator", "asn1crypto", "pkcs11", "odoo"}
PACKAGE = Path(signing.__file__).parent


def read_raised_codes():
    """The codes with which the package's files raise errors."""
    codes = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            is_error = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "SigningError"
            if is_error and node.args:
                codes |= {
                    each.value for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)
                }
    return codes


def test_importing_the_package_loads_nothing_heavy():
    program = "import sys, crm_contract_sign.signing; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert HEAVY.isdisjoint(result.stdout.split())


def test_every_error_code_stands_in_the_package_s_story():
    story = signing.__doc__.split("Error codes (``SigningError``):")[1]
    assert read_raised_codes() == set(re.findall(r"``(\w+)(?:\([\w, ]+\))?``", story))


@pytest.mark.parametrize("name", signing.__all__)
def test_public_name_is_there_and_documented(name):
    assert getattr(signing, name).__doc__
