from odoo import SUPERUSER_ID, api

TEMPLATES = (
    "mail_template_signing_link",
    "mail_template_one_time_code",
    "mail_template_reminder",
    "mail_template_round_ended",
    "mail_template_signer_changed",
    "mail_template_contract_signed",
)


def migrate(cr, _version):
    """Bring the e-mails up to date: each in its reader's language, with the day to answer by.

    Those that somebody has edited stay as they are.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    templates = env["mail.template"].union(
        *(
            env.ref(f"crm_contract_sign.{name}", raise_if_not_found=False) or env["mail.template"]
            for name in TEMPLATES
        )
    )
    templates.filtered(lambda template: template.write_uid.id == SUPERUSER_ID).reset_template()
