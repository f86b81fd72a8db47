"""The customer's side of a contract: from the e-mailed link to a file that anyone can verify."""

from pathlib import Path

from . import files
from .contract import Contract
from .customer import Customer
from .inbox import Inbox
from .outcome import expect
from .settings import Settings
from .stories import Story
from .summary import Summary


def sign(customer: Customer, inbox: Inbox, address: str, summary: Summary) -> None:
    """Read the e-mail, open its link, prove who one is, draw and sign."""
    customer.open_contract(inbox.wait_for_link(address))
    summary.tell("Opened", f"{address} opens the link and reads the document")
    customer.ask_for_code()
    customer.enter_code(inbox.wait_for_code(address))
    summary.tell("Identified", "by a one-time code from a second e-mail")
    customer.draw_signature()
    heading = customer.sign()
    summary.tell("Signed", f"with the mouse; the page says “{heading}”")


def collect(
    customer: Customer, contract: Contract, story: Story, settings: Settings, summary: Summary
) -> Path:
    """Download what was signed, make sure that it is sound, and return the document's path."""
    document = settings.output / f"contract-{story.code}-signed.pdf"
    certificate = settings.output / f"certificate-{story.code}.pdf"
    customer.download_document(document)
    customer.download_certificate(certificate)
    for path in (document, certificate):
        files.expect_pdf(path)
    digests = {path.name: files.digest(path) for path in (document, certificate)}
    contract.finish(digests[document.name])
    summary.keep(story.code, sha256=digests)
    signers = files.check_signatures(document, 3 if story.is_sealed else 2)
    summary.tell("pdfsig", f"{document.name}: valid signatures of {', '.join(signers)}")
    return document


def verify(
    customer: Customer, document: Path, story: Story, settings: Settings, summary: Summary
) -> None:
    """Have the public page accept the document, and refuse a copy with one byte changed."""
    page = f"{settings.url}/contract/verify"
    accepted = customer.verify(page, document, "accepted")
    expect(accepted, f"{document.name} is refused by {page}: {customer.verdict()}")
    summary.tell("Verified", f"{document.name}: {customer.verdict()}")
    tampered = settings.output / "tampered.pdf"
    place = files.tamper(document, tampered)
    accepted = customer.verify(page, tampered, "refused")
    expect(not accepted, f"{tampered.name} is accepted by {page} although byte {place} differs.")
    summary.tell("Tampered", f"byte {place} changed: {customer.verdict()}")
    summary.keep(story.code, tampered_byte=place)
