import importlib.util
import inspect
import re
import sys
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from odoo.exceptions import UserError
from odoo.models import MetaModel
from odoo.orm.model_classes import add_to_registry
from odoo.tests import TransactionCase, tagged

from .. import signing
from .common import PIN, ContractCaseMixin

SERVICE = "crm.contract.signing.backend.service"
GUIDE = Path(__file__).parents[2] / "docs/guide-integrator.md"
LISTED_HOOK = re.compile(r"^\| `(crm\.contract[a-z.]*)\.(_\w+)` \|", re.MULTILINE)
EXAMPLE = re.compile(r"^### (.+)\n(?:(?!#|```).*\n)*```python\n((?s:.*?))^```$", re.MULTILINE)


def read_guide():
    return GUIDE.read_text()


@tagged("post_install", "-at_install")
class TestHookList(TransactionCase):
    """The guide lists every hook, and lists nothing else."""

    def test_every_hook_of_the_guide_exists_and_says_when_it_is_called(self):
        listed = LISTED_HOOK.findall(read_guide())
        self.assertTrue(listed)
        for model, name in listed:
            with self.subTest(hook=f"{model}.{name}"):
                self.assertRegex(self._get_docstring(model, name), r"(?m)^Called ")

    def test_every_method_that_says_when_it_is_called_is_in_the_guide(self):
        listed = set(LISTED_HOOK.findall(read_guide()))
        names = {name for _model, name in listed}
        for model in self._get_own_models():
            for name in dir(self.registry[model]):
                is_hook = re.search(r"(?m)^Called ", self._get_docstring(model, name))
                if is_hook and name not in names:
                    self.fail(f"{model}.{name} is a hook, and the guide does not list it")

    def test_no_hook_is_listed_twice(self):
        listed = LISTED_HOOK.findall(read_guide())
        self.assertEqual(len(listed), len(set(listed)))

    def _get_own_models(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "crm_contract_sign"), ("model", "=", "ir.model")]
        )
        return self.env["ir.model"].browse(data.mapped("res_id")).mapped("model")

    def _get_docstring(self, model, name):
        """The docstring of our own definition of a method, the first in the order of lookup."""
        for definition in self.registry[model].mro():
            method = vars(definition).get(name)
            is_ours = definition.__module__.startswith("odoo.addons.crm_contract_sign.")
            if is_ours and inspect.isfunction(method):
                # An override says nothing, or what it does; the hook itself says when.
                docstring = inspect.cleandoc(method.__doc__ or "")
                if re.search(r"(?m)^Called ", docstring):
                    return docstring
        return ""


@tagged("post_install", "-at_install")
class TestGuideExamples(ContractCaseMixin, TransactionCase):
    """The guide's examples do what the guide says, as they stand there."""

    def setUp(self):
        super().setUp()
        # Attempts at a PIN are counted in a transaction of their own.
        self.registry_enter_test_mode()

    def _install_example(self, title):
        """Load one of the guide's files as if it were an add-on of its own."""
        code = dict(EXAMPLE.findall(read_guide()))[title]
        addon = "contract_example_" + re.sub(r"\W+", "_", title.lower())
        name = f"odoo.addons.{addon}.models"
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(code)
            file.flush()
            spec = importlib.util.spec_from_file_location(name, file.name)
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            self.addCleanup(sys.modules.pop, name)
            spec.loader.exec_module(module)
        definitions = MetaModel._module_to_models__.pop(addon)
        self._extend_registry(definitions)
        return module

    def _extend_registry(self, definitions):
        names = [definition._name for definition in definitions]
        self.addCleanup(self.registry._setup_models__, self.env.cr, [])
        for definition in definitions:
            if definition._name in self.registry:
                model = self.registry[definition._name]
                self.addCleanup(setattr, model, "_base_classes__", model._base_classes__)
                self.addCleanup(setattr, model, "_setup_done__", False)
            else:
                self.addCleanup(self._forget_model, definition)
            add_to_registry(self.registry, definition)
        self.registry._setup_models__(self.env.cr, names)

    def _forget_model(self, definition):
        for parent in definition._inherit:
            self.registry[parent]._inherit_children.discard(definition._name)
        del self.registry.models[definition._name]

    def test_every_example_is_tried(self):
        tried = {
            "A placeholder of your own",
            "A check of your own",
            "A feature for the decision tree",
            "Acting when everyone has signed",
            "A signing back end of your own",
        }
        self.assertEqual({title for title, _code in EXAMPLE.findall(read_guide())}, tried)

    def test_own_placeholder_is_known_and_filled_in(self):
        self._install_example("A placeholder of your own")
        contract = self._create_contract()
        contract.template_id.sudo().section_ids[0].body = "<p>Made in {{ customer.city }}.</p>"
        contract.action_assemble()
        self.assertIn("customer.city", contract._get_placeholder_names())
        self.assertIn("Made in Bristol.", contract.section_ids[0].body)

    def test_own_check_stops_submission_in_its_own_words(self):
        self._install_example("A check of your own")
        contract = self._create_contract()
        contract.section_ids[0].body = "<p>The place is to be agreed.</p>"
        with self.assertRaisesRegex(UserError, "“to be agreed” leaves it open. Agree on it now."):
            contract.action_submit()

    def test_own_feature_is_asked_for_with_its_value_and_name(self):
        self._install_example("A feature for the decision tree")
        contract = self._create_contract()
        specs = contract._get_approval_features()
        self.assertIsNone(contract._to_features(specs)[0]["abroad"])
        self.customer.country_id = self.env.ref("base.fr")
        self.env.company.country_id = self.env.ref("base.be")
        row = contract._to_features(specs)[0]
        self.assertIs(row["abroad"], True)
        words = self.env["crm.contract.messages"]._get_feature_words(row, contract.company_id)
        self.assertIn({"name": "Customer abroad", "value": "yes"}, words)

    def test_own_reaction_confirms_the_order_once_everyone_has_signed(self):
        self._install_example("Acting when everyone has signed")
        contract = self._create_sent_contract()
        self.assertEqual(contract.sale_order_id.state, "draft")
        self._sign_as_customer(contract)
        self.assertEqual(contract.sale_order_id.state, "sale")

    def test_own_back_end_signs_by_a_service_and_the_document_verifies(self):
        self._install_example("A signing back end of your own")
        service = SigningService(self)
        contract = self._create_sent_contract()
        self._sign_as_customer(contract)
        # Once inside the document, once beside it.
        self.assertEqual(service.pins, [f"Bearer {PIN}"] * 2)
        signer = contract.signer_ids[0]
        self.assertEqual(signer.certificate_id.fingerprint, service.fingerprint)
        evidence = contract._prepare_signer_evidence(signer)
        self.assertEqual(evidence["key_location"], "key kept by the signing service")
        content = contract.sudo().signed_document_id._get_bytes()
        report, _known = self.env["crm.contract.document"]._verify_upload(content)
        self.assertTrue(report.accepted, report)
        self.assertEqual(report.signatures[0].issuer, "The Service's Root")

    def _sign_as_customer(self, contract):
        signer = contract.signer_ids[1].sudo()
        contract.sudo()._take_signature(signer, None, {"method": "email_code"})


class SigningService:
    """A service on the loopback interface that holds a key and signs what it is sent."""

    def __init__(self, test):
        now = datetime.now(UTC)
        validity = {"valid_from": now - timedelta(days=1), "valid_until": now + timedelta(days=1)}
        root_key, key = signing.generate_private_key(), signing.generate_private_key()
        root = signing.create_authority(
            signing.Subject(common_name="The Service's Root"), root_key, **validity
        )
        certificate = signing.issue_certificate(
            root,
            root_key,
            key.public_key(),
            signing.Subject(common_name="Sam"),
            purpose="user",
            **validity,
        )
        self.pins = []
        self.fingerprint = signing.describe(certificate).fingerprint
        server = HTTPServer(("127.0.0.1", 0), self._make_handler(key))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        test.addCleanup(server.server_close)
        test.addCleanup(server.shutdown)
        parameters = test.env["ir.config_parameter"].sudo()
        bundle = "\n".join(map(signing.to_pem, (certificate, root)))
        certificates = test.env["crm.contract.certificate"].with_user(test.key_manager)
        certificates._register_for(test.salesperson, bundle.encode(), SERVICE)
        parameters.set_param("signing_service.root", signing.to_pem(root))
        parameters.set_param("signing_service.url", f"http://127.0.0.1:{server.server_port}/")

    def _make_handler(self, key):
        pins = self.pins

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                pins.append(self.headers["Authorization"])
                digest = self.rfile.read(int(self.headers["Content-Length"]))
                signature = key.sign(digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))
                self.send_response(200)
                self.send_header("Content-Length", str(len(signature)))
                self.end_headers()
                self.wfile.write(signature)

            def log_message(self, *arguments):
                """Say nothing among the tests' results."""

        return Handler
