from . import crm_contract_change_pin
from . import crm_contract_enroll
from . import crm_contract_generate
from . import crm_contract_import_key
from . import crm_contract_register
from . import crm_contract_reject
from . import crm_contract_revoke
from . import crm_contract_sign
