"""Everything that a document was rendered from, and the document again."""

import dataclasses
import os
import subprocess
import sys

import pytest
from rendering_builders import MOMENT, build_drawing, build_page, extract_text

from crm_contract_sign.rendering import (
    Picture,
    RenderingError,
    Snapshot,
    Words,
    contract_data_attachment,
    gap,
    normalize_page,
    sha256_hex,
)

BODY = f"<p>To {gap('address', 'Address')}</p><div>{gap('i', '', 'initials')}</div>"
IMAGE = '<img src="asset:logo" alt="Logo">'


@pytest.fixture(scope="module")
def snapshot():
    return Snapshot(
        html=normalize_page(build_page(IMAGE + BODY)),
        stylesheet=".gap { border-bottom: 1pt solid black }",
        created=MOMENT,
        attachments=(contract_data_attachment({"a": "ä", "b": [1]}),),
        images={"logo": build_drawing()},
    )


def fill(snapshot, fillings, images=None):
    return snapshot.filled(
        fillings, attachments=snapshot.attachments, images=images or {}, created=snapshot.created
    )


def test_a_snapshot_is_what_it_was_after_packing(snapshot):
    assert Snapshot.unpack(snapshot.pack()) == snapshot
    assert Snapshot.unpack(snapshot.pack()).pack() == snapshot.pack()


def test_a_snapshot_gives_the_same_document_again(snapshot):
    digest = sha256_hex(snapshot.render().pdf)
    Snapshot.unpack(snapshot.pack()).reproduce(digest)


def test_another_process_gives_the_same_document(snapshot, tmp_path):
    packed = tmp_path / "snapshot"
    packed.write_bytes(snapshot.pack())
    program = (
        "import pathlib, sys; from crm_contract_sign.rendering import Snapshot, sha256_hex;"
        "data = pathlib.Path(sys.argv[1]).read_bytes();"
        "print(sha256_hex(Snapshot.unpack(data).render().pdf))"
    )
    for seed in ("1", "2"):
        result = subprocess.run(
            [sys.executable, "-c", program, str(packed)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert result.stdout.strip() == sha256_hex(snapshot.render().pdf)


@pytest.mark.parametrize(
    "change",
    [{"html": "x"}, {"stylesheet": "p { color: red }"}, {"attachments": ()}, {"images": {}}],
)
def test_a_snapshot_that_was_changed_gives_no_approved_document(snapshot, change):
    digest = sha256_hex(snapshot.render().pdf)
    if change.get("html"):
        change = {"html": snapshot.html.replace("To ", "From ")}
    if "images" in change:
        change = {"images": {"logo": build_drawing(ink=(10, 10, 20, 20))}}
    with pytest.raises(RenderingError, match="not_reproducible"):
        dataclasses.replace(snapshot, **change).reproduce(digest)


def test_filled_with_nothing_it_is_the_approved_document(snapshot):
    assert fill(snapshot, {}).render().pdf == snapshot.render().pdf


def test_what_was_filled_in_is_in_the_document(snapshot):
    fillings = {"address": Words("Dock 4"), "i": Picture("i1", "Initials")}
    filled = fill(snapshot, fillings, {"i1": build_drawing()})
    assert "To Dock 4" in extract_text(filled.render().pdf)


@pytest.mark.parametrize("data", [b"", b"x", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_what_is_no_snapshot_is_refused(data):
    with pytest.raises(RenderingError, match="unreadable_snapshot"):
        Snapshot.unpack(data)
