from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .signing_answers import ANSWER, MAXIMUM_DRAWING_BYTES, ContractSigningAnswers
from .text import read_text

# More fields than any form has; what is in them is judged with the form.
MAXIMUM_GIVEN = 200


class ContractFillingIn(ContractSigningAnswers):
    """What a person fills in before anybody signs, with the proofs that signing asks for."""

    @http.route("/contract/sign/<string:token>/fill", **ANSWER)
    def contract_fill_in(self, token, sha256=None, given=None, initials=None):
        """Take what the signatory filled in on the form whose digest they saw.

        :param str sha256: the digest of the form shown on the page
        :param dict given: values by the name of the field
        :param str initials: a picture of their initials, PNG in base64
        """
        return self._answer(token, self._fill_in, sha256, given, initials)

    def _fill_in(self, visitor, sha256, given, initials):
        visitor.check_identified()
        signer_sudo = visitor.signer
        contract_sudo = signer_sudo.contract_id
        faults = contract_sudo._fill_in(
            signer_sudo,
            self._read_given(given),
            self._read_initials(initials),
            visitor.collect_evidence(),
            read_text(sha256),
        )
        if faults:
            messages = request.env["crm.contract.messages"]
            return {"faults": messages._get_fault_messages(faults)}
        visitor.go_on()
        goes_on = not contract_sudo.is_filling_in and signer_sudo._is_their_turn()
        if not goes_on:
            # Whoever signs right now need not prove again who they are.
            visitor.forget_codes()
        return {"redirect": visitor.url}

    @staticmethod
    def _read_given(given):
        """What a browser sent as a form; nothing for anything else that a stranger may send."""
        if not isinstance(given, dict) or len(given) > MAXIMUM_GIVEN:
            raise UserError(
                request.env._("What you filled in can't be read. Please reload the page.")
            )
        return given

    @classmethod
    def _read_initials(cls, value):
        """The initials as a picture of ours, or None where none were sent."""
        data = cls._read_bytes(value, MAXIMUM_DRAWING_BYTES)
        return request.env["crm.contract"]._encode_initials(data) if data else None
