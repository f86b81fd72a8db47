from . import crm_contract_messages
from . import crm_contract_signing_backend_service
