"""A private PostgreSQL cluster: no port, a socket of its own, no configuration of the machine."""

import hashlib
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from .console import Trouble, note, run_logged
from .settings import CACHE, ROOT

ROLE = "odoo"
SYSTEM_USER = "postgres"
OLDEST_MAJOR_VERSION = 13
# sockaddr_un.sun_path holds 108 bytes, the closing zero included.
LONGEST_SOCKET_PATH = 107

# The data can be made again: speed is worth more than surviving a power cut.
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{folder}'
unix_socket_permissions = 0700
shared_buffers = 256MB
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
"""


def find_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server's programs, or None."""
    installed = {
        int(folder.parent.name): folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if folder.parent.name.isdecimal() and (folder / "initdb").exists()
    }
    if installed and max(installed) >= OLDEST_MAJOR_VERSION:
        return installed[max(installed)]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@cache
def cluster_folder() -> Path:
    """Return the folder of the cluster and its socket, made and owned by who runs the server.

    It is ``.cache/postgresql``, unless the server's user cannot reach it (a clone under a closed
    home folder, such as root's) or its path is too long for a socket: then one in ``/var/tmp``.
    """
    folder = CACHE / "postgresql"
    _make_private(folder)
    if _fits_a_socket(folder) and _reachable(folder):
        return folder
    shutil.rmtree(folder)
    folder = _outside_folder()
    _make_private(folder)
    return folder


def start() -> None:
    """Make the cluster if there is none, and start its server if it is not running.

    :raises Trouble: when PostgreSQL is missing, or when a program of it fails
    """
    folder = cluster_folder()
    if not (folder / "data" / "PG_VERSION").exists():
        note(f"making a cluster in {folder}")
        _initialize(folder)
    if _is_running(folder):
        note(f"running, socket in {folder}")
        return
    log = folder / "server.log"
    run_logged(
        _as_server_user(_program("pg_ctl"), "start", "--wait", "-D", folder / "data", "--log", log),
        "postgresql-start",
        cwd=folder,
    )
    note(f"started, socket in {folder}")
    if not query("postgres", f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'", role=SYSTEM_USER):
        query("postgres", f"CREATE ROLE {ROLE} LOGIN CREATEDB", role=SYSTEM_USER)


def stop() -> None:
    """Stop the server if it is running."""
    if not find_programs() or not (CACHE.exists() or _outside_folder().exists()):
        return
    folder = cluster_folder()
    if _is_running(folder):
        command = _program("pg_ctl"), "stop", "--mode=fast", "-D", folder / "data"
        run_logged(_as_server_user(*command), "postgresql-stop", cwd=folder)


def remove() -> None:
    """Stop the server and delete a cluster that lies outside of ``.cache``."""
    stop()
    shutil.rmtree(_outside_folder(), ignore_errors=True)


def client(program: str, *arguments: str, role: str = ROLE) -> list[str]:
    """Return the command that runs a client ``program`` (such as createdb) on our cluster."""
    return [_program(program), "--host", str(cluster_folder()), "--username", role, *arguments]


def variables() -> dict[str, str]:
    """Return the variables with which PostgreSQL's own clients find our cluster."""
    programs = find_programs()
    path = os.pathsep.join(filter(None, (programs and str(programs), os.environ.get("PATH"))))
    return {"PGHOST": str(cluster_folder()), "PGUSER": ROLE, "PATH": path}


def query(database: str, statement: str, role: str = ROLE) -> str:
    """Run one SQL statement and return its rows, fields separated by ``|``.

    :raises Trouble: when the server refuses it
    """
    command = client("psql", "-qAtX", "-d", database, "-c", statement, role=role)
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise Trouble(f"PostgreSQL says: {result.stderr.strip()}")
    return result.stdout.strip()


def _initialize(folder: Path) -> None:
    options = ("--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", f"--username={SYSTEM_USER}")
    command = _as_server_user(_program("initdb"), "-D", folder / "data", *options)
    run_logged(command, "postgresql-initdb", cwd=folder)
    with (folder / "data" / "postgresql.conf").open("a") as configuration:
        configuration.write(CONFIGURATION.format(folder=folder))


def _is_running(folder: Path) -> bool:
    command = _as_server_user(_program("pg_ctl"), "status", "-D", folder / "data")
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def _program(name: str) -> str:
    folder = find_programs()
    if not folder:
        raise Trouble("There is no PostgreSQL server on this machine.")
    return str(folder / name)


def _as_server_user(*command: str | Path) -> list[str]:
    """Return ``command`` so that root runs it as an unprivileged user, as PostgreSQL demands."""
    words = [str(word) for word in command]
    return ["runuser", "-u", SYSTEM_USER, "--", *words] if os.geteuid() == 0 else words


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, SYSTEM_USER)
    elif folder.stat().st_uid != os.geteuid():
        raise Trouble(f"{folder} belongs to somebody else; please remove it.")


def _outside_folder() -> Path:
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"crm-contract-sign-{checkout}"


def _fits_a_socket(folder: Path) -> bool:
    return len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH


def _reachable(folder: Path) -> bool:
    command = _as_server_user("test", "-w", folder)
    return subprocess.run(command, cwd="/", check=False).returncode == 0
