from odoo import api, models


class CrmContractSigningWay(models.Model):
    """In which way each person signs: as planned, as usual for them, or as the company has set."""

    _inherit = "crm.contract"

    @api.model
    def _get_signing_backend(self, signer):
        """The back end that holds a signatory's key.

        Called when a signatory signs.  Gets the ``crm.contract.signer``.  Returns a model that
        inherits ``crm.contract.signing.backend``: the one chosen for the signatory, else for the
        colleague, else for the company.  Override to choose by a rule of your own.
        """
        name = signer.contract_id._get_signing_backend_name(
            signer.side, signer.signing_backend, signer.user_id
        )
        return self.env["crm.contract.signing.backend"]._find(name, signer.side)

    def _get_signing_backend_name(self, side, chosen, user):
        """The name of the way of signing of a person, see ``_get_signing_backend()``.

        :param str side: ``company`` or ``customer``
        :param str chosen: what the signing plan says of this person, or False
        :param res.users user: the colleague, empty for a customer's person
        """
        # sudo: how a company signs is no secret, and a customer reads nothing of companies.
        company = self.company_id.sudo()
        if side == "company":
            return chosen or user.contract_signing_backend or company.contract_colleague_backend
        return chosen or company.contract_customer_backend

    def _check_signing_backends(self, values_list):
        """Refuse a plan in which somebody could not sign the way that is meant for them."""
        backends = self.env["crm.contract.signing.backend"]
        for values in values_list:
            if values["role"] in ("signatory", "witness"):
                user = self.env["res.users"].browse(values["user_id"] or [])
                name = self._get_signing_backend_name(
                    values["side"], values.get("signing_backend"), user
                )
                backends._find(name, values["side"])._check_plan(self, user)
