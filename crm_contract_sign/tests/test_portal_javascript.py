from odoo.tests import HttpCase, no_retry, tagged

SUITE = "@crm_contract_sign"
SIGNAL = "[HOOT]"


def hash_name(name):
    """How HOOT names a suite in an address."""
    value = 0
    for character in name:
        value = ((value << 5) - value + ord(character)) & 0xFFFFFFFF
    return f"{value:08x}"


@tagged("post_install", "-at_install")
class TestPortalJavascript(HttpCase):
    """The signing page's scripts, each on its own: ``static/tests``."""

    @no_retry
    def test_unit_tests_of_the_signing_page(self):
        said = []

        def is_fatal(message):
            """HOOT goes on after a failure, and tells of all of them at its end."""
            said.append(message)
            return SIGNAL not in message

        try:
            self.browser_js(
                f"/web/tests?headless&loglevel=2&preset=desktop&id={hash_name(SUITE)}",
                "",
                "",
                login="admin",
                timeout=300,
                success_signal=f"{SIGNAL} Test suite succeeded",
                error_checker=is_fatal,
            )
        except AssertionError as error:
            raise AssertionError("\n".join(said)) from error
