import base64
import hashlib

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import PIN, ContractCaseMixin, PeopleMixin
from .seal_common import WRITTEN_OF_SEALS, create_seal_samples, prepare_seal_dialog_values
from .security_page import read_table
from .trust_common import make_authority_file

OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
DIALOGS = {
    f"crm.contract.{name}"
    for name in (
        "generate",
        "generate.several",
        "generate.several.line",
        "enroll",
        "import.key",
        "sign",
        "terminate",
        "reject",
        "change.pin",
        "renew",
        "revoke",
        "register",
        "access.code",
        "agree",
        "end.round",
        "hand.on",
        "affix",
        "custody",
        "refuse.use",
        "reissue",
    )
}
APPEND_ONLY = {
    f"crm.contract.{name}"
    for name in (
        "document",
        "event",
        "decision",
        "tree",
        "certificate.event",
        "detached.signature",
        "anchor",
        "seal.event",
        "form.answer",
    )
}
# A field to write on each model; the name where nothing else is said.
WRITTEN = {
    "crm.contract.finding": {"quote": "x"},
    "crm.contract.event": {"code": "approve"},
    "crm.contract.review": {"state": "approved"},
    "crm.contract.decision": {"outcome": "approve"},
    "crm.contract.consent": {"text": "x"},
    "crm.contract.signature.request": {"entry": "x"},
    "crm.contract.signer.visit": {"expiry": "2026-01-01"},
    "crm.contract.enroll": {"contract_id": False},
    "crm.contract.import.key": {"kind": "user"},
    "crm.contract.sign": {"pin": "x"},
    "crm.contract.generate.several": {"date_end": "2030-01-01"},
    "crm.contract.generate.several.line": {"language": "zh"},
    "crm.contract.terminate": {"reason": "x"},
    "crm.contract.reject": {"reason": "x"},
    "crm.contract.change.pin": {"pin": "x"},
    "crm.contract.revoke": {"reason": "superseded"},
    "crm.contract.renew": {"with_new_key": True},
    "crm.contract.trusted.authority": {"purpose": "both"},
    "crm.contract.register": {"token_label": "x"},
    "crm.contract.certificate.event": {"code": "warn"},
    "crm.contract.detached.signature": {"algorithm": "x"},
    "crm.contract.anchor": {"authority": "x"},
    "crm.contract.access.code": {"code": "x"},
    "crm.contract.agree": {"contract_id": False},
    "crm.contract.end.round": {"reason": "x"},
    "crm.contract.hand.on": {"email": "x"},
    "crm.contract.participant": {"label": "x"},
    "crm.contract.form.answer": {"sha256": "x"},
    "crm.contract.request.count": {"count": 0},
    **WRITTEN_OF_SEALS,
}
# Where a copy alone would be refused for another reason than access.
CREATED = {
    "crm.contract.clause": {"code": "access_copy"},
    "crm.contract.clause.category": {"code": "access_copy"},
    "crm.contract.type": {"code": "access_copy"},
    "crm.contract.consent": {"version": "access copy"},
    "crm.contract.seal": {"name": "Access copy"},
    "crm.contract.attempt": {"record_id": 2},
    "crm.contract.trusted.authority": {"file": make_authority_file("Another Root")},
    "crm.contract.form.field": {"name": "access_copy"},
    "crm.contract.template.form.field": {"name": "access_copy"},
}


class AccessCase(PeopleMixin, ContractCaseMixin, TransactionCase):
    """Records of every model, as they lie in a database in use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.template = cls.env.ref("crm_contract_sign.crm_contract_template_goods_en").copy()

    @classmethod
    def _create_stored_contract(cls, state="draft", **values):
        """A contract put into a state by force, with one record of each of its satellites."""
        contract = cls.env["crm.contract"].create(
            {
                "name": "Access",
                "type_id": cls.template.type_id.id,
                "template_id": cls.template.id,
                "language": "en",
                "partner_id": cls.customer.id,
                "user_id": cls.salesperson.id,
                "company_signatory_id": cls.salesperson.id,
                "section_ids": [Command.create({"name": "Subject", "body": "<p>Chairs.</p>"})],
                **values,
            }
        )
        content = f"file of {contract.id}".encode()
        document = cls.env["crm.contract.document"].create(
            {
                "contract_id": contract.id,
                "name": "access.pdf",
                "kind": "frozen",
                "revision": 1,
                "sha256": hashlib.sha256(content).hexdigest(),
                "content": base64.b64encode(content),
            }
        )
        contract.write({"state": state, "revision": 1, "current_document_id": document.id})
        cls._create_satellites(contract, document)
        return contract

    @classmethod
    def _create_satellites(cls, contract, document):
        linked = {"contract_id": contract.id}
        bound = {**linked, "document_id": document.id}
        cls.env["crm.contract.finding"].create(
            {**linked, "code": "repeated_word", "severity": "info"}
        )
        cls.env["crm.contract.review"].create({**bound, "user_id": cls.approver.id})
        cls.env["crm.contract.decision"].create(
            {
                **bound,
                "sha256": document.sha256,
                "source": "person",
                "user_id": cls.approver.id,
                "outcome": "approve",
                "features": {"amount": 1000.0},
                "company_id": contract.company_id.id,
            }
        )
        cls.env["crm.contract.signer"].create(
            {
                **linked,
                "revision": 1,
                "side": "customer",
                "partner_id": contract.signatory_id.id,
                "name": contract.signatory_id.name,
                "field_name": "Signature1",
                "invited_on": fields.Datetime.now(),
            }
        )
        contract._log_event("submit")

    def _get_satellites(self, contract):
        """The records that belong to a contract, one of each model."""
        names = ("section", "finding", "document", "signer", "event", "review", "decision")
        return [contract.sudo()[f"{name}_ids"][0] for name in names]


@tagged("post_install", "-at_install")
class TestAccessMatrix(AccessCase):
    """Every cell of the table *Models*: what is granted works, what is not is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.matrix = read_table("Models")
        cls.draft = cls.env["crm.contract"].create(cls._create_stored_contract().copy_data()[0])
        cls.sent = cls._create_stored_contract("signing")
        samples = [
            *cls._create_text_samples(),
            *cls._create_approval_samples(),
            *cls._create_ways_of_signing(cls.sent),
            *cls._create_signing_samples(),
            *create_seal_samples(cls.sent, cls.salesperson, cls.approver),
        ]
        cls.samples = {sample._name: sample for sample in samples}
        for name in ("user of all", "approver", "legal", "key manager"):
            user = cls.people[name]
            certificates = cls.env["crm.contract.certificate"].with_user(user)
            certificates._create_for_user(user, PIN)

    @classmethod
    def _create_text_samples(cls):
        planned = {"contract_id": cls.draft.id, "partner_id": cls.customer.id}
        role = {"name": "A", "template_id": cls.template.id}
        consent = {"version": "access", "language": "en", "text": "A"}
        field = {"name": "access", "label": "A"}
        return [
            cls.draft.section_ids[0],
            cls.template.copy(),
            cls.template.section_ids[0],
            cls.template.section_ids.clause_id[0].copy({"code": "access"}),
            cls.env["crm.contract.clause.category"].create({"name": "A", "code": "access"}),
            cls.env["crm.contract.type"].create({"name": "A", "code": "access"}),
            cls.env["crm.contract.participant"].create(planned),
            cls.env["crm.contract.template.participant"].create(role),
            cls.env["crm.contract.consent"].create(consent),
            cls.env["crm.contract.form.field"].create({**field, "contract_id": cls.draft.id}),
            cls.env["crm.contract.template.form.field"].create(
                {**field, "template_id": cls.template.id}
            ),
        ]

    @classmethod
    def _create_approval_samples(cls):
        policy, other = cls.env["crm.contract.approval.policy"].create(
            [{"name": "Access"}, {"name": "Without a tree"}]
        )
        tree = {"name": "A", "policy_id": policy.id, "content": "{}"}
        return [
            cls.sent.finding_ids,
            cls.sent.document_ids,
            cls.sent.signer_ids,
            cls.sent.event_ids[0],
            cls.sent.review_ids,
            cls.sent.decision_ids,
            other,
            cls.env["crm.contract.tree"].create(tree),
        ]

    @classmethod
    def _create_ways_of_signing(cls, contract):
        signer = {"signer_id": contract.signer_ids[0].id, "expiry": "2026-01-01"}
        request = {"entry": "link 1", "document_id": contract.current_document_id.id}
        return [
            cls.env["crm.contract.signature.request"].create({**signer, **request}),
            cls.env["crm.contract.signer.visit"].create({**signer, "host_id": cls.salesperson.id}),
        ]

    @classmethod
    def _create_signing_samples(cls):
        some_bytes = base64.b64encode(b"x")
        detached = cls.env["crm.contract.detached.signature"].create(
            {
                "contract_id": cls.sent.id,
                "document_id": cls.sent.document_ids.id,
                "signer_id": cls.sent.signer_ids.id,
                "certificate_id": cls.env.company.contract_authority_id.id,
                "algorithm": "rsa_pss_sha256",
                "sha256": cls.sent.document_ids.sha256,
                "signature": some_bytes,
            }
        )
        anchor = cls.env["crm.contract.anchor"].create(
            {
                "company_id": cls.env.company.id,
                "heads": "[]",
                "head_count": 0,
                "last_event_id": 0,
                "sha256": "00",
                "token": some_bytes,
                "moment": "2026-01-01 00:00:00",
                "authority": "Clock",
            }
        )
        clock = cls.env["crm.contract.timestamp.authority"].create(
            {"name": "Clock", "url": "http://tsa.example.com"}
        )
        visits = cls.env["crm.contract.request.count"].create(
            {
                "purpose": "access",
                "address_digest": "0",
                "window_start": "2026-01-01 00:00:00",
                "count": 1,
            }
        )
        trusted = cls.env["crm.contract.trusted.authority"].create(
            {"file": make_authority_file("Some Root")}
        )
        return detached, anchor, clock, visits, trusted, cls._create_answer()

    @classmethod
    def _create_answer(cls):
        return cls.env["crm.contract.form.answer"].create(
            {
                "contract_id": cls.sent.id,
                "signer_id": cls.sent.signer_ids.id,
                "document_id": cls.sent.document_ids.id,
                "round_number": 1,
                "sha256": "00",
            }
        )

    def test_table_has_every_model_of_the_add_on(self):
        models = self.env["ir.model"].search(
            [("model", "=like", "crm.contract%"), ("abstract", "=", False)]
        )
        own = models.filtered(lambda model: "crm_contract_sign" in model.modules.split(", "))
        self.assertCountEqual(self.matrix, own.mapped("model"))

    def test_table_has_every_kind_of_person(self):
        for model, cells in self.matrix.items():
            with self.subTest(model=model):
                self.assertEqual(list(cells), list(self.people))

    def test_every_cell(self):
        for model, cells in self.matrix.items():
            for person, granted in cells.items():
                for letter, operation in OPERATIONS.items():
                    with self.subTest(model=model, person=person, operation=operation):
                        self._check_cell(model, person, operation, letter in granted)

    def _check_cell(self, model, person, operation, is_granted):
        record = self._find_sample(model, person, operation).with_user(self.people[person])
        with self.env.cr.savepoint() as savepoint, mute_logger("odoo.models.unlink"):
            if is_granted:
                self.assertTrue(self._try(record, operation))
            else:
                # Evidence refuses a change before it is asked who wants it.
                with self.assertRaises(UserError if record._name in APPEND_ONLY else AccessError):
                    self._try(record, operation)
            savepoint.rollback()
        self.env.invalidate_all()

    def _find_sample(self, model, person, operation):
        """The record on which a person tries something, with the rights of the superuser."""
        if model == "crm.contract":
            return self.sent if operation == "read" else self.draft
        if model.startswith("crm.contract.certificate"):
            certificate = self._find_certificate(self.people[person])
            return certificate if model == certificate._name else certificate.event_ids[0]
        if model in DIALOGS:
            # sudo() keeps the author: everyone sees but their own dialogs.
            return self.env(user=self.people[person], su=True)[model].create(
                self._prepare_dialog_values(model, self.people[person])
            )
        return self.samples[model]

    def _find_certificate(self, user):
        """A person's own certificate, else that of somebody else."""
        certificates = self.env["crm.contract.certificate"]
        own = certificates._get_usable(user)
        return own or certificates._get_usable(self.salesperson)

    def _prepare_dialog_values(self, model, user):
        certificate = self._find_certificate(user)
        return {
            "crm.contract.change.pin": {"certificate_id": certificate.id},
            "crm.contract.register": {"user_id": user.id},
            "crm.contract.renew": {"certificate_id": certificate.id},
            "crm.contract.revoke": {"certificate_ids": certificate.ids},
            "crm.contract.generate": {"partner_id": self.customer.id},
            "crm.contract.generate.several": {},
            "crm.contract.generate.several.line": {
                "wizard_id": self.env(user=user, su=True)["crm.contract.generate.several"]
                .create({})
                .id,
                "partner_id": self.customer.id,
            },
            "crm.contract.enroll": {},
            "crm.contract.import.key": {"kind": "user", "company_id": self.env.company.id},
            "crm.contract.sign": {"contract_id": self.sent.id},
            "crm.contract.terminate": {"contract_ids": self.sent.ids, "reason": "x"},
            "crm.contract.reject": {"contract_ids": self.sent.ids, "reason": "x"},
            "crm.contract.access.code": {
                "participant_id": self.samples["crm.contract.participant"].id
            },
            "crm.contract.agree": {"contract_id": self.sent.id},
            "crm.contract.end.round": {"contract_id": self.sent.id, "kind": "withdraw"},
            "crm.contract.hand.on": {"signer_id": self.sent.signer_ids.id},
            **prepare_seal_dialog_values(self.samples["crm.contract.seal.use"], user),
        }[model]

    def _try(self, record, operation):
        if operation == "read":
            return record.read(["create_date"])
        if operation == "write":
            return record.write(WRITTEN.get(record._name, {"name": "x"}))
        if operation == "unlink":
            return record.unlink()
        values = CREATED.get(record._name, {})
        if record._name in DIALOGS:
            values = self._prepare_dialog_values(record._name, record.env.user)
        elif record.with_env(self.env).has_access("create"):
            values = {**record.with_env(self.env).copy_data()[0], **values}
        return record.create(values)
