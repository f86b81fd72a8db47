"""What the package is to those who import it."""

import subprocess
import sys

import crm_contract_sign.drafting as drafting

HEAVY = {"nltk", "textblob", "sklearn", "weasyprint", "pyhanko", "jieba", "num2words", "odoo"}


def test_importing_the_package_loads_nothing_heavy():
    program = "import sys, crm_contract_sign.drafting; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert HEAVY.isdisjoint(result.stdout.split())


def test_every_public_name_is_documented():
    undocumented = [
        name
        for name in drafting.__all__
        if name not in {"Language"} and not getattr(drafting, name).__doc__
    ]
    assert undocumented == []


def test_the_public_names_are_sorted_and_there():
    assert list(drafting.__all__) == sorted(drafting.__all__)
    assert all(hasattr(drafting, name) for name in drafting.__all__)
