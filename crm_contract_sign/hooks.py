"""What happens once, when the add-on goes."""

from odoo.tools import SQL


def uninstall_hook(env):
    """Let go of what Odoo could not delete row by row: evidence refuses that by design.

    Our trigger function belongs to no table, so that nothing else would drop it.  Then our tables
    are emptied at once; Odoo drops them, with every column that points to them, right afterwards.
    """
    env.cr.execute("DROP FUNCTION IF EXISTS crm_contract_refuse_change() CASCADE")
    models = _get_models(env)
    activities = env["mail.activity"].with_context(active_test=False)
    activities.search([("res_model", "in", [model._name for model in models])]).unlink()
    env.flush_all()
    tables = _get_tables(env, models)
    for table, constraint in _get_references(env, tables):
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(constraint),
            )
        )
    env.cr.execute(SQL("TRUNCATE %s", SQL(", ").join(map(SQL.identifier, tables))))
    env.invalidate_all()


def _get_models(env):
    """Our own models, an empty recordset of each."""
    own = env["ir.model.data"].search(
        [("module", "=", "crm_contract_sign"), ("model", "=", "ir.model")]
    )
    names = env["ir.model"].browse(own.mapped("res_id")).mapped("model")
    return [env[name] for name in names if name in env and name.startswith("crm.contract")]


def _get_tables(env, models):
    """The tables of these models and of our many-to-many fields."""
    tables = {model._table for model in models if model._auto and not model._abstract}
    relations = env["ir.model.relation"].search([("module.name", "=", "crm_contract_sign")])
    return sorted(tables | set(relations.mapped("name")))


def _get_references(env, tables):
    """The foreign keys that point to ``tables``: pairs of table and constraint."""
    return env.execute_query(
        SQL(
            """
            SELECT conrelid::regclass::text, conname FROM pg_constraint
             WHERE contype = 'f' AND confrelid = ANY(%s::regclass[])
            """,
            tables,
        )
    )
