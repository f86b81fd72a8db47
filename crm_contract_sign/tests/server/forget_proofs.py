"""Let the company sign without proofs again, in Odoo's shell: ``odoo shell < this file``."""

env = globals()["env"]
env.company.contract_signature_level = "b_b"
env["crm.contract.timestamp.authority"].search([]).unlink()
env.cr.commit()
