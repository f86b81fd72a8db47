from odoo import api, fields, models


class CrmContractCertificateEvent(models.Model):
    """What happened to a certificate and its key: a record that nobody changes."""

    _name = "crm.contract.certificate.event"
    _description = "Certificate Event"
    _inherit = ["crm.contract.append.only.mixin"]
    _order = "certificate_id, id desc"
    _rec_name = "code"

    certificate_id = fields.Many2one(
        "crm.contract.certificate", required=True, index=True, ondelete="restrict"
    )
    code = fields.Selection(
        [
            ("issue", "Issued"),
            ("import", "Imported from a PKCS#12 file"),
            ("register", "Registered; its key lives elsewhere"),
            ("renew", "Certified anew, the key stays"),
            ("change_pin", "PIN changed"),
            ("strengthen", "Key wrapped again by today's standard"),
            ("rotate", "Key wrapped under the server's new secret"),
            ("rotate_failed", "Key opens with neither the new nor the previous secret"),
            ("retire", "Replaced by another certificate"),
            ("revoke", "Revoked"),
            ("warn", "Warned of its end"),
        ],
        string="What Happened",
        required=True,
    )
    details = fields.Json()
    user_id = fields.Many2one("res.users", string="By", ondelete="restrict")

    @api.model
    def _append(self, certificates, code, **details):
        """Add one event to each of these certificates.

        :param crm.contract.certificate certificates: to whom it happened
        :param str code: what happened
        :param details: JSON-able values; nothing secret
        """
        # sudo: events are written by the methods of certificates alone.
        return self.sudo().create(
            [
                {
                    "certificate_id": certificate.id,
                    "code": code,
                    "details": details,
                    "user_id": self.env.uid,
                }
                for certificate in certificates
            ]
        )
