"""What the package is to those who import it."""

import re
import subprocess
import sys
from pathlib import Path

from crm_contract_sign import rendering

HEAVY = {"weasyprint", "PIL", "segno", "nltk", "sklearn", "pyhanko", "jieba", "odoo"}
RAISED_CODE = re.compile(r'RenderingError\("(\w+)"')


def test_importing_the_package_loads_nothing_heavy():
    program = "import sys, crm_contract_sign.rendering; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert HEAVY.isdisjoint(result.stdout.split())


def test_every_public_name_is_documented():
    assert [name for name in rendering.__all__ if not getattr(rendering, name).__doc__] == []


def test_every_error_code_is_listed_in_the_package():
    sources = (path.read_text() for path in Path(rendering.__path__[0]).glob("*.py"))
    codes = {code for source in sources for code in RAISED_CODE.findall(source)}
    assert codes
    assert {code for code in codes if f"{code}(" not in rendering.__doc__} == set()
