"""``make lint`` and ``make format``: what can be said of the code without running it."""

import hashlib
import shutil
import subprocess
from collections.abc import Mapping
from functools import partial

from . import environment, setup
from .console import Step, Trouble, note, run_logged, take_steps
from .settings import CACHE, DEPENDENCY_SETS, EXAMPLE, EXAMPLES, MODULE, PURE_PACKAGES, ROOT

NODE = CACHE / "node"
NODE_LOCK = ROOT / "package-lock.json"
NODE_STAMP = NODE / "lock.sha256"
FORMATTED_BY_PRETTIER = f"{MODULE}/**/*.{{xml,js,scss}}"
PURE_MODULES = (*PURE_PACKAGES, "lifecycle.py", "errors.py")


def check() -> None:
    """Run every check, and say at the end which ones complained.

    :raises Trouble: when one did
    """
    complaining = _run_tools(
        {
            "ruff check": _tool("ruff", "check", "."),
            "ruff format": _tool("ruff", "format", "--check", "."),
            "pylint-odoo": _tool("pylint", MODULE, str(EXAMPLES / EXAMPLE)),
            "mypy": _tool("mypy", *(f"{MODULE}/{name}" for name in PURE_MODULES)),
            "import-linter": _tool("lint-imports", "--cache-dir", f"{CACHE}/import-linter"),
            "prettier": _prettier("--check"),
        }
    )
    if complaining:
        raise Trouble(f"Complaints from: {', '.join(complaining)}.  'make format' mends some.")
    print("No complaints.")


def mend() -> None:
    """Format the code and mend what the tools can mend by themselves."""
    _run_tools(
        {
            "ruff check": _tool("ruff", "check", "--fix", "--exit-zero", "."),
            "ruff format": _tool("ruff", "format", "."),
            "prettier": _prettier("--write"),
        }
    )


def _run_tools(tools: Mapping[str, list[str]]) -> list[str]:
    """Set up, run each tool and return the names of those that complained."""
    complaining: list[str] = []

    def run(name: str) -> None:
        if subprocess.run(tools[name], cwd=ROOT, check=False).returncode:
            complaining.append(name)

    steps: list[Step] = [
        *setup.pure_steps(DEPENDENCY_SETS[0]),
        ("Prettier from the npm registry", _install_prettier),
    ]
    steps += [(name, partial(run, name)) for name in tools]
    take_steps(steps)
    return complaining


def _tool(name: str, *arguments: str) -> list[str]:
    return [str(environment.program(name)), *arguments]


def _prettier(mode: str) -> list[str]:
    modules = NODE / "node_modules"
    plugin = modules / "@prettier/plugin-xml/src/plugin.js"
    program = modules / ".bin/prettier"
    cache = ("--cache", "--cache-location", str(CACHE / "prettier"))
    options = ("--log-level", "warn", "--plugin", str(plugin), *cache)
    return [str(program), mode, *options, FORMATTED_BY_PRETTIER]


def _install_prettier() -> None:
    """Install Prettier and its XML plug-in as package-lock.json says, unless that is done."""
    wanted = hashlib.sha256(NODE_LOCK.read_bytes()).hexdigest()
    if NODE_STAMP.exists() and NODE_STAMP.read_text() == wanted:
        note("up to date")
        return
    NODE.mkdir(parents=True, exist_ok=True)
    for path in (NODE_LOCK, NODE_LOCK.with_name("package.json")):
        shutil.copy(path, NODE)
    run_logged(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "npm-ci", cwd=NODE)
    NODE_STAMP.write_text(wanted)
