from odoo import Command, fields, models


class CrmContractCompletion(models.Model):
    """Everyone has signed: the contract is in force, and everyone holds the evidence."""

    _inherit = "crm.contract"

    signed_document_id = fields.Many2one(
        "crm.contract.document",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    completion_document_id = fields.Many2one(
        "crm.contract.document",
        string="Certificate of Completion",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _complete(self):
        """Put a contract that everyone has signed in force, and hand everyone their copies."""
        self.ensure_one()
        # sudo: the last signatory, who may be a customer, completes the contract.
        contract = self.sudo()
        contract.write(
            {
                "signed_document_id": contract.current_document_id.id,
                "date_signed": fields.Datetime.now(),
            }
        )
        contract._transition("activate", sha256=contract.current_document_id.sha256)
        contract.completion_document_id = (
            self.env["crm.contract.document"]
            .sudo()
            .create(contract._prepare_completion_document_values())
        )
        contract._post_all_signed()
        contract._hand_out_copies()

    def _hand_out_copies(self):
        """Give everyone the signed contract and its certificate of completion.

        Called once, when the contract is in force and the hook ``_post_all_signed()`` has run.
        Gets one contract, in superuser mode.  Returns nothing.  Override to wait for something
        that belongs into the copies, and to call this again then.
        """
        self._send_copies()
        self._post_copies(self.env._("Everyone has signed. The contract is in force."))

    def _get_copy_receivers(self):
        """Who gets a copy by e-mail: each person at each of their addresses once, in whatever
        roles they took part."""
        receivers = {}
        for signer in self.signer_ids.filtered("email"):
            receivers.setdefault((signer.partner_id, signer.email.strip().lower()), signer)
        return self.env["crm.contract.signer"].concat(*receivers.values())

    def _send_copies(self, template_xmlid="crm_contract_sign.mail_template_contract_signed"):
        """Queue the mails with the copies."""
        template = self.env.ref(template_xmlid)
        for signer in self._get_copy_receivers():
            attachments = [
                (document.name, document.with_context(bin_size=False).content)
                for document in self.signed_document_id | self.completion_document_id
            ]
            template.with_context(
                signer_name=signer.name, signer_lang=signer._get_lang_code()
            ).send_mail(
                self.id,
                email_values={
                    # Not in the contract's discussion, which shows the files once, for everyone.
                    "model": False,
                    "res_id": False,
                    "email_to": signer.email,
                    "recipient_ids": [],
                    "attachment_ids": [
                        Command.create(
                            {"name": name, "datas": content, "mimetype": "application/pdf"}
                        )
                        for name, content in attachments
                    ],
                },
                email_layout_xmlid="mail.mail_notification_light",
            )
        # Soon, but after this transaction: nobody waits for a mail server while signing.
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _post_copies(self, body):
        self._post_as_odoo(
            body,
            attachments=[
                (document.name, document._get_bytes())
                for document in self.signed_document_id | self.completion_document_id
            ],
        )

    def _post_as_odoo(self, body, **values):
        """Say something in the discussion that nobody in particular says."""
        self.message_post(body=body, author_id=self.env.ref("base.partner_root").id, **values)

    def _post_all_signed(self):
        """Follow up the last signature.

        Called once, when the contract is in force and its certificate of completion exists.
        Gets one contract, in superuser mode.  Returns nothing.  Override to start what the
        contract promises; call ``super()``.
        """
