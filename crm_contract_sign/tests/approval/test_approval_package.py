"""What the package is to those who import it."""

import subprocess
import sys

from crm_contract_sign import approval

HEAVY = {"nltk", "sklearn", "numpy", "weasyprint", "pyhanko", "jieba", "odoo"}


def test_importing_deciding_and_explaining_load_nothing_heavy():
    program = (
        "import sys; from crm_contract_sign.approval import *;"
        "tree = Tree([], [Node((0, 40))]); decide(tree, {}); nearest_change(tree, {});"
        "print(*sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert HEAVY.isdisjoint(result.stdout.split())


def test_every_public_name_is_documented_and_sorted():
    assert [
        name for name in approval.__all__ if name != "Value" and not getattr(approval, name).__doc__
    ] == []
    assert list(approval.__all__) == sorted(approval.__all__)
