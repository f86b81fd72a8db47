from . import (
    crm_contract_enroll,
    crm_contract_generate,
    crm_contract_import_key,
    crm_contract_reject,
    crm_contract_sign,
)
