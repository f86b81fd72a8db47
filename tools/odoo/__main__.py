"""The command line: ``python3 -m tools.odoo COMMAND``; the Makefile has a target for each."""

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Callable

from . import (
    databases,
    demo,
    environment,
    lint,
    odoo,
    pins,
    postgresql,
    setup,
    tests,
    translations,
    wheel,
)
from .console import Trouble, take_steps
from .settings import BUILD, CACHE, DEMO_DATABASE, DEPENDENCY_SETS, ROOT

COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {
    "setup": lambda options: take_steps(setup.odoo_steps(options.deps, demo=(True, False))),
    "demo": lambda options: demo.play(keep_serving=options.serve == "yes"),
    "serve": lambda options: demo.serve(),
    "shell": lambda options: _shell(),
    "test": lambda options: tests.run_all(options.deps),
    "test-pure": lambda options: tests.run_pure(options.deps),
    "lint": lambda options: lint.check(),
    "format": lambda options: lint.mend(),
    "bench": lambda options: _bench(options.deps),
    "i18n": lambda options: translations.update(options.deps),
    "wheel": lambda options: wheel.build(options.deps),
    "pins": lambda options: take_steps(pins.steps()),
    "stop": lambda options: postgresql.stop(),
    "clean": lambda options: _clean(),
}


def main() -> int:
    """Run the command named on the command line and return the exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m tools.odoo", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument(
        "--deps", choices=DEPENDENCY_SETS, default=DEPENDENCY_SETS[0], help="the dependency set"
    )
    parser.add_argument("--serve", choices=("yes", "no"), default="yes", help="for demo alone")
    options = parser.parse_args()
    CACHE.mkdir(exist_ok=True)
    # So that a server under way ends with us, as it does on Ctrl-C.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, frame: sys.exit(128 + number))
    try:
        COMMANDS[options.command](options)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _shell() -> None:
    """Become Odoo's shell on the demo database."""
    take_steps(setup.odoo_steps(DEPENDENCY_SETS[0]))
    if not databases.exists(DEMO_DATABASE):
        raise Trouble("There is no demo database yet: run make demo.")
    words = odoo.command("--database", DEMO_DATABASE, shell=True)
    os.execve(words[0], words, {**os.environ, **odoo.variables()})


def _bench(deps: str) -> None:
    """Become the benchmarks, which print the README's tables."""
    take_steps(setup.odoo_steps(deps))
    python = str(environment.python(deps))
    words = [python, "-m", "bench", "--odoo-config", str(odoo.CONFIG)]
    os.execve(python, words, {**os.environ, **odoo.variables()})


def _clean() -> None:
    """Delete what was fetched and made; the Debian packages stay."""
    postgresql.remove()
    for folder in (CACHE, BUILD):
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
