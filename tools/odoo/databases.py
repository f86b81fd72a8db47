"""Databases: two templates that take a minute each to install, and copies that take seconds."""

import os
import shutil
from pathlib import Path

from . import environment, odoo, postgresql, source
from .console import note, run_logged
from .settings import BASE_MODULES, DEPENDENCY_SETS, MODULE, TEMPLATE, TEMPLATE_WITH_DEMO


def build_template(*, demo: bool) -> None:
    """Install what our add-on depends on into a template, unless that is done already."""
    name = TEMPLATE_WITH_DEMO if demo else TEMPLATE
    wanted = f"{source.find_tree().version}: {' '.join(BASE_MODULES)}"
    if _comment(name) == wanted:
        note(f"up to date: {name}")
        return
    note(f"installing {', '.join(BASE_MODULES)} into {name}, about a minute")
    drop(name)
    run_logged(postgresql.client("createdb", name), f"createdb-{name}")
    install(name, BASE_MODULES, demo=demo, log=f"install-{name}")
    postgresql.query("postgres", f"COMMENT ON DATABASE {name} IS '{wanted}'")


def copy_template(name: str, *, demo: bool) -> None:
    """Make the database ``name`` anew as a copy of a template, its files included."""
    copy_database(TEMPLATE_WITH_DEMO if demo else TEMPLATE, name)


def copy_database(original: str, name: str) -> None:
    """Make the database ``name`` anew as a copy of another, its files included.

    :raises Trouble: when somebody is connected to the original
    """
    drop(name)
    run_logged(postgresql.client("createdb", "--template", original, name), f"createdb-{name}")
    if _filestore(original).exists():
        # A file in Odoo's store never changes, so that a link is as good as a copy.
        shutil.copytree(_filestore(original), _filestore(name), copy_function=os.link)


def install(
    name: str,
    modules: tuple[str, ...] = (MODULE,),
    *,
    demo: bool,
    log: str,
    deps: str = DEPENDENCY_SETS[0],
) -> Path:
    """Install ``modules`` into the database ``name`` and return the path of Odoo's log.

    :raises Trouble: when Odoo fails
    """
    demo_option = "--with-demo" if demo else "--without-demo"
    what = ("--database", name, "--init", ",".join(modules), demo_option)
    words = odoo.command(*what, "--stop-after-init", "--no-http", deps=deps)
    return run_logged(words, log, env=odoo.variables())


def update(name: str, *, log: str) -> Path:
    """Bring our add-on in the database ``name`` to the code's state; return Odoo's log.

    :raises Trouble: when Odoo fails
    """
    words = odoo.command("--database", name, "--update", MODULE, "--stop-after-init", "--no-http")
    return run_logged(words, log, env=odoo.variables())


def uninstall(name: str, *, log: str, deps: str = DEPENDENCY_SETS[0]) -> Path:
    """Uninstall our add-on from the database ``name`` and return the path of Odoo's log.

    :raises Trouble: when Odoo fails
    """
    words = [str(environment.python(deps)), "-m", "odoo", "module", "uninstall"]
    options = ("--config", str(odoo.CONFIG), "--database", name)
    return run_logged([*words, *options, MODULE], log, env=odoo.variables())


def exists(name: str) -> bool:
    """Tell whether there is a database called ``name``."""
    statement = f"SELECT count(*) FROM pg_database WHERE datname = '{name}'"
    return postgresql.query("postgres", statement) == "1"


def drop(name: str) -> None:
    """Delete the database ``name`` and its files, if there are any."""
    words = ("--if-exists", "--force", name)
    run_logged(postgresql.client("dropdb", *words), f"dropdb-{name}")
    shutil.rmtree(_filestore(name), ignore_errors=True)


def _comment(name: str) -> str:
    statement = (
        f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'"
    )
    return postgresql.query("postgres", statement)


def _filestore(name: str) -> Path:
    return odoo.DATA / "filestore" / name
