"""``make demo``: a server with our add-on and its demo data, a job played on it, then yours."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from . import databases, environment, odoo, setup
from .console import Trouble, log_path, note, take_steps
from .settings import BROWSER_SET, BUILD, DEMO_DATABASE, DEPENDENCY_SETS, HTTP_PORT, ROOT

URL = f"http://localhost:{HTTP_PORT}"
OUTPUT = BUILD / "demo"
MAIL = OUTPUT / "mail"
# Login, password and role: our demo people, then Odoo's.
LOGINS = (
    ("sam.sales@example.com", "demo-contracts", "salesperson"),
    ("ada.approver@example.com", "demo-contracts", "approver"),
    ("leo.legal@example.com", "demo-contracts", "templates and clauses"),
    ("clara.customer@example.com", "demo-contracts", "customer, in the portal"),
    ("admin", "admin", "administrator, keeps the keys"),
)


def play(*, keep_serving: bool) -> None:
    """Make the demo database anew, run the job of ``tools.demo`` on its server, keep serving.

    :param keep_serving: whether the server goes on after the job, until Ctrl-C
    :raises Trouble: when a step fails
    """
    _run_server(_make_database, job=_run_job, keep_serving=keep_serving)


def serve() -> None:
    """Serve the demo database as it was left, updated to the code; make it if there is none.

    :raises Trouble: when a step fails
    """
    _run_server(_update_database, job=None, keep_serving=True)


def _run_server(
    prepare: Callable[[], None], job: Callable[[int], None] | None, *, keep_serving: bool
) -> None:
    smtp_port = odoo.free_port()
    with ExitStack() as running:
        steps = [
            (f"Port {HTTP_PORT}", odoo.check_port),
            *setup.odoo_steps(DEPENDENCY_SETS[0]),
            (f"Database {DEMO_DATABASE} with the add-on", prepare),
            ("Server", lambda: running.enter_context(_mail_sink_and_server(smtp_port))),
        ]
        if job:
            steps.insert(-1, setup.browser_step())
            steps.append(("The job", lambda: job(smtp_port)))
        take_steps(steps)
        if keep_serving:
            _print_addresses()
            _wait_for_interrupt()


def _make_database() -> None:
    shutil.rmtree(MAIL, ignore_errors=True)
    databases.copy_template(DEMO_DATABASE, demo=True)
    databases.install(DEMO_DATABASE, demo=True, log="install-demo")


def _update_database() -> None:
    if databases.exists(DEMO_DATABASE):
        databases.update(DEMO_DATABASE, log="update-demo")
    else:
        _make_database()


@contextmanager
def _mail_sink_and_server(smtp_port: int) -> Iterator[None]:
    """Run a server whose e-mails end in a folder of this machine."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    sink = [environment.python(), "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{smtp_port}"]
    handler = ["-c", "aiosmtpd.handlers.Mailbox", MAIL]
    words = [str(word) for word in (*sink, *handler)]
    smtp = ("--smtp", "127.0.0.1", "--smtp-port", str(smtp_port))
    with odoo.background(words, log_path("mail-sink")), odoo.server(DEMO_DATABASE, *smtp):
        note(f"{URL}, its log in {log_path('server')}")
        yield


def _run_job(smtp_port: int) -> None:
    """Run ``tools.demo``, which plays a contract's life through the server."""
    variables = {
        "DEMO_URL": URL,
        "DEMO_DB": DEMO_DATABASE,
        "DEMO_OUTPUT": str(OUTPUT),
        "DEMO_SMTP_PORT": str(smtp_port),
        "DEMO_MAIL": str(MAIL),
        **odoo.variables(),
    }
    python = str(environment.python(BROWSER_SET))
    words = [python, "-m", "tools.demo", "--odoo-config", str(odoo.CONFIG)]
    result = subprocess.run(words, cwd=ROOT, env={**os.environ, **variables}, check=False)
    if result.returncode:
        raise Trouble(f"The job failed with code {result.returncode}; its words are above.")
    _list_results()


def _list_results() -> None:
    for path in sorted(OUTPUT.rglob("*")):
        if path.is_file() and MAIL not in path.parents:
            note(str(path.relative_to(ROOT)))


def _print_addresses() -> None:
    print(f"\nOdoo       {URL}/odoo  (back end)\n           {URL}/my    (portal)")
    for login, password, role in LOGINS:
        print(f"Log in     {login} / {password}  ({role})")
    print(f"E-mails    {MAIL.relative_to(ROOT)}\nStop       Ctrl-C", flush=True)


def _wait_for_interrupt() -> None:
    with suppress(KeyboardInterrupt):
        signal.pause()
