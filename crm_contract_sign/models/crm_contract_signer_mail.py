import logging
import smtplib

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import single_email_re

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

_logger = logging.getLogger(__name__)

MAIL_LAYOUT = "mail.mail_notification_light"


class CrmContractSigner(models.Model):
    """Mail that only its addressee may read: links and codes.

    It is handed to the mail server at once and stored nowhere.  A queued or failed message would
    lie in the database with its link or code, for administrators to read.
    """

    _inherit = "crm.contract.signer"

    has_delivery_failed = fields.Boolean(
        string="Not Delivered", readonly=True, help="The last e-mail could not be sent."
    )

    def _send_private_mail(self, template_xmlid, **values):
        """Send a mail to this signatory alone.

        :param str template_xmlid: a mail template of ``crm.contract.signer``; its subject, body,
            sender and language are used, and none of its recipients
        :param values: what the template finds in ``ctx``
        :return: whether the mail server took it; if not, the signatory is marked
        :rtype: bool
        """
        self.ensure_one()
        # sudo: whoever signs, or a scheduled action, causes the mail; the template is ours.
        signer_sudo = self.sudo()
        is_sent = signer_sudo._has_valid_email() and signer_sudo._deliver(
            signer_sudo._prepare_private_mail(template_xmlid, values)
        )
        if signer_sudo.has_delivery_failed == is_sent:
            signer_sudo.has_delivery_failed = not is_sent
        return is_sent

    def _deliver(self, message):
        """Hand a message to the mail server; False if it was not taken."""
        try:
            self.env["ir.mail_server"].send_email(message)
        except (MailDeliveryException, UserError, smtplib.SMTPException, OSError) as error:
            # Without the text of the error, which may quote the message.
            _logger.warning("Mail to signatory %s was not sent: %s", self.id, type(error).__name__)
            return False
        return True

    def _get_lang_code(self):
        """The language in which this signatory is written to, and reads our pages."""
        self.ensure_one()
        installed = dict(self.env["res.lang"].get_installed())
        wanted = (self.lang, self.partner_id.lang)
        chosen = next((code for code in wanted if code in installed), None)
        return chosen or self.contract_id._get_lang_code()

    def _has_valid_email(self):
        self.ensure_one()
        return bool(self.email and single_email_re.match(self.email))

    def _check_email(self):
        """Refuse to write to a signatory whom no mail reaches.

        :raise UserError: no address, or none that mail can be sent to
        """
        if not self._has_valid_email():
            raise UserError(
                self.env._(
                    "%(person)s has no e-mail address that mail can be sent to. Enter another one"
                    " with “Another person or address” beside their name.",
                    person=self.name,
                )
            )

    def _prepare_private_mail(self, template_xmlid, values):
        """The message itself: an ``email.message.EmailMessage``."""
        template = self.env.ref(template_xmlid).with_context(**values)
        lang = template._render_lang(self.ids)[self.id] or self.env.lang
        rendered = template._generate_template(self.ids, ("subject", "body_html", "email_from"))
        parts = rendered[self.id]
        company = self.contract_id.company_id
        body = template.with_context(lang=lang)._render_encapsulate(
            MAIL_LAYOUT,
            parts["body_html"],
            add_context={
                "company": company,
                "model_description": self.with_context(lang=lang).env._("Contract"),
            },
            context_record=self.contract_id.with_context(lang=lang),
        )
        sender = parts.get("email_from") or company.email_formatted
        return self.env["ir.mail_server"]._build_email__(
            email_from=sender or self.env.ref("base.partner_root").email_formatted,
            email_to=[self.email],
            subject=parts["subject"],
            body=body,
            subtype="html",
            reply_to=sender,
            headers={"Auto-Submitted": "auto-generated"},
        )
