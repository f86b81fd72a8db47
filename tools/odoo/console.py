"""What a person sees: numbered steps, and failures that say what to do."""

import fcntl
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from .settings import CACHE, LOGS, ROOT

Step = tuple[str, Callable[[], None]]

LOCK = CACHE / "lock"
SECONDS_WORTH_TELLING = 3
LINES_SHOWN_ON_FAILURE = 20


class Trouble(Exception):
    """Something a person has to put right; its text says what, and how."""


def take_steps(steps: Sequence[Step]) -> None:
    """Run ``steps`` in order and say before each how far along it is.

    Two runs in one checkout would drop each other's databases: the second waits for the first.

    :param steps: pairs of a title and the function that does the work
    """
    with _only_one():
        for number, (title, work) in enumerate(steps, start=1):
            print(f"[{number}/{len(steps)}] {title}", flush=True)
            started = time.monotonic()
            work()
            if (seconds := time.monotonic() - started) >= SECONDS_WORTH_TELLING:
                note(f"took {seconds:.0f} s")


@contextmanager
def _only_one() -> Iterator[None]:
    with LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another make in this folder …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def note(text: str) -> None:
    """Print a remark that belongs to the step under way."""
    print(f"      {text}", flush=True)


def log_path(name: str) -> Path:
    """Return the path of the log called ``name``, its folder made."""
    LOGS.mkdir(parents=True, exist_ok=True)
    return LOGS / f"{name}.log"


def run_logged(
    command: Sequence[str | Path],
    log: str,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
) -> Path:
    """Run ``command`` with its output in a log file.

    :param log: the log's name, without folder or suffix
    :param env: variables added to this process's own
    :return: the log's path
    :raises Trouble: when the command fails; the text ends with the log's last lines
    """
    path = log_path(log)
    with path.open("wb") as output:
        result = subprocess.run(
            [str(word) for word in command],
            env={**os.environ, **(env or {})},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if result.returncode:
        raise Trouble(
            f"{Path(str(command[0])).name} failed with code {result.returncode}:\n"
            f"{tail(path)}\nThe whole log: {path}"
        )
    return path


def tail(path: Path) -> str:
    """Return the last lines of the log at ``path``, indented."""
    lines = path.read_text(errors="replace").splitlines()[-LINES_SHOWN_ON_FAILURE:]
    return "\n".join(f"    {line}" for line in lines)
