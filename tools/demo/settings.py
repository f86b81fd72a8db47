"""Where the server is, where its e-mails end, and where the job's files go."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .outcome import Unexpected


@dataclass(frozen=True)
class Settings:
    """What ``make demo`` tells the job."""

    url: str
    database: str
    output: Path
    mail: Path

    @classmethod
    def from_environment(cls, variables: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings from ``DEMO_URL``, ``DEMO_DB``, ``DEMO_OUTPUT`` and ``DEMO_MAIL``.

        :raises Unexpected: when one of them is missing
        """
        try:
            return cls(
                url=variables["DEMO_URL"].rstrip("/"),
                database=variables["DEMO_DB"],
                output=Path(variables["DEMO_OUTPUT"]),
                mail=Path(variables["DEMO_MAIL"]),
            )
        except KeyError as missing:
            raise Unexpected(
                f"{missing.args[0]} is not set. Run the job by 'make demo', which starts the"
                " server too."
            ) from None
