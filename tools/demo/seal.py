"""The company's seal in the demonstration: in custody, its use approved, affixed across edges."""

from .client import Client, Values
from .outcome import expect

CONTRACT, SEAL, USE = "crm.contract", "crm.contract.seal", "crm.contract.seal.use"
PIN = "red paste 8"


def take_custody(custodian: Client) -> str:
    """Have the custodian of the demonstration's seal take it into custody, and say which it is."""
    seal = custodian.find(SEAL, [["custodian_id", "=", custodian.user_id]], "name", "state")
    if seal["state"] == "new":
        dialog = custodian.press(SEAL, seal["id"], "action_open_take")
        given = {"pin": PIN, "pin_again": PIN}
        wizard = custodian.fill_in(dialog, {})
        custodian.press(dialog["res_model"], wizard, "action_take", context=given)
    return f"{seal['name']}, locked by a PIN of its custodian's"


def plan(salesperson: Client, contract: int) -> str:
    """Put the seal into the contract's signing plan, across the edges of its pages."""
    seal = salesperson.find(SEAL, [["custodian_id", "=", salesperson.user_id]], "name")
    salesperson.press(CONTRACT, contract, "action_plan_signatories")
    line = {
        "sequence": 15,
        "side": "company",
        "role": "seal",
        "seal_id": seal["id"],
        "is_across_edges": True,
    }
    salesperson.call(CONTRACT, "write", [contract], {"participant_ids": [[0, 0, line]]})
    return f"“{seal['name']}” is to be affixed, also across the edges of all pages"


def approve(approver: Client, contract: int) -> str:
    """Have a colleague approve the use of the seal on the document that was sent."""
    use = _find_use(approver, contract)
    seen = {"decided_sha256": use["sha256"]}
    approver.press(USE, use["id"], "action_approve", context=seen)
    use = _find_use(approver, contract)
    expect(use["state"] == "approved", "The use of the seal was approved, yet is not approved.")
    return f"{use['name']} by {use['decided_by_id'][1]}, on the document {use['sha256'][:12]}…"


def affix(custodian: Client, contract: int) -> str:
    """Have the custodian affix the seal."""
    dialog = custodian.press(CONTRACT, contract, "action_open_sign")
    wizard = custodian.fill_in(dialog, {})
    custodian.press(dialog["res_model"], wizard, "action_affix", context={"pin": PIN})
    use = _find_use(custodian, contract)
    expect(use["state"] == "affixed", "The seal was affixed, yet is not on record as affixed.")
    return f"{use['custodian_id'][1]}, on {use['page_count']} pages and across their edges"


def _find_use(client: Client, contract: int) -> Values:
    fields = ("name", "state", "sha256", "page_count", "decided_by_id", "custodian_id")
    return client.find(USE, [["contract_id", "=", contract]], *fields)
