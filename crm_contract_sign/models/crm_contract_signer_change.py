from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize


class CrmContractSigner(models.Model):
    """Another person or another address, after the document is frozen.

    The document keeps the name that was approved; the signature, the log and the certificate of
    completion name who signed and in whose place.  Nothing of this happens silently: it is an
    event, whoever held the place before hears of it, and so does the responsible.
    """

    _inherit = "crm.contract.signer"

    def _get_planned_name(self):
        """The name that the document shows for this place."""
        self.ensure_one()
        first = self
        while first.replaced_id:
            first = first.replaced_id
        return first.name

    def action_open_change(self):
        """Open the dialog in which another address or another person is entered."""
        self.ensure_one()
        self.contract_id.check_access("write")
        self._check_can_change()
        return self.env["crm.contract.hand.on"]._open_for(self)

    def _check_can_change(self):
        """Refuse to change a signatory who has answered, or whose contract is closed.

        :raise UserError: says which of the two
        """
        self.ensure_one()
        is_open = self.contract_id.state in ("review", "approved", "signing") and self.active
        if not is_open or self.state != "waiting":
            raise UserError(
                self.env._(
                    "%(person)s has answered, or does not take part any more. Only people who have"
                    " still to answer can be changed.",
                    person=self.name,
                )
            )

    def _check_foreign_email(self, email):
        """Refuse an address of our own people on the customer's side: who gets a customer's link
        could sign for them.

        :return: the address, normalized
        :raise ValidationError: no address, or one of a colleague
        """
        normalized = email_normalize(email or "")
        if not normalized:
            raise ValidationError(
                self.env._("“%(email)s” is no e-mail address. Correct it.", email=email or "")
            )
        # sudo: whether an address is a colleague's must be known for every user.
        colleagues = self.env["res.users"].sudo().with_context(active_test=False)
        if colleagues.search_count(
            [("share", "=", False), ("email_normalized", "=", normalized)], limit=1
        ):
            raise ValidationError(
                self.env._(
                    "%(email)s belongs to a colleague. A customer's signing link can't go to one:"
                    " enter an address of the customer.",
                    email=normalized,
                )
            )
        return normalized

    # ------------------------------------------------------------------
    # ANOTHER ADDRESS
    # ------------------------------------------------------------------

    def _readdress(self, email):
        """Send this customer's signatory their link at another address.

        The former address is told, and stays in the evidence.

        :param str email: the new address
        """
        self.ensure_one()
        self._check_can_change()
        self.contract_id.check_access("write")
        before, email = self.email, self._check_foreign_email(email)
        if email == email_normalize(before or ""):
            return
        is_invited = bool(self.invited_on)
        if is_invited:
            self._send_private_mail("crm_contract_sign.mail_template_signer_changed", person=email)
        # sudo: signatories are written by the methods of signing alone.
        self.sudo().write(
            {
                "email": email,
                "former_emails": [*(self.former_emails or []), before],
                "link_number": self.sudo().link_number + 1,
            }
        )
        self.contract_id.sudo()._log_event(
            "readdress", signer=self.name, before=before, email=email, by=self.env.user.name
        )
        self._tell_responsible(
            self.env._(
                "%(user)s sends the signing link of %(person)s to %(email)s instead of %(before)s.",
                user=self.env.user.name,
                person=self.name,
                email=email,
                before=before,
            )
        )
        if is_invited:
            self._send_link()

    # ------------------------------------------------------------------
    # ANOTHER PERSON
    # ------------------------------------------------------------------

    def _reassign(self, *, partner=None, user=None):
        """Put somebody else of the same side in this signatory's place.

        :param res.partner partner: a contact of the customer
        :param res.users user: a colleague
        :return: who takes the place
        """
        self.ensure_one()
        self._check_can_change()
        self.contract_id.check_access("write")
        person = user.partner_id if self.side == "company" else partner
        if self.side == "company":
            self._check_colleague(user)
        else:
            self._check_customers_person(person)
        phone = person._phone_format(fname="phone") or person.phone
        self._check_can_prove(person, phone)
        return self._replace(
            "reassign",
            {
                "partner_id": person.id,
                "user_id": user.id if self.side == "company" else False,
                "name": person.name,
                "email": user.email if self.side == "company" else email_normalize(person.email),
                "phone": phone,
                "lang": person.lang,
            },
        )

    def _check_can_prove(self, person, phone):
        """Refuse somebody who can't give the proofs of identity asked for in this place.

        :raise ValidationError: says which proof, and what to do
        """
        if self.needs_sms_code and not phone:
            raise ValidationError(
                self.env._(
                    "%(person)s has no phone number to send the code to. Add one on the contact"
                    " first.",
                    person=person.name,
                )
            )
        # sudo: whether somebody can log in must be known, whoever hands the contract on.
        if self.needs_login and not person.sudo().user_ids:
            raise ValidationError(
                self.env._(
                    "%(person)s has no user to log in with. Ask %(company)s to give them one"
                    " first.",
                    person=person.name,
                    company=self.contract_id.company_id.name,
                )
            )

    def _check_colleague(self, user):
        if not user or user.share or self.contract_id.company_id not in user.company_ids:
            raise ValidationError(
                self.env._(
                    "Choose a colleague who works for %(company)s.",
                    company=self.contract_id.company_id.name,
                )
            )

    def _check_customers_person(self, person):
        customer = self.contract_id.commercial_partner_id
        if person.commercial_partner_id != customer:
            raise ValidationError(
                self.env._(
                    "%(person)s does not belong to %(customer)s and can't sign for them."
                    " Choose one of the customer's contacts, or add this person to them.",
                    person=person.display_name or "—",
                    customer=customer.display_name,
                )
            )
        self._check_foreign_email(person.email)

    def _delegate(self, name, email, phone=None):
        """Let this signatory name somebody of the same customer to answer in their place.

        :param str name: the other person's name
        :param str email: where their link goes
        :param str phone: their telephone, needed where a code goes there
        :return: who takes the place
        :raise UserError: this signatory may not delegate, or what they entered is not enough
        """
        self.ensure_one()
        self._check_can_sign()
        if not self.can_delegate or self.side != "customer":
            raise UserError(
                self.env._(
                    "This contract is for you alone to sign. Ask %(company)s if somebody else"
                    " should.",
                    company=self.contract_id.company_id.name,
                )
            )
        name, phone = (name or "").strip()[:128], (phone or "").strip()[:32]
        if not name or (self.needs_sms_code and not phone):
            raise ValidationError(
                self.env._("Please enter everything we need to reach the other person.")
            )
        email = self._check_foreign_email(email)
        if email == email_normalize(self.email):
            raise ValidationError(
                self.env._("This is your own address. Enter the other person's, please.")
            )
        partner = self._find_or_create_delegate(name, email, phone)
        self._check_can_prove(partner, phone)
        values = {
            "partner_id": partner.id,
            "name": name,
            "email": email,
            "phone": phone or False,
            "lang": partner.lang,
        }
        return self._replace("delegate", {**values, "user_id": False, "can_delegate": False})

    def _find_or_create_delegate(self, name, email, phone):
        """The customer's contact with this address, or a new one."""
        customer = self.contract_id.commercial_partner_id
        # sudo: a customer names their colleague; we keep the contact.
        partners = self.env["res.partner"].sudo()
        known = partners.search(
            [("commercial_partner_id", "=", customer.id), ("email_normalized", "=", email)], limit=1
        )
        return known or partners.create(
            {
                "name": name,
                "email": email,
                "phone": phone or False,
                "parent_id": customer.id,
                "type": "contact",
                "lang": self._get_lang_code(),
            }
        )

    def _replace(self, code, values):
        """File this signatory as replaced, and put another in their place.

        :param str code: the event: ``reassign`` or ``delegate``
        :param dict values: who the other is
        """
        # sudo: signatories are written by the methods of signing alone.
        former = self.sudo()
        successor = former.create({**former._prepare_successor_values(), **values})
        if former.invited_on and former.side == "customer":
            former._send_private_mail(
                "crm_contract_sign.mail_template_signer_changed", person=successor.name
            )
        former.write({"state": "replaced", "active": False})
        former._withdraw_signature_activity()
        contract = former.contract_id
        contract.invalidate_recordset(["signer_ids"])
        contract._log_event(
            code,
            signer=successor.name,
            email=successor.email,
            before=former.name,
            before_email=former.email,
        )
        successor._tell_responsible(
            self.env._(
                "%(person)s (%(email)s) answers in place of %(before)s.",
                person=successor.name,
                email=successor.email,
                before=former.name,
            )
        )
        contract._invite_next()
        return successor

    def _prepare_successor_values(self):
        """What whoever answers in this signatory's place takes over from them."""
        kept = ("revision", "access_code_hash", "needs_access_code", "field_name")
        return {
            **self._prepare_participation_values(),
            **{name: self[name] for name in kept},
            "contract_id": self.contract_id.id,
            "replaced_id": self.id,
        }

    def _tell_responsible(self, text):
        """Post a note that the responsible gets as a notification."""
        contract = self.contract_id.sudo()  # sudo: a customer's act is noted for colleagues.
        contract.message_post(
            body=text,
            partner_ids=contract.user_id.partner_id.ids,
            author_id=self.env.ref("base.partner_root").id,
        )
