from odoo.tests import HttpCase, no_retry, tagged

from odoo.addons.web.tests import test_js

SUITE = "@crm_contract_sign"


@tagged("post_install", "-at_install")
class TestUnitJs(HttpCase):
    """The unit tests of our JavaScript, static/tests/*.test.js, in a real browser."""

    @no_retry
    def test_unit_tests_of_this_add_on_pass(self):
        suite = test_js.HOOTCommon._generate_hash(None, SUITE)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
