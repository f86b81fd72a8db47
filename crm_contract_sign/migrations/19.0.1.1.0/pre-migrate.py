"""Keys in customers' browsers become a way of signing of their own.

Until now they were what *one-time key* meant unless the company's setting said *never*.  Every
company, and everyone who waits to sign, goes on signing as before.
"""

BROWSER = "crm.contract.signing.backend.browser"
ONE_TIME = "crm.contract.signing.backend.one.time"


def migrate(cr, version):
    """Called by Odoo before the tables are brought up to this version."""
    cr.execute(
        """
        UPDATE crm_contract_signer AS signer
           SET signing_backend = %s
          FROM crm_contract AS contract, res_company AS company
         WHERE contract.id = signer.contract_id
           AND company.id = contract.company_id
           AND signer.state = 'waiting'
           AND signer.signing_backend = %s
           AND company.contract_browser_key != 'never'
        """,
        [BROWSER, ONE_TIME],
    )
    cr.execute(
        """
        UPDATE res_company
           SET contract_customer_backend = %s
         WHERE contract_customer_backend = %s
           AND contract_browser_key != 'never'
        """,
        [BROWSER, ONE_TIME],
    )
    cr.execute(
        "UPDATE res_company SET contract_browser_key = 'preferred'"
        " WHERE contract_browser_key = 'never'"
    )
