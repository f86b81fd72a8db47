-- A restored copy signs nothing with production keys, and its links and codes are dead.
UPDATE crm_contract_certificate SET wrapped_key = NULL, has_key = FALSE;
UPDATE crm_contract_signer SET link_number = COALESCE(link_number, 0) + 1, code_digest = NULL;
