from datetime import UTC

from odoo import api, models


class CrmContractCertificate(models.Model):
    """Whom the verification trusts, and since when no longer."""

    _inherit = "crm.contract.certificate"

    @api.model
    def _prepare_verification_values(self, companies):
        """Whom to trust, as arguments of ``signing.verify``."""
        return {
            "anchors": self._get_trust_anchors(companies),
            "timestamp_anchors": self._get_timestamp_anchors(companies),
            "revocation_lists": self._get_revocation_lists(companies),
            "withdrawn": self._get_withdrawn_anchors(companies),
        }

    @api.model
    def _get_timestamp_anchors(self, companies):
        """The time-stamp authorities that the verification trusts.

        Called before every verification.  Gets the companies in question.  Returns a list of PEM
        strings.  Override to trust further authorities.
        """
        clocks = self.env["crm.contract.timestamp.authority"]
        # sudo: trust anchors are public; those of authorities asked once stay.
        known = clocks.sudo().with_context(active_test=False)
        return list(clocks._join_anchors(known.search([("company_id", "in", companies.ids)])))

    @api.model
    def _get_revocation_lists(self, companies):
        """The lists of revoked certificates that the verification reads.

        Called before every verification.  Gets the companies in question.  Returns a list of
        bytes, DER or PEM.  Override to add the lists of further authorities.
        """
        # sudo: revocation lists are public.
        authorities = self.sudo().search(
            [("kind", "=", "authority"), ("company_id", "in", companies.ids)]
        )
        return [each for authority in authorities if (each := authority._get_published_list())]

    @api.model
    def _get_withdrawn_anchors(self, companies):
        """The authorities that were revoked: they vouch for what came before alone.

        Called before every verification.  Gets the companies in question.  Returns a dict of
        SHA-256 fingerprint to the time, with its zone.  Override together with
        ``_get_trust_anchors()``.
        """
        # sudo: when an authority was revoked is public.
        revoked = self.sudo().search(
            [
                ("kind", "=", "authority"),
                ("company_id", "in", companies.ids),
                ("revoked_on", "!=", False),
            ]
        )
        return {each.fingerprint: each.revoked_on.replace(tzinfo=UTC) for each in revoked}

    @api.model
    def _get_public_authorities(self):
        """The valid authorities of all companies: what somebody who verifies elsewhere trusts."""
        return self.search([("kind", "=", "authority"), ("state", "in", ["valid"])])
