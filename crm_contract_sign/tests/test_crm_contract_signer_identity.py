from unittest.mock import patch

from odoo import http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from .common import CODE, SigningPageMixin, capture_mail
from .signing_plan_common import PlanCaseMixin

ACCESS_CODE = "blue heron 7"


class Provider:
    """An SMS provider that keeps what it sent, or takes nothing."""

    state = "success"
    sent = ()

    def __init__(self, env):
        self.env = env

    def _set_company(self, company):
        self.company = company

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        Provider.sent = messages
        numbers = [number for message in messages for number in message["numbers"]]
        return [{"uuid": number["uuid"], "state": Provider.state} for number in numbers]


@tagged("post_install", "-at_install")
class TestProofs(PlanCaseMixin, TransactionCase):
    """The proofs of identity, one by one."""

    def setUp(self):
        super().setUp()
        # Attempts are counted in a transaction of their own.
        self.registry_enter_test_mode()

    def _create_signer(self, **values):
        contract = self._create_contract()
        contract.action_plan_signatories()
        participant = contract.participant_ids[1]
        participant.write(values)
        participant._set_access_code(ACCESS_CODE)
        contract.action_submit()
        if contract.state == "review":
            contract.with_user(self.approver).action_approve()
        contract.action_send()
        self._sign(contract, self.salesperson)
        return self._find(contract, self.customer)

    def test_steps_come_in_their_order_and_the_last_code_while_signing(self):
        signer = self._create_signer(needs_login=True)
        self.assertEqual(
            signer._get_identity_steps(), ["portal_login", "access_code", "email_code"]
        )
        self.assertEqual(signer._get_opening_steps(), ["portal_login", "access_code"])

    def test_access_code_opens_and_another_does_not(self):
        signer = self._create_signer()
        with self.assertRaisesRegex(UserError, "4 attempts left"):
            signer._check_identity_step("access_code", "green heron 7")
        signer._check_identity_step("access_code", ACCESS_CODE.upper())
        self.assertIn("identify_access_code", signer.contract_id.event_ids.mapped("code"))

    def test_access_code_is_tried_five_times(self):
        signer = self._create_signer()
        for _attempt in range(5):
            with self.assertRaisesRegex(UserError, "access code is wrong"):
                signer._check_identity_step("access_code", "wrong")
        with self.assertRaisesRegex(UserError, "Too many wrong attempts"):
            signer._check_identity_step("access_code", ACCESS_CODE)

    def test_short_access_code_is_refused(self):
        contract = self._create_contract()
        contract.action_plan_signatories()
        action = contract.participant_ids[1].action_open_access_code()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "at least 6"):
            dialog.with_context(code="1234").action_set_code()

    def test_log_in_of_another_user_or_of_yesterday_proves_nothing(self):
        signer = self._create_signer(needs_login=True)
        own = new_test_user(
            self.env, "proof.portal", "base.group_portal", partner_id=self.customer.id
        )
        other = new_test_user(self.env, "proof.other", "base.group_portal")
        with self.assertRaisesRegex(UserError, "Please log in as Clara"):
            signer.with_user(other).sudo()._check_identity_step("portal_login", None)
        with self.assertRaisesRegex(UserError, "log in again"):
            signer.with_user(own).sudo()._check_identity_step("portal_login", None)
        own.with_user(own)._update_last_login()
        signer.with_user(own).sudo()._check_identity_step("portal_login", None)

    def test_unknown_proof_is_refused(self):
        signer = self._create_signer()
        with self.assertRaisesRegex(UserError, "not known here"):
            signer._check_identity_step("horoscope", "aries")

    # SMS

    def _patch_provider(self, state):
        Provider.state, Provider.sent = state, ()
        signers = type(self.env["crm.contract.signer"])
        self.patch(signers, "_is_sms_available", lambda _self: True)
        company = type(self.env["res.company"])
        self.startPatcher(
            patch.object(company, "_get_sms_api_class", lambda _self: Provider, create=True)
        )

    def test_code_by_sms_goes_to_the_provider_and_opens(self):
        self._patch_provider("success")
        self.customer.phone = "+44 20 7946 0958"
        signer = self._create_signer(needs_sms_code=True, needs_email_code=False)
        with patch.object(type(signer), "_generate_code", lambda _self: CODE):
            signer._start_identity_step("sms_code")
        self.assertIn(CODE, Provider.sent[0]["content"])
        with self.assertRaisesRegex(UserError, "expired|wrong"):
            signer._check_identity_step("email_code", CODE)
        signer._check_identity_step("sms_code", CODE)

    def test_no_sms_no_signature(self):
        self._patch_provider("insufficient_credit")
        self.customer.phone = "+44 20 7946 0958"
        signer = self._create_signer(needs_sms_code=True, needs_email_code=False)
        with self.assertRaisesRegex(UserError, "nothing can be signed without it"):
            signer._start_identity_step("sms_code")

    def test_sms_is_not_planned_where_nobody_can_send_it(self):
        signers = type(self.env["crm.contract.signer"])
        self.patch(signers, "_is_sms_available", lambda _self: False)
        with self.assertRaisesRegex(UserError, "SMS app is not installed"):
            self._create_signer(needs_sms_code=True)


@tagged("post_install", "-at_install")
class TestProofsOnThePage(SigningPageMixin, PlanCaseMixin, HttpCase):
    """A signatory on the way from their link to their signature."""

    def _open(self, with_code=False, **values):
        contract = self._create_contract()
        contract.action_plan_signatories()
        contract.participant_ids[1].write(values)
        if with_code:
            contract.participant_ids[1]._set_access_code(ACCESS_CODE)
        contract.action_submit()
        if contract.state == "review":
            contract.with_user(self.approver).action_approve()
        contract.action_send()
        self._sign(contract, self.salesperson)
        self.contract = contract
        self.signer = self._find(contract, self.customer)
        self.token = self.signer._make_token()
        self.page = f"/contract/sign/{self.token}"

    def setUp(self):
        super().setUp()
        # One visitor without a log-in, whose session the forms' tokens belong to.
        self.authenticate(None, None)

    def _post(self, page, **data):
        return self.url_open(
            f"{self.page}/{page}", data={**data, "csrf_token": http.Request.csrf_token(self)}
        )

    def test_document_stays_shut_until_the_access_code_is_entered(self):
        self._open(with_code=True)
        self.assertIn("The access code that", self.url_open(self.page).text)
        self.assertEqual(self.url_open(f"{self.page}/document.pdf").status_code, 404)
        self.assertIn("prove who you are", self._ask_code()["error"])
        page = self._post("identity/access_code", value="wrong one")
        self.assertIn("access code is wrong", page.text)
        page = self._post("identity/access_code", value=ACCESS_CODE)
        self.assertIn("crm_contract_sign.ceremony", page.text)
        self.assertEqual(self.url_open(f"{self.page}/document.pdf").status_code, 200)
        self.assertIn("prove who you are", self._accept()["error"])
        self.assertEqual(self._identify(), {"identified": True})
        self.assertIn("redirect", self._accept())
        self.assertEqual(
            self.signer.evidence["methods"], ["email_link", "access_code", "email_code"]
        )

    def test_link_opens_nothing_before_the_turn(self):
        contract = self._create_approved_contract(
            [self._us(10), self._them(20), self._them(30, self.dora)]
        )
        contract.action_send()
        signer = self._find(contract, self.dora)
        page = f"/contract/sign/{signer._make_token()}"
        self.assertIn("not your turn", self.url_open(page).text)
        self.assertEqual(self.url_open(f"{page}/document.pdf").status_code, 404)

    def test_link_of_who_is_not_needed_any_more_says_so_and_opens_no_file(self):
        contract = self._create_approved_contract(
            [
                self._us(10),
                self._them(20, needed=1),
                self._them(20, self.dora),
                self._them(30, self.ed),
            ]
        )
        contract.action_send()
        self._sign(contract, self.salesperson)
        page = f"/contract/sign/{self._find(contract, self.dora)._make_token()}"
        self._sign(contract, self.customer)
        self.assertIn("not needed any more", self.url_open(page).text)
        self.assertEqual(self.url_open(f"{page}/document.pdf").status_code, 404)

    def test_approver_reads_and_agrees(self):
        contract = self._create_approved_contract(
            [
                self._us(20),
                self._them(10, self.dora, role="approver", needs_email_code=False),
                self._them(30),
            ]
        )
        contract.action_send()
        self.signer = self._find(contract, self.dora)
        self.page = f"/contract/sign/{self.signer._make_token()}"
        self.assertIn("I Agree", self.url_open(self.page).text)
        self.assertIn("has changed", self._post("agree", sha256="0").text)
        self._post("agree", sha256=contract.document_sha256)
        self.assertEqual(self.signer.state, "agreed")
        self.assertEqual(self.signer.evidence["methods"], ["email_link"])

    def test_signatory_delegates_after_the_code_was_entered(self):
        self._open(can_delegate=True)
        page = self.url_open(f"{self.page}/delegate")
        self.assertIn("We send a one-time code", page.text)
        with (
            capture_mail(self.env),
            patch.object(type(self.signer), "_generate_code", lambda _self: CODE),
        ):
            self._post("identity/email_code", start="1", then="delegate")
        page = self._post("identity/email_code", value=CODE, then="delegate")
        self.assertIn("Who should sign in your place?", page.text)
        page = self._post("delegate", name="Dan", email="dan@example.com")
        self.assertIn("we have written to them", page.text)
        self.assertEqual(self.signer.state, "replaced")
