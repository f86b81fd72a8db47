"""A database of its own, and a server that a test may kill."""

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.odoo import databases, odoo, postgresql
from tools.odoo.console import log_path
from tools.odoo.settings import ROOT, TEST_DATABASE

from .customer import Customer
from .ledger import Ledger
from .mailbox import Mailboxes

DATABASE = "contract_server"
SECONDS_TO_START = 120


# Coverage measures the tests; a server that is measured is another, slower one.
os.environ.pop("COVERAGE_PROCESS_START", None)


class Server:
    """Odoo on a free port of the loopback interface, many requests at a time.

    :param smtp_port: where it sends its e-mails
    """

    def __init__(self, smtp_port: int) -> None:
        self.smtp_port = smtp_port
        self.port = odoo.free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """What every Odoo process of these tests is told."""
        return ("--database", DATABASE, "--smtp", "127.0.0.1", "--smtp-port", str(self.smtp_port))

    def start(self) -> None:
        """Start it, and wait until it answers."""
        words = odoo.command(
            *self.options,
            *("--db-filter", f"^{DATABASE}$", "--http-port", str(self.port)),
            # Enough for a transaction of each of fifty customers, and their attempts' own.
            *("--workers", "0", "--max-cron-threads", "0", "--db_maxconn", "150"),
        )
        with log_path("server-tests").open("ab") as output:
            self._process = subprocess.Popen(
                words,
                cwd=ROOT,
                env={**os.environ, **odoo.variables()},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # A group of its own, so that killing it spares the tests.
                start_new_session=True,
            )
        self._wait_until_ready()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/web/login", timeout=60):
                    return
            except OSError:
                time.sleep(0.3)
        raise AssertionError("the server did not come up; see its log server-tests.log")


@pytest.fixture(scope="session")
def mailboxes() -> Iterator[Mailboxes]:
    """The customers' mailboxes."""
    with Mailboxes(odoo.free_port()) as running:
        yield running


@pytest.fixture(scope="session")
def server(mailboxes: Mailboxes) -> Iterator[Server]:
    """A server on a copy of the tests' database."""
    postgresql.start()
    databases.copy_database(TEST_DATABASE, DATABASE)
    running = Server(mailboxes.port)
    postgresql.query(
        DATABASE,
        f"UPDATE ir_config_parameter SET value = 'http://127.0.0.1:{running.port}'"
        " WHERE key = 'web.base.url'",
    )
    running.start()
    yield running
    running.kill()
    databases.drop(DATABASE)


@pytest.fixture(scope="session")
def ledger(server: Server) -> Iterator[Ledger]:
    """What the server's database holds."""
    reader = Ledger(str(postgresql.cluster_folder()), postgresql.ROLE, DATABASE)
    yield reader
    reader.close()


@pytest.fixture(scope="session")
def invite(server: Server, mailboxes: Mailboxes) -> Callable[[str, int], list[Customer]]:
    """Make contracts that their customers have to sign, and return the customers."""

    def invite(name: str, count: int) -> list[Customer]:
        variables = {"CONTRACTS_NAME": name, "CONTRACTS_COUNT": str(count), **odoo.variables()}
        with (Path(__file__).parent / "prepare_contracts.py").open("rb") as script:
            result = subprocess.run(
                odoo.command(*server.options, "--no-http", shell=True),
                cwd=ROOT,
                env={**os.environ, **variables},
                stdin=script,
                capture_output=True,
                text=True,
                check=False,
            )
        assert result.returncode == 0, result.stderr[-3000:]
        # Every second customer's browser makes its own key.
        return [
            Customer(f"{name}-{number}@example.com", mailboxes, has_web_crypto=number % 2 == 0)
            for number in range(count)
        ]

    return invite
