import pytest
from drafting_builders import section

from crm_contract_sign.drafting import Document, DraftingError


def test_document_refuses_two_sections_of_one_key():
    with pytest.raises(DraftingError) as error:
        Document("en", (section("one", "7"), section("two", "7")))
    assert (error.value.code, error.value.params) == ("duplicate_section_key", {"key": "7"})


def test_document_refuses_a_language_that_nothing_is_known_of():
    with pytest.raises(DraftingError, match="unknown_language"):
        Document("fr", ())
