from odoo import api, fields, models

from .. import approval


class CrmContractApprovalFeatures(models.Model):
    """The approval stage, what trees learn from: the features of a contract and their values."""

    _inherit = "crm.contract"

    @api.model
    def _get_approval_features(self):
        """The features from which trees learn.

        Called when a tree is trained and before it is asked.  Returns a list of
        ``approval.FeatureSpec``.  Override to add one, its value in ``_to_features()``, and its
        name in ``crm.contract.messages._get_feature_names()``.
        """
        # sudo: the same features for everyone, or a tree would be asked other questions.
        types = self.env["crm.contract.type"].sudo().with_context(active_test=False).search([])
        return [
            approval.FeatureSpec("amount", "number", "money"),
            approval.FeatureSpec("discount", "number", "percent"),
            approval.FeatureSpec("payment_days", "number", "days"),
            approval.FeatureSpec("duration_days", "number", "days"),
            approval.FeatureSpec("earlier_contracts", "number", "count"),
            approval.FeatureSpec("overdue", "boolean"),
            approval.FeatureSpec("edited_sections", "number", "count"),
            approval.FeatureSpec("warnings", "number", "count"),
            approval.FeatureSpec("type", "category", categories=tuple(types.mapped("code"))),
        ]

    def _to_features(self, specs):
        """The features of each of these contracts.

        Called before the tree is asked and when a person decides.  Gets a recordset and the
        ``approval.FeatureSpec`` wanted.  Returns a list of dicts, in its order; None is *not
        known*.  Override to add the values of your own features, for all contracts at once.
        """
        earlier, overdue = self._count_earlier_contracts(), self._get_overdue_customers()
        rows = []
        for contract in self:
            values = {
                "amount": contract._get_amount_in_company_currency(),
                "discount": contract.discount,
                "payment_days": contract._get_payment_days(),
                "duration_days": contract._get_duration_days(),
                "earlier_contracts": earlier.get(contract.commercial_partner_id, 0),
                "overdue": contract.commercial_partner_id in overdue,
                "edited_sections": len(contract.section_ids.filtered("is_modified")),
                "warnings": len(
                    contract.finding_ids.filtered(lambda finding: finding.severity == "warning")
                ),
                "type": contract.type_id.code,
            }
            rows.append({spec.name: values.get(spec.name) for spec in specs})
        return rows

    def _count_earlier_contracts(self):
        # sudo: how many contracts a customer has had is counted, not which.
        counts = self.sudo()._read_group(
            [
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "in", ("active", "expired", "terminated")),
                ("id", "not in", self.ids),
            ],
            ["commercial_partner_id"],
            ["__count"],
        )
        return dict(counts)

    def _get_overdue_customers(self):
        # sudo: whether a customer has overdue invoices, not which; salespeople can't read them.
        groups = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                [
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                    ("payment_state", "in", ("not_paid", "partial")),
                    ("invoice_date_due", "<", fields.Date.context_today(self)),
                ],
                ["commercial_partner_id"],
            )
        )
        return self.env["res.partner"].union(*(partner for (partner,) in groups))

    def _get_amount_in_company_currency(self):
        return self.currency_id._convert(
            self.amount_total,
            self.company_id.currency_id,
            self.company_id,
            self.date_start or fields.Date.context_today(self),
        )

    def _get_payment_days(self):
        return max(self.payment_term_id.line_ids.mapped("nb_days"), default=0)

    def _get_duration_days(self):
        if not (self.date_start and self.date_end):
            return None
        return (self.date_end - self.date_start).days
