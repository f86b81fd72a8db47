import base64
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules import get_module_path
from odoo.modules.migration import load_script
from odoo.tests import TransactionCase, tagged

from .. import signing
from .common import PIN
from .keys_common import KeysMixin
from .signing_plan_common import PlanCaseMixin

PREFIX = "crm.contract.signing.backend."
SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
TOKEN_PIN = "token 1234"


@tagged("post_install", "-at_install")
class TestChoice(KeysMixin, TransactionCase):
    """How a signatory signs is data."""

    def _choose(self, contract, index):
        return contract._get_signing_backend(contract.signer_ids[index])._name

    def test_each_side_signs_as_the_company_says(self):
        contract = self._send_contract()
        self.assertEqual(self._choose(contract, 0), self.env.company.contract_colleague_backend)
        self.assertEqual(self._choose(contract, 1), self.env.company.contract_customer_backend)

    def test_colleagues_own_way_goes_before_the_companys(self):
        contract = self._send_contract()
        self.salesperson.contract_signing_backend = f"{PREFIX}token"
        self.assertEqual(self._choose(contract, 0), f"{PREFIX}token")

    def test_signatorys_own_way_goes_before_all(self):
        contract = self._send_contract()
        self.salesperson.contract_signing_backend = f"{PREFIX}token"
        contract.signer_ids[0].sudo().signing_backend = f"{PREFIX}pin"
        self.assertEqual(self._choose(contract, 0), f"{PREFIX}pin")

    def test_selection_offers_what_signs_for_that_side(self):
        backends = self.env["crm.contract.signing.backend"]
        company = dict(backends._get_selection("company"))
        self.assertIn(f"{PREFIX}pin", company)
        self.assertNotIn(f"{PREFIX}one.time", company)
        self.assertNotIn(f"{PREFIX}remote", company)
        self.assertIn(f"{PREFIX}one.time", dict(backends._get_selection("customer")))

    def test_way_that_is_gone_is_told_in_words(self):
        contract = self._send_contract()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_users SET contract_signing_backend = 'gone' WHERE id = %s",
            [self.salesperson.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "not available here any more"):
            contract.action_open_sign()

    def test_signatorys_way_is_written_by_no_user(self):
        contract = self._send_contract()
        with self.assertRaises(AccessError):
            contract.signer_ids[0].with_user(self.salesperson).sudo(False).write(
                {"signing_backend": f"{PREFIX}pin"}
            )


@tagged("post_install", "-at_install")
class TestPlannedWays(PlanCaseMixin, TransactionCase):
    """The signing plan says how each person signs."""

    def _plan(self, *participants):
        contract = self._create_contract()
        contract.participant_ids = [Command.create(values) for values in participants]
        return contract

    def test_way_goes_from_the_template_to_the_draft_and_its_signatory(self):
        template = self.env.ref("crm_contract_sign.crm_contract_template_goods_en")
        one_time = f"{PREFIX}one.time"
        template.participant_ids = [
            Command.create({"name": "Director", "side": "company", "sequence": 10}),
            Command.create({"name": "Buyer", "sequence": 20, "signing_backend": one_time}),
        ]
        contract = self._create_contract()
        self.assertEqual(contract.participant_ids[1].signing_backend, one_time)
        contract.action_submit()
        signer = contract.signer_ids[1]
        self.assertEqual(contract._get_signing_backend(signer)._name, one_time)

    def test_each_side_is_offered_its_own_ways(self):
        contract = self._plan(self._us(10), self._them(20))
        ours, theirs = contract.participant_ids.mapped("signing_backend_choices")
        self.assertIn(f"{PREFIX}pin", ours)
        self.assertNotIn(f"{PREFIX}browser", ours)
        self.assertIn(f"{PREFIX}browser", theirs)
        self.assertNotIn(f"{PREFIX}pin", theirs)

    def test_way_of_the_other_side_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "not for this side"):
            self._plan(self._us(10), self._them(20, signing_backend=f"{PREFIX}pin"))

    def test_other_side_and_those_who_do_not_sign_lose_their_way_in_the_form(self):
        contract = self._plan(self._us(10, signing_backend=f"{PREFIX}pin"), self._them(20))
        ours = contract.participant_ids[0]
        for change in ({"side": "customer"}, {"role": "approver"}):
            with self.subTest(change=change):
                edited = ours.new(origin=ours)
                edited.update(change)
                edited._onchange_signing_backend()
                self.assertFalse(edited.signing_backend)

    def test_token_without_a_certificate_is_refused_when_submitting(self):
        contract = self._plan(self._us(10, signing_backend=f"{PREFIX}token"), self._them(20))
        with self.assertRaisesRegex(UserError, "No valid certificate of Sam"):
            contract.action_submit()
        self.assertEqual(contract.state, "draft")

    def test_colleagues_usual_way_is_checked_when_submitting_too(self):
        self.colleague.contract_signing_backend = f"{PREFIX}token"
        contract = self._plan(self._us(10, self.colleague), self._them(20))
        with self.assertRaisesRegex(UserError, "No valid certificate of Cleo"):
            contract.action_submit()

    def test_way_of_an_approver_is_checked_by_nobody(self):
        self.colleague.contract_signing_backend = f"{PREFIX}token"
        contract = self._plan(
            self._us(5, self.colleague, role="approver"), self._us(10), self._them(20)
        )
        contract.action_submit()
        self.assertTrue(contract.signer_ids)

    def test_no_exception_is_planned_where_browsers_keys_are_required(self):
        self.env.company.contract_browser_key = "required"
        contract = self._plan(self._us(10), self._them(20, signing_backend=f"{PREFIX}one.time"))
        with self.assertRaisesRegex(UserError, "in their own browser"):
            contract.action_submit()


@tagged("post_install", "-at_install")
class TestMigration(KeysMixin, TransactionCase):
    """Databases in which the browser's key was a setting beside the one-time key."""

    def _migrate(self, backend, browser_key):
        self.env.flush_all()
        company = self.env.company
        self.env.cr.execute(
            "UPDATE res_company SET contract_customer_backend = %s, contract_browser_key = %s"
            " WHERE id = %s",
            [backend, browser_key, company.id],
        )
        folder = get_module_path("crm_contract_sign")
        script = load_script(f"{folder}/migrations/19.0.1.1.0/pre-migrate.py", "pre-migrate")
        script.migrate(self.env.cr, "19.0.1.0.0")
        company.invalidate_recordset()
        return company.contract_customer_backend, company.contract_browser_key

    def test_customers_go_on_signing_as_before(self):
        one_time, browser = f"{PREFIX}one.time", f"{PREFIX}browser"
        cases = {
            (one_time, "preferred"): (browser, "preferred"),
            (one_time, "required"): (browser, "required"),
            (one_time, "never"): (one_time, "preferred"),
            ("an.add.on", "never"): ("an.add.on", "preferred"),
            ("an.add.on", "required"): ("an.add.on", "required"),
        }
        for before, after in cases.items():
            with self.subTest(before=before):
                self.assertEqual(self._migrate(*before), after)

    def test_signatory_who_waits_goes_on_signing_as_before(self):
        signer = self._send_contract().signer_ids[1].sudo()
        signer.signing_backend = f"{PREFIX}one.time"
        self._migrate(f"{PREFIX}one.time", "preferred")
        signer.invalidate_recordset()
        self.assertEqual(signer.signing_backend, f"{PREFIX}browser")


@tagged("post_install", "-at_install")
class TestToken(KeysMixin, TransactionCase):
    """A key on a PKCS#11 token, here SoftHSM2's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        Path(cls.folder, "tokens").mkdir()
        configuration = Path(cls.folder, "softhsm2.conf")
        configuration.write_text(f"directories.tokendir = {cls.folder}/tokens\n")
        cls.startClassPatcher(
            patch.dict(
                os.environ,
                {
                    "SOFTHSM2_CONF": str(configuration),
                    "CRM_CONTRACT_SIGN_PKCS11_MODULE": SOFTHSM,
                },
            )
        )
        cls.public_key = cls._make_token()

    @classmethod
    def _make_token(cls):
        """A token with an RSA key under 0A1B; gives its public half."""
        key = signing.generate_private_key(size=2048)
        path = Path(cls.folder, "key.pem")
        from cryptography.hazmat.primitives import serialization

        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        pins = ("--so-pin", "administrator", "--pin", TOKEN_PIN)
        cls._run("--init-token", "--free", "--label", "Sam", *pins)
        key_options = ("--label", "Sam", "--id", "0A1B")
        cls._run("--import", str(path), "--token", "Sam", *key_options, "--pin", TOKEN_PIN)
        path.unlink()
        return key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @classmethod
    def _run(cls, *arguments):
        subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)

    def _register(self, user=None, **values):
        wizard = self.env["crm.contract.register"].with_user(user or self.key_manager)
        wizard = wizard.create(
            {
                "user_id": self.salesperson.id,
                "signing_backend": f"{PREFIX}token",
                "token_label": "Sam",
                "token_key_id": "0A:1B",
                "file": base64.b64encode(self.public_key),
                **values,
            }
        )
        return self.certificates.browse(wizard.action_register()["res_id"])

    def test_registered_token_signs_what_its_owner_signs(self):
        certificate = self._register()
        contract = self._sign_contract(TOKEN_PIN)
        signer = contract.signer_ids[0]
        self.assertEqual(signer.certificate_id, certificate)
        self.assertEqual(signer.evidence["key_location"], "pkcs11_token")
        self.assertTrue(self._verify(contract.current_document_id).accepted)
        self.assertEqual(contract.detached_signature_ids.algorithm, "rsa_pss_sha256")

    def test_wrong_pin_of_the_token_signs_nothing(self):
        self._register()
        contract = self._send_contract()
        with self.assertRaisesRegex(UserError, "PIN"):
            contract.action_sign("guessed it")
        self.assertEqual(contract.signer_ids[0].state, "waiting")

    def test_pin_of_the_token_is_checked_before_several_are_signed(self):
        self._register()
        contract = self._send_contract()
        with self.assertRaisesRegex(UserError, "PIN"):
            contract.action_check_pin("guessed it")
        contract.action_check_pin(TOKEN_PIN)

    def test_token_that_is_not_there_is_told_in_words(self):
        self._register(token_label="Elsewhere")
        with self.assertRaisesRegex(UserError, "Elsewhere"):
            self._sign_contract(TOKEN_PIN)

    def test_module_comes_from_the_servers_configuration_alone(self):
        self._register()
        self._configure(pkcs11_module="")
        with self.assertRaisesRegex(UserError, "odoo.conf"):
            self._sign_contract(TOKEN_PIN)

    def test_token_without_a_certificate_needs_a_file(self):
        with self.assertRaisesRegex(UserError, "0 such certificates"):
            self._register(file=False)

    def test_key_id_that_is_no_hexadecimal_is_refused(self):
        with self.assertRaisesRegex(UserError, "hexadecimal"):
            self._register(token_key_id="first")

    def test_only_administrators_of_keys_register(self):
        with self.assertRaises(AccessError):
            self._register(self.approver)

    def test_file_that_is_no_certificate_is_refused(self):
        with self.assertRaisesRegex(UserError, "neither a certificate nor a public key"):
            self._register(file=base64.b64encode(b"something else"))

    def test_colleague_with_a_token_does_not_need_a_key_under_a_pin(self):
        self._register()
        self.certificate.with_user(self.salesperson).action_revoke()
        action = self._send_contract().action_open_sign()
        self.assertEqual(action["res_model"], "crm.contract.sign")
        with self.assertRaisesRegex(UserError, "PIN"):
            self._sign_contract(PIN)
