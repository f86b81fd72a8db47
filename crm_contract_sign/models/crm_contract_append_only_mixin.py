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

    @api.model
    def _create_partial_refusal(self, table, prefix, is_fixed, names):
        """Have PostgreSQL keep a row of another model from when a condition holds.

        :param str table: the model's table
        :param str prefix: of the names of the two triggers
        :param SQL is_fixed: the condition, on the row ``old``
        :param names: the columns that may not change then; nor may the row be deleted
        """
        self._create_refusal()
        before, after = (
            SQL(", ").join(SQL.identifier(row, name) for name in names) for row in ("old", "new")
        )
        is_changed = SQL("%s AND (%s) IS DISTINCT FROM (%s)", is_fixed, before, after)
        for trigger, event, condition in (
            (prefix, SQL("UPDATE"), is_changed),
            (f"{prefix}_delete", SQL("DELETE"), is_fixed),
        ):
            names_sql = SQL.identifier(trigger), SQL.identifier(table)
            self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", *names_sql))
            self.env.cr.execute(
                SQL(
                    "CREATE TRIGGER %s BEFORE %s ON %s FOR EACH ROW WHEN (%s)"
                    " EXECUTE FUNCTION crm_contract_refuse_change()",
                    names_sql[0],
                    event,
                    names_sql[1],
                    condition,
                )
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
