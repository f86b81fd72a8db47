from odoo import api, fields, models

# Placeholders whose values are followed: who the parties and their people are.  Amounts and dates
# have checks of their own, and the day of drafting is another one every day.
FOLLOWED = ("company.", "customer.")


class CrmContractRefilling(models.Model):
    """Names that were filled into a draft and have changed since, such as another signatory's.

    The checks point at them.  A section that nobody edited can be filled in anew; what a person
    wrote is theirs to correct.
    """

    _inherit = "crm.contract"

    has_outdated_value = fields.Boolean(compute="_compute_has_outdated_value")

    @api.depends("finding_ids.code")
    def _compute_has_outdated_value(self):
        for contract in self:
            contract.has_outdated_value = "outdated_value" in contract.finding_ids.mapped("code")

    def _to_former_values(self):
        """What was filled into this draft's sections for its parties and is another value now.

        :rtype: tuple[drafting.FormerValue, ...]
        """
        from .. import drafting

        present = self._to_placeholder_values()
        return tuple(
            drafting.FormerValue(str(section.id), name, before, present.get(name, ""))
            for section in self.section_ids
            for name, before in (section.filled_values or {}).items()
            if name.startswith(FOLLOWED) and before != present.get(name, "")
        )

    def action_refill(self):
        """Fill in anew the sections of these drafts that name somebody or something former.

        Sections that somebody has edited stay as they are, and are named.
        """
        self._check_not_frozen()
        refilled = edited = self.env["crm.contract.section"]
        for contract in self:
            former = {int(each.section_key) for each in contract._to_former_values()}
            outdated = contract.section_ids.filtered(lambda section, ids=former: section.id in ids)
            mine = outdated.filtered(lambda section: section._is_as_filled())
            values = contract._to_placeholder_values()
            for section in mine:
                section.write(contract._fill_section_values(section.source_body, values))
            refilled |= mine
            edited |= outdated - mine
        self.action_check_draft()
        still = edited.filtered(lambda s: "outdated_value" in s.finding_ids.mapped("code"))
        return self._notify_refilled(refilled, still)

    def _notify_refilled(self, refilled, edited):
        message = self.env._("%(count)s sections were filled in anew.", count=len(refilled))
        if edited:
            names = ", ".join(f"“{name}”" for name in edited.mapped("name"))
            message += " " + self.env._(
                "You edited %(sections)s: please correct the names there yourself.", sections=names
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if edited else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
