from datetime import UTC

from odoo import api, models


class CrmContractCertificate(models.Model):
    """Whom the verification trusts, and since when no longer."""

    _inherit = "crm.contract.certificate"

    @api.model
    def _prepare_verification_values(self, companies, document=None):
        """Whom to trust, as arguments of ``signing.verify``.

        :param res.company companies: the companies in question
        :param crm.contract.document document: what is verified, if it is one of our own
        """
        return {
            "anchors": [
                *self._get_trust_anchors(companies),
                *self._get_listed_anchors(companies, is_own=bool(document)),
            ],
            "timestamp_anchors": self._get_timestamp_anchors(companies),
            "revocation_lists": self._get_revocation_lists(companies),
            "withdrawn": self._get_withdrawn_anchors(companies),
        }

    @api.model
    def _get_listed_anchors(self, companies, *, is_own):
        """The authorities of others that an administrator of keys has put on the list.

        Called before every verification.  Gets the companies in question, and whether the file is
        one of our own documents.  Returns a list of PEM strings.  Override to trust by a rule of
        your own; ``_get_trust_anchors()`` is for authorities that are always trusted.
        """
        purposes = ("own" if is_own else "others", "both")
        listed = self.env["crm.contract.trusted.authority"]._get_trusted(companies, purposes)
        return listed.mapped("certificate_pem")

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
