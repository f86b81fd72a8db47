import base64
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .. import signing
from .common import PIN, draw_signature
from .seal_common import SEAL_PIN, SealCaseMixin
from .test_signed_conformance import FOUR_INKS, PRINT, File


@tagged("post_install", "-at_install")
class TestSealedContract(SealCaseMixin, TransactionCase):
    """From a signing plan with a seal to a contract that bears it."""

    def test_seal_has_its_place_and_its_strips_in_the_frozen_document(self):
        contract = self._create_sealed_contract()
        places = contract.current_document_id.signature_places
        pages = contract.current_document_id.page_count
        strips = [name for name in places if signing.split_strip_name(name)]
        self.assertEqual(strips, [f"Signature2Edge{page}" for page in range(1, pages + 1)])
        widths = [right - left for left, right in (places[name]["slice"] for name in strips)]
        self.assertEqual(sum(widths), self.seal._get_size())
        left, bottom, right, top = places["Signature2"]["box"]
        self.assertAlmostEqual(right - left, self.seal._get_size(), delta=0.5)
        self.assertAlmostEqual(top - bottom, self.seal._get_size(), delta=0.5)

    def test_everyone_signs_the_seal_is_affixed_and_the_document_is_genuine(self):
        contract = self._complete(self._create_sealed_contract())
        self.assertEqual(contract.state, "active")
        report = self._verify(contract)
        self.assertTrue(report.accepted, report)
        acts = signing.group_acts(report.signatures)
        pages = contract.signed_document_id.page_count
        self.assertEqual([act.pages for act in acts], [(), tuple(range(1, pages + 1)), ()])
        seal = acts[1].signature
        self.assertEqual(seal.organization, self.env.company.name)
        self.assertIsNone(seal.signer_email)

    def test_seal_that_comes_first_certifies_with_its_first_strip(self):
        contract = self._create_sealed_contract(
            plan=[self._sealed(10, is_across_edges=True), self._us(20), self._them(30)]
        )
        contract.action_send()
        self._approve(contract)
        self._affix(contract)
        content = contract.sudo().current_document_id._get_bytes()
        anchors = [self.env.company.contract_authority_id.sudo().certificate_pem]
        report = signing.verify(content, anchors)
        self.assertTrue(report.accepted, report)
        self.assertEqual(
            [each.field_name for each in report.signatures if each.is_certification],
            ["Signature1Edge1"],
        )

    def test_seal_that_comes_last_locks_the_document_after_its_strips(self):
        contract = self._create_sealed_contract(
            plan=[self._us(10), self._them(20), self._sealed(30, is_across_edges=True)]
        )
        contract.action_send()
        self._approve(contract)
        self._sign(contract, self.salesperson, self.customer)
        self._affix(contract)
        self.assertEqual(contract.state, "active")
        report = self._verify(contract)
        self.assertTrue(report.accepted, report)
        self.assertEqual(report.signatures[-1].field_name, "Signature3")

    def test_seal_alone_stands_for_the_company(self):
        contract = self._create_sealed_contract(plan=[self._sealed(10), self._them(20)])
        contract.action_send()
        self._approve(contract)
        self._affix(contract)
        self._sign(contract, self.customer)
        self.assertTrue(self._verify(contract).accepted)

    def test_two_seals_across_edges_lie_one_below_the_other(self):
        other = self._create_seal(name="Company Seal", kind="company")
        other.with_user(self.custodian)._take_custody(SEAL_PIN)
        contract = self._create_sealed_contract(
            plan=[
                self._sealed(10, is_across_edges=True),
                self._sealed(20, other, is_across_edges=True),
                self._them(30),
            ]
        )
        places = contract.current_document_id.signature_places
        upper, lower = places["Signature1Edge1"]["box"], places["Signature2Edge1"]["box"]
        self.assertGreater(upper[1], lower[3])

    def test_certificate_of_completion_says_who_asked_approved_and_affixed(self):
        contract = self._complete(self._create_sealed_contract())
        values = contract._prepare_participation_evidence(self._get_seal_signer(contract))
        self.assertIn("Sam", values["seal_requested"])
        self.assertIn("Abel", values["seal_approved"])
        self.assertEqual(values["seal_custodian"], "Cora")
        self.assertEqual(values["seal_use"], self._get_use(contract).name)
        events = contract.sudo().event_ids.mapped("code")
        for code in ("request_seal", "approved_seal", "affix"):
            self.assertIn(code, events)

    def test_verification_tells_a_seal_as_one(self):
        contract = self._complete(self._create_sealed_contract())
        report = self._verify(contract)
        messages = self.env["crm.contract.messages"]
        words = messages._describe_report(report, contract.signed_document_id)
        self.assertEqual(len(words["signatures"]), 3)
        edges = words["signatures"][1]["edges"]
        self.assertTrue(edges["holds"])
        self.assertIn("strips are intact", edges["label"])
        self.assertLess(len(words["history"]), len(words["revisions"]))


@tagged("post_install", "-at_install")
class TestSealDemanded(SealCaseMixin, TransactionCase):
    """Contracts that must bear a seal."""

    def test_usual_seal_is_added_where_nobody_has_planned_otherwise(self):
        self.env.company.write({"contract_seal_id": self.seal.id, "contract_needs_seal": True})
        contract = self._create_approved_contract()
        signer = self._get_seal_signer(contract)
        self.assertEqual((signer.seal_id, signer.is_across_edges), (self.seal, True))
        self.assertEqual(
            contract.signer_ids.sorted("sequence").mapped("role"),
            ["signatory", "seal", "signatory"],
        )

    def test_plan_without_the_seal_that_its_type_demands_is_refused(self):
        contract = self._create_contract()
        contract.sudo().type_id.needs_seal = True
        contract.participant_ids = [Command.create(self._us(10)), Command.create(self._them(20))]
        with self.assertRaisesRegex(UserError, "must bear a seal"):
            contract.action_submit()

    def test_seal_that_nobody_keeps_is_refused(self):
        seal = self._create_seal(name="Spare")
        contract = self._create_contract()
        contract.participant_ids = [
            Command.create(self._sealed(10, seal)),
            Command.create(self._them(20)),
        ]
        with self.assertRaisesRegex(UserError, "not in anybody's custody"):
            contract.action_submit()

    def test_document_of_too_many_pages_is_refused_with_the_reason(self):
        contract = self._create_contract()
        contract.participant_ids = [
            Command.create(self._sealed(10, is_across_edges=True)),
            Command.create(self._them(20)),
        ]
        contract.section_ids[0].body = "<p>Word.</p>" * 3000
        with self.assertRaisesRegex(UserError, "takes one for each page"):
            contract.sudo()._freeze()


@tagged("post_install", "-at_install")
class TestUseOfSeal(SealCaseMixin, TransactionCase):
    """Each use of a seal is approved by somebody else, for one document."""

    def test_use_is_asked_for_when_the_contract_is_sent(self):
        contract = self._create_sealed_contract()
        use = self._send(contract)
        self.assertEqual(use.state, "requested")
        self.assertEqual(use.sha256, contract.document_sha256)
        self.assertEqual(use.requested_by_id, self.salesperson)
        activity = contract.sudo().activity_ids.filtered(
            lambda each: each.user_id == self.seal_approver
        )
        self.assertEqual(len(activity), 1)

    def test_custodian_is_told_once_it_is_approved_and_their_turn(self):
        contract = self._create_sealed_contract()
        self._send(contract)
        signer = self._get_seal_signer(contract)
        self._sign(contract, self.salesperson)
        self.assertFalse(signer.invited_on)
        self.assertFalse(contract.with_user(self.custodian).is_my_turn)
        self._approve(contract)
        self.assertTrue(signer.invited_on)
        self.assertTrue(contract.with_user(self.custodian).is_my_turn)
        self.assertFalse(
            contract.sudo().activity_ids.filtered(lambda each: each.user_id == self.seal_approver)
        )

    def test_seal_is_not_affixed_before_its_use_is_approved(self):
        contract = self._create_sealed_contract(plan=[self._sealed(10), self._them(20)])
        self._send(contract)
        with self.assertRaisesRegex(UserError, "not approved yet"):
            self._affix(contract)
        self.assertEqual(contract.current_document_id.step, 0)

    def test_seal_is_not_affixed_before_its_turn(self):
        contract = self._create_sealed_contract()
        self._send(contract)
        self._approve(contract)
        with self.assertRaisesRegex(UserError, "not your turn"):
            self._affix(contract)

    def test_whoever_asks_does_not_approve(self):
        self.seal.approver_ids = self.seal_approver | self.salesperson
        use = self._send(self._create_sealed_contract())
        with self.assertRaisesRegex(AccessError, "four eyes"):
            use.with_user(self.salesperson).action_approve()
        self.assertFalse(use.with_user(self.salesperson).can_decide)

    def test_company_of_one_person_may_approve_itself(self):
        self.seal.approver_ids = self.salesperson
        self.env.company.contract_seal_self_approval = True
        use = self._send(self._create_sealed_contract())
        use.with_user(self.salesperson).action_approve()
        self.assertEqual(use.state, "approved")

    def test_contract_that_nobody_else_could_approve_is_not_sent(self):
        self.seal.approver_ids = self.salesperson
        contract = self._create_sealed_contract()
        with self.assertRaisesRegex(UserError, "Nobody but you"), self.cr.savepoint():
            contract.action_send()
        self.assertEqual(contract.state, "approved")

    def test_nobody_but_an_approver_approves(self):
        use = self._send(self._create_sealed_contract())
        for user in (self.custodian, self.approver, self.key_manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                use.with_user(user).action_approve()

    def test_refused_use_declines_the_contract_with_its_reason(self):
        contract = self._create_sealed_contract()
        use = self._send(contract)
        use.with_user(self.seal_approver).action_refuse("The price is wrong")
        self.assertEqual((use.state, contract.state), ("refused", "declined"))
        signer = self._get_seal_signer(contract)
        self.assertEqual((signer.state, signer.decline_reason), ("declined", "The price is wrong"))

    def test_use_lapses_with_the_round_and_is_asked_for_anew(self):
        contract = self._create_sealed_contract()
        use = self._send(contract)
        self._approve(contract)
        contract.action_withdraw("Not yet")
        self.assertEqual(use.state, "lapsed")
        contract.action_send()
        newer = self._get_use(contract)
        self.assertNotEqual(newer, use)
        self.assertEqual(newer.state, "requested")

    def test_use_lapses_where_the_bytes_to_be_signed_are_other_ones(self):
        contract = self._create_sealed_contract()
        use = self._send(contract)
        self._approve(contract)
        filled = contract.sudo()._keep_signed_document(b"%PDF-1.7 filled", kind="frozen")
        filled_again = contract.sudo().document_ids.filtered(lambda each: each == filled)
        self.assertEqual(filled_again.step, 0)
        contract.sudo()._request_seal_uses()
        self.assertEqual(use.state, "lapsed")
        self.assertEqual(self._get_use(contract).sha256, filled.sha256)

    def test_asking_twice_for_the_same_bytes_asks_once(self):
        contract = self._create_sealed_contract()
        self._send(contract)
        contract.sudo()._request_seal_uses()
        self.assertEqual(len(contract.sudo().seal_use_ids), 1)

    def test_use_is_not_decided_on_by_whoever_was_shown_another_document(self):
        use = self._send(self._create_sealed_contract())
        other = use.with_user(self.seal_approver).with_context(decided_sha256="0" * 64)
        with self.assertRaisesRegex(UserError, "another document"):
            other.action_approve()

    def test_affixed_use_says_who_when_and_with_which_certificate(self):
        contract = self._complete(self._create_sealed_contract())
        use = self._get_use(contract)
        self.assertEqual((use.state, use.custodian_id), ("affixed", self.custodian))
        self.assertEqual(use.sudo().certificate_id, self.seal.certificate_id)
        self.assertLess(fields.Datetime.now() - use.affixed_on, timedelta(minutes=1))

    def test_activities_of_other_uses_stay(self):
        first = self._create_sealed_contract()
        second = self._create_sealed_contract()
        self._send(first)
        self._send(second)
        self._approve(first)
        self.assertTrue(
            second.sudo().activity_ids.filtered(lambda each: each.user_id == self.seal_approver)
        )

    def test_wrong_pin_affixes_nothing(self):
        contract = self._create_sealed_contract()
        self._send(contract)
        self._approve(contract)
        self._sign(contract, self.salesperson)
        with self.assertRaisesRegex(UserError, "PIN is wrong"):
            self._affix(contract, pin=PIN)
        self.assertEqual(contract.current_document_id.step, 1)
        self.assertEqual(self._get_use(contract).state, "approved")


@tagged("post_install", "-at_install")
class TestSealedConformance(SealCaseMixin, TransactionCase):
    """What a seal adds to a file keeps it PDF/A-3 (ISO 19005-3)."""

    def _create_sealed_file(self, **values):
        seal = self._create_seal(name="Conforming", **values)
        seal.with_user(self.custodian)._take_custody(SEAL_PIN)
        contract = self._create_sealed_contract(
            plan=[self._sealed(10, seal, is_across_edges=True), self._them(20)]
        )
        self._send(contract)
        self._approve(contract)
        self._affix(contract)
        return File("sealed", contract.sudo().current_document_id._get_bytes())

    def _check(self, file):
        self.assertFalse(FOUR_INKS.intersection(file.list_operators()))
        for descriptor in file.objects:
            if descriptor.get("/Type") == "/FontDescriptor":
                self.assertTrue({"/FontFile2", "/FontFile3"}.intersection(descriptor))
        widgets = [each for each in file.list_annotations() if each["/Subtype"] == "/Widget"]
        self.assertGreater(len(widgets), 3)
        for widget in widgets:
            self.assertTrue(int(widget["/F"]) & PRINT)
            self.assertEqual(set(widget["/AP"]), {"/N"})
        for picture in file.objects:
            self.assertNotEqual(str(picture.get("/Interpolate")), "True")
        self.assertEqual(len(file.catalog["/OutputIntents"]), 1)

    def test_drawn_seal_keeps_it(self):
        self._check(self._create_sealed_file(style="chinese", legal_name="北京甲公司"))

    def test_picture_of_a_seal_keeps_it(self):
        picture = base64.b64encode(draw_signature())
        self._check(self._create_sealed_file(style="picture", upload=picture))
