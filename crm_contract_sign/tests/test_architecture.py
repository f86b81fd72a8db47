import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..lifecycle import CONTRACT_LIFECYCLE

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/architecture.md"
DIAGRAM = re.compile(r"(?<=```mermaid\n).*?(?=```)", re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)#:]+?)(?:#[^)]*)?\)")
MOST_LINES = 300


@tagged("post_install", "-at_install")
class TestArchitecturePage(BaseCase):
    """The page shows the code as it is."""

    def test_the_diagram_is_that_of_the_lifecycle(self):
        expected = CONTRACT_LIFECYCLE.mermaid() + "\n"
        (shown,) = DIAGRAM.findall(PAGE.read_text())
        self.assertEqual(shown, expected, f"Put this into {PAGE}:\n{expected}")

    def test_the_pure_calls_that_it_names_are_there(self):
        from .. import approval, drafting, rendering, signing

        packages = {
            "approval": approval,
            "drafting": drafting,
            "rendering": rendering,
            "signing": signing,
        }
        named = re.findall(rf"`({'|'.join(packages)})\.(\w+)`", PAGE.read_text())
        self.assertTrue(named)
        for package, name in named:
            with self.subTest(name=f"{package}.{name}"):
                self.assertTrue(hasattr(packages[package], name))


@tagged("post_install", "-at_install")
class TestGuides(BaseCase):
    """The guides stay short, and lead where they say."""

    def test_every_check_is_explained_to_users(self):
        from .. import drafting

        guide = (ROOT / "docs/guide-user.md").read_text()
        for check in drafting.registered_checks():
            with self.subTest(check=check.code):
                self.assertIn(f"`{check.code}`", guide)

    def _get_pages(self):
        return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

    def test_every_link_leads_to_a_file(self):
        for page in self._get_pages():
            for match in LINK.finditer(page.read_text()):
                with self.subTest(page=page.name, link=match["target"]):
                    self.assertTrue((page.parent / match["target"]).exists())

    def test_no_guide_for_users_or_administrators_is_longer_than_three_hundred_lines(self):
        for name in ("guide-user.md", "guide-administrator.md"):
            with self.subTest(page=name):
                lines = (ROOT / "docs" / name).read_text().splitlines()
                self.assertLessEqual(len(lines), MOST_LINES)

    def test_every_decision_is_a_page_and_in_the_list(self):
        listed = (ROOT / "docs/decisions/README.md").read_text()
        for page in sorted((ROOT / "docs/decisions").glob("0*.md")):
            with self.subTest(page=page.name):
                self.assertIn(f"({page.name})", listed)
                self.assertLessEqual(len(page.read_text().splitlines()), 40)
