"""People and plans that the tests of signing plans share."""

from odoo.tests import new_test_user

from .common import GROUP, PIN, ContractCaseMixin, draw_signature


class PlanCaseMixin(ContractCaseMixin):
    """On top of the former: a second colleague with a key, and further people of the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = new_test_user(cls.env, "plan.colleague", f"{GROUP}user", name="Cleo")
        certificates = cls.env["crm.contract.certificate"].with_user(cls.colleague)
        certificates._create_for_user(cls.colleague, PIN)
        cls.dora, cls.ed, cls.fay = cls.env["res.partner"].create(
            [
                {"name": name, "email": f"{name.lower()}@example.com", "parent_id": cls.customer.id}
                for name in ("Dora", "Ed", "Fay")
            ]
        )

    @classmethod
    def _us(cls, group, user=None, **values):
        user = user or cls.salesperson
        return {"sequence": group, "side": "company", "user_id": user.id, **values}

    @classmethod
    def _them(cls, group, partner=None, **values):
        partner = partner or cls.customer
        return {"sequence": group, "side": "customer", "partner_id": partner.id, **values}

    def _find(self, contract, person):
        """The signatory that a user or a contact is in the newest revision."""
        partner = person.partner_id if person._name == "res.users" else person
        return contract.sudo().signer_ids.filtered(lambda signer: signer.partner_id == partner)

    def _sign(self, contract, *people):
        """Let people sign, in this order."""
        for person in people:
            if person._name == "res.users":
                contract.with_user(person).action_sign(PIN)
            else:
                contract.sudo()._take_signature(
                    self._find(contract, person), None, {"method": "email_code"}, draw_signature()
                )

    def _get_due(self, contract):
        return set(contract.sudo()._get_due_signers().mapped("name"))

    def _verify(self, contract):
        document = contract.sudo().signed_document_id
        return self.env["crm.contract.document"]._verify_upload(document._get_bytes())[0]
