{
    "name": "Contracts: Signing by a Service (Example)",
    "summary": "Colleagues sign with keys that a signing service keeps",
    "version": "19.0.1.0.0",
    "category": "Sales/Contracts",
    "author": "crm_contract_sign contributors",
    "license": "LGPL-3",
    "depends": ["crm_contract_sign"],
    "external_dependencies": {"python": ["requests"]},
}
