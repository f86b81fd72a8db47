"""Errors of the pure packages: a code and its values, never a sentence.

The words for each code, in the reader's language, belong to ``models/crm_contract_messages.py``.
"""

from __future__ import annotations

from typing import Any


class ContractSignError(Exception):
    """Something that cannot be done, named by a stable code.

    :param code: what went wrong, in ``snake_case``; stable across releases
    :param params: JSON-able values that a sentence about it needs
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({values})" if values else self.code


class LifecycleError(ContractSignError):
    """A transition that the lifecycle does not allow."""


class DraftingError(ContractSignError):
    """A text that cannot be read, filled or compared."""


class ApprovalError(ContractSignError):
    """A decision tree that cannot be learned, read or followed."""


class RenderingError(ContractSignError):
    """A document or picture that cannot be made, or that asks for what it may not have."""


class SigningError(ContractSignError):
    """A key, certificate, signature or PDF that cannot be used."""
