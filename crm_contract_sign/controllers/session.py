from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.session import Session


class ContractSession(Session):
    """Logging out forgets the keys that were unlocked in the session."""

    @http.route()
    def destroy(self):
        """Override of `web` to forget unlocked keys."""
        self._forget_unlocked_keys()
        return super().destroy()

    @http.route()
    def logout(self, *args, **kwargs):
        """Override of `web` to forget unlocked keys."""
        self._forget_unlocked_keys()
        return super().logout(*args, **kwargs)

    @staticmethod
    def _forget_unlocked_keys():
        from .. import signing
        from ..models.crm_contract_certificate_unlocked import get_session_key

        session = get_session_key()
        if request.session.uid and session:
            signing.unlocked_keys.forget(lambda place: place[-1] == session)
