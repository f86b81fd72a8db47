"""Contracts that wait for their customers, made in Odoo's shell: ``odoo shell < this file``.

How many, and under which name, stands in the environment.  Whoever runs it commits nothing else.
"""

import os

NAME = os.environ["CONTRACTS_NAME"]
COUNT = int(os.environ["CONTRACTS_COUNT"])
PIN = "blue kettle 7"

env = globals()["env"]
company = env.company
admin = env.ref("base.user_admin")
keys = env["crm.contract.certificate"].with_user(admin)
if not company.contract_authority_id:
    keys._create_authority(company)
if not keys._get_usable(admin):
    keys._create_for_user(admin, PIN)
approver = env["res.users"].search([("login", "=", "server.approver")]) or env["res.users"].create(
    {
        "name": "Ada Approver",
        "login": "server.approver",
        "group_ids": [(4, env.ref("crm_contract_sign.crm_contract_sign_group_approver").id)],
    }
)
# Attempts at a PIN are counted in another transaction, which must see the key.
env.cr.commit()
# One sentence is enough: it is not the text that is tried here.
template = env.ref("crm_contract_sign.crm_contract_template_goods_en")
contracts = env["crm.contract"].with_user(admin)
for number in range(COUNT):
    address = f"{NAME}-{number}@example.com"
    customer = env["res.partner"].create({"name": f"Customer {number}", "email": address})
    contract = contracts.create(
        {
            "name": f"{NAME} {number}",
            "partner_id": customer.id,
            "type_id": template.type_id.id,
            "language": "en",
            "company_signatory_id": admin.id,
            "section_ids": [(0, 0, {"name": "Price", "body": "<p>The price is fair.</p>"})],
        }
    )
    contract.sudo()._freeze()
    contract.sudo()._transition("submit")
    if contract.state == "review":
        contract.with_user(approver).action_approve()
    contract.action_send()
    contract.action_sign(PIN)
    env.cr.commit()
