"""People, keys and contracts that the tests of records and pages share."""

import base64
import json
import os
from io import BytesIO
from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user

from ..signing import sealing

GROUP = "crm_contract_sign.crm_contract_sign_group_"
PIN = "correct horse"
CODE = "123456"


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
        # Guessing is made expensive in production; a test of the pure package says how expensive.
        cheap = {**sealing.SCRYPT_PARAMETERS, "n": 2**4}
        cls.startClassPatcher(patch.object(sealing, "SCRYPT_PARAMETERS", cheap))
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

    @classmethod
    def _create_contract(cls):
        product = cls.env["product.product"].create({"name": "Chair", "list_price": 250})
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.salesperson.id,
                "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 4})],
            }
        )
        template = cls.env.ref("crm_contract_sign.crm_contract_template_goods_en")
        values = {
            **order._prepare_contract_values(),
            "type_id": template.type_id.id,
            "template_id": template.id,
            "language": "en",
            "user_id": cls.salesperson.id,
            "company_signatory_id": cls.salesperson.id,
        }
        return cls.env["crm.contract"].with_user(cls.salesperson).create(values)

    @classmethod
    def _create_approved_contract(cls):
        contract = cls._create_contract()
        contract.action_submit()
        if contract.state == "review":
            contract.with_user(cls.approver).action_approve()
        return contract

    @classmethod
    def _create_sent_contract(cls):
        """A contract that the company has signed and the customer has not."""
        contract = cls._create_approved_contract()
        contract.action_send()
        contract.action_sign(PIN)
        return contract

    @classmethod
    def _create_signed_contract(cls):
        contract = cls._create_sent_contract()
        contract.sudo()._take_signature(
            contract.signer_ids[1].sudo(), None, {"method": "email_code"}, draw_signature()
        )
        return contract


class PeopleMixin:
    """On top of the former: one person of every kind, and contracts that are somebody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal_user = new_test_user(
            cls.env, "people.customer", "base.group_portal", partner_id=cls.customer.id
        )
        cls.people = {
            "public": cls.env.ref("base.public_user"),
            "other portal": new_test_user(cls.env, "people.portal", "base.group_portal"),
            "customer": cls.portal_user,
            "employee": new_test_user(cls.env, "people.employee", "base.group_user"),
            "user": cls.salesperson,
            "user of all": new_test_user(cls.env, "people.all", f"{GROUP}user_all"),
            "approver": cls.approver,
            "legal": new_test_user(cls.env, "people.legal", f"{GROUP}legal"),
            "key manager": cls.key_manager,
        }
        cls.other_salesperson = new_test_user(cls.env, "people.other", f"{GROUP}user", name="Otto")


class SigningPageMixin:
    """A browser on the page behind ``self.token``, the signing link of ``self.signer``."""

    def _call(self, step, token=None, **params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        response = self.url_open(
            f"/contract/sign/{token or self.token}/{step}",
            json.dumps(body),
            headers={"Content-Type": "application/json"},
        )
        return response.json()["result"]

    def _ask_code(self):
        with patch.object(type(self.signer), "_generate_code", lambda signer: CODE):
            return self._call("code")

    def _identify(self):
        self._ask_code()
        return self._call("identify", code=CODE)

    def _accept(self, **params):
        drawing = base64.b64encode(draw_signature()).decode()
        values = {
            "signature": drawing,
            "sha256": self.contract.document_sha256,
            "consent": self._get_consent().digest,
            **params,
        }
        return self._call("accept", **values)

    def _get_consent(self):
        return self.env["crm.contract.consent"]._get_current("en_US")
