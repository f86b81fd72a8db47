# Under its plain name this package holds the pure packages' tests, which need no Odoo.
if __name__.startswith("odoo.addons."):
    from . import test_clause_library
    from . import test_contract_life
    from . import test_crm_contract_approval
    from . import test_crm_contract_decision
    from . import test_crm_contract_tree
