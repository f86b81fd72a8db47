"""Maintenance: resolve the dependency sets again and write down every version.

Run it with the oldest Python we mean to support, Debian 12's 3.11.2: some packages have dropped it
while they still take 3.11.5.
"""

import platform
import re
import subprocess
import tempfile
from functools import partial
from pathlib import Path

from . import environment
from .console import Step, note, run_logged
from .settings import BROWSER_SET, CACHE, CONSTRAINTS, DEPENDENCY_SETS

INPUTS = ("odoo.in", "project.in")
BROWSER_INPUTS = ("demo.in",)
HEADER = "# Every package of the set '{deps}' for Python {version}; 'make pins' wrote this.\n"
# Under its new name since 3.1; Odoo takes either.
SUCCESSORS = {"PyPDF2": "pypdf"}
EXACT_VERSION = re.compile(r"==[^\s;#]+")


def steps() -> list[Step]:
    """Return one step for each dependency set."""
    return [(deps, partial(resolve, deps)) for deps in (*DEPENDENCY_SETS, BROWSER_SET)]


def resolve(deps: str) -> None:
    """Install a set without its pins in a fresh environment, and write down what came.

    The set ``odoo-pins`` keeps the versions that Odoo asks for; ``newest`` takes the newest of
    every package.
    """
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        requirements = Path(scratch) / "requirements.txt"
        requirements.write_text(_requirements(deps))
        python = Path(scratch) / "venv/bin/python"
        run_logged([environment.interpreter(), "-m", "venv", python.parents[1]], f"pins-{deps}")
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input"]
        run_logged([*pip, "install", "--upgrade", "-r", requirements], f"pins-{deps}")
        frozen = subprocess.run(
            [*pip, "freeze", "--all", "--exclude", "pip"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    pins = environment.pins_path(deps)
    pins.write_text(HEADER.format(deps=deps, version=platform.python_version()) + frozen)
    note(f"{len(frozen.splitlines())} packages in {pins}")


def _requirements(deps: str) -> str:
    inputs = BROWSER_INPUTS if deps == BROWSER_SET else INPUTS
    text = "".join((CONSTRAINTS / name).read_text() for name in inputs)
    if deps != "newest":
        return text
    for old, new in SUCCESSORS.items():
        text = text.replace(old, new)
    return EXACT_VERSION.sub("", text)
