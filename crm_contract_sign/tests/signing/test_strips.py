"""A seal across the edges of pages: one signature a strip, told and judged as one act."""

import subprocess
from dataclasses import replace
from itertools import pairwise

import pytest
from outsiders import read_signatures
from signing_builders import NOW, make_authority, make_request, make_signer

from crm_contract_sign import signing
from crm_contract_sign.errors import SigningError
from crm_contract_sign.signing.pades import open_for_update

PAGES = 3
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>"
SEAL = "Signature1"
STRIPS = [signing.name_strip(SEAL, page) for page in range(PAGES)]


def make_pages(count=PAGES):
    """A PDF of some blank pages, written by hand."""
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(count))
    page = PAGE + b"/Contents %d 0 R>>" % (3 + count)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        *([page] * count),
        b"<</Length 9>>\nstream\n0 0 m 1 1\nendstream",
    ]
    pdf, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, size = len(pdf), len(objects) + 1
    pdf += b"xref\n0 %d\n0000000000 65535 f \n" % size
    pdf += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return pdf + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


def make_document(places=None):
    """Pages with a seal's box, a strip on each page, and a customer's field that locks."""
    places = places or {name: page for page, name in enumerate(STRIPS)}
    return signing.prepare_fields(
        make_pages(),
        [
            signing.FieldSpec(SEAL, PAGES - 1, (60, 100, 173, 213)),
            signing.FieldSpec("Signature2", PAGES - 1, (300, 100, 510, 180), lock_all=True),
            *(signing.FieldSpec(name, page, (557, 360, 595, 473)) for name, page in places.items()),
        ],
    )


def make_slices(names):
    whole = signing.SharedAppearance(make_pages(1))
    edges = [595 * number // len(names) for number in range(len(names) + 1)]
    return {
        name: signing.Slice(whole, left, right)
        for name, (left, right) in zip(names, pairwise(edges), strict=True)
    }


def affix(pdf, signer, names=STRIPS, *, certify=True):
    """Affix the seal, with strips in the fields named."""
    slices = make_slices(names) if names else {}
    request = make_request(signer, SEAL, certify=certify)
    pdf = signing.sign_strips(pdf, slices, request, signer)
    return signing.sign(pdf, signing.after_strips(request, slices), signer)


@pytest.fixture(scope="module")
def authority():
    return make_authority()


@pytest.fixture(scope="module")
def anchors(authority):
    return [signing.to_pem(authority[0])]


@pytest.fixture(scope="module")
def seal(authority):
    return make_signer(authority, "Northwind Ltd.")


@pytest.fixture(scope="module")
def sealed(authority, seal):
    pdf = affix(make_document(), seal)
    customer = make_signer(authority, "Clara")
    return signing.sign(pdf, make_request(customer, "Signature2"), customer)


def codes(report):
    problems = [*report.problems, *(p for s in report.signatures for p in s.problems)]
    return {problem.code for problem in problems}


def test_sealed_document_is_accepted_and_told_as_two_acts(sealed, anchors):
    report = signing.verify(sealed, anchors)
    assert report.accepted, report
    acts = signing.group_acts(report.signatures)
    assert [(act.signature.field_name, act.pages) for act in acts] == [
        (SEAL, (1, 2, 3)),
        ("Signature2", ()),
    ]
    assert all(act.accepted for act in acts)


def test_first_strip_certifies_and_the_last_signature_locks(sealed):
    report = signing.verify(sealed, [])
    certifying = [each.field_name for each in report.signatures if each.is_certification]
    assert certifying == [STRIPS[0]]
    assert report.signatures[-1].field_name == "Signature2"


def test_pdfsig_calls_every_strip_valid(sealed, tmp_path):
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed)
    said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid") == PAGES + 2


def test_pyhanko_reads_every_strip(sealed):
    names = [each.field_name for each in read_signatures(sealed)]
    assert names == [*STRIPS, SEAL, "Signature2"]


def test_picture_of_the_seal_is_in_the_document_once(sealed):
    writer = open_for_update(sealed)
    numbers = set()
    for each in read_signatures(sealed):
        appearance = each.sig_field["/AP"]["/N"]
        resources = appearance["/Resources"].get("/XObject", {})
        numbers |= {resources.raw_get(name).idnum for name in resources}
    assert writer is not None
    assert len(numbers) == 1


def test_missing_strip_is_named_by_its_page(seal, anchors):
    pdf = affix(make_document(), seal, [STRIPS[0], STRIPS[2]])
    report = signing.verify(pdf, anchors)
    (problem,) = report.problems
    assert (problem.code, problem.params) == ("missing_strip", {"seal": SEAL, "pages": [2]})


def test_missing_strip_is_told_once_where_the_plan_is_known(seal, anchors):
    pdf = affix(make_document(), seal, [STRIPS[0], STRIPS[2]])
    plan = signing.Expectation(field_names=frozenset([SEAL, *STRIPS]))
    report = signing.verify(pdf, anchors, expectation=plan)
    assert [problem.code for problem in report.problems] == ["missing_strip"]


def test_strips_without_their_seal_are_refused(seal, anchors):
    request = make_request(seal, SEAL)
    pdf = signing.sign_strips(make_document(), make_slices(STRIPS), request, seal)
    assert codes(signing.verify(pdf, anchors)) == {"strip_without_seal"}


def test_strip_made_with_another_key_is_refused(authority, seal, anchors):
    stranger = make_signer(authority, "Northwind Ltd.")
    pdf = signing.sign_strips(
        make_document(), make_slices(STRIPS[:1]), make_request(stranger, SEAL), stranger
    )
    pdf = affix(pdf, seal, STRIPS[1:], certify=False)
    report = signing.verify(pdf, anchors)
    assert codes(report) == {"foreign_strip"}
    assert report.problems[0].params["pages"] == [1]


def test_strip_on_another_page_than_its_own_is_refused(seal, anchors):
    places = {STRIPS[0]: 1, STRIPS[1]: 0, STRIPS[2]: 2}
    report = signing.verify(affix(make_document(places), seal), anchors)
    assert codes(report) == {"misplaced_strip"}
    assert report.problems[0].params["pages"] == [1, 2]


def test_document_with_one_page_exchanged_is_refused(sealed, anchors):
    page = b"3 0 obj\n" + PAGE
    assert sealed.count(page) == 1
    forged = sealed.replace(page, page.replace(b"595 842", b"595 841"))
    assert not signing.verify(forged, anchors).accepted


def test_page_exchanged_in_a_later_revision_is_refused(sealed, anchors):
    from io import BytesIO

    writer = open_for_update(sealed)
    pages = writer.root["/Pages"]
    kids = pages["/Kids"]
    first, second = kids.raw_get(0), kids.raw_get(1)
    kids[0], kids[1] = second, first
    writer.update_container(kids)
    output = BytesIO()
    writer.write(output)
    report = signing.verify(output.getvalue(), anchors)
    assert not report.accepted
    assert "misplaced_strip" in codes(report)


def test_broken_strip_is_named_by_its_page(sealed):
    report = signing.verify(sealed, [])
    act = signing.group_acts(report.signatures)[0]
    assert act.broken_pages == (1, 2, 3)
    whole = replace(act, strips=act.strips[:1])
    assert whole.broken_pages == (1,)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Signature1Edge1", ("Signature1", 0)),
        ("Signature12Edge20", ("Signature12", 19)),
        ("Signature1Edge0", None),
        ("Signature1", None),
        ("Signature1Edge1Edge2", None),
        ("Signature1Edge١", None),
        ("FooEdge1", None),
    ],
)
def test_names_of_fields_say_what_belongs_together(name, place):
    assert signing.split_strip_name(name) == place


def test_more_signatures_than_a_file_may_bear_are_refused():
    signing.check_count(50)
    with pytest.raises(SigningError) as caught:
        signing.check_count(51)
    assert (caught.value.code, caught.value.params) == (
        "too_many_signatures",
        {"count": 51, "limit": 50},
    )


def test_twenty_strips_and_their_seal_are_accepted(authority, seal, anchors):
    names = [signing.name_strip(SEAL, page) for page in range(20)]
    pdf = signing.prepare_fields(
        make_pages(20),
        [
            signing.FieldSpec(SEAL, 19, (60, 100, 173, 213), lock_all=True),
            *(
                signing.FieldSpec(name, page, (584, 360, 595, 473))
                for page, name in enumerate(names)
            ),
        ],
    )
    slices = make_slices(names)
    request = make_request(seal, SEAL, certify=True, lock_all=True, moment=NOW)
    pdf = signing.sign_strips(pdf, slices, request, seal)
    pdf = signing.sign(pdf, signing.after_strips(request, slices), seal)
    report = signing.verify(pdf, anchors)
    assert report.accepted, report
    assert signing.group_acts(report.signatures)[0].pages == tuple(range(1, 21))
