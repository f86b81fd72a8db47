from datetime import timedelta

from odoo import api, fields, models

# Days before the end of a certificate on which people are told; each once.
WARNED_BEFORE = (60, 14, 1)


class CrmContractCertificate(models.Model):
    """Telling people in time that a certificate ends."""

    _inherit = "crm.contract.certificate"

    @api.model
    def _cron_warn_of_expiry(self):
        """Warn whoever must act: administrators of keys, and users of their own."""
        now = fields.Datetime.now()
        ending = self.search(
            [
                ("kind", "not in", ("signatory", "seal")),
                ("state", "in", ["valid"]),
                ("valid_until", "<=", now + timedelta(days=max(WARNED_BEFORE))),
            ]
        )
        for certificate in ending:
            days = (certificate.valid_until - now).days
            reached = min(limit for limit in WARNED_BEFORE if days <= limit)
            if not certificate._is_warned(reached):
                certificate._warn_of_expiry(reached)

    def _is_warned(self, limit):
        """Whether people were told at this limit, or at a later one."""
        return any(
            event.code == "warn" and (event.details or {}).get("days", limit) <= limit
            for event in self.event_ids
        )

    def _warn_of_expiry(self, limit):
        """Give whoever must act an activity, which Odoo also sends by e-mail.

        :param int limit: how many days before the end this warning belongs to
        """
        self.ensure_one()
        self.env["crm.contract.certificate.event"]._append(self, "warn", days=limit)
        for user in self._get_warned_users():
            translated = self.with_context(lang=user.lang)
            translated.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.valid_until.date(),
                user_id=user.id,
                summary=translated.env._("The certificate “%(name)s” ends soon", name=self.name),
                note=translated._get_expiry_advice(),
            )

    def _get_warned_users(self):
        """Who is told that this certificate ends: whoever can renew it, and its owner."""
        self.ensure_one()
        if self.user_id and self.source != "registered":
            return self.user_id
        group = self.env.ref("crm_contract_sign.crm_contract_sign_group_key_manager")
        root = self.env.ref("base.user_root")
        return self.user_id | group.all_user_ids.filtered(
            lambda user: user != root and self.company_id in user.company_ids
        )

    def _get_expiry_advice(self):
        """What to do before this certificate ends."""
        if self.source == "registered":
            return self.env._(
                "Its key lives elsewhere. An administrator of keys presses “Renew” on this"
                " certificate; the key stays."
            )
        if self.kind == "user" and self.issuer_id:
            return self.env._(
                "Press “Renew” on this certificate, or just sign a contract within its last 30"
                " days: your key is certified anew then."
            )
        if self.kind == "user":
            return self.env._(
                "Get a new certificate from its issuer, then press “Renew” on this one to import"
                " it; or create a key that your company certifies, in your preferences."
            )
        return self.env._(
            "Press “Renew” on this certificate before it ends. What was signed stays valid, and"
            " colleagues' keys are certified anew when they next sign."
        )
