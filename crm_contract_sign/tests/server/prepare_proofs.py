"""Contracts that wait for their proof of time, made in Odoo's shell: ``odoo shell < this file``.

Their customers sign what ``prepare_contracts.py`` has made.
"""

import os
from datetime import timedelta

NAME = os.environ["CONTRACTS_NAME"]
CLOCK_URL = os.environ["CLOCK_URL"]

env = globals()["env"]
company = env.company
env["crm.contract.timestamp.authority"].search([]).unlink()
env["crm.contract.timestamp.authority"].create({"name": "Clock", "url": CLOCK_URL})
company.contract_signature_level = "b_lta"
for contract in env["crm.contract"].search([("name", "=like", f"{NAME} %")], order="id"):
    signer = contract.signer_ids.filtered(lambda each: each.state == "waiting")
    contract._take_signature(signer, None, {"method": "email_code"})
    # The most patient of jobs would do: what is tried is what it leaves behind.
    contract.copies_due_on += timedelta(days=1)
    assert contract.proof_state == "due"
env.cr.commit()
