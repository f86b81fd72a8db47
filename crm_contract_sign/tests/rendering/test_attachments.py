"""Files inside the PDF."""

import json

import pytest
from rendering_builders import MOMENT, open_catalog, render_body

from crm_contract_sign.rendering import Attachment, contract_data_attachment


def read_embedded(pdf):
    """The file specifications of a PDF, by name."""
    names = open_catalog(pdf)["/Names"]["/EmbeddedFiles"]["/Names"]
    return {str(names[i]): names[i + 1].get_object() for i in range(0, len(names), 2)}


def test_contract_data_are_readable_json_with_a_schema():
    attachment = contract_data_attachment({"title": "合同", "amount": "12.50"})
    assert json.loads(attachment.content) == {
        "schema": "crm-contract-sign/contract-data/1",
        "title": "合同",
        "amount": "12.50",
    }
    assert "合同" in attachment.content.decode()


def test_equal_contract_data_are_equal_bytes():
    assert contract_data_attachment({"a": 1, "b": 2}) == contract_data_attachment({"b": 2, "a": 1})


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, MOMENT])
def test_contract_data_that_json_does_not_know_are_refused(value):
    with pytest.raises((TypeError, ValueError)):
        contract_data_attachment({"value": value})


def test_an_attachment_comes_out_as_it_went_in():
    content = "数据 & data".encode()
    pdf = render_body("<p>x</p>", attachments=[Attachment("data.json", content, "Data")]).pdf
    embedded = read_embedded(pdf)["data.json"]
    stream = embedded["/EF"]["/F"].get_object()
    assert stream.get_data() == content
    assert stream["/Subtype"] == "/application/json"


def test_an_attachment_says_what_it_is_to_the_document():
    attachment = Attachment("order.csv", b"a,b", "The order", relationship="Source")
    pdf = render_body("<p>x</p>", attachments=[attachment]).pdf
    embedded = read_embedded(pdf)["order.csv"]
    assert embedded["/AFRelationship"] == "/Source"
    assert embedded["/Desc"] == "The order"


def test_an_attachment_bears_the_documents_date():
    pdf = render_body("<p>x</p>", attachments=[Attachment("a.json", b"{}", "")]).pdf
    stream = read_embedded(pdf)["a.json"]["/EF"]["/F"].get_object()
    assert stream["/Params"]["/ModDate"] == "D:20261201093000Z"
