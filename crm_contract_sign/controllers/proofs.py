"""What a browser has proved, kept in its session: for one signatory, by one way in."""

import time

from odoo.http import request

SESSION_KEY = "crm_contract_sign_proofs"
# How long a proof lets the same browser go on: a signatory's own, and a colleague's device.
OWN_SECONDS = 30 * 60
VISIT_SECONDS = 10 * 60


def read_steps(signer_sudo, entry):
    """The proofs that hold now: step -> until when.

    :param crm.contract.signer signer_sudo: whose proofs
    :param str entry: by which link or page they came; proofs given there hold there alone
    :rtype: dict
    """
    given = request.session.get(SESSION_KEY) or {}
    if (given.get("signer"), given.get("entry")) != (signer_sudo.id, entry):
        return {}
    now = time.time()
    return {step: until for step, until in given["steps"].items() if until > now}


def keep_step(signer_sudo, entry, step, seconds):
    """Remember that a proof was given, in place of those given for anybody else."""
    steps = {**read_steps(signer_sudo, entry), step: time.time() + seconds}
    write_steps(signer_sudo, entry, steps)


def forget_steps(signer_sudo, entry, forgotten):
    """Forget proofs that have served."""
    steps = read_steps(signer_sudo, entry)
    kept = {step: until for step, until in steps.items() if step not in forgotten}
    write_steps(signer_sudo, entry, kept)


def write_steps(signer_sudo, entry, steps):
    """Keep these proofs, and no others.

    :param dict steps: step -> until when
    """
    request.session[SESSION_KEY] = {"signer": signer_sudo.id, "entry": entry, "steps": steps}
