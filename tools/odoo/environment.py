"""Python environments, one for each set of pinned dependencies."""

import hashlib
import shutil
import sys
from pathlib import Path

from . import source
from .console import Trouble, note, run_logged
from .settings import BROWSER_SET, CACHE, CONSTRAINTS, DEPENDENCY_SETS, PYTHON_VERSION

STAMP = "pins.sha256"


def folder(deps: str) -> Path:
    """Return the folder of the environment for a dependency set, such as ``odoo-pins``."""
    return CACHE / ("venv" if deps == DEPENDENCY_SETS[0] else f"venv-{deps}")


def python(deps: str = DEPENDENCY_SETS[0]) -> Path:
    """Return the path of the Python in the environment for a dependency set."""
    return folder(deps) / "bin" / "python"


def program(name: str) -> Path:
    """Return the path of a program, such as ruff, in the environment that has the tools."""
    return folder(DEPENDENCY_SETS[0]) / "bin" / name


def fingerprint(deps: str) -> str:
    """Return what tells one state of an environment from another: its Python and its pins."""
    pins = pins_path(deps).read_bytes()
    return hashlib.sha256(f"{interpreter()}\n".encode() + pins).hexdigest()


def pins_path(deps: str) -> Path:
    """Return the path of the file that pins a dependency set.

    :raises Trouble: when there is no such set
    """
    if deps not in (*DEPENDENCY_SETS, BROWSER_SET):
        raise Trouble(f"DEPS={deps} is unknown; there are {' and '.join(DEPENDENCY_SETS)}.")
    return CONSTRAINTS / f"{deps}.txt"


def interpreter() -> str:
    """Return the path of a Python of the version that the pins are made for.

    :raises Trouble: when there is none
    """
    version = ".".join(map(str, PYTHON_VERSION))
    if sys.version_info[:2] == PYTHON_VERSION:
        return sys.executable
    found = shutil.which(f"python{version}")
    if not found:
        raise Trouble(
            f"Python {version} is needed, this is {sys.version.split()[0]}.  Name one with\n"
            f"    make PYTHON=/path/to/python{version} …"
        )
    return found


def build(deps: str) -> None:
    """Make the environment for a dependency set unless it is as its pins want it.

    :raises Trouble: when Python or a package is missing, or packages contradict each other
    """
    stamp = folder(deps) / STAMP
    if stamp.exists() and stamp.read_text() == fingerprint(deps):
        note(f"up to date: {folder(deps)}")
        return
    note(f"installing {pins_path(deps).name} into {folder(deps)}, about a minute")
    run_logged([interpreter(), "-m", "venv", "--clear", folder(deps)], f"venv-{deps}")
    pip: list[str | Path] = [python(deps), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    # The pins are the whole set, so there is nothing to resolve; `pip check` below proves it.
    run_logged([*pip, "install", "--no-deps", "-r", pins_path(deps)], f"pip-{deps}")
    run_logged([*pip, "check"], f"pip-check-{deps}")
    stamp.write_text(fingerprint(deps))


def link_odoo(deps: str) -> None:
    """Let the environment's Python import Odoo from the tree in use."""
    site_packages = next((folder(deps) / "lib").glob("python*/site-packages"))
    (site_packages / "odoo-tree.pth").write_text(f"{source.find_tree().python_path}\n")
