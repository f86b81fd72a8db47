"""Signed contracts to attack, and the pen strokes of those who attack them."""

import re
import zlib
from datetime import UTC, datetime, timedelta
from functools import cache

from crm_contract_sign import signing

NOW = datetime.now(UTC).replace(microsecond=0)
BOXES = {"Signature1": (60, 100, 270, 180), "Signature2": (300, 100, 510, 180)}
PRICE = b"BT /F1 24 Tf 60 700 Td (Price: EUR 100) Tj ET"
FORGED = b"BT /F1 24 Tf 60 700 Td (Price: EUR 900) Tj ET"
# Objects of the page that build_page() writes.
CATALOG, PAGES, PAGE, CONTENT, FONT = 1, 2, 3, 4, 5


def stream(content, dictionary=b""):
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (dictionary, len(content), content)


def page_objects(catalog=b"", page=b"", **others):
    """The objects of a one-page contract; what is given goes into catalogue and page."""
    objects = {
        CATALOG: b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        PAGES: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        PAGE: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>%s>>" % page,
        CONTENT: stream(PRICE),
        FONT: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    return {**objects, **{int(name[1:]): value for name, value in others.items()}}


def build_page(catalog=b"", page=b"", **others):
    """A contract of one page, written by hand; further objects as ``o6=b"…"``."""
    objects = page_objects(catalog, page, **others)
    return write_update(b"%PDF-1.7\n", objects, trailer=b"/Root 1 0 R")


def write_update(pdf, objects, trailer=None, *, end=True, free=()):
    """Append objects as an incremental update (ISO 32000-2, 7.5.6).

    :param trailer: entries of its trailer; by default those of the last one, and /Prev
    :param end: whether it closes with ``%%EOF``
    :param free: numbers of objects to delete
    """
    if trailer is None:
        trailer = b"/Root %s/Prev %d" % (
            re.findall(rb"/Root\s+(\d+ \d+ R)", pdf)[-1],
            last_startxref(pdf),
        )
    lines, size = [], max([*objects, *free, *known_numbers(pdf)]) + 1
    for number, content in sorted(objects.items()):
        lines.append((number, b"%010d 00000 n \n" % len(pdf)))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    lines += [(number, b"0000000000 00001 f \n") for number in free]
    start = len(pdf)
    first = b"0 1\n0000000000 65535 f \n"
    pdf += b"xref\n" + first + b"".join(b"%d 1\n%s" % line for line in sorted(lines))
    pdf += b"trailer\n<</Size %d%s>>\nstartxref\n%d\n" % (size, trailer, start)
    return pdf + (b"%%EOF\n" if end else b"")


def known_numbers(pdf):
    return [int(number) for number in re.findall(rb"(?:^|\n)(\d+) 0 obj", pdf)]


def last_startxref(pdf):
    return int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])


def read_object(pdf, number):
    """The newest text of an object that stands in the file by itself."""
    return re.findall(rb"(?:^|\n)%d 0 obj\s+(.*?)\s+endobj" % number, pdf, re.DOTALL)[-1]


def find_object(pdf, pattern):
    """The number of the newest object whose text has ``pattern``."""
    found = re.findall(rb"(?:^|\n)(\d+) 0 obj(.*?)endobj", pdf, re.DOTALL)
    return next(int(number) for number, text in reversed(found) if re.search(pattern, text))


def bomb(megabytes):
    """A stream that unfolds to many zeros."""
    unfolded = zlib.compressobj(9)
    content = b"".join(unfolded.compress(bytes(1024 * 1024)) for _each in range(megabytes))
    return stream(content + unfolded.flush(), b"/Filter/FlateDecode")


# ----------------------------------------------------------------------
# PEOPLE
# ----------------------------------------------------------------------


AUTHORITY = "Test Authority"


@cache
def make_authority(name):
    key = signing.generate_private_key(size=2048)
    certificate = signing.create_authority(
        signing.Subject(name, organization="Test"),
        key,
        valid_from=NOW - timedelta(days=400),
        valid_until=NOW + timedelta(days=400),
    )
    return certificate, key


@cache
def make_signer(name="Ann", start=-1, end=1, authority=AUTHORITY):
    """Somebody with a certificate that is valid between two days from now."""
    issuer, issuer_key = make_authority(authority)
    key = signing.generate_private_key(size=2048)
    certificate = signing.issue_certificate(
        issuer,
        issuer_key,
        key.public_key(),
        signing.Subject(name, email="someone@example.com"),
        valid_from=NOW + timedelta(days=start),
        valid_until=NOW + timedelta(days=end),
    )
    return signing.LoadedKeySigner(key, certificate, (issuer,))


def anchors(name=AUTHORITY):
    return [signing.to_pem(make_authority(name)[0])]


# ----------------------------------------------------------------------
# SIGNING AND JUDGING
# ----------------------------------------------------------------------


def prepare(pdf=None):
    """A contract with two empty signature fields, the second of which locks it."""
    return signing.prepare_fields(
        build_page() if pdf is None else pdf,
        [signing.FieldSpec(name, 0, box, name == "Signature2") for name, box in BOXES.items()],
    )


def sign(pdf, field_name="Signature1", signer=None, moment=None):
    signer = signer or make_signer()
    request = signing.SignatureRequest(
        field_name=field_name,
        name="Somebody",
        moment=moment or datetime.now(UTC),
        certificate=signer.certificate,
        chain=signer.chain,
        certify=field_name == "Signature1",
        lock_all=field_name == "Signature2",
    )
    return signing.sign(pdf, request, signer)


@cache
def certified():
    """A contract that the company has signed."""
    return sign(prepare())


@cache
def signed():
    """A contract that both sides have signed."""
    return sign(certified(), "Signature2", make_signer("王伟"))


def judge(pdf, **options):
    options.setdefault("anchors", anchors())
    return signing.verify(pdf, **options)


def codes(report):
    """Every reason not to accept a file."""
    problems = [*report.problems, *(p for s in report.signatures for p in s.problems)]
    return {problem.code for problem in problems}


def changes(report):
    """What revisions after the first signature changed."""
    return [change.code for revision in report.revisions for change in revision.changes]
