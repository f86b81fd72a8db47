"""A colleague at work: the calls that Odoo's web client makes, in a session of their own."""

import http.cookiejar
import json
import urllib.request
from typing import Any

from .outcome import Unexpected

SECONDS = 180

Values = dict[str, Any]


class Refused(Exception):
    """The server said no, in the words that a user would read."""


class Client:
    """One colleague's session on the server.

    :param url: the server's address, without a slash at the end
    :param language: in which language the server answers, such as ``zh_CN``
    """

    def __init__(self, url: str, language: str = "en_US") -> None:
        self.url = url
        self.language = language
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def log_in(self, database: str, login: str, password: str) -> "Client":
        """Open the session.

        :raises Unexpected: when login or password are wrong
        """
        parameters = {"db": database, "login": login, "password": password}
        try:
            session = self._post("/web/session/authenticate", parameters)
        except Refused as refusal:
            raise Unexpected(f"{login} can't log in: {refusal}") from None
        if not session.get("uid"):
            raise Unexpected(f"{login} can't log in.")
        self.user_id: int = session["uid"]
        return self

    def call(
        self, model: str, method: str, *arguments: Any, context: Values | None = None, **named: Any
    ) -> Any:
        """Call a model's method and return its answer.

        :param context: added to the session's language, as buttons and dialogs do
        :raises Refused: when the server refuses
        """
        named["context"] = {"lang": self.language, **(context or {})}
        parameters = {"model": model, "method": method, "args": arguments, "kwargs": named}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", parameters)

    def press(
        self, model: str, record_id: int, button: str, context: Values | None = None
    ) -> Values:
        """Press a button on a form and return the action that it opens, empty if none.

        :raises Refused: when the server refuses
        """
        return self.call(model, button, [record_id], context=context) or {}

    def read(self, model: str, record_id: int, *fields: str) -> Values:
        """Return fields of one record."""
        records: list[Values] = self.call(model, "read", [record_id], list(fields))
        return records[0]

    def search(self, model: str, domain: list[Any], *fields: str, **named: Any) -> list[Values]:
        """Return fields of every record that a domain finds."""
        found: list[Values] = self.call(model, "search_read", domain, list(fields), **named)
        return found

    def find(self, model: str, domain: list[Any], *fields: str, **named: Any) -> Values:
        """Return fields of the one record that a domain finds.

        :raises Unexpected: when it finds none, or several
        """
        found = self.search(model, domain, *fields, **named)
        if len(found) != 1:
            raise Unexpected(f"{len(found)} records of {model} match {domain}, instead of one.")
        return found[0]

    def fill_in(self, action: Values, values: Values) -> int:
        """Fill in the dialog that an action opens, and return its record's id."""
        model, given = action["res_model"], action.get("context") or {}
        record_id: int = action.get("res_id") or self.call(model, "create", {}, context=given)
        if values:
            self.call(model, "write", [record_id], values, context=given)
        return record_id

    def _post(self, path: str, parameters: Values) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters}).encode()
        request = urllib.request.Request(
            self.url + path, body, {"Content-Type": "application/json"}
        )
        try:
            with self._opener.open(request, timeout=SECONDS) as response:
                answer = json.load(response)
        except OSError as error:
            raise Unexpected(f"{self.url}{path} does not answer: {error}") from error
        if "error" not in answer:
            return answer.get("result")
        return self._fail(path, answer["error"])

    def _fail(self, path: str, error: Values) -> None:
        """Tell a refusal that users may meet from a fault of the server."""
        data = error.get("data") or {}
        if str(data.get("name", "")).startswith("odoo.exceptions."):
            raise Refused(data.get("message", ""))
        raise Unexpected(f"The server failed at {path}: {data.get('debug') or error}")
