import base64
import hashlib

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

from .. import approval
from .common import GROUP


def _freeze_without_rendering(contract):
    """Stands in for the rendered PDF: approval looks at the digest alone."""
    content = f"revision {contract.revision} of {contract.id}".encode()
    return {
        "contract_id": contract.id,
        "name": f"{contract.id}.pdf",
        "kind": "frozen",
        "revision": contract.revision,
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": base64.b64encode(content),
    }


def create_discount_tree(env, policy, *, at_most, more_than, threshold=15.0):
    """Put a tree with one question to use: is the discount at most 15 %?

    :param at_most: (rejected, approved) decisions up to the threshold
    :param more_than: (rejected, approved) decisions above it
    """
    total = (at_most[0] + more_than[0], at_most[1] + more_than[1])
    content = approval.Tree(
        [approval.FeatureSpec("discount", "number", "percent")],
        [
            approval.Node(total, "discount", None, threshold, left=1, right=2),
            approval.Node(at_most),
            approval.Node(more_than),
        ],
    )
    policy.tree_id = env["crm.contract.tree"].create(
        {"name": "By hand", "policy_id": policy.id, "content": content.to_json()}
    )
    return policy.tree_id


class ApprovalCommon(TransactionCase):
    """People by role, one policy, contracts on demand, and trees written by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.classPatch(
            type(cls.env["crm.contract"]),
            "_prepare_frozen_document_values",
            _freeze_without_rendering,
        )
        cls.salesperson = cls._create_person("salesperson", "user")
        cls.approver = cls._create_person("approver", "approver")
        cls.second_approver = cls._create_person("second_approver", "approver")
        cls.key_manager = cls._create_person("key_manager", "key_manager")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Azure Interior", "is_company": True, "email": "azure@example.com"}
        )
        cls.contract_type = cls.env["crm.contract.type"].create(
            {"name": "Approval Test", "code": "approval_test"}
        )
        cls.policy = cls.env["crm.contract.approval.policy"].create(
            {
                "name": "Approval tests",
                "type_ids": cls.contract_type.ids,
                "reviewer_ids": (cls.approver | cls.second_approver).ids,
                "sample_share": 0.0,
            }
        )

    @classmethod
    def _create_person(cls, login, *groups):
        return new_test_user(
            cls.env,
            login=f"approval_{login}",
            name=login.replace("_", " ").title(),
            groups=",".join(f"{GROUP}{group}" for group in groups),
        )

    @classmethod
    def _create_contract(cls, **values):
        """A draft of the salesperson, ready to be submitted."""
        return (
            cls.env["crm.contract"]
            .with_user(cls.salesperson)
            .create(
                {
                    "name": "Supply of office chairs",
                    "type_id": cls.contract_type.id,
                    "language": "en",
                    "partner_id": cls.customer.id,
                    "company_signatory_id": cls.salesperson.id,
                    "amount_total": 5_000,
                    "discount": 5,
                    "section_ids": [
                        Command.create(
                            {"name": "Subject", "body": "<p>The seller delivers chairs.</p>"}
                        )
                    ],
                    **values,
                }
            )
        )

    @classmethod
    def _submit(cls, **values):
        """A contract in review, or past it, when the tree is sure."""
        contract = cls._create_contract(**values)
        contract.action_submit()
        return contract

    @classmethod
    def _create_tree(cls, at_most=(2, 98), more_than=(40, 10), threshold=15.0, policy=None):
        """Put a tree with one question to use: is the discount at most 15 %?

        :param at_most: (rejected, approved) decisions up to the threshold
        :param more_than: (rejected, approved) decisions above it
        """
        return create_discount_tree(
            cls.env, policy or cls.policy, at_most=at_most, more_than=more_than, threshold=threshold
        )

    @classmethod
    def _create_history(cls, count=80, is_approved=lambda discount: discount <= 15):
        """Decisions taken before contracts were kept here."""
        return cls.env["crm.contract.decision"].create(
            [
                {
                    "source": "history",
                    "outcome": "approve" if is_approved(index % 30) else "reject",
                    "features": {"discount": float(index % 30), "amount": 1000.0 * index},
                    "policy_id": cls.policy.id,
                    "type_id": cls.contract_type.id,
                    "company_id": cls.env.company.id,
                }
                for index in range(count)
            ]
        )

    def _get_activity_users(self, contract):
        activity_type = self.env.ref("crm_contract_sign.mail_activity_type_review")
        return (
            contract.sudo()
            .activity_ids.filtered(lambda activity: activity.activity_type_id == activity_type)
            .user_id
        )
