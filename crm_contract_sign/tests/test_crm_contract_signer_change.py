from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from .common import capture_mail, read_mail
from .signing_plan_common import PlanCaseMixin


@tagged("post_install", "-at_install")
class TestAnotherPersonOrAddress(PlanCaseMixin, TransactionCase):
    """Reassigning, delegating and readdressing: never silently."""

    def setUp(self):
        super().setUp()
        # Attempts at a PIN are counted in a transaction of their own.
        self.registry_enter_test_mode()
        self.contract = self._create_approved_contract(
            [self._us(10), self._them(20, can_delegate=True)]
        )
        self.contract.action_send()
        self._sign(self.contract, self.salesperson)
        self.signer = self._find(self.contract, self.customer)
        self.no_seal = self.env["crm.contract.certificate"]
        self.token = self.signer._make_token()

    def _read_event(self, code):
        return self.contract.event_ids.filtered(lambda event: event.code == code)[:1].message

    # Address

    def test_changing_the_contacts_address_redirects_nothing(self):
        self.customer.email = "thief@example.com"
        with capture_mail(self.env) as messages:
            self.signer.with_user(self.salesperson).sudo(False).action_resend_link()
        self.assertEqual([message["To"] for message in messages], ["clara@example.com"])

    def test_nobody_writes_a_signatorys_address(self):
        with self.assertRaises(UserError):
            self.signer.with_user(self.salesperson).sudo(False).email = "thief@example.com"

    def test_former_address_reads_nothing_once_the_right_person_has_signed(self):
        self.signer.with_user(self.salesperson).sudo(False)._readdress("new@example.com")
        self._sign(self.contract, self.customer)
        self.assertEqual(self.contract.state, "active")
        self.assertFalse(self.signer._find_by_token(self.token)[0])
        self.assertEqual(self.signer._find_by_token(self.signer._make_token())[0], self.signer)

    def test_new_address_is_logged_and_the_former_one_is_told(self):
        with capture_mail(self.env) as messages:
            self.signer.with_user(self.salesperson).sudo(False)._readdress("new@example.com")
        self.assertEqual(
            [message["To"] for message in messages], ["clara@example.com", "new@example.com"]
        )
        self.assertIn("opens nothing any more", read_mail(messages[0]))
        self.assertNotIn("/contract/sign/", read_mail(messages[0]))
        self.assertIn("clara@example.com to new@example.com", self._read_event("readdress"))
        self.assertEqual(self.signer._find_by_token(self.token), (self.signer, True))
        self.assertEqual(self.signer.former_emails, ["clara@example.com"])

    def test_certificate_of_completion_names_the_former_address(self):
        self.signer._readdress("new@example.com")
        self._sign(self.contract, self.customer)
        values = self.contract.sudo()._prepare_completion_page_values(self.no_seal)
        self.assertEqual(values["signers"][1]["email"], "new@example.com")
        self.assertEqual(values["signers"][1]["former_emails"], "clara@example.com")

    def test_customers_link_goes_to_no_colleague(self):
        self.colleague.email = "cleo@company.example"
        for act in (
            lambda: self.signer._readdress("Cleo@company.example"),
            lambda: self.signer._delegate("Cleo", "cleo@company.example"),
        ):
            with self.assertRaisesRegex(ValidationError, "belongs to a colleague"):
                act()

    # Person

    def test_delegate_signs_in_the_place_of_whom_the_document_names(self):
        with capture_mail(self.env) as messages:
            delegate = self.signer._delegate("Dan", "dan@example.com")
        self.assertEqual(
            [message["To"] for message in messages], ["clara@example.com", "dan@example.com"]
        )
        self.assertEqual(delegate.partner_id.commercial_partner_id, self.customer)
        self.assertEqual(delegate.field_name, self.signer.field_name)
        self._sign(self.contract, delegate.partner_id)
        self.assertEqual(self.contract.state, "active")
        report = self._verify(self.contract)
        self.assertTrue(report.accepted, report)
        self.assertEqual(report.signatures[1].signer_name, "Dan")
        self.assertIn("in place of Clara Customer", report.signatures[1].reason)
        signers = self.contract.sudo()._prepare_completion_page_values(self.no_seal)["signers"]
        self.assertEqual(signers[1]["in_place_of"], "Clara Customer (clara@example.com)")

    def test_link_of_who_delegated_is_void(self):
        self.signer._delegate("Dan", "dan@example.com")
        self.assertEqual(self.signer._find_by_token(self.token), (self.signer, True))
        self.assertFalse(self.signer._is_their_turn())

    def test_who_may_not_delegate_is_told_so(self):
        delegate = self.signer._delegate("Dan", "dan@example.com")
        with self.assertRaisesRegex(UserError, "for you alone to sign"):
            delegate._delegate("Eve", "eve@example.com")

    def test_known_contact_of_the_customer_is_not_made_twice(self):
        delegate = self.signer._delegate("Dora", "DORA@example.com")
        self.assertEqual(delegate.partner_id, self.dora)

    def test_company_puts_another_contact_in_the_place(self):
        successor = self.signer._reassign(partner=self.dora)
        self.assertEqual((successor.name, successor.state), ("Dora", "waiting"))
        self.assertEqual(self.signer.state, "replaced")
        self.assertIn("Clara Customer to Dora", self._read_event("reassign"))

    def test_company_puts_no_stranger_in_a_customers_place(self):
        stranger = self.env["res.partner"].create({"name": "Stranger", "email": "s@example.com"})
        with self.assertRaisesRegex(ValidationError, "does not belong"):
            self.signer._reassign(partner=stranger)

    def test_colleague_takes_anothers_place_and_signs_with_their_own_key(self):
        contract = self._create_approved_contract()
        contract.action_send()
        self._find(contract, self.salesperson)._reassign(user=self.colleague)
        self.assertFalse(contract.with_user(self.salesperson).is_my_turn)
        self._sign(contract, self.colleague, self.customer)
        self.assertTrue(self._verify(contract).accepted)

    def test_who_has_answered_is_not_changed_any_more(self):
        with self.assertRaisesRegex(UserError, "has answered"):
            self._find(self.contract, self.salesperson)._reassign(user=self.colleague)
