from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, TransactionCase, tagged

from .. import signing
from ..models import crm_contract_certificate_unlocked as unlocked
from .common import PIN
from .keys_common import KeysMixin

NEW_PIN = "staple battery"
REASON = "Ask Ada first."


class UnlockedCase(KeysMixin):
    """Somebody who signs several contracts in one browser session."""

    def setUp(self):
        super().setUp()
        self.session = "of this browser"
        patcher = patch.object(unlocked, "get_session_key", lambda: self.session)
        patcher.start()
        self.addCleanup(patcher.stop)
        self.addCleanup(signing.unlocked_keys.forget, lambda place: True)
        self.derivations = 0
        original = type(self.certificates)._unwrap

        def count(certificate, secret):
            self.derivations += 1
            return original(certificate, secret)

        counting = patch.object(type(self.certificates), "_unwrap", count)
        counting.start()
        self.addCleanup(counting.stop)

    def _unlock(self, pin=PIN, *, remember=True, user=None):
        certificate = self.certificate.with_user(user or self.salesperson)
        return certificate.with_context(contract_remember_key=remember)._unlock(pin)


@tagged("post_install", "-at_install")
class TestUnlockedKeys(UnlockedCase, TransactionCase):
    """A key stays unlocked for minutes, for its owner's session alone."""

    def test_key_is_derived_once_for_several_signatures(self):
        self._unlock()
        self._unlock()
        self.assertEqual(self.derivations, 1)

    def test_key_is_kept_only_when_the_action_asks_for_it(self):
        self._unlock(remember=False)
        self._unlock(remember=False)
        self.assertEqual(self.derivations, 2)

    def test_kept_key_opens_with_its_pin_alone(self):
        self._unlock()
        with self.assertRaisesRegex(UserError, "PIN is wrong"):
            self._unlock("guessed it")

    def test_kept_key_is_of_no_use_to_another_session(self):
        self._unlock()
        self.session = "of another browser"
        self._unlock()
        self.assertEqual(self.derivations, 2)

    def test_nothing_is_kept_outside_a_session(self):
        self.session = ""
        self._unlock()
        self._unlock()
        self.assertEqual(self.derivations, 2)

    def test_kept_key_is_forgotten_when_the_pin_changes(self):
        self._unlock()
        self.certificate.with_user(self.salesperson)._change_pin(PIN, NEW_PIN)
        with self.assertRaisesRegex(UserError, "PIN is wrong"):
            self._unlock(PIN)

    def test_kept_key_is_forgotten_when_another_process_changes_the_pin(self):
        self._unlock()
        certificate = self.certificate.with_user(self.salesperson)
        certificate._wrap(certificate._unwrap(PIN.encode()), NEW_PIN.encode())
        with self.assertRaisesRegex(UserError, "PIN is wrong"):
            self._unlock(PIN)

    def test_kept_key_is_forgotten_when_it_is_revoked(self):
        self._unlock()
        self.certificate.with_user(self.key_manager).sudo(False).action_revoke()
        with self.assertRaisesRegex(UserError, "no longer valid"):
            self._unlock()


@tagged("post_install", "-at_install")
class TestSigningSeveral(UnlockedCase, TransactionCase):
    """One PIN, many contracts."""

    def test_dialog_lists_what_awaits_the_user_and_nothing_else(self):
        mine, draft = self._send_contract(), self._create_contract()
        action = (mine | draft).action_open_sign_several()
        (line,) = action["params"]["contracts"]
        self.assertEqual(line["id"], mine.id)
        self.assertEqual(line["sha256"], mine.document_sha256)
        self.assertTrue(action["params"]["asks_pin"])

    def test_dialog_is_refused_where_nothing_awaits_the_user(self):
        with self.assertRaisesRegex(UserError, "None of these contracts"):
            self._create_contract().action_open_sign_several()

    def test_user_without_a_key_makes_one_first(self):
        contract = self._send_contract()
        self.certificate.with_user(self.salesperson).action_revoke()
        action = contract.action_open_sign_several()
        self.assertEqual(action["res_model"], "crm.contract.enroll")

    def test_wrong_pin_costs_one_attempt(self):
        contract = self._send_contract()
        with self.assertRaisesRegex(UserError, "4 attempts left"):
            contract.action_check_pin("guessed it")

    def test_document_that_was_not_shown_is_not_signed(self):
        contract = self._send_contract()
        with self.assertRaisesRegex(UserError, "another one than you were shown"):
            contract.action_sign(PIN, "0" * 64)
        self.assertEqual(contract.signer_ids[0].state, "waiting")


@tagged("post_install", "-at_install")
class TestSigningSeveralPage(KeysMixin, HttpCase):
    """The dialog in a browser."""

    def test_salesperson_signs_what_can_be_signed_and_is_told_of_the_rest(self):
        contracts = self.env["crm.contract"].union(*(self._send_contract() for _each in range(3)))
        broken = contracts[1]

        def veto(contract, signer, prepared):
            if contract == broken:
                raise UserError(REASON)

        vetoing = patch.object(type(broken), "_pre_sign", veto)
        vetoing.start()
        self.addCleanup(vetoing.stop)
        self.salesperson.sudo().password = "life.sales"
        self.browser_js(
            "/odoo/action-crm_contract_sign.crm_contract_action_my_turn",
            self._read_script(),
            "!!document.querySelector('.o_list_view .o_data_row')",
            login="life.sales",
            timeout=120,
        )
        contracts.invalidate_recordset()
        states = [contract.signer_ids[0].state for contract in contracts]
        self.assertEqual(states, ["signed", "waiting", "signed"])

    @staticmethod
    def _read_script():
        return f"""
            const find = async (selector, text = "") => {{
                for (let turn = 0; turn < 600; turn++) {{
                    const found = [...document.querySelectorAll(selector)].find((element) =>
                        element.textContent.includes(text));
                    if (found) {{
                        return found;
                    }}
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }}
                throw new Error(`${{selector}} ${{text}} does not appear`);
            }};
            (async () => {{
                (await find("thead .o_list_record_selector input")).click();
                (await find(".o_cp_action_menus button", "Actions")).click();
                (await find(".o-dropdown-item", "Sign")).click();
                const pin = await find(".o_crm_contract_sign_several input[type=password]");
                pin.value = {PIN!r};
                pin.dispatchEvent(new Event("input", {{ bubbles: true }}));
                (await find(".modal button:not([disabled])", "Sign 3 Contracts")).click();
                await find(".modal button", "Try 1 Again");
                await find("tr[data-status=failed]", {REASON!r});
                if (document.querySelectorAll("tr[data-status=signed]").length !== 2) {{
                    throw new Error("two should be signed");
                }}
                (await find(".modal button", "Done")).click();
                console.log("test successful");
            }})();
        """
