import ast
import io
import re
import subprocess
import sys
import textwrap
import tokenize
from pathlib import Path

from odoo.modules import Manifest
from odoo.tests import BaseCase, TransactionCase, tagged

from ..lifecycle import CONTRACT_LIFECYCLE

MODULE = "crm_contract_sign"
ADDON = Path(__file__).parents[1]
HEAVY_LIBRARIES = ("jieba", "nltk", "pyhanko", "sklearn", "weasyprint")
PURE_MODULES = ("approval", "drafting", "errors", "lifecycle", "rendering", "signing")
# As many lines as fit into a reader's head; and, by name, what does not fit yet.
LINES_A_FILE, LINES_A_FUNCTION, LINES_A_RECORD = 400, 40, 120
LONG_FILES = set()
LONG_FUNCTIONS = {
    "models/crm_contract_error_messages.py:_get_key_errors",
    "models/crm_contract_error_messages.py:_get_signature_errors",
}
LONG_RECORDS = {"crm_contract_view_form_signing"}
# Steps that follow from another one, and so are no button of their own.
TRANSITIONS_WITHOUT_AN_ACTION = {"abort", "activate", "decline", "expire"}
RECORD = re.compile(
    r'^ {4}<(record|template)\b[^>]*?\bid="(\w+)".*?^ {4}</\1>', re.MULTILINE | re.DOTALL
)
UNSAFE_MODULES = {"dill", "joblib", "marshal", "pickle", "shelve"}
UNSAFE_CALLS = {"eval", "exec", "safe_eval", "print"}
REMINDER = re.compile(r"(?:#|//|/\*|<!--)\s*(TODO|FIXME|XXX|HACK)\b")


def find_python(*, tests=False):
    """The add-on's Python files."""
    for path in sorted(ADDON.rglob("*.py")):
        if tests or "tests" not in path.relative_to(ADDON).parts:
            yield path


def find_comments(source):
    """The comments of a Python text, by line."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


def find_methods(path):
    """The methods in a file of models: the name of the model, and the method."""
    for model in ast.parse(path.read_text()).body:
        if not isinstance(model, ast.ClassDef):
            continue
        names = {
            statement.targets[0].id: ast.unparse(statement.value).strip("'")
            for statement in model.body
            if isinstance(statement, ast.Assign)
        }
        for statement in model.body:
            if isinstance(statement, ast.FunctionDef):
                yield names.get("_name") or names["_inherit"], statement


def run_python(code):
    """Run ``code`` in an interpreter that has imported nothing yet; its output and exit code."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=ADDON.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@tagged("post_install", "-at_install")
class TestFiles(BaseCase):
    """Where things are: nothing forgotten, nothing under another name."""

    def test_manifest_lists_every_data_file_once(self):
        manifest = Manifest.for_addon(MODULE)
        listed = [*manifest["data"], *manifest["demo"]]
        folders = ("data", "demo", "report", "security", "views", "wizards")
        found = [
            str(path.relative_to(ADDON))
            for folder in folders
            for path in (ADDON / folder).rglob("*")
            if path.suffix in (".xml", ".csv")
        ]
        self.assertCountEqual(listed, found)

    def test_manifest_names_assets_that_exist(self):
        for bundle, patterns in Manifest.for_addon(MODULE)["assets"].items():
            for pattern in patterns:
                with self.subTest(bundle=bundle, pattern=pattern):
                    self.assertTrue(any(path.is_file() for path in ADDON.parent.glob(pattern)))

    def test_a_file_of_models_is_named_for_them(self):
        for folder in ("models", "wizards"):
            for path in sorted((ADDON / folder).glob("[!_]*.py")):
                names = find_model_names(path)
                with self.subTest(file=path.name):
                    self.assertTrue(names)
                    self.assertFalse([name for name in names if not is_home(path.stem, name)])

    def test_every_file_is_imported_by_its_package(self):
        for folder in ("controllers", "models", "wizards", "tests"):
            tree = ast.parse((ADDON / folder / "__init__.py").read_text())
            imported = {
                alias.name
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom)
                for alias in node.names
            }
            pattern = "test_*.py" if folder == "tests" else "[!_]*.py"
            modules = {path.stem for path in (ADDON / folder).glob(pattern)}
            with self.subTest(folder=folder):
                self.assertEqual(modules - imported, set())

    def test_an_override_is_loaded_after_what_it_overrides(self):
        defined, hidden = set(), []
        for folder in ("models", "wizards"):
            text = (ADDON / folder / "__init__.py").read_text()
            for module in re.findall(r"from \. import (\w+)", text):
                for model, method in find_methods(ADDON / folder / f"{module}.py"):
                    name = (model, method.name)
                    if name in defined and "super(" not in ast.unparse(method):
                        hidden.append(f"{module}: {model}.{method.name}")
                    defined.add(name)
        self.assertEqual(hidden, [])


@tagged("post_install", "-at_install")
class TestLength(BaseCase):
    """No file, function or record is too long; the few exceptions are named, and only get fewer."""

    def test_files(self):
        long = {
            str(path.relative_to(ADDON))
            for path in sorted(ADDON.rglob("*.*"))
            if path.suffix in (".py", ".js", ".css", ".scss", ".xml")
            # Texts of clauses and templates are as long as they are.
            and path.parent.name not in ("data", "demo")
            and len(path.read_text().splitlines()) > LINES_A_FILE
        }
        self.assertEqual(long, LONG_FILES)

    def test_functions(self):
        long = {
            f"{path.relative_to(ADDON)}:{node.name}"
            for path in find_python(tests=True)
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            and node.end_lineno - node.lineno >= LINES_A_FUNCTION
        }
        self.assertEqual(long, LONG_FUNCTIONS)

    def test_records(self):
        long = {
            match[2]
            for folder in ("report", "views", "wizards")
            for path in sorted((ADDON / folder).glob("*.xml"))
            for match in RECORD.finditer(path.read_text())
            if match.group().count("\n") >= LINES_A_RECORD
        }
        self.assertEqual(long, LONG_RECORDS)


@tagged("post_install", "-at_install")
class TestTransitions(BaseCase):
    """Every edge of the lifecycle is walked somewhere, and only those are."""

    def test_every_transition_is_made_and_no_other(self):
        made = {
            name.value
            for path in find_python()
            for call in ast.walk(ast.parse(path.read_text()))
            if isinstance(call, ast.Call) and getattr(call.func, "attr", None) == "_transition"
            for name in ast.walk(call.args[0])
            if isinstance(name, ast.Constant)
        }
        self.assertEqual(made, {transition.name for transition in CONTRACT_LIFECYCLE})

    def test_every_transition_that_somebody_chooses_has_an_action(self):
        actions = {
            node.name.removeprefix("action_")
            for path in find_python()
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.FunctionDef) and node.name.startswith("action_")
        }
        chosen = {transition.name for transition in CONTRACT_LIFECYCLE}
        self.assertEqual(chosen - actions, TRANSITIONS_WITHOUT_AN_ACTION)


@tagged("post_install", "-at_install")
class TestCode(BaseCase):
    """What no line of the add-on does."""

    def test_every_sudo_says_why(self):
        for path in find_python():
            source = path.read_text()
            comments = find_comments(source)
            for function in ast.walk(ast.parse(source)):
                if isinstance(function, ast.FunctionDef):
                    self._check_sudo(path, function, comments)

    def _check_sudo(self, path, function, comments):
        """A comment in the same function, on the line of the call or above it, gives the reason."""
        calls = [
            node
            for node in ast.walk(function)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "sudo"
            and not node.args
        ]
        for call in calls:
            reasons = [
                line
                for line, comment in comments.items()
                if "sudo:" in comment and function.lineno <= line <= call.func.end_lineno
            ]
            with self.subTest(place=f"{path.name}:{call.func.end_lineno}"):
                self.assertTrue(reasons, "sudo() without a comment “sudo: why”")

    def test_nothing_is_unpickled_or_evaluated_or_printed(self):
        offences = [
            f"{path.name}:{node.lineno}"
            for path in find_python(tests=True)
            for node in ast.walk(ast.parse(path.read_text()))
            if get_imports(node) & UNSAFE_MODULES or get_called_name(node) in UNSAFE_CALLS
        ]
        self.assertEqual(offences, [])

    def test_nothing_is_left_to_do_in_a_comment(self):
        left = [
            f"{path.name}:{line}"
            for path in find_python(tests=True)
            for line, comment in find_comments(path.read_text()).items()
            if REMINDER.match(comment)
        ]
        left += [
            path.name
            for suffix in ("xml", "js", "scss", "css")
            for path in ADDON.rglob(f"*.{suffix}")
            if REMINDER.search(path.read_text())
        ]
        self.assertEqual(left, [])


@tagged("post_install", "-at_install")
class TestImports(BaseCase):
    """What a server loads, and what it does without."""

    def test_a_server_that_loads_the_models_loads_no_heavy_library(self):
        result = run_python(
            f"""
            import sys
            import odoo.addons
            odoo.addons.__path__.append({str(ADDON.parent)!r})
            import odoo.addons.{MODULE}.models
            assert "odoo.addons.{MODULE}.models.crm_contract_signing" in sys.modules
            print(*sorted(set({HEAVY_LIBRARIES!r}) & set(sys.modules)))
            """
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout.split(), [])

    def test_pure_packages_work_where_there_is_no_odoo(self):
        for name in PURE_MODULES:
            result = run_python(
                f"""
                import sys

                class Refusal:
                    def find_spec(self, name, path=None, target=None):
                        if name.split(".")[0] in ("odoo", "psycopg2", "werkzeug"):
                            raise ImportError(name + " is not here")

                sys.meta_path.insert(0, Refusal())
                import {MODULE}.{name}
                assert not {{"odoo", "psycopg2", "werkzeug"}} & set(sys.modules)
                """
            )
            with self.subTest(package=name):
                self.assertEqual(result.returncode, 0, result.stderr)


@tagged("post_install", "-at_install")
class TestModels(TransactionCase):
    """What the registry says of our models."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        data = cls.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.model")]
        )
        names = cls.env["ir.model"].browse(data.mapped("res_id")).mapped("model")
        cls.own = [cls.env[name] for name in names if name.startswith("crm.contract")]

    def test_every_model_that_is_stored_has_access_rights(self):
        for model in self.own:
            if not model._abstract:
                with self.subTest(model=model._name):
                    rights = self.env["ir.model.access"].search(
                        [("model_id.model", "=", model._name), ("group_id", "!=", False)]
                    )
                    self.assertTrue(rights)

    def test_no_field_of_another_module_is_replaced(self):
        for name, model in self.registry.items():
            if not name.startswith("crm.contract"):
                for field in model._fields.values():
                    is_shared = MODULE in field._modules and len(field._modules) > 1
                    if is_shared and not field.inherited:
                        self.fail(f"{field} is defined by {field._modules}")

    def test_no_access_right_is_for_everyone(self):
        rights = self.env["ir.model.access"].search(
            [("model_id.model", "=like", "crm.contract%"), ("group_id", "=", False)]
        )
        self.assertFalse(rights)

    def test_what_a_contract_owns_is_hidden_with_it(self):
        """Every model that belongs to a contract has rules of its own, or is a dialog's."""
        for model in self.own:
            if "contract_id" in model._fields and not (model._abstract or model._transient):
                with self.subTest(model=model._name):
                    rules = self.env["ir.rule"].search([("model_id.model", "=", model._name)])
                    self.assertTrue(rules.filtered(lambda rule: not rule.groups))
                    self.assertTrue(rules.filtered("groups"))

    def test_states_are_those_of_the_lifecycle(self):
        contracts = self.env["crm.contract"]
        states = [state for state, _label in contracts._fields["state"].selection]
        self.assertCountEqual(states, contracts._get_lifecycle().states)

    def test_every_button_calls_an_action(self):
        views = self.env["ir.ui.view"].search([("model", "=like", "crm.contract%")])
        for view in views:
            for name in re.findall(
                r'<button[^>]*?\bname="(\w+)"[^>]*?\btype="object"|'
                r'<button[^>]*?\btype="object"[^>]*?\bname="(\w+)"',
                view.arch,
            ):
                with self.subTest(view=view.xml_id):
                    self.assertRegex("".join(name), r"^action_")


def find_model_names(path):
    """The models that a file defines or extends."""
    names = []
    for definition in ast.parse(path.read_text()).body:
        if isinstance(definition, ast.ClassDef):
            given = {
                statement.targets[0].id: ast.literal_eval(statement.value)
                for statement in definition.body
                if isinstance(statement, ast.Assign)
                and statement.targets[0].id in ("_name", "_inherit")
            }
            names.append(given.get("_name") or given["_inherit"])
    return names


def is_home(stem, model):
    """Whether a file is the place for a model: its own, one of its concerns, or its relatives'."""
    words, wanted = stem.split("_"), re.split(r"[._]", model)
    rest = iter(words)
    is_own_or_concern = all(word in rest for word in wanted)
    return is_own_or_concern or wanted[: len(words)] == words


def get_called_name(node):
    """The name of the function that an expression calls, without a module's."""
    is_plain_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return node.func.id if is_plain_call else None


def get_imports(node):
    """The top-level modules that a statement imports."""
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and not node.level:
        return {(node.module or "").partition(".")[0]}
    return set()
