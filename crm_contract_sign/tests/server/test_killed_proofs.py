"""The job that adds proofs of time, killed: each contract has its proof, or it is still queued."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tools.odoo import odoo
from tools.odoo.settings import ROOT

from ..signing.time_servers import TimeAuthority
from .ledger import HANDED_OUT, PROVED, QUEUED

FOLDER = Path(__file__).parent
CONTRACTS = 3
# Each a model and its method, whether before or after it, and in which of its calls.  A later one
# finds what the former ones have left.
MOMENTS = {
    "before the first commit": "ir.cron _commit_progress before 1",
    "before an authority is asked": "crm.contract _preserve before 1",
    "once an authority has answered": "crm.contract _preserve after 1",
    "before the file is kept": "crm.contract _keep_signed_document before 1",
    "once the file is kept": "crm.contract _keep_signed_document after 1",
    "once the log says so": "crm.contract _log_event after 1",
    "before the first proof is committed": "ir.cron _commit_progress before 2",
    "once the first proof is committed": "ir.cron _commit_progress after 2",
    "within the second contract": "crm.contract _keep_signed_document after 2",
    "while copies are sent": "crm.contract _send_copies after 1",
    "before the discussion has the copies": "crm.contract _post_copies before 1",
}


def run_script(server, name, **variables):
    """Run a script of this folder in Odoo's shell."""
    with (FOLDER / name).open("rb") as script:
        return subprocess.run(
            odoo.command(*server.options, "--no-http", shell=True),
            cwd=ROOT,
            env={**os.environ, **odoo.variables(), **variables},
            stdin=script,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def clock_url(tmp_path_factory):
    """A time-stamp authority on loopback."""
    clock = TimeAuthority(tmp_path_factory.mktemp("clock"))
    with clock.serve():
        yield f"{clock.url}/time/tsa/stamper"


@pytest.fixture
def queue(server, invite, clock_url):
    """Make contracts that wait for their proofs; the company is as it was afterwards."""

    def queue(name):
        invite(name, CONTRACTS)
        result = run_script(server, "prepare_proofs.py", CONTRACTS_NAME=name, CLOCK_URL=clock_url)
        assert result.returncode == 0, result.stderr[-3000:]

    yield queue
    result = run_script(server, "forget_proofs.py")
    assert result.returncode == 0, result.stderr[-3000:]


def test_job_killed_at_any_moment_leaves_each_contract_proved_or_queued(server, ledger, queue):
    queue("proofs")
    for moment, place in MOMENTS.items():
        result = run_script(server, "run_proofs.py", KILLED_AT=place)
        assert result.returncode == -signal.SIGKILL, f"{moment}: {result.stderr[-3000:]}"
        records = ledger.look_up_proofs("proofs")
        assert len(records) == CONTRACTS
        assert set(records.values()) <= {QUEUED, PROVED, HANDED_OUT}, moment

    result = run_script(server, "run_proofs.py")
    assert result.returncode == 0, result.stderr[-3000:]
    assert set(ledger.look_up_proofs("proofs").values()) == {HANDED_OUT}
