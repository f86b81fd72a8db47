import base64
import configparser
import os
from functools import lru_cache

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import config

from ..errors import SigningError

SECTION = "crm_contract_sign"
SECRET_VARIABLE = "CRM_CONTRACT_SIGN_SECRET"
MINIMUM_SECRET_LENGTH = 16


@lru_cache(maxsize=1)
def _read_section(path, _modified):
    parser = configparser.RawConfigParser()
    parser.read([path])
    return dict(parser[SECTION]) if parser.has_section(SECTION) else {}


class CrmContractCertificate(models.Model):
    """The server's secret: it is outside the database, and so are all things it protects."""

    _inherit = "crm.contract.certificate"

    @api.model
    def _get_server_option(self, name):
        """What the server's owner has set, in the environment or ``odoo.conf``; else nothing.

        :param str name: ``secret``, ``previous_secret``, ``pkcs11_module``
        :rtype: str
        """
        path = config["config"] or ""
        modified = os.path.getmtime(path) if path and os.path.exists(path) else 0
        variable = f"{SECTION}_{name}".upper()
        return os.environ.get(variable) or _read_section(path, modified).get(name, "")

    @api.model
    def _get_server_secret(self):
        """The secret that wraps the authority's keys: from the environment or ``odoo.conf``.

        :rtype: bytes
        :raise UserError: no secret, or a short one, is configured
        """
        secret = self._get_server_option("secret")
        if len(secret) < MINIMUM_SECRET_LENGTH:
            raise UserError(
                self.env._(
                    "The server has no secret to protect the signing authority's key. Ask your"
                    " administrator to set “secret” (at least %(length)s characters) in the section"
                    " [crm_contract_sign] of odoo.conf, or the environment variable %(variable)s,"
                    " and to restart Odoo.",
                    length=MINIMUM_SECRET_LENGTH,
                    variable=SECRET_VARIABLE,
                )
            )
        return secret.encode()

    @api.model
    def _get_server_secrets(self):
        """The server's secret, and the previous one while secrets are being changed."""
        previous = self._get_server_option("previous_secret").encode()
        return [self._get_server_secret(), *([previous] if previous else [])]

    def _unwrap(self, secret):
        """This certificate's private key.

        :param bytes secret: the server's secret or the owner's PIN
        :raise SigningError: ``wrong_secret`` and others of ``signing.unwrap_private_key``
        """
        from .. import signing

        self.ensure_one()
        # sudo: the wrapped key is readable by nobody; without the secret it is noise.
        wrapped = base64.b64decode(self.sudo().wrapped_key or "")
        return signing.unwrap_private_key(wrapped, secret, context=self._get_key_context())

    def _wrap(self, key, secret):
        """Keep this certificate's private key, encrypted.

        :param key: the private key
        :param bytes secret: the server's secret or the owner's PIN
        """
        from .. import signing

        self.ensure_one()
        wrapped = signing.wrap_private_key(key, secret, context=self._get_key_context())
        # sudo: the wrapped key is written by nobody else.
        self.sudo().write({"wrapped_key": base64.b64encode(wrapped).decode(), "has_key": True})

    def _unwrap_for_server(self):
        """The private key of an authority, or of whatever else the server's secret protects.

        While secrets are being changed, the previous one opens a key that is not re-wrapped yet.

        :raise SigningError: ``wrong_secret`` and others of ``signing.unwrap_private_key``
        :raise UserError: the server has no secret
        """
        first, *others = self._get_server_secrets()
        try:
            return self._unwrap(first)
        except SigningError as error:
            if error.code != "wrong_secret" or not others:
                raise
            return self._unwrap(others[0])

    @api.model
    def _seal_for_server(self, plain, context):
        """Encrypt bytes under the server's secret.

        :param bytes plain: what to keep
        :param bytes context: the record they belong to
        :return: text for a column that nobody reads
        """
        from .. import signing

        sealed = signing.seal(plain, self._get_server_secret(), context=context)
        return base64.b64encode(sealed).decode()

    @api.model
    def _unseal_for_server(self, sealed, context):
        """Decrypt what ``_seal_for_server`` gave, under the present secret or the previous one.

        :raise SigningError: ``wrong_secret`` and others of ``signing.unseal``
        """
        from .. import signing

        data = base64.b64decode(sealed or "")
        first, *others = self._get_server_secrets()
        try:
            return signing.unseal(data, first, context=context)
        except SigningError as error:
            if error.code != "wrong_secret" or not others:
                raise
            return signing.unseal(data, others[0], context=context)

    @api.model
    def _is_sealed_by_first_secret(self, sealed, context):
        from .. import signing

        try:
            signing.unseal(base64.b64decode(sealed), self._get_server_secret(), context=context)
        except SigningError:
            return False
        return True

    @api.model
    def _find_under_server_secret(self):
        """All certificates whose keys the server's secret protects, of every company."""
        self._check_key_manager()
        # sudo: one secret serves all companies; what is done with their keys is re-wrapping.
        return self.sudo().search(
            [("kind", "in", self._KINDS_OF_SERVER), ("has_key", "=", True)], order="id"
        )

    @api.model
    def _rotate_server_secret(self):
        """Wrap every key that the server's secret protects under the new secret.

        Safe to repeat, and to be interrupted: a key under the new secret is left alone, and until
        the last one is done both secrets open.

        :return: how many keys were re-wrapped, were so already, and could not be opened
        :rtype: dict
        """
        result = {"done": 0, "already": 0, "failed": 0}
        for certificate in self._find_under_server_secret():
            result[certificate._rotate_one()] += 1
        for outcome in self.env["crm.contract.timestamp.authority"]._rotate_passwords():
            result[outcome] += 1
        return result

    def _rotate_one(self):
        self.ensure_one()
        events = self.env["crm.contract.certificate.event"]
        first, *others = self._get_server_secrets()
        for secret in (first, *others):
            try:
                key = self._unwrap(secret)
            except SigningError:
                continue
            if secret == first:
                return "already"
            self._wrap(key, first)
            events._append(self, "rotate")
            return "done"
        events._append(self, "rotate_failed")
        return "failed"

    @api.model
    def _describe_rotation(self, result):
        """How the change of the server's secret went, in words."""
        values = {"done": result["done"], "already": result["already"]}
        if result["failed"]:
            return self.env._(
                "%(failed)s keys open with neither secret, see their log. %(done)s were wrapped"
                " anew, %(already)s had been before. Keep the previous secret configured and"
                " restore the one those keys were made with, or revoke them.",
                failed=result["failed"],
                **values,
            )
        return self.env._(
            "%(done)s keys were wrapped under the new secret, %(already)s had been before. Now"
            " remove previous_secret from the server's configuration and restart Odoo.",
            **values,
        )

    def _get_secret_state(self):
        """How the server's secret stands: ``missing``, ``set``, ``rotating`` or ``wrong``.

        Cheap enough for a settings page: it opens at most one key.
        """
        try:
            secrets = self._get_server_secrets()
        except UserError:
            return "missing"
        if self.has_key:
            try:
                self._unwrap_for_server()
            except SigningError:
                return "wrong"
        return "rotating" if len(secrets) > 1 else "set"
