"""Files inside the PDF (PDF/A-3, ISO 19005-3, 6.8), above all the contract's own data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DATA_SCHEMA = "crm-contract-sign/contract-data/1"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to attach.

    :ivar name: the file's name; its extension tells the media type
    :ivar description: one line for the list of attachments in a PDF reader
    :ivar relationship: to the document, as ``AFRelationship`` (ISO 19005-3, 6.8): ``Data``,
        ``Source``, ``Alternative``, ``Supplement`` or ``Unspecified``
    """

    name: str
    content: bytes
    description: str
    relationship: str = "Data"


def contract_data_attachment(values: Mapping[str, Any]) -> Attachment:
    """A contract's data as JSON, so that machines read what people sign.

    :param values: JSON-able values; the schema's name is added.  Equal values give equal bytes.
    :raise TypeError: a value is not JSON-able
    """
    text = json.dumps(
        {"schema": DATA_SCHEMA, **values},
        sort_keys=True,
        indent=2,
        ensure_ascii=False,
        allow_nan=False,
    )
    return Attachment("contract.json", text.encode(), "Contract data")
