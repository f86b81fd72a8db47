import hashlib

from odoo import models
from odoo.http import request

SESSION_BYTES = 42  # The part of a session's identifier that outlives its rotation.


def get_session_key():
    """What identifies the browser session of this request; nothing outside one."""
    sid = request.session.sid if request and request.session else ""
    return hashlib.sha256(sid[:SESSION_BYTES].encode()).hexdigest() if sid else ""


class CrmContractCertificate(models.Model):
    """Signing several documents in a row derives the key from the PIN once."""

    _inherit = "crm.contract.certificate"

    def _get_unlocked_place(self):
        self.ensure_one()
        return self.env.cr.dbname, self.env.uid, self.id, get_session_key()

    def _recall_unlocked(self, pin):
        """The key that its owner has unlocked some minutes ago in this session, or None."""
        from .. import signing

        if not self.env.context.get("contract_remember_key"):
            return None
        # sudo: only a digest of the wrapped key is compared.
        wrapped = (self.sudo().wrapped_key or "").encode()
        return signing.unlocked_keys.get(self._get_unlocked_place(), pin or "", wrapped)

    def _remember_unlocked(self, key, pin):
        """Keep a key unlocked for some minutes, if the action asked for that."""
        from .. import signing

        place = self._get_unlocked_place()
        if self.env.context.get("contract_remember_key") and place[-1]:
            # sudo: only a digest of the wrapped key is kept.
            signing.unlocked_keys.put(place, key, pin, self.sudo().wrapped_key.encode())

    def _forget_unlocked(self):
        """Forget these keys in this process; others notice that their wrapping has changed."""
        from .. import signing

        places = {(self.env.cr.dbname, each.id) for each in self}
        signing.unlocked_keys.forget(lambda place: (place[0], place[2]) in places)
