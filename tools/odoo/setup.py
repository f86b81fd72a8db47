"""The steps from a fresh clone to a template database."""

from functools import partial

from . import databases, debian, environment, odoo, postgresql, source
from .console import Step
from .settings import BROWSER_SET


def pure_steps(*sets: str) -> list[Step]:
    """Return the steps which the tests of the pure packages need.

    :param sets: the dependency sets to install
    """
    steps: list[Step] = [("Debian packages", debian.install)]
    for deps in sets:
        steps.append((f"Python environment '{deps}'", partial(environment.build, deps)))
    return steps


def odoo_steps(*sets: str, demo: tuple[bool, ...] = (True,)) -> list[Step]:
    """Return the steps that end with template databases ready to be copied.

    :param sets: the dependency sets to install; Odoo runs with the first
    :param demo: which templates are needed: with demo data, without, or both
    """
    steps = pure_steps(*sets)
    steps.append(("PostgreSQL", postgresql.start))
    steps.append(("Odoo 19", partial(_fetch_odoo, sets[0])))
    for with_demo in demo:
        title = f"Template database {'with' if with_demo else 'without'} demo data"
        steps.append((title, partial(databases.build_template, demo=with_demo)))
    return steps


def browser_step() -> Step:
    """Return the step that installs what drives a browser in ``make demo``."""
    return "Browser driver", partial(environment.build, BROWSER_SET)


def _fetch_odoo(deps: str) -> None:
    source.fetch()
    environment.link_odoo(deps)
    odoo.write_config()
