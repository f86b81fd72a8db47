"""A company's seal, its custodian and its approvers, and contracts that bear it."""

from odoo import Command, fields
from odoo.tests import new_test_user

from .common import GROUP, PIN, draw_signature
from .signing_plan_common import PlanCaseMixin

SEAL_PIN = "vermilion paste"


# A field to write on each model of seals.
WRITTEN_OF_SEALS = {
    "crm.contract.attempt": {"attempt_count": 0},
    "crm.contract.seal.event": {"code": "take"},
    "crm.contract.seal.use": {"state": "affixed"},
    "crm.contract.affix": {"pin": "x"},
    "crm.contract.custody": {"kind": "take"},
    "crm.contract.refuse.use": {"reason": "x"},
    "crm.contract.reissue": {"reason": "superseded"},
}


def prepare_seal_dialog_values(use, user):
    """Values with which each dialog of seals is created."""
    return {
        "crm.contract.affix": {"contract_id": use.contract_id.id},
        "crm.contract.custody": {"seal_id": use.seal_id.id, "kind": "take"},
        "crm.contract.refuse.use": {"use_ids": use.ids, "reason": "x"},
        "crm.contract.reissue": {"seal_id": use.seal_id.id, "user_id": user.id},
    }


def create_seal_samples(contract, custodian, approver):
    """One record of every model of seals, stored by force: a seal, its event, its use."""
    env = contract.env
    seal = env["crm.contract.seal"].create(
        {"name": "Sample", "custodian_id": custodian.id, "approver_ids": approver.ids}
    )
    document = contract.document_ids
    use = env["crm.contract.seal.use"].create(
        {
            "name": "Sample",
            "seal_id": seal.id,
            "contract_id": contract.id,
            "signer_id": contract.signer_ids.id,
            "document_id": document.id,
            "sha256": document.sha256,
            "revision": 1,
            "page_count": 1,
            "requested_by_id": custodian.id,
            "requested_on": fields.Datetime.now(),
        }
    )
    attempt = env["crm.contract.attempt"].create(
        {"model": "sample", "record_id": 1, "attempt_count": 1}
    )
    return seal, seal.event_ids, use, attempt


class SealCaseMixin(PlanCaseMixin):
    """On top of a company with a signing authority: a seal in custody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.custodian = new_test_user(cls.env, "seal.custodian", f"{GROUP}user", name="Cora")
        cls.heir = new_test_user(cls.env, "seal.heir", f"{GROUP}user", name="Hans")
        cls.seal_approver = new_test_user(cls.env, "seal.approver", f"{GROUP}user", name="Abel")
        cls.seal = cls._create_seal()
        cls.seal.with_user(cls.custodian)._take_custody(SEAL_PIN)

    def setUp(self):
        super().setUp()
        # Attempts at a PIN are counted in a transaction of their own; a browser test sees to it.
        if not type(self)._registry_patched:
            self.registry_enter_test_mode()

    @classmethod
    def _create_seal(cls, **values):
        return (
            cls.env["crm.contract.seal"]
            .with_user(cls.key_manager)
            .create(
                {
                    "name": "Contract Seal",
                    "company_id": cls.env.company.id,
                    "custodian_id": cls.custodian.id,
                    "approver_ids": [Command.set(cls.seal_approver.ids)],
                    **values,
                }
            )
        )

    @classmethod
    def _sealed(cls, group, seal=None, **values):
        seal = seal or cls.seal
        return {
            "sequence": group,
            "side": "company",
            "role": "seal",
            "seal_id": seal.id,
            **values,
        }

    @classmethod
    def _create_sealed_contract(cls, *, across_edges=True, plan=None):
        """An approved contract: we sign, our seal is affixed, then the customer signs."""
        return cls._create_approved_contract(
            plan or [cls._us(10), cls._sealed(20, is_across_edges=across_edges), cls._them(30)]
        )

    def _offer(self, user=None):
        return self.seal.with_user(self.custodian)._offer(user or self.heir, SEAL_PIN)

    def _send(self, contract):
        contract.action_send()
        return self._get_use(contract)

    def _get_use(self, contract):
        return contract.sudo().seal_use_ids.sorted("id")[-1:].sudo(False)

    def _approve(self, contract):
        self._get_use(contract).with_user(self.seal_approver).action_approve()

    def _affix(self, contract, pin=SEAL_PIN, user=None):
        contract.with_user(user or self.custodian).action_sign(pin)

    def _get_seal_signer(self, contract):
        return contract.sudo().signer_ids.filtered(lambda signer: signer.role == "seal")

    def _complete(self, contract):
        """From an approved contract to one in force."""
        contract.action_send()
        self._approve(contract)
        contract.action_sign(PIN)
        self._affix(contract)
        contract.sudo()._take_signature(
            self._find(contract, self.customer), None, {"method": "email_code"}, draw_signature()
        )
        return contract
