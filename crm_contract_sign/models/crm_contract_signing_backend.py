from odoo import api, models
from odoo.exceptions import UserError


class CrmContractSigningBackend(models.AbstractModel):
    """Where a signatory's private key lives, and how it is asked for a signature.

    To add one, inherit this model under a name of your own, say in ``_signs_for`` on whose side
    it may be chosen, and implement ``_open`` and ``_get_key_location``.  It is offered by its
    description wherever a person, a company or a signatory chooses how to sign: choosing it is
    data, not code.
    """

    _name = "crm.contract.signing.backend"
    _description = "Signing Back End"

    # The sides that may choose this back end; empty for what others build upon.
    _signs_for = ()
    # Whether the dialog asks for a PIN and hands it over as the secret "pin".
    _asks_pin = False

    @api.model
    def _get_backends(self, side):
        """The names of the models that sign for one side.

        :param str side: ``company`` or ``customer``
        :rtype: list[str]
        """
        names = self.pool.descendants([CrmContractSigningBackend._name], "_inherit")
        return [name for name in names if side in self.env[name]._signs_for]

    @api.model
    def _get_selection(self, side):
        """What a selection field offers: the back ends of one side with their descriptions."""
        models_of_odoo = self.env["ir.model"]
        return [(name, models_of_odoo._get(name).name) for name in self._get_backends(side)]

    @api.model
    def _get_all_selection(self):
        """What a selection field of people of either side offers."""
        return list(dict(self._get_selection("company") + self._get_selection("customer")).items())

    @api.model
    def _find(self, name, side):
        """The back end of that name.

        :raise UserError: it is not installed any more, or does not sign for this side
        """
        if name not in self._get_backends(side):
            raise UserError(
                self.env._(
                    "The way of signing “%(name)s” is not available here any more. Ask an"
                    " administrator of keys to choose another one, then sign again.",
                    name=name,
                )
            )
        return self.env[name]

    @api.model
    def _open(self, signer, secrets):
        """Give the key of a signatory, ready to sign once.

        Called when a signatory signs, before the document is prepared.  Gets the
        ``crm.contract.signer`` and ``secrets``, a callable from a secret's name (``"pin"``) to
        its value, asked at the last moment and never stored.  Returns a ``signing.Signer`` and
        the ``crm.contract.certificate`` it signs with.  Override in a back end of your own.

        :raise UserError: the key can't be used; says why and what to do
        """
        raise NotImplementedError(f"{self._name} does not say how it opens a key")

    @api.model
    def _check_plan(self, contract, user):
        """Refuse a signing plan that this back end can't carry out.

        Called when a draft is submitted, for each person who is to sign with this back end.  Gets
        the contract and the ``res.users`` of a colleague, empty for a customer's person.  Returns
        nothing.  Override to raise ``UserError`` where something must be set up first.
        """

    @api.model
    def _get_server_backend(self, signer):
        """The back end that signs when the signature is made on the server, in one go.

        Called when a signature is taken.  Gets the ``crm.contract.signer``.  Returns a model that
        inherits ``crm.contract.signing.backend``: this one, as a rule.  Override in a back end
        whose signatures are made in several steps, to name another one or to refuse.
        """
        return self

    @api.model
    def _makes_detached_signatures(self):
        """Whether a key signs once more, beside the document.

        Called when a signature inside the document has been made.  Returns a boolean.  Override
        to return False in a back end whose keys sign once only, or where each signature costs.
        """
        return True

    @api.model
    def _get_key_location(self):
        """Where the key lives, as a code for the evidence.

        Called once a signature is made.  Returns a code, which
        ``crm.contract.messages._get_key_location_name()`` puts in words.  Override in a back end
        of your own.
        """
        raise NotImplementedError(f"{self._name} does not say where its keys live")

    @api.model
    def _find_certificate(self, user, company):
        """The certificate with which a colleague would sign for a company.

        Called when the dialog of signing opens.  Gets the ``res.users`` and the company whose
        contract it is.  Returns a
        ``crm.contract.certificate``, empty where none is known beforehand.  Override in a back
        end whose certificates are registered.
        """
        return self.env["crm.contract.certificate"]

    @api.model
    def _get_enrolment_action(self, signer):
        """What must come before the dialog of signing.

        Called when a colleague wants to sign.  Gets their ``crm.contract.signer``.  Returns an
        action, such as the dialog that makes a key, or None when the key is ready.  Override
        where keys are made in Odoo; raise ``UserError`` where somebody else has to act first.
        """
        return

    @api.model
    def _check_pin(self, user, company, pin):
        """Refuse a wrong PIN.

        Called before a colleague signs several contracts in a row.  Gets the ``res.users``, the
        company whose contracts they are, and the PIN.  Returns nothing.  Override in a back end
        that asks for a PIN, to raise ``UserError``.
        """
