"""Paths, versions and names which the other scripts share."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
LOGS = CACHE / "log"
BUILD = ROOT / "build"
EXAMPLES = ROOT / "examples"
CONSTRAINTS = ROOT / "constraints"

MODULE = "crm_contract_sign"
EXAMPLE = "crm_contract_remote_signing"
PURE_PACKAGES = ("drafting", "approval", "rendering", "signing")
BASE_MODULES = ("sale_management", "crm", "sale_crm", "portal", "contacts")

PYTHON_VERSION = (3, 11)
DEPENDENCY_SETS = ("odoo-pins", "newest")
# The browser driver of `make demo`; it and Odoo want different versions of greenlet.
BROWSER_SET = "demo"

HTTP_PORT = int(os.environ.get("HTTP_PORT", "8069"))
DEMO_DATABASE = "contract_demo"
TEST_DATABASE = "contract_test"
BARE_DATABASE = "contract_bare"
TEMPLATE = "cs_base"
TEMPLATE_WITH_DEMO = "cs_base_demo"
