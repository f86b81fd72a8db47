# Under its plain name this package holds the pure packages' tests, which need no Odoo.
if __name__.startswith("odoo.addons."):
    from . import (
        test_access,
        test_clause_library,
        test_contract_life,
        test_crm_contract_approval,
        test_crm_contract_decision,
        test_crm_contract_tree,
        test_integrator_guide,
        test_lifecycle,
        test_messages,
        test_partner_lead_order,
        test_public_pages,
        test_queries,
        test_settings,
        test_structure,
        test_translations,
        test_verification,
    )
