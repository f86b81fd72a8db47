import re
from functools import cached_property

from odoo.tests import tagged

from .rendering.rendering_builders import list_objects, open_catalog, open_pdf
from .test_signing_formats import FormatsCase

try:
    from pypdf.generic import ContentStream, StreamObject
except ImportError:  # Odoo's pins have its predecessor.
    from PyPDF2.generic import ContentStream, StreamObject

# Annotation flags (ISO 32000-1, 12.5.3).
INVISIBLE, HIDDEN, PRINT, NO_VIEW, TOGGLE_NO_VIEW = 1, 2, 4, 32, 256
# ISO 19005-3, 6.5.1.
FORBIDDEN_ACTIONS = {
    "/Launch",
    "/Sound",
    "/Movie",
    "/ResetForm",
    "/ImportData",
    "/Hide",
    "/SetOCGState",
    "/Rendition",
    "/Trans",
    "/GoTo3DView",
    "/JavaScript",
}
# Operators that set a colour of the device's own: of four inks, for which there is no intent.
FOUR_INKS = {b"k", b"K"}


class File:
    """A PDF, and what its trailer leads to."""

    def __init__(self, name, content):
        self.name = name
        self.content = content
        self.catalog = open_catalog(content)

    @cached_property
    def objects(self):
        return list_objects(self.content)

    @cached_property
    def reader(self):
        return open_pdf(self.content)

    def list_annotations(self):
        return [
            annotation.get_object()
            for page in self.reader.pages
            for annotation in page.get("/Annots", [])
        ]

    def list_operators(self):
        """The operators of every page and of every form, pictures of signatures included."""
        streams = [page["/Contents"].get_object() for page in self.reader.pages]
        streams += [
            each
            for each in self.objects
            if isinstance(each, StreamObject) and each.get("/Subtype") == "/Form"
        ]
        for stream in streams:
            for _operands, operator in ContentStream(stream, self.reader).operations:
                yield operator if isinstance(operator, bytes) else operator.encode()


@tagged("post_install", "-at_install")
class TestSignedConformance(FormatsCase):
    """What signing might break of PDF/A-3 (ISO 19005-3), as far as a file's structure shows it.

    ``tests/rendering/test_conformance.py`` looks at what is rendered; this looks at what signing
    and sealing add to it, at each stage.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Attempts at a PIN are counted in a transaction of their own.
        cls.registry_enter_test_mode_cls()
        cls._add_clock()
        cls.env.company.contract_signature_level = "b_lta"
        contract = cls._create_signed_contract().sudo()
        contract._add_proof()
        documents = contract.document_ids.sorted("id")
        names = documents.mapped(lambda each: f"{each.kind} {each.step}")
        cls.files = {
            name: File(name, document._get_bytes())
            for name, document in zip(names, documents, strict=True)
        }

    def test_every_stage_is_looked_at(self):
        self.assertEqual(
            set(self.files),
            {"frozen 0", "signed 1", "signed 2", "preserved 2", "completion 2"},
        )

    def test_it_still_says_that_it_is_pdf_a_3a(self):
        for file in self.files.values():
            with self.subTest(file=file.name):
                metadata = file.catalog["/Metadata"].get_object().get_data()
                self.assertRegex(metadata, rb'pdfaid:part="3"')
                self.assertRegex(metadata, rb'pdfaid:conformance="A"')

    def test_signing_changes_nothing_of_the_metadata_but_the_date_of_change(self):
        def read(file):
            metadata = file.catalog["/Metadata"].get_object().get_data()
            return re.sub(rb'xmp:ModifyDate="[^"]+"', b"", metadata)

        frozen = read(self.files["frozen 0"])
        for name in ("signed 1", "signed 2", "preserved 2"):
            with self.subTest(file=name):
                self.assertEqual(read(self.files[name]), frozen)

    def test_its_colours_are_defined_once(self):
        for file in self.files.values():
            with self.subTest(file=file.name):
                (intent,) = file.catalog["/OutputIntents"]
                self.assertEqual(intent["/S"], "/GTS_PDFA1")
                # The intent is of three colours, so that nothing may be drawn in four inks.
                self.assertEqual(intent["/DestOutputProfile"].get_object()["/N"], 3)
                self.assertFalse(FOUR_INKS.intersection(file.list_operators()))
                spaces = {
                    each.get("/ColorSpace") for each in file.objects if "/BitsPerComponent" in each
                }
                self.assertNotIn("/DeviceCMYK", spaces)

    def test_every_font_is_embedded(self):
        for file in self.files.values():
            with self.subTest(file=file.name):
                fonts = [each for each in file.objects if each.get("/Type") == "/Font"]
                descriptors = [
                    each for each in file.objects if each.get("/Type") == "/FontDescriptor"
                ]
                self.assertTrue(descriptors)
                for descriptor in descriptors:
                    self.assertTrue(
                        {"/FontFile2", "/FontFile3"}.intersection(descriptor), descriptor
                    )
                for font in fonts:
                    # A font without a descriptor is one of the fourteen that no file embeds.
                    parts = [each.get_object() for each in font.get("/DescendantFonts", [font])]
                    self.assertTrue(all("/FontDescriptor" in part for part in parts), font)

    def test_every_annotation_prints_and_none_is_hidden(self):
        for file in self.files.values():
            with self.subTest(file=file.name):
                for annotation in file.list_annotations():
                    flags = int(annotation["/F"])
                    self.assertTrue(flags & PRINT, annotation)
                    self.assertFalse(
                        flags & (INVISIBLE | HIDDEN | NO_VIEW | TOGGLE_NO_VIEW), annotation
                    )

    def test_every_signature_field_has_a_picture_and_no_more(self):
        for file in self.files.values():
            with self.subTest(file=file.name):
                widgets = [
                    each for each in file.list_annotations() if each["/Subtype"] == "/Widget"
                ]
                self.assertTrue(widgets)
                for widget in widgets:
                    self.assertFalse({"/A", "/AA"}.intersection(widget))
                    left, bottom, right, top = map(float, widget["/Rect"])
                    if (left, bottom) == (right, top):
                        continue  # Nobody sees a time-stamp of the document.
                    self.assertEqual(set(widget["/AP"]), {"/N"})
                    self.assertIsInstance(widget["/AP"]["/N"].get_object(), StreamObject)

    def test_it_can_do_nothing_by_itself(self):
        for file in self.files.values():
            with self.subTest(file=file.name):
                self.assertFalse({"/OpenAction", "/AA", "/OCProperties"}.intersection(file.catalog))
                form = file.catalog["/AcroForm"].get_object()
                self.assertNotIn("/XFA", form)
                self.assertFalse(form.get("/NeedAppearances", False))
                actions = {each.get("/S") for each in file.objects}
                self.assertFalse(actions & FORBIDDEN_ACTIONS)
                self.assertFalse(file.reader.is_encrypted)

    def test_what_is_permitted_is_said_as_pdf_a_wants_it(self):
        # ISO 19005-3, 6.1.12.
        for file in self.files.values():
            with self.subTest(file=file.name):
                permissions = file.catalog.get("/Perms", {})
                self.assertLessEqual(set(permissions), {"/DocMDP"})
                references = [
                    reference.get_object()
                    for each in file.objects
                    if each.get("/Type") == "/Sig"
                    for reference in each.get("/Reference", [])
                ]
                for reference in references:
                    digest = {"/DigestMethod", "/DigestValue", "/DigestLocation"}
                    self.assertFalse(digest.intersection(reference))

    def test_newest_signature_covers_the_whole_file(self):
        # ISO 19005-3, 6.4.3.
        for name, file in self.files.items():
            if name == "frozen 0":
                continue
            with self.subTest(file=name):
                ranges = re.findall(
                    rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)\s*\]", file.content
                )
                start, first, second, length = map(int, ranges[-1])
                self.assertEqual(start, 0)
                self.assertEqual(second + length, len(file.content))
                gap = file.content[first:second]
                self.assertEqual((gap[:1], gap[-1:]), (b"<", b">"))

    def test_it_is_of_version_1_7_and_identified(self):
        for file in self.files.values():
            with self.subTest(file=file.name):
                self.assertTrue(file.content.startswith(b"%PDF-1.7"))
                self.assertEqual(len(file.reader.trailer["/ID"]), 2)
