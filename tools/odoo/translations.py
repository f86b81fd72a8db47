"""``make i18n``: export the terms to translate, and bring the translations up to them.

The merging needs polib, which the environment has and the Python of ``make`` may lack: this module
runs itself there with ``python -m tools.odoo.translations``.
"""

from pathlib import Path
from typing import Any

from . import databases, environment, odoo, setup
from .console import note, run_logged, take_steps
from .settings import DEPENDENCY_SETS, MODULE, ROOT

DATABASE = "contract_i18n"
FOLDER = ROOT / MODULE / "i18n"
TEMPLATE = FOLDER / f"{MODULE}.pot"
# They change with every run and say nothing that the history of the file does not.
DATES = ("POT-Creation-Date", "PO-Revision-Date")


def update(deps: str = DEPENDENCY_SETS[0]) -> None:
    """Export the template anew and merge it into every translation, each in a step.

    :param deps: the dependency set to run Odoo with
    :raises Trouble: when Odoo fails
    """
    take_steps(
        [
            *setup.odoo_steps(deps, demo=(False,)),
            (f"Database {DATABASE} with the add-on", _make_database),
            (f"{TEMPLATE.relative_to(ROOT)}", _export),
            ("Translations", _merge_in_environment),
        ]
    )


def merge(template: Any, translation: Any) -> Any:
    """Return a translation of exactly the template's terms, in its order.

    Terms which the template no longer has are dropped; new ones stay untranslated.

    :param template: the ``polib.POFile`` with the terms
    :param translation: the ``polib.POFile`` with the translations there are
    """
    import polib

    merged = polib.POFile()
    merged.header = template.header
    merged.metadata = {**template.metadata, **translation.metadata}
    known = {entry.msgid: entry for entry in translation if not entry.obsolete}
    for term in template:
        old = known.get(term.msgid)
        merged.append(
            polib.POEntry(
                msgid=term.msgid,
                msgstr=old.msgstr if old else "",
                comment=term.comment,
                tcomment=old.tcomment if old else "",
                occurrences=term.occurrences,
                flags=old.flags if old else [],
            )
        )
    return merged


def _make_database() -> None:
    # Without demo data: nobody needs their terms in another language.
    databases.copy_template(DATABASE, demo=False)
    databases.install(DATABASE, demo=False, log="install-i18n")


def _export() -> None:
    FOLDER.mkdir(exist_ok=True)
    export = ("export", "--config", str(odoo.CONFIG), "--database", DATABASE)
    words = [str(environment.python()), "-m", "odoo", "i18n", *export]
    run_logged([*words, "--output", str(TEMPLATE), MODULE], "i18n-export", env=odoo.variables())
    databases.drop(DATABASE)


def _merge_in_environment() -> None:
    log = run_logged([environment.python(), "-m", "tools.odoo.translations"], "i18n-merge")
    for line in log.read_text().splitlines():
        note(line)


def _merge_files() -> None:
    """Take the dates out of the template, merge it into the translations and count."""
    import polib

    template = polib.pofile(str(TEMPLATE))
    for date in DATES:
        template.metadata.pop(date, None)
    template.save()
    print(f"{TEMPLATE.name}: {len(template)} terms")
    for path in sorted(FOLDER.glob("*.po")):
        merged = merge(template, polib.pofile(str(path)))
        merged.save(str(path))
        _report(path, merged)


def _report(path: Path, translation: Any) -> None:
    open_terms = [*translation.untranslated_entries(), *translation.fuzzy_entries()]
    print(f"{path.name}: {len(open_terms)} terms left to translate")
    for entry in open_terms:
        print(f"    {entry.msgid!r}")


if __name__ == "__main__":
    _merge_files()
