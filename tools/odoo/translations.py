"""``make i18n``: the template of translations written anew, the translations brought up to it."""

import sys
from pathlib import Path

from . import databases, environment, odoo, setup
from .console import Step, note, run_logged
from .settings import DEPENDENCY_SETS, MODULE, ROOT

DATABASE = "contract_i18n"
FOLDER = ROOT / MODULE / "i18n"
TEMPLATE = FOLDER / f"{MODULE}.pot"


def steps() -> list[Step]:
    """Return the steps: a database without demo data, the export, the merge."""
    return [
        *setup.odoo_steps(DEPENDENCY_SETS[0], demo=(False,)),
        ("Export of the terms", _export),
        ("Merge into the translations", _merge),
    ]


def _export() -> None:
    databases.copy_template(DATABASE, demo=False)
    databases.install(DATABASE, demo=False, log="install-i18n")
    FOLDER.mkdir(exist_ok=True)
    python = str(environment.python())
    where = ("--config", str(odoo.CONFIG), "--database", DATABASE)
    words = [python, "-m", "odoo", "i18n", "export", *where, MODULE, "-l", "pot"]
    run_logged(words, "i18n-export", env=odoo.variables())
    databases.drop(DATABASE)


def _merge() -> None:
    """Run this file with the Python that has polib."""
    words = [str(environment.python()), "-m", "tools.odoo.translations"]
    print(run_logged(words, "i18n-merge").read_text(), end="")


def merge(template_path: Path, translation_path: Path) -> tuple[int, int]:
    """Bring one translation up to the template, and both into an order that diffs well.

    :return: how many terms there are, and how many lack a translation
    """
    import polib

    template = polib.pofile(str(template_path), wrapwidth=100)
    for volatile in ("POT-Creation-Date", "PO-Revision-Date"):
        template.metadata.pop(volatile, None)
    template.sort(key=lambda entry: entry.msgid)
    template.save()
    translation = polib.POFile(wrapwidth=100)
    known = {}
    if translation_path.exists():
        known = {entry.msgid: entry.msgstr for entry in polib.pofile(str(translation_path))}
    translation.header = template.header
    translation.metadata = {**template.metadata, "Language": translation_path.stem}
    for entry in template:
        translation.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=known.get(entry.msgid, ""),
                occurrences=entry.occurrences,
                comment=entry.comment,
            )
        )
    translation.save(str(translation_path))
    return len(translation), len(translation.untranslated_entries())


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.po")):
        terms, missing = merge(TEMPLATE, path)
        note(f"{path.name}: {terms} terms, {missing} of them not translated")
    sys.exit(0)
