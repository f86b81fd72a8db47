"""The company's side of a contract: draft, check, mend, submit, approve, send, sign."""

from . import seal
from .client import Refused, Values
from .outcome import Unexpected, expect
from .people import PIN, Colleagues
from .stories import Story
from .summary import Summary

CONTRACT = "crm.contract"
TYPING_ERROR = 1000


class Contract:
    """One contract, from the order to the company's signature.

    :param colleagues: who works on it
    :param story: what is played
    :param summary: where each step is told
    """

    def __init__(self, colleagues: Colleagues, story: Story, summary: Summary) -> None:
        self._salesperson = colleagues.salesperson
        self._approver = colleagues.approver
        self._story = story
        self._summary = summary

    def play(self) -> str:
        """Bring the contract to where the customer signs, and return the customer's address."""
        self._draft()
        right = self._plant_mistake()
        self._show_finding()
        self._be_refused()
        self._mend(right)
        if self._story.is_sealed:
            self._summary.tell("Plan", seal.plan(self._salesperson, self._id))
        self._submit()
        self._show_decision()
        if self._state() == "review":
            self._approve()
        self._send()
        if self._story.is_sealed:
            self._summary.tell("Use of seal", seal.approve(self._approver, self._id))
        self._sign()
        if self._story.is_sealed:
            self._summary.tell("Sealed", seal.affix(self._salesperson, self._id))
        return self._customer_address()

    def finish(self, digest: str) -> None:
        """Make sure that the contract is in force, and that the customer holds its very file.

        :param digest: the SHA-256 of the file that the customer downloaded
        """
        values = self._read("state", "signed_document_id", "date_signed")
        expect(values["state"] == "active", f"Everyone signed, yet it is “{values['state']}”.")
        document = self._salesperson.read(
            "crm.contract.document", values["signed_document_id"][0], "sha256"
        )
        expect(
            document["sha256"] == digest,
            "The customer's file is not the one that the company keeps.",
        )
        log = self._salesperson.press(CONTRACT, self._id, "action_check_log")["params"]
        expect(log["type"] == "success", f"The contract's log is broken: {log['message']}")
        self._summary.tell("In force", f"{values['date_signed']} UTC; {log['message']}")

    # Drafting

    def _draft(self) -> None:
        order = self._salesperson.find(
            "sale.order",
            [["client_order_ref", "=", self._story.order_reference]],
            "name",
            "partner_id",
        )
        dialog = self._salesperson.press("sale.order", order["id"], "action_new_contract")
        wizard = self._salesperson.fill_in(dialog, {"name": self._story.title})
        action = self._salesperson.press(dialog["res_model"], wizard, "action_generate")
        self._id: int = action["res_id"]
        values = self._read("reference", "template_id", "section_ids")
        self._summary.tell(
            "Draft",
            f"{values['reference']} from order {order['name']} of {order['partner_id'][1]}:"
            f" {len(values['section_ids'])} sections from “{values['template_id'][1]}”",
        )
        self._summary.keep(self._story.code, reference=values["reference"], title=self._story.title)

    def _plant_mistake(self) -> Values:
        """Mistype the price in the text, and return the section as it was."""
        total: float = self._read("amount_total")["amount_total"]
        right, wrong = f"{total:,.2f}", f"{total + TYPING_ERROR:,.2f}"
        sections = self._salesperson.search(
            "crm.contract.section", [["contract_id", "=", self._id]], "name", "body"
        )
        section = next((each for each in sections if right in each["body"]), None)
        if not section:
            raise Unexpected(f"No section of the draft says {right}, which is its price.")
        self._write_section(section["id"], section["body"].replace(right, wrong, 1))
        self._summary.tell("Mistake", f"“{section['name']}” now says {wrong} instead of {right}")
        return section

    def _show_finding(self) -> None:
        findings = self._check()
        expect(
            any(finding["code"] == "inconsistent_amount" for finding in findings),
            f"The wrong amount was not noticed; the checks found {findings}.",
        )
        for finding in findings:
            self._summary.tell("Check", finding["message"], code=finding["code"])

    def _be_refused(self) -> None:
        try:
            self._salesperson.press(CONTRACT, self._id, "action_submit")
        except Refused as refusal:
            self._summary.tell("Refused", " ".join(str(refusal).split()))
        else:
            raise Unexpected("A contract with a wrong amount was submitted.")
        expect(self._state() == "draft", "The refused contract is no draft any more.")

    def _mend(self, section: Values) -> None:
        self._write_section(section["id"], section["body"])
        findings = self._check()
        expect(not findings, f"The draft was mended, yet the checks still find {findings}.")
        self._summary.tell("Mended", f"“{section['name']}” is as it was; nothing stands in the way")

    def _check(self) -> list[Values]:
        """Run the checks and return what must be mended."""
        self._salesperson.press(CONTRACT, self._id, "action_check_draft")
        blocking = [["contract_id", "=", self._id], ["severity", "=", "blocking"]]
        return self._salesperson.search("crm.contract.finding", blocking, "code", "message")

    def _write_section(self, section_id: int, body: str) -> None:
        self._salesperson.call("crm.contract.section", "write", [section_id], {"body": body})

    # Approval

    def _submit(self) -> None:
        self._salesperson.press(CONTRACT, self._id, "action_submit")
        values = self._read("document_sha256", "revision")
        self._summary.tell("Submitted", f"frozen as SHA-256 {values['document_sha256']}")
        self._summary.keep(self._story.code, frozen_sha256=values["document_sha256"])

    def _show_decision(self) -> None:
        decision = self._salesperson.find(
            "crm.contract.decision",
            [["contract_id", "=", self._id], ["source", "=", "tree"]],
            "outcome",
            "recommendation",
            "verdict",
            "path",
            "features",
        )
        path = " → ".join(map(_describe_step, decision["path"] or []))
        said = "approves" if decision["outcome"] == "approve" else "hands over to people"
        self._summary.tell("Tree", f"{said}: {decision['verdict']} Its path: {path or 'none'}")
        self._summary.keep(self._story.code, decision=decision)
        expected = "approved" if decision["outcome"] == "approve" else "review"
        expect(self._state() == expected, f"The contract should be “{expected}” by now.")

    def _approve(self) -> None:
        """Have a colleague approve who has nothing to do with the contract."""
        review = self._approver.find(
            "crm.contract.review",
            [
                ["contract_id", "=", self._id],
                ["user_id", "=", self._approver.user_id],
                ["state", "=", "pending"],
            ],
            "user_id",
        )
        seen = self._approver.read(CONTRACT, self._id, "document_sha256")["document_sha256"]
        self._approver.press(CONTRACT, self._id, "action_approve", context={"decided_sha256": seen})
        expect(self._state() == "approved", "The reviewer approved, yet it is not approved.")
        self._summary.tell("Approved", f"{review['user_id'][1]}, on the document {seen[:12]}…")

    # Signing

    def _send(self) -> None:
        self._salesperson.press(CONTRACT, self._id, "action_send")
        expect(self._state() == "signing", "The contract was sent, yet is not out for signature.")
        self._summary.tell("Sent", "it waits for the company's signature first")

    def _sign(self) -> None:
        dialog = self._salesperson.press(CONTRACT, self._id, "action_open_sign")
        wizard = self._salesperson.fill_in(dialog, {})
        self._salesperson.press(dialog["res_model"], wizard, "action_sign", context={"pin": PIN})
        signer = self._signer("company")
        expect(signer["state"] == "signed", f"{signer['name']} signed, yet has not signed.")
        self._summary.tell("Signed", f"{signer['name']} for the company, with the PIN")

    def _customer_address(self) -> str:
        address: str = self._signer("customer")["email"]
        return address

    def _signer(self, side: str) -> Values:
        domain = [
            ["contract_id", "=", self._id],
            ["side", "=", side],
            ["role", "=", "signatory"],
        ]
        return self._salesperson.find("crm.contract.signer", domain, "name", "email", "state")

    def _state(self) -> str:
        state: str = self._read("state")["state"]
        return state

    def _read(self, *fields: str) -> Values:
        return self._salesperson.read(CONTRACT, self._id, *fields)


def _describe_step(step: Values) -> str:
    operator = step["operator"].replace("_", " ")
    operand = "" if step["operand"] is None else f" {step['operand']}"
    return f"{step['feature']} is {step['value']} ({operator}{operand})"
