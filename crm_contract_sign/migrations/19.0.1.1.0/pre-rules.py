def migrate(cr, _version):
    """Let updates of the add-on bring its record rules up to date from now on.

    They were loaded once and never again, so that a database kept the rules of the revision that
    it was installed with: what a later one hides or opens would not have been.
    """
    cr.execute(
        """
        UPDATE ir_model_data
           SET noupdate = FALSE
         WHERE module = 'crm_contract_sign' AND model = 'ir.rule'
        """
    )
