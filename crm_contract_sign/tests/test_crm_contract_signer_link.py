from datetime import timedelta

from odoo import fields, http
from odoo.tests import HttpCase, freeze_time, tagged

from .common import ContractCaseMixin, SigningPageMixin, capture_mail, read_mail


@tagged("post_install", "-at_install")
class TestOldLink(SigningPageMixin, ContractCaseMixin, HttpCase):
    """Whoever holds an old link gets nothing by it, and can't harm who holds the present one."""

    def setUp(self):
        super().setUp()
        self.contract = self._create_sent_contract()
        self.signer = self.contract.signer_ids[1].sudo()
        self.old = self.signer._make_token()
        self.signer._readdress("new@example.com")
        self.token = self.signer._make_token()
        self.now = fields.Datetime.now()

    def _renew(self, minutes=11):
        """Ask for a new link by the old one, some minutes after the last was sent."""
        with freeze_time(self.now + timedelta(minutes=minutes)), capture_mail(self.env) as messages:
            self.authenticate(None, None)
            page = self.url_open(
                f"/contract/sign/{self.old}/renew",
                data={"csrf_token": http.Request.csrf_token(self)},
            )
        self.assertIn("Look into your mailbox", page.text)
        return messages

    def test_present_link_stays_good_when_an_old_one_asks_for_a_new_one(self):
        self._renew()
        self.assertEqual(self.signer._find_by_token(self.token), (self.signer, False))
        self.assertEqual(self.url_open(f"/contract/sign/{self.token}").status_code, 200)

    def test_signature_under_way_goes_on_when_an_old_link_asks_for_a_new_one(self):
        self.authenticate(None, None)
        self._identify()
        self.signer._renew_link()
        self.assertIn("redirect", self._accept())

    def test_new_link_goes_to_the_present_address_alone_and_works(self):
        (message,) = self._renew()
        self.assertEqual(message["To"], "new@example.com")
        self.assertIn(
            f"/contract/sign/{self.signer.id}-{self.signer.link_number}-", read_mail(message)
        )

    def test_old_link_shows_nothing_before_and_after(self):
        for _attempt in range(2):
            page = self.url_open(f"/contract/sign/{self.old}")
            self.assertEqual(page.status_code, 410)
            self.assertNotIn(self.contract.document_sha256, page.text)
            self._renew()

    def test_mailbox_is_not_flooded(self):
        counts = [len(self._renew(minutes)) for minutes in (5, 11, 15, 22, 33, 44, 300)]
        self.assertEqual(counts, [0, 1, 0, 1, 1, 0, 0])
        self.assertEqual(len(self._renew(minutes=33 + 24 * 60 + 1)), 1)

    def test_asking_for_new_links_puts_off_no_reminder(self):
        invited_on = self.signer.invited_on
        self._renew()
        self.assertEqual(self.signer.invited_on, invited_on)
