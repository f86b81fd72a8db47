from odoo import models
from odoo.exceptions import UserError


class CrmContractSelection(models.Model):
    """Steps taken for many chosen contracts at once: each for itself, none held up by another."""

    _inherit = "crm.contract"

    def action_submit_selection(self):
        """Check, freeze and submit each of these drafts, and say which could not be.

        :raise UserError: none of them could be
        """
        done, refusals = self._apply_to_each("action_submit")
        return self._report_selection(
            self.env._("Contracts submitted: %(count)s", count=len(done)), refusals
        )

    def action_send_selection(self):
        """Send each of these contracts out for signature, and say which could not be.

        :raise UserError: none of them could be
        """
        done, refusals = self._apply_to_each("action_send")
        return self._report_selection(
            self.env._("Contracts sent: %(count)s", count=len(done)), refusals
        )

    def _apply_to_each(self, method):
        """Take a step for each contract in a savepoint of its own.

        :param str method: the name of the method that takes the step for one contract
        :return: the contracts that took it, and a sentence for each that was refused
        :raise UserError: every one was refused
        """
        done, refusals = self.browse(), []
        for contract in self:
            try:
                with self.env.cr.savepoint():
                    getattr(contract, method)()
            except UserError as error:
                refusals.append(f"{contract.display_name}: {error}")
            else:
                done += contract
        if refusals and not done:
            raise UserError("\n".join(refusals))
        return done, refusals

    def _report_selection(self, title, refusals):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if refusals else "success",
                "sticky": bool(refusals),
                "title": title,
                "message": "\n".join(refusals),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
