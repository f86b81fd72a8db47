"""The colleagues of the demonstration, and what is set up before the first contract."""

from dataclasses import dataclass

from . import seal
from .client import Client, Values
from .settings import Settings
from .stories import STORIES, Story
from .summary import Summary

ADMINISTRATOR = ("admin", "admin")
SALESPERSON = ("sam.sales@example.com", "demo-contracts")
APPROVER = ("ada.approver@example.com", "demo-contracts")
PIN = "blue kettle 7"


@dataclass(frozen=True)
class Colleagues:
    """Who takes part on the company's side; each speaks the language of the story."""

    salesperson: Client
    approver: Client


def introduce(settings: Settings, story: Story) -> Colleagues:
    """Have the colleagues of a story log in."""

    def log_in(login: str, password: str) -> Client:
        return Client(settings.url, story.language).log_in(settings.database, login, password)

    return Colleagues(log_in(*SALESPERSON), log_in(*APPROVER))


def set_up(settings: Settings, summary: Summary) -> None:
    """Do once what a company does before its first contract."""
    summary.begin("Set-up")
    # Whoever administers the server logs in first: that tells Odoo the address for its links.
    administrator = Client(settings.url).log_in(settings.database, *ADMINISTRATOR)
    for story in STORIES:
        _speak(administrator, story)
    summary.tell("Languages", "the customers read their pages in English and in Chinese")
    summary.tell("Authority", _create_authority(administrator))
    salesperson = Client(settings.url).log_in(settings.database, *SALESPERSON)
    summary.tell("Key", _enrol(salesperson))
    summary.tell("Seal", seal.take_custody(salesperson))


def _speak(administrator: Client, story: Story) -> None:
    """Install a story's language, and note that its customer's people speak it."""
    language = administrator.find(
        "res.lang", [["code", "=", story.language]], "active", context={"active_test": False}
    )
    if not language["active"]:
        dialog = administrator.call(
            "base.language.install", "create", {"lang_ids": [[6, 0, [language["id"]]]]}
        )
        administrator.press("base.language.install", dialog, "lang_install")
    order = administrator.find(
        "sale.order", [["client_order_ref", "=", story.order_reference]], "partner_id"
    )
    people = administrator.search("res.partner", [["id", "child_of", order["partner_id"][0]]])
    administrator.call(
        "res.partner", "write", [person["id"] for person in people], {"lang": story.language}
    )


def _create_authority(administrator: Client) -> str:
    """Create the company's signing authority unless it has one, and say which it is."""
    settings = administrator.call("res.config.settings", "create", {})
    if not _read_authority(administrator, settings):
        administrator.press("res.config.settings", settings, "action_create_contract_authority")
        settings = administrator.call("res.config.settings", "create", {})
    authority_id, _name = _read_authority(administrator, settings)
    authority = administrator.read(
        "crm.contract.certificate", authority_id, "name", "key_description", "valid_until"
    )
    return _describe(authority)


def _read_authority(administrator: Client, settings: int) -> tuple[int, str]:
    values = administrator.read("res.config.settings", settings, "contract_authority_id")
    authority: tuple[int, str] = values["contract_authority_id"]
    return authority


def _enrol(salesperson: Client) -> str:
    """Make the salesperson's own key, locked by a PIN, and say which it is."""
    dialog = salesperson.call("crm.contract.enroll", "create", {})
    given = {"pin": PIN, "pin_again": PIN}
    salesperson.press("crm.contract.enroll", dialog, "action_enroll", context=given)
    certificate = salesperson.find(
        "crm.contract.certificate",
        [["user_id", "=", salesperson.user_id], ["state", "=", "valid"], ["kind", "=", "user"]],
        "name",
        "key_description",
        "valid_until",
    )
    return f"{_describe(certificate)}, locked by a PIN"


def _describe(certificate: Values) -> str:
    until = certificate["valid_until"][:10]
    return f"{certificate['name']}: {certificate['key_description']}, valid until {until}"
