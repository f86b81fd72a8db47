"""Running Odoo: its configuration, its secret, its command line and its server."""

import os
import secrets
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import environment, postgresql, source
from .console import Trouble, log_path, note, tail
from .settings import CACHE, DEPENDENCY_SETS, EXAMPLES, HTTP_PORT, ROOT

CONFIG = CACHE / "odoo.conf"
DATA = CACHE / "odoo-data"
SECRET = CACHE / "secret"
SECONDS_TO_START = 120
SECONDS_TO_STOP = 15


def write_config() -> None:
    """Write the configuration which the server, the tests and the shell share."""
    DATA.mkdir(parents=True, exist_ok=True)
    paths = (*source.find_tree().addons_paths, ROOT, EXAMPLES)
    CONFIG.write_text(
        "[options]\n"
        f"addons_path = {','.join(map(str, paths))}\n"
        f"data_dir = {DATA}\n"
        f"db_host = {postgresql.cluster_folder()}\n"
        f"db_user = {postgresql.ROLE}\n"
        "http_interface = 127.0.0.1\n"
        f"http_port = {HTTP_PORT}\n"
        "list_db = False\n"
        "workers = 0\n"
    )
    note(f"configuration in {CONFIG}")


def variables() -> dict[str, str]:
    """Return the variables Odoo runs with: above all the secret that wraps signing keys."""
    if not SECRET.exists():
        SECRET.touch(mode=0o600)
        SECRET.write_text(secrets.token_urlsafe(32))
    return {"CRM_CONTRACT_SIGN_SECRET": SECRET.read_text(), "PYTHONUNBUFFERED": "1"}


def command(*arguments: str, deps: str = DEPENDENCY_SETS[0], shell: bool = False) -> list[str]:
    """Return the command line that runs Odoo with our configuration."""
    subcommand = ["shell"] if shell else []
    python = str(environment.python(deps))
    return [python, "-m", "odoo", *subcommand, "--config", str(CONFIG), *arguments]


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def check_port() -> None:
    """Make sure that the server's port is free.

    :raises Trouble: when it is taken
    """
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", HTTP_PORT)) == 0:
            raise Trouble(
                f"Port {HTTP_PORT} is taken, perhaps by another Odoo.  Stop that, or try\n"
                "    make HTTP_PORT=8070 …"
            )


@contextmanager
def server(database: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server of ``database`` for as long as the block lasts.

    :raises Trouble: when it does not come up
    """
    log = log_path("server")
    words = command("--database", database, "--db-filter", f"^{database}$", *arguments)
    with background(words, log) as process:
        _wait_until_ready(process, log)
        yield process


@contextmanager
def background(words: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program beside the block, its output in ``log``; end it with the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            words,
            cwd=ROOT,
            env={**os.environ, **variables()},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{HTTP_PORT}/web/login", timeout=60):
                return
        except OSError:
            time.sleep(0.5)
    raise Trouble(f"Odoo did not come up:\n{tail(log)}\nThe whole log: {log}")
