"""People, keys and contracts that the tests of records and pages share."""

import os
from io import BytesIO
from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user

GROUP = "crm_contract_sign.crm_contract_sign_group_"
PIN = "correct horse"


def draw_signature():
    from PIL import Image, ImageDraw

    picture = Image.new("RGBA", (300, 120))
    ImageDraw.Draw(picture).line([(10, 100), (90, 20), (200, 90), (290, 30)], "navy", 4)
    output = BytesIO()
    picture.save(output, "PNG")
    return output.getvalue()


class ContractCaseMixin:
    """A company with a signing authority, its people, a customer, and contracts of any stage."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(
            patch.dict(os.environ, {"CRM_CONTRACT_SIGN_SECRET": "a secret of the test server"})
        )
        cls.salesperson = new_test_user(
            cls.env, "life.sales", f"{GROUP}user,sales_team.group_sale_salesman", name="Sam"
        )
        cls.approver = new_test_user(cls.env, "life.approver", f"{GROUP}approver", name="Ada")
        cls.key_manager = new_test_user(cls.env, "life.keys", f"{GROUP}key_manager", name="Kim")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Clara Customer", "email": "clara@example.com", "city": "Bristol"}
        )
        certificates = cls.env["crm.contract.certificate"]
        # An authority made before has its key under another server's secret.
        former = cls.env.company.contract_authority_id
        former.with_user(cls.key_manager).sudo(False).action_revoke()
        certificates.with_user(cls.key_manager)._create_authority(cls.env.company)
        certificates.with_user(cls.salesperson)._create_for_user(cls.salesperson, PIN)

    def _create_contract(self):
        product = self.env["product.product"].create({"name": "Chair", "list_price": 250})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.salesperson.id,
                "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 4})],
            }
        )
        template = self.env.ref("crm_contract_sign.crm_contract_template_goods_en")
        values = {
            **order._prepare_contract_values(),
            "type_id": template.type_id.id,
            "template_id": template.id,
            "language": "en",
            "user_id": self.salesperson.id,
            "company_signatory_id": self.salesperson.id,
        }
        return self.env["crm.contract"].with_user(self.salesperson).create(values)

    def _create_approved_contract(self):
        contract = self._create_contract()
        contract.action_submit()
        if contract.state == "review":
            contract.with_user(self.approver).action_approve()
        return contract

    def _create_sent_contract(self):
        """A contract that the company has signed and the customer has not."""
        contract = self._create_approved_contract()
        contract.action_send()
        contract.action_sign(PIN)
        return contract

    def _create_signed_contract(self):
        contract = self._create_sent_contract()
        contract.sudo()._take_signature(
            contract.signer_ids[1].sudo(), None, {"method": "email_code"}, draw_signature()
        )
        return contract
