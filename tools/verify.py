"""Verify signed PDFs without Odoo.

Judges each file by the numbered rules of ``crm_contract_sign/signing/verification/acceptance.py``,
the same that the public page uses, and says why.  Nothing is fetched: hand in the authorities
to trust.

Exit code: 0 if every signature of every file is intact and trusted, 1 if not, 2 if a file or an
anchor cannot be read.
"""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .verdict_words import CHANGES, NOTES, PROBLEMS, VERDICTS, tell

if TYPE_CHECKING:
    from crm_contract_sign.signing import Act, Report, SignatureReport

MARKS = {True: "✓", False: "✗"}


def main(arguments: list[str] | None = None) -> int:
    """Verify the files that the command line names.

    :return: the exit code
    """
    options = _parse(arguments)
    try:
        from crm_contract_sign import signing
    except ImportError as error:
        print(f"{error}. Install it: pip install cryptography pyhanko", file=sys.stderr)
        return 2
    try:
        reports = {
            str(path): signing.verify(
                _read_file(path, signing.MAXIMUM_FILE_BYTES),
                [anchor.read_text(encoding="ascii") for anchor in options.anchor],
                timestamp_anchors=[
                    anchor.read_text(encoding="ascii") for anchor in options.timestamp_anchor
                ],
                revocation_lists=[crl.read_bytes() for crl in options.crl],
                moment=options.at,
            )
            for path in options.files
        }
    except (OSError, ValueError) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    if options.json:
        answers = [_to_json(name, report) for name, report in reports.items()]
        print(json.dumps(answers[0] if len(answers) == 1 else answers, indent=2))
    else:
        print("\n\n".join(_to_text(name, report) for name, report in reports.items()))
    return 0 if all(report.accepted for report in reports.values()) else 1


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/verify", description=__doc__.split("\n\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.pdf")
    parser.add_argument(
        "--anchor", action="append", default=[], type=Path, metavar="CA.pem",
        help="an authority whose signatories are trusted; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--timestamp-anchor", action="append", default=[], type=Path, metavar="TSA.pem",
        help="an authority whose time-stamps are trusted; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--crl", action="append", default=[], type=Path, metavar="LIST.crl",
        help="a list of revoked certificates, DER or PEM; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--at", type=_parse_moment, metavar="TIME",
        help="judge as of this time (ISO 8601 with a zone) instead of now",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="answer in JSON, for machines")
    return parser.parse_args(arguments)


def _parse_moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("say in which zone: 2026-11-26T12:00:00+00:00")
    return moment


def _read_file(path: Path, limit: int) -> bytes:
    """A file, but no more of it than shows that it is too large."""
    with path.open("rb") as file:
        return file.read(limit + 1)


# ----------------------------------------------------------------------
# WORDS
# ----------------------------------------------------------------------


def _to_text(name: str, report: "Report") -> str:
    lines = [f"{name}: {VERDICTS[report.verdict.value]}", f"  SHA-256 {report.sha256}"]
    lines += [f"  {MARKS[False]} {tell(PROBLEMS, each)}" for each in report.problems]
    from crm_contract_sign import signing

    for number, act in enumerate(signing.group_acts(report.signatures), start=1):
        lines += ["", *_signature_lines(number, act.signature), *_strip_lines(act)]
    for stamp in report.timestamps:
        lines += ["", f"  {MARKS[stamp.trusted]} Time-stamp of the whole document:"]
        lines.append(f"      {stamp.moment} by {stamp.authority}")
    for revision in report.revisions:
        words = "; ".join(tell(CHANGES, each) for each in revision.changes) or "nothing to see"
        lines += ["", f"  Revision {revision.number}: {words}"]
    return "\n".join(lines)


def _signature_lines(number: int, signature: "SignatureReport") -> list[str]:
    who = [signature.signer_name, signature.organization, signature.signer_email]
    kind = "certification" if signature.is_certification else "approval"
    time = signature.proven_at or signature.signed_at
    basis = {
        "timestamp": f"proven by {signature.timestamp_authority or 'a document time-stamp'}",
        "record": "recorded when it was received",
        "claim": "as the signer's computer said",
        "none": "nothing is said",
    }[signature.time_source.value]
    holds = signature.intact and signature.valid
    # Of a signature that does not hold, the certificate's chain is not looked at.
    basis_of_trust = f"trusted by way of {signature.anchor_name}, {signature.anchor}"
    trust = f"certified by {signature.issuer}, " + (
        basis_of_trust if signature.trusted else "not trusted here"
    )
    return [
        f"  {MARKS[signature.accepted]} Signature {number}: {', '.join(filter(None, who))}",
        f"      {kind}, {signature.level.label}, {signature.algorithm}, revision"
        f" {signature.revision}",
        f"      {time} ({basis})",
        f"      {MARKS[holds]} the signed bytes are intact",
        f"      {MARKS[holds and signature.unmodified]} nothing else was changed afterwards",
        *([f"      {MARKS[signature.trusted]} {trust}"] if holds else []),
        *(f"      {MARKS[False]} {tell(PROBLEMS, each)}" for each in signature.problems),
        *(f"      · {tell(NOTES, each)}" for each in signature.notes),
        f"      certificate {signature.fingerprint}",
    ]


def _strip_lines(act: "Act") -> list[str]:
    """A seal's strips across the edges of the pages, in one line."""
    if not act.strips:
        return []
    pages = f"{act.pages[0]}–{act.pages[-1]}"
    if not act.broken_pages:
        return [f"      {MARKS[True]} seal across the edges of pages {pages}: all intact"]
    broken = ", ".join(map(str, act.broken_pages))
    return [f"      {MARKS[False]} seal across the edges of pages {pages}: broken on page {broken}"]


# ----------------------------------------------------------------------
# JSON
# ----------------------------------------------------------------------


def _to_json(name: str, report: "Report") -> dict[str, Any]:
    values = asdict(report)
    for value, signature in zip(values["signatures"], report.signatures, strict=True):
        value["accepted"] = signature.accepted
        value["level"] = signature.level.label
        value["coverage"] = signature.coverage.name.lower()
    plain = _to_plain(values)
    return {"file": name, "accepted": report.accepted, "verdict": report.verdict.value, **plain}


def _to_plain(value: Any) -> Any:
    """Values that JSON knows: times in ISO 8601, enumerations by their values."""
    if isinstance(value, dict):
        return {key: _to_plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_to_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


if __name__ == "__main__":
    raise SystemExit(main())
