from odoo import models


class CrmContractPlanRendering(models.Model):
    """What the document and the certificate of completion say of a signing plan."""

    _inherit = "crm.contract"

    def _prepare_signer_boxes(self, signers):
        """The signature boxes of the document, in the order of signing.

        :param signers: signatories of a revision, or of one to come; those who do not sign in the
            document get no box
        """
        signing = [signer for signer in signers if signer.role in ("signatory", "witness", "seal")]
        return [
            {
                "index": index,
                "role": self._get_role_names()[signer.side],
                "capacity": self._get_capacity_name(signer),
                "party": self._get_party_name(signer),
                "name": signer.name,
                "title": signer.partner_id.function,
                "note": self._get_group_note(signer, signing),
                "seal": self._prepare_seal_box(signer),
            }
            for index, signer in enumerate(signing, start=1)
        ]

    def _get_capacity_name(self, signer):
        """As what a person takes part, where it is not simply as a signatory; or False."""
        _ = self.env._
        capacities = {"witness": _("Witness"), "approver": _("Approver"), "seal": _("Seal")}
        return capacities.get(signer.role, False)

    def _get_group_note(self, signer, signers):
        """What a box says of a group that does not need everyone: that it may stay empty."""
        together = [each for each in signers if each.sequence == signer.sequence]
        needed = max(each.needed for each in together) or len(together)
        if needed == len(together):
            return False
        return self.env._(
            "%(needed)s of these %(count)s signatures are needed; the others stay empty.",
            needed=needed,
            count=len(together),
        )

    def _prepare_participation_evidence(self, signer):
        """Of one signatory, what the certificate of completion says of their part in the plan."""
        capacity = self._get_capacity_name(signer)
        former = signer.replaced_id
        return {
            "capacity": capacity,
            "in_place_of": former and f"{former.name} ({former.email})",
            "former_emails": ", ".join(signer.former_emails or []),
        }
