"""What happens once, when the add-on goes."""


def uninstall_hook(env):
    """Leave the database as we found it: our trigger function belongs to no table."""
    env.cr.execute("DROP FUNCTION IF EXISTS crm_contract_refuse_change() CASCADE")
