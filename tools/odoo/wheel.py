"""``make wheel``: the add-on as a wheel, checked to hold every file that it needs."""

import shutil
import zipfile
from pathlib import Path

from . import environment, setup
from .console import Trouble, note, run_logged, take_steps
from .settings import BUILD, DEPENDENCY_SETS, MODULE, ROOT

FOLDER = BUILD / "wheel"
# Whool packs what git tracks: a test that is being written need not be in the wheel.
NOT_NEEDED = {"__pycache__", "tests"}


def build(deps: str = DEPENDENCY_SETS[0]) -> None:
    """Build the wheel with whool and check what is in it, each in a step.

    :param deps: the dependency set whose pip builds it
    :raises Trouble: when pip fails, or a file is missing
    """
    take_steps(
        [
            *setup.pure_steps(deps),
            (f"Wheel in {FOLDER.relative_to(ROOT)}", lambda: _build(deps)),
            ("Its contents", _check_contents),
        ]
    )


def _build(deps: str) -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    words = [str(environment.python(deps)), "-m", "pip", "wheel", "--no-deps"]
    run_logged([*words, "--wheel-dir", str(FOLDER), f"./{MODULE}"], "wheel")


def _check_contents() -> None:
    """Compare the wheel with the add-on's folder.

    :raises Trouble: when a file of the folder is not in the wheel
    """
    (wheel,) = FOLDER.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    missing = sorted(f"{path}" for path in _find_files() if f"odoo/addons/{path}" not in held)
    if missing:
        listed = "\n    ".join(missing)
        raise Trouble(f"The wheel lacks:\n    {listed}")
    note(f"{wheel.name}: {len(held)} files")


def _find_files() -> list[Path]:
    """The files in the add-on's folders, relative to the repository, but for the tests."""
    found = (path.relative_to(ROOT) for path in (ROOT / MODULE).glob("[a-z]*/**/*.*"))
    return [path for path in found if not NOT_NEEDED & set(path.parts)]
