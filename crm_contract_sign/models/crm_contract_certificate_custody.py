from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .crm_contract_certificate_authority import USER_DAYS


class CrmContractCertificate(models.Model):
    """The certificate of a seal in custody: it names the company, and opens with its custodian's
    PIN."""

    _inherit = "crm.contract.certificate"

    kind = fields.Selection(
        selection_add=[("custody", "Seal in Custody")], ondelete={"custody": "cascade"}
    )
    seal_id = fields.Many2one(
        "crm.contract.seal", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    @api.model
    def _create_for_seal(self, seal, pin):
        """Make a seal's key and have the company's authority certify it.

        :param crm.contract.seal seal: kept by the current user
        :param str pin: the PIN that will unlock it; kept nowhere
        :return: crm.contract.certificate
        """
        self._check_pin(pin)
        key = seal.company_id._generate_contract_key()
        return self._keep_for_seal(seal, key, pin)

    @api.model
    def _keep_for_seal(self, seal, key, pin, event=None):
        authority = self._get_authority(seal.company_id)
        with self.env["crm.contract.messages"]._translated():
            certificate = authority._issue(
                key.public_key(),
                self._prepare_custody_subject(seal),
                purpose="user",
                days=USER_DAYS,
            )
        return self._keep(
            certificate,
            key,
            pin.encode(),
            kind="custody",
            company=seal.company_id,
            event=event,
            user_id=seal.custodian_id.id,
            issuer_id=authority.id,
            seal_id=seal.id,
        )

    @api.model
    def _prepare_custody_subject(self, seal):
        """The subject of a seal's certificate: an organisation, and no natural person.

        Called when a seal's key is certified.  Gets the ``crm.contract.seal``.  Returns a
        ``signing.Subject``.  Override to name it otherwise.
        """
        from .. import signing

        company = seal.company_id
        country = company.country_id.code or None
        identifier = None
        if country and company.company_registry:
            # ETSI EN 319 412-1, 5.1.4: of the national trade register, or for VAT.
            identifier = f"NTR{country}-{company.company_registry}"
        elif country and company.vat:
            identifier = f"VAT{country}-{company.vat.removeprefix(country)}"
        return signing.Subject(
            common_name=seal._get_signer_name()[:64],
            organization=seal.legal_name[:64],
            organization_identifier=identifier,
            country=country,
        )

    def _give_to(self, user, key, pin):
        """Put a seal's key into the custody of another colleague.

        :param res.users user: who keeps it from now on
        :param key: the private key, unlocked
        :param str pin: their PIN for it
        """
        self.ensure_one()
        # sudo: whose custody it is in is written by handing a seal over alone.
        self.sudo().user_id = user
        self._wrap(key, pin.encode())
        self._forget_unlocked()

    def _check_owner(self):
        if self.kind != "custody":
            return super()._check_owner()
        self.ensure_one()
        # sudo: whose custody a seal is in is no secret.
        if self.user_id != self.env.user or self.sudo().seal_id.custodian_id != self.env.user:
            raise AccessError(self.env._("Only its custodian affixes a seal."))
        if self.state != "valid":
            raise UserError(
                self.env._(
                    "The seal's certificate is no longer valid. Ask an administrator of keys to"
                    " re-issue it."
                )
            )
        return None

    def _renew(self, key, pin):
        if self.kind != "custody":
            return super()._renew(key, pin)
        # sudo: the certificate of a seal is replaced here alone.
        seal = self.sudo().seal_id
        renewed = self._keep_for_seal(seal.sudo(False), key, pin, event="renew")
        self._retire()
        seal.certificate_id = renewed
        self.env["crm.contract.seal.event"]._append(seal, "renew", custodian=seal.custodian_id.name)
        return renewed

    def _revoke(self, reason):
        result = super()._revoke(reason)
        # A seal whose key is gone awaits its custodian again.
        for seal in self.seal_id.filtered(lambda seal: seal.certificate_id in self):
            if seal.state == "active":
                seal.write({"state": "new", "certificate_id": False})
                self.env["crm.contract.seal.event"]._append(
                    seal, "reissue", custodian=seal.custodian_id.name, reason=reason
                )
        return result

    def _change_pin(self, pin, new_pin):
        super()._change_pin(pin, new_pin)
        if self.kind == "custody":
            # sudo: the log of a seal is written by the methods of custody alone.
            self.env["crm.contract.seal.event"]._append(
                self.sudo().seal_id, "change_pin", custodian=self.user_id.name
            )
