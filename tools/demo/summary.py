"""What the job says: a line on the console for each step, and all of them in a file."""

import json
from pathlib import Path
from typing import Any


class Summary:
    """The steps taken so far.

    :param path: the JSON file, written anew after each step, so that a failure leaves it too
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._steps: list[dict[str, Any]] = []
        self._contracts: dict[str, dict[str, Any]] = {}
        self._part = ""
        self._is_ok = False

    def begin(self, part: str) -> None:
        """Begin a part of the job, such as a contract."""
        self._part = part
        print(f"\n{part}", flush=True)

    def tell(self, step: str, outcome: str, **details: Any) -> None:
        """Print a step and its outcome, and keep both.

        :param step: what was done
        :param outcome: what came of it
        :param details: what the file says besides
        """
        print(f"  {step:<12}{outcome}", flush=True)
        self._steps.append({"part": self._part, "step": step, "outcome": outcome, **details})
        self._write()

    def keep(self, contract: str, **facts: Any) -> None:
        """Keep facts about a contract, such as digests."""
        self._contracts.setdefault(contract, {}).update(facts)
        self._write()

    def close(self) -> None:
        """Say in the file that everything came out as it should."""
        self._is_ok = True
        self._write()

    def _write(self) -> None:
        content = {
            "succeeded": self._is_ok,
            "contracts": self._contracts,
            "steps": self._steps,
        }
        self._path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
