import ast
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .. import drafting
from ..errors import ContractSignError, SigningError

ADDON = Path(__file__).parents[1]
PURE = ("drafting", "approval", "rendering", "signing", "lifecycle.py")
ERRORS = {error.__name__ for error in ContractSignError.__subclasses__()}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
# What happened; then, after a stop, what to do.
ADVICE = re.compile(r"\S[.:;] .+\.$", re.DOTALL)

# A text for every draft check, and for every kind of the checks that have several.
FAULTS = {
    "no_section": ((), {}),
    "empty_section": (("",), {}),
    "missing_category": (("Terms",), {"mandatory_categories": ("warranty",)}),
    "unresolved_placeholder": (("{{ customer.shoe_size }}",), {}),
    "unknown_field": (("Deliver on {{ field.day }}.",), {}),
    "unplaced_field": (("Terms",), {"form_fields": {"day": "Delivery day"}}),
    "inconsistent_amount_words": (("The price is five US dollars (USD 6).",), {}),
    "inconsistent_amount_total": (("The total price is USD 6.",), {"amount_total": Decimal(5)}),
    "inconsistent_amount_untaxed": (
        ("The price excluding VAT is USD 6.",),
        {"amount_untaxed": Decimal(5)},
    ),
    "inconsistent_amount_tax": (("The VAT amount is USD 6.",), {"amount_tax": Decimal(5)}),
    "inconsistent_amount_currency": (
        ("The total price is USD 5.",),
        {"amount_total": Decimal(5), "currency": "EUR"},
    ),
    "inconsistent_number": (("Payment within thirty (60) days.",), {}),
    "end_before_start": (
        ("Terms",),
        {"date_start": date(2026, 2, 1), "date_end": date(2026, 1, 1)},
    ),
    "impossible_date": (("Signed on 31 February 2026.",), {}),
    "date_mismatch_start": (
        ("This contract starts on 5 March 2026.",),
        {"date_start": date(2026, 3, 6)},
    ),
    "date_mismatch_end": (
        ("This contract ends on 5 March 2026.",),
        {"date_end": date(2026, 3, 6)},
    ),
    "leftover_note": (("TODO: ask legal",), {}),
    "duplicate_section": (("The seller delivers the goods to the buyer's door.",) * 2, {}),
    "broken_reference": (("See Clause 14.",), {}),
    "unknown_party": (("Customer: Nobody Ltd",), {"party_names": ("Azure Interior",)}),
    "outdated_value": (
        ("Signed for the seller by Sam.",),
        {"former_values": (drafting.FormerValue("1", "company.signatory", "Sam", "Cleo"),)},
    ),
    "foreign_language": (
        ("卖方应当在合同签订后三十日内将货物交付给买方，并承担运输费用。",),
        {"language": "en"},
    ),
    "undefined_term": (("The Supplier carries the risk.",), {}),
    "unused_term": (("Example Ltd sells chairs (the “Goods”).",), {}),
    "missing_actor": (("The chairs shall be delivered within five days.",), {}),
    "missing_deadline": (("The buyer shall pay the price.",), {}),
    "long_sentence": ((" ".join(f"word{number}" for number in range(100)) + ".",), {}),
    "vague_wording": (("The buyer pays as soon as possible.",), {}),
    "similar_section": (
        (
            "The seller carries the chairs to the door of the buyer and unpacks each of them there,"
            " and takes the boxes away.",
            "The seller carries the chairs to the door of the buyer and unpacks some of them there,"
            " and takes the boxes away.",
        ),
        {},
    ),
    "repeated_word": (("Pay the the price.",), {}),
}


def find_codes(callees):
    """The codes with which the pure packages call ``callees``, and the values each always brings.

    :param set callees: names of classes
    :rtype: dict[str, set[str]]
    """
    found = {}
    for name in PURE:
        path = ADDON / name
        for source in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            tree = ast.parse(source.read_text())
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                if isinstance(call.func, ast.Name) and call.func.id in callees and call.args:
                    for code in read_codes(tree, call.args[0]):
                        found.setdefault(code, []).append(read_params(call))
    return {code: set.intersection(*params) for code, params in found.items()}


def read_codes(tree, argument):
    """The strings that an argument can be; one may come out of a table of the same module."""
    nodes = list(ast.walk(argument))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else ()
        is_named = names & {target.id for target in targets if isinstance(target, ast.Name)}
        if is_named and isinstance(node.value, ast.Dict):
            nodes += node.value.values
    values = {node.value for node in nodes if isinstance(node, ast.Constant)}
    return {value for value in values if isinstance(value, str)}


def read_params(call):
    mappings = [argument for argument in call.args[1:] if isinstance(argument, ast.Dict)]
    keys = {key.value for mapping in mappings for key in mapping.keys}
    return keys | {keyword.arg for keyword in call.keywords}


def check_draft(texts, facts):
    sections = (
        drafting.Section.from_html(str(number), "Terms", drafting.text_to_html(text))
        for number, text in enumerate(texts, start=1)
    )
    return drafting.check(drafting.Document("en", tuple(sections)), drafting.Facts(**facts))


@tagged("post_install", "-at_install")
class TestMessages(TransactionCase):
    """Every code of the pure packages has words, and the words say what to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.messages = cls.env["crm.contract.messages"]

    def _check_sentences(self, codes, sentences):
        """Each code has a sentence that uses no value which the code may lack."""
        self.assertTrue(codes)
        for code, params in codes.items():
            with self.subTest(code=code):
                self.assertIn(code, sentences)
                self.assertLessEqual(set(PLACEHOLDER.findall(sentences[code])), params)

    def test_every_error_has_a_sentence_with_values_that_it_brings(self):
        self._check_sentences(find_codes(ERRORS), self.messages._get_error_sentences())

    def test_every_error_sentence_says_what_to_do(self):
        for code, sentence in self.messages._get_error_sentences().items():
            with self.subTest(code=code):
                self.assertRegex(sentence, ADVICE)

    def test_no_sentence_is_kept_for_an_error_that_nothing_raises(self):
        self.assertEqual(self.messages._get_error_sentences().keys() - find_codes(ERRORS), set())

    def test_every_problem_of_a_file_has_a_sentence_with_values_that_it_brings(self):
        self._check_sentences(find_codes({"Problem"}), self.messages._get_problem_sentences())

    def test_every_note_on_a_signature_has_a_sentence_with_values_that_it_brings(self):
        self._check_sentences(find_codes({"Note"}), self.messages._get_note_sentences())

    def test_every_change_of_a_revision_has_a_sentence_with_values_that_it_brings(self):
        self._check_sentences(find_codes({"Change"}), self.messages._get_change_sentences())

    def test_every_fault_of_an_answer_has_a_sentence_with_values_that_it_brings(self):
        codes = find_codes({"Fault", "_Refusal"})
        sentences = self.messages._get_fault_sentences()
        self._check_sentences(codes, sentences)
        # The initials are asked for by the records.
        self.assertEqual(sentences.keys() - codes, {"missing_initials"})

    def test_every_draft_check_is_tried(self):
        tried = {code.removesuffix(f"_{code.rpartition('_')[2]}") for code in FAULTS} | set(FAULTS)
        registered = {check.code for check in drafting.registered_checks()}
        self.assertEqual(registered - tried, set())

    def test_every_finding_is_told_in_a_sentence_that_says_what_to_do(self):
        sentences = self.messages._get_finding_sentences()
        self.assertEqual(sentences.keys(), FAULTS.keys())
        for code, (texts, facts) in FAULTS.items():
            with self.subTest(code=code):
                (finding,) = check_draft(texts, facts)
                message = self.messages._get_finding_message(finding.code, dict(finding.params))
                self.assertNotIn("%(", message)
                self.assertRegex(message, ADVICE)
                self.assertTrue(self._matches(sentences[code], message), message)

    def _matches(self, sentence, message):
        pattern = PLACEHOLDER.sub("\0", sentence)
        return re.fullmatch(".*".join(map(re.escape, pattern.split("\0"))), message)

    def test_amounts_and_dates_of_a_finding_are_written_as_the_reader_writes_them(self):
        amounts = {"kind": "total", "stated": "1200", "expected": "1500.5", "currency": "USD"}
        message = self.messages._get_finding_message("inconsistent_amount", amounts)
        self.assertIn("1,200.00", message)
        self.assertIn("1,500.50", message)
        period = {"start": "2026-02-01", "end": "2026-01-02"}
        self.assertIn("02/01/2026", self.messages._get_finding_message("end_before_start", period))

    def test_a_date_that_does_not_exist_is_shown_as_it_was_written(self):
        message = self.messages._get_finding_message("impossible_date", {"stated": "2026-02-31"})
        self.assertIn("2026-02-31", message)

    def test_every_verdict_of_the_tree_has_a_sentence(self):
        source = ast.parse((ADDON / "approval/verdict.py").read_text())
        (reasons,) = (
            node
            for node in ast.walk(source)
            if isinstance(node, ast.FunctionDef) and node.name == "_reason"
        )
        codes = {
            node.value
            for statement in ast.walk(reasons)
            if isinstance(statement, ast.Return)
            for node in ast.walk(statement)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        self.assertIn("confident_approval", codes)
        sentences = self.messages._get_verdict_sentences()
        self.assertEqual(codes | {"no_tree"}, sentences.keys())

    def test_every_step_of_the_lifecycle_has_a_sentence_for_the_log(self):
        names = {transition.name for transition in self.env["crm.contract"]._get_lifecycle()}
        self.assertLessEqual(names, self.messages._get_event_sentences().keys())

    def test_every_place_where_a_key_may_live_has_a_name(self):
        for model in ("pin", "one.time"):
            code = self.env[f"crm.contract.signing.backend.{model}"]._get_key_location()
            self.assertNotEqual(self.messages._get_key_location_name(code), code)

    def test_an_error_of_the_pure_packages_reaches_people_in_words(self):
        refused = self.assertRaisesRegex(UserError, "An RSA key of 512 bits can't sign")
        with refused, self.messages._translated():
            raise SigningError("key_too_weak", size=512)

    def test_an_error_of_another_module_without_a_sentence_names_its_code(self):
        refused = self.assertRaisesRegex(UserError, "tea_is_cold.*administrator")
        with refused, self.messages._translated():
            raise SigningError("tea_is_cold")
