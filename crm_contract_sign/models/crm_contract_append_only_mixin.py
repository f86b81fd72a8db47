from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmContractAppendOnlyMixin(models.AbstractModel):
    """Records that are written once: neither changed nor deleted, by anyone.

    Python refuses first, with words; PostgreSQL refuses raw SQL too, by triggers on the table.
    """

    _name = "crm.contract.append.only.mixin"
    _description = "Append-only record"

    @api.model
    def _create_refusal(self):
        """Define the trigger function that refuses; its triggers say what."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION crm_contract_refuse_change() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION '% on % refused: its rows are append-only', TG_OP, TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation';
            END
            $$ LANGUAGE plpgsql
            """
        )

    def init(self):
        super().init()
        if self._abstract:
            return
        self._create_refusal()
        for trigger, event, level in (
            ("append_only_row", SQL("UPDATE OR DELETE"), SQL("ROW")),
            ("append_only_truncate", SQL("TRUNCATE"), SQL("STATEMENT")),
        ):
            table = SQL.identifier(self._table)
            name = SQL.identifier(trigger)
            self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", name, table))
            self.env.cr.execute(
                SQL(
                    "CREATE TRIGGER %s BEFORE %s ON %s"
                    " FOR EACH %s EXECUTE FUNCTION crm_contract_refuse_change()",
                    name,
                    event,
                    table,
                    level,
                )
            )

    def write(self, vals):
        """Refuse every change.

        :raise UserError: always, when there is something to write
        """
        if not self or not vals:
            return super().write(vals)
        raise UserError(
            self.env._(
                "“%(records)s” is part of the contract's evidence and can't be changed. Make a new"
                " revision of the contract instead.",
                records=self._description,
            )
        )

    @api.ondelete(at_uninstall=False)
    def _never_unlink_evidence(self):
        raise UserError(
            self.env._(
                "“%(records)s” is part of the contract's evidence and can't be deleted. Cancel or"
                " archive the contract instead.",
                records=self._description,
            )
        )
