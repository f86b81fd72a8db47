from odoo import api, models


class CrmContractMessages(models.AbstractModel):
    """The words of signing plans: their errors, their events, and the proofs of identity."""

    _inherit = "crm.contract.messages"

    @api.model
    def _get_signing_errors(self):
        _ = self.env._
        return {
            **super()._get_signing_errors(),
            "plan_without_signatory": _(
                "Nobody signs on one of the two sides. Give each side at least one person in the"
                " role of signatory."
            ),
            "plan_needs_too_many": _(
                "Group %(group)s needs %(needed)s signatures but has %(count)s people. Add people"
                " to it, or lower the number needed."
            ),
            "plan_mixes_roles": _(
                "Group %(group)s needs only some of its people, who have different roles: it would"
                " be open whether anybody signs. Give them one role, or put them into groups of"
                " their own."
            ),
        }

    @api.model
    def _get_event_sentences(self):
        _ = self.env._
        return {
            **super()._get_event_sentences(),
            "remind": _("%(signer)s was reminded"),
            "overdue": _("%(signer)s has not answered by %(due)s"),
            "readdress": _("The address of %(signer)s was changed from %(before)s to %(email)s"),
            "reassign": _("Handed on from %(before)s to %(signer)s (%(email)s)"),
            "delegate": _("%(before)s named %(signer)s (%(email)s) to answer in their place"),
            "excuse": _("%(signer)s is not needed any more: enough others have agreed"),
            "agree": _("%(signer)s agreed"),
            "identify_access_code": _("%(signer)s entered the access code"),
            "identify_login": _("%(signer)s logged in"),
            "abort": _("Signing ended without a contract: %(reason)s"),
            "round_expired": _("The time to sign ran out on %(deadline)s"),
        }

    @api.model
    def _get_identity_name(self, code):
        """How a signatory was identified, in words.

        Called for the certificate of completion, for each proof.  Gets its code.  Returns a
        string.  Override to name the proofs of your own.
        """
        _ = self.env._
        names = {
            "login_2fa": _(
                "signed in as a user with two-factor authentication, and PIN of the key"
            ),
            "user_login": _("signed in as a user"),
            "user_login_2fa": _("signed in as a user with two-factor authentication"),
            "email_link": _("link sent by e-mail"),
            "sms_code": _("one-time code sent by SMS"),
            "access_code": _("access code told separately"),
            "portal_login": _("signed in to the portal"),
        }
        return names.get(code) or super()._get_identity_name(code)

    @api.model
    def _describe_identity(self, evidence):
        """How a signatory was identified, in words, all proofs together.

        :param dict evidence: what was filed with their answer
        :rtype: str
        """
        methods = evidence.get("methods") or [evidence.get("method")]
        if "email_code" in methods:
            # Its words name the link already.
            methods = [method for method in methods if method != "email_link"]
        return "; ".join(self._get_identity_name(method) for method in methods if method)
