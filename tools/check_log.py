"""Check the exported log of a contract, with Python's standard library alone.

A log is a chain: each event carries a hash over what it says and over the hash before it, so that
nothing can be changed, left out or put in without breaking every later hash.  This program
recomputes the chain from the definition that stands in the export itself, and shares no code with
the program that wrote it.  What was cut off at the end shows only against a hash kept elsewhere:
the certificate of completion prints one; give it as ``--head``.

Exit code: 0 if the chain is whole, 1 if it is not, 2 if the file is no export.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

FORMAT = "crm_contract_sign.log"
FIELDS = ("version", "sequence", "moment", "code", "payload", "previous_hash")


class NotAnExport(Exception):
    """The file is not what *Export Log* writes."""


def main(arguments: list[str] | None = None) -> int:
    """Check the file that the command line names.

    :return: the exit code
    """
    parser = argparse.ArgumentParser(prog="tools/check-log", description=__doc__.split("\n\n")[0])
    parser.add_argument("export", type=Path, help="the file that Export Log wrote")
    parser.add_argument("--head", help="the last hash, from the certificate of completion")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    options = parser.parse_args(arguments)
    try:
        result = check(_read(options.export), options.head)
    except (OSError, NotAnExport) as trouble:
        print(f"{options.export}: {trouble}", file=sys.stderr)
        return 2
    print(json.dumps(result, indent=2, ensure_ascii=False) if options.json else _tell(result))
    return 0 if result["intact"] else 1


def check(export: dict[str, Any], head: str | None = None) -> dict[str, Any]:
    """Recompute a chain.

    :param export: what *Export Log* wrote
    :param head: the hash of the last event, as known from elsewhere
    :return: ``intact``, ``length``, ``head``, and ``problem`` with ``sequence`` where it breaks
    """
    result = {"intact": True, "length": len(export["events"]), "head": "", "problem": None}
    if "contract" in export:
        result["contract"] = export["contract"].get("reference")
    for expected, event in enumerate(export["events"], start=1):
        problem = _find_problem(event, expected, result["head"])
        if problem:
            return {**result, "intact": False, "problem": problem, "sequence": expected}
        result["head"] = event["hash"]
    if result["head"] != export["head"]["hash"]:
        return {**result, "intact": False, "problem": "other_head_in_export"}
    if head and head.lower() not in [event["hash"] for event in export["events"]]:
        return {**result, "intact": False, "problem": "head_not_in_chain"}
    return result


def _find_problem(event: dict[str, Any], sequence: int, previous: str) -> str | None:
    if event["version"] != 1:
        return "unknown_version"
    if event["sequence"] != sequence:
        return "gap"
    if event["previous_hash"] != previous:
        return "wrong_previous_hash"
    said = json.dumps([event[field] for field in FIELDS], separators=(",", ":"), ensure_ascii=False)
    return None if hashlib.sha256(said.encode()).hexdigest() == event["hash"] else "wrong_hash"


def _read(path: Path) -> dict[str, Any]:
    try:
        export = json.loads(path.read_text(encoding="utf-8"))
        is_whole = export["format"] == FORMAT and all(
            isinstance(event[field], str | int)
            for event in export["events"]
            for field in (*FIELDS, "hash")
        )
        export["head"]["hash"]
    except (ValueError, KeyError, TypeError) as error:
        raise NotAnExport("this is not an exported log") from error
    if not is_whole:
        raise NotAnExport("this is not an exported log")
    return dict(export)


WORDS = {
    "unknown_version": "is written in a version that this program does not know",
    "gap": "is not the one that should follow: an event is missing or was put in",
    "wrong_previous_hash": "does not follow from the event before it",
    "wrong_hash": "was changed: its hash is not that of what it says",
}


def _tell(result: dict[str, Any]) -> str:
    name = result.get("contract") or "the log"
    if result["intact"]:
        return (
            f"{name}: {result['length']} events, none changed, none missing.\n"
            f"Head of the chain: {result['head']}"
        )
    if result["problem"] == "other_head_in_export":
        return f"{name}: BROKEN. The export ends with another hash than it states."
    if result["problem"] == "head_not_in_chain":
        return (
            f"{name}: BROKEN. The given hash is in no event of this log: it was cut off, or made"
            " anew."
        )
    return f"{name}: BROKEN. Event {result['sequence']} {WORDS[result['problem']]}."


if __name__ == "__main__":
    raise SystemExit(main())
