"""``make test`` and ``make test-pure``: every test, and what the tests cover."""

import os
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from . import databases, environment, odoo, postgresql, setup
from .console import Trouble, note, run_logged, take_steps
from .settings import (
    BARE_DATABASE,
    BUILD,
    CACHE,
    DEPENDENCY_SETS,
    EXAMPLE,
    EXAMPLES,
    MODULE,
    PURE_PACKAGES,
    ROOT,
    TEST_DATABASE,
)

RESULTS = BUILD / "tests"
COVERAGE = CACHE / "coverage"
TESTS = f"{MODULE}/tests"
PURE_FOLDERS = tuple(f"{TESTS}/{package}" for package in PURE_PACKAGES)
# They start a server of their own, on a copy of the tests' database, and kill it.
SERVER_FOLDER = f"{TESTS}/server"
# A worker beyond the first needs a core for itself and one for its browser.
WORKERS = max(2, (os.cpu_count() or 1) // 2)
SEVERE = (" WARNING ", " ERROR ", " CRITICAL ")
# The machine that runs the tests may well be a container in which everybody is root.
TOLERATED = ("Running as user 'root' is a security risk.",)
# Whatever bears our name in a database from which the add-on is gone.
LEFTOVERS = f"""
    SELECT 'relation ' || relname FROM pg_class WHERE relname LIKE 'crm_contract%'
    UNION SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns
           WHERE table_schema = 'public' AND column_name LIKE '%contract%'
    UNION SELECT 'function ' || proname FROM pg_proc WHERE proname LIKE 'crm_contract%'
    UNION SELECT 'trigger ' || tgname FROM pg_trigger WHERE tgname LIKE 'append_only%'
    UNION SELECT 'model ' || model FROM ir_model WHERE model LIKE 'crm.contract%'
    UNION SELECT 'view ' || name FROM ir_ui_view WHERE arch_db::text LIKE '%{MODULE}%'
    UNION SELECT 'sequence ' || code FROM ir_sequence WHERE code LIKE 'crm.contract%'
    UNION SELECT 'record of ' || model FROM ir_model_data WHERE module = '{MODULE}'
    UNION SELECT 'installed ' || name FROM ir_module_module
           WHERE name = '{MODULE}' AND state <> 'uninstalled'
"""


@dataclass
class Tally:
    """What the passes of pytest have counted between them."""

    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)
    failed_passes: list[str] = field(default_factory=list)

    def add(self, name: str, report: Path, *, succeeded: bool) -> None:
        """Count the results in the JUnit ``report`` of the pass called ``name``."""
        if not succeeded:
            self.failed_passes.append(name)
        if not report.exists():
            return
        for case in ElementTree.parse(report).iter("testcase"):
            skipped = case.find("skipped")
            if skipped is not None:
                reason = skipped.get("message", "")
                self.skipped.append(f"{case.get('classname')}.{case.get('name')}: {reason}")
            elif case.find("failure") is not None or case.find("error") is not None:
                self.failed += 1
            else:
                self.passed += 1

    def close(self) -> None:
        """Print the counts of all passes together.

        :raises Trouble: when a pass has failed, or a test was skipped
        """
        print(f"\n{self.passed} passed, {self.failed} failed, {len(self.skipped)} skipped")
        if self.failed_passes:
            raise Trouble(f"Failed: {', '.join(self.failed_passes)}")
        if self.skipped:
            # Without a browser or websocket-client Odoo skips its browser tests without a word.
            raise Trouble("Skipped tests prove nothing:\n    " + "\n    ".join(self.skipped))


def run_pure(deps: str) -> None:
    """Run the tests that need no Odoo and no database.

    :param deps: the dependency set to run them with
    :raises Trouble: when a test fails
    """
    tally = Tally()
    _forget_results()
    take_steps(
        [
            *setup.pure_steps(deps),
            ("Tests of the pure packages", lambda: _run_pure_tests(tally, deps, PURE_FOLDERS)),
        ]
    )
    tally.close()


def run_all(deps: str) -> None:
    """Run every test: the pure ones, those in Odoo, and an installation without demo data.

    :param deps: the dependency set to run them with; the signing tests run with the others too
    :raises Trouble: when a test fails or was skipped, or Odoo logs a warning while installing
    """
    others = [other for other in DEPENDENCY_SETS if other != deps]
    tally = Tally()
    _forget_results()

    def run_signing_tests_with_others() -> None:
        for other in others:
            _run_pure_tests(tally, other, (f"{TESTS}/signing",))

    take_steps(
        [
            *setup.odoo_steps(deps, *others, demo=(True, False)),
            ("Tests of the pure packages", lambda: _run_pure_tests(tally, deps, PURE_FOLDERS)),
            (f"Signing tests with {' and '.join(others)}", run_signing_tests_with_others),
            ("Installation without demo data", lambda: _install_bare(deps)),
            ("Uninstallation", lambda: _uninstall_bare(deps)),
            ("Installation with demo data", lambda: _install_for_tests(deps)),
            ("Crowds of customers, and a server killed", lambda: _run_server_tests(tally, deps)),
            ("Tests in Odoo, browser tests among them", lambda: _run_odoo_tests(tally, deps)),
            ("Installation of the example add-on", lambda: _install_example(deps)),
            ("Tests of the example add-on", lambda: _run_example_tests(tally, deps)),
            ("Coverage", _report_coverage),
        ]
    )
    tally.close()


def _run_pure_tests(tally: Tally, deps: str, folders: Iterable[str]) -> None:
    _run_pytest(tally, f"pure-tests-{deps}", deps, "-p", "no:odoo", *folders)


def _run_server_tests(tally: Tally, deps: str) -> None:
    _run_pytest(tally, f"server-tests-{deps}", deps, "-p", "no:odoo", SERVER_FOLDER)


def _run_odoo_tests(tally: Tally, deps: str) -> None:
    rest = [f"--ignore={folder}" for folder in (*PURE_FOLDERS, SERVER_FOLDER)]
    options = (*_database_options(), *_parallel_options(), *rest)
    _run_pytest(tally, f"odoo-tests-{deps}", deps, *options, TESTS)


def _run_example_tests(tally: Tally, deps: str) -> None:
    folder = str(EXAMPLES / EXAMPLE / "tests")
    _run_pytest(tally, f"example-tests-{deps}", deps, *_database_options(), folder)


def _database_options() -> tuple[str, ...]:
    return f"--odoo-config={odoo.CONFIG}", f"--odoo-database={TEST_DATABASE}", "--odoo-http"


def _parallel_options() -> tuple[str, ...]:
    """Each worker runs whole classes; pytest-odoo gives it a copy of the database.

    The plugin left out collects garbage five times at the end; with all that Odoo holds, that
    takes longer than a worker has.
    """
    workers = ("--numprocesses", str(WORKERS), "--dist", "loadscope")
    return "-p", "no:unraisableexception", *workers


def _run_pytest(tally: Tally, name: str, deps: str, *arguments: str) -> None:
    """Run pytest under coverage, its words on the console and its counts in ``tally``."""
    report = RESULTS / f"{name}.xml"
    report.unlink(missing_ok=True)
    words = [str(environment.python(deps)), "-m", "pytest", f"--junit-xml={report}", *arguments]
    variables = {
        **os.environ,
        **odoo.variables(),
        **postgresql.variables(),
        # Coverage starts itself in pytest and in its workers.
        "COVERAGE_PROCESS_START": str(ROOT / "pyproject.toml"),
    }
    result = subprocess.run(words, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL, check=False)
    tally.add(name, report, succeeded=result.returncode == 0)


def _install_bare(deps: str) -> None:
    databases.copy_template(BARE_DATABASE, demo=False)
    log = databases.install(BARE_DATABASE, demo=False, log="install-bare", deps=deps)
    _check_log(log)


def _uninstall_bare(deps: str) -> None:
    """Uninstall the add-on again.

    :raises Trouble: when Odoo complains, or something of ours is left
    """
    _check_log(databases.uninstall(BARE_DATABASE, log="uninstall-bare", deps=deps))
    left = postgresql.query(BARE_DATABASE, LEFTOVERS)
    if left:
        raise Trouble(f"The add-on leaves behind:\n{left}")
    note("nothing left behind")
    databases.drop(BARE_DATABASE)


def _install_for_tests(deps: str) -> None:
    databases.copy_template(TEST_DATABASE, demo=True)
    _check_log(databases.install(TEST_DATABASE, demo=True, log="install-test", deps=deps))


def _install_example(deps: str) -> None:
    _check_log(
        databases.install(TEST_DATABASE, (EXAMPLE,), demo=True, log="install-example", deps=deps)
    )


def _check_log(log: Path) -> None:
    """Make sure that Odoo had nothing to complain of.

    :raises Trouble: when the log at ``log`` has a warning or worse
    """
    complaints = [
        line
        for line in log.read_text(errors="replace").splitlines()
        if any(level in line for level in SEVERE) and not any(text in line for text in TOLERATED)
    ]
    if complaints:
        listed = "\n    ".join(complaints)
        raise Trouble(f"Odoo complained:\n    {listed}\nThe whole log: {log}")
    note("no warnings")


def _forget_results() -> None:
    shutil.rmtree(RESULTS, ignore_errors=True)
    shutil.rmtree(COVERAGE, ignore_errors=True)
    COVERAGE.mkdir(parents=True)


def _report_coverage() -> None:
    coverage = str(environment.program("coverage"))
    run_logged([coverage, "combine"], "coverage-combine")
    subprocess.run([coverage, "report"], cwd=ROOT, check=True)
