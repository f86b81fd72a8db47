"""Measure and print the tables: ``python -m bench [--odoo-config FILE] [TABLE …]``.

A table is a module of this folder with a function ``measure(options)`` that returns a
``tables.Table``; ``options.odoo_config`` is the configuration of an Odoo to use, or None.  To add
one, add its module.
"""

import argparse
import importlib
import pkgutil
import sys
from pathlib import Path

from . import __path__ as folder

HELPERS = {"__main__", "tables", "timing"}


def list_tables() -> list[str]:
    """The names of the modules that measure something."""
    return sorted(found.name for found in pkgutil.iter_modules(folder) if found.name not in HELPERS)


def main() -> int:
    """Print the tables that were asked for; return 1 if one of them misses a goal."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=", ".join(list_tables()))
    parser.add_argument("--odoo-config", type=Path, help="the configuration of an Odoo to use")
    options = parser.parse_args()
    if unknown := set(options.tables) - set(list_tables()):
        parser.error(f"there is no table {', '.join(sorted(unknown))}")
    are_met = []
    for name in options.tables or list_tables():
        table = importlib.import_module(f"{__package__}.{name}").measure(options)
        print(table.to_text(), end="\n\n", flush=True)
        are_met.append(table.is_met)
    return 0 if all(are_met) else 1


if __name__ == "__main__":
    sys.exit(main())
