# Odoo imports this package as odoo.addons.crm_contract_sign.  Under its plain name it is the
# library of the pure packages, for tools/ and for tests that need no database.
if __name__.startswith("odoo.addons."):
    from . import controllers, models, report, wizards
    from .hooks import uninstall_hook
