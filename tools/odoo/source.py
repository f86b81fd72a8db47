"""Odoo itself: a checkout of the developer's, or the tree of Debian's package.

No release of Odoo is on PyPI.  Debian's unstable suite has one, which an older Debian cannot
install as a system package; but it can be downloaded through a private apt state, which leaves
the machine's own untouched, and unpacked into a folder.
"""

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .console import Trouble, note, run_logged
from .settings import CACHE

TREE = CACHE / "odoo"
COMPLETE = TREE / "complete.txt"

SUITE = "sid"
ODOO_PACKAGE = "odoo-19"
ODOO_VERSION = "19.0.0+dfsg-1"
# Odoo's folders hold relative links into these.
LINKED_PACKAGES = (
    "fonts-glyphicons-halflings",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# Laid out differently in the unstable suite: these come from the machine's own release.
LINKED_PACKAGES_OF_THIS_RELEASE = ("fonts-font-awesome", "fonts-inconsolata")

# Debian leaves this file out; without it every back-end page logs an error in the browser.
SCRIPT_PACKAGE = "@mediapipe/selfie_segmentation@0.1.1675465747"
SCRIPT_PACKAGE_SHA256 = "7767b33eaa68990ee06c28bbb89f39a13a47ebb07ff0f1fd4947d9e817bb9bf9"
SCRIPT = "selfie_segmentation.js"

# apt run by root would download as a user of its own, who cannot write into our folder.
UNSANDBOXED = "APT::Sandbox::User=root"

KEYRINGS = ("debian-archive-keyring.pgp", "debian-archive-keyring.gpg")


@dataclass(frozen=True)
class OdooTree:
    """Where Odoo's code lies: the folder to import from, and its add-on folders."""

    python_path: Path
    addons_paths: tuple[Path, ...]
    version: str


def find_tree() -> OdooTree:
    """Return the tree that ``ODOO_SRC`` names, or else the one fetched before.

    :raises Trouble: when ``ODOO_SRC`` is no checkout of Odoo, or nothing was fetched
    """
    checkout = os.environ.get("ODOO_SRC")
    if checkout:
        folder = Path(checkout).expanduser().resolve()
        if not (folder / "odoo-bin").exists() or not (folder / "addons").is_dir():
            raise Trouble(f"ODOO_SRC={checkout} has no odoo-bin and addons/: not a tree of Odoo.")
        return OdooTree(folder, (folder / "addons",), f"checkout {folder}")
    if not COMPLETE.exists():
        raise Trouble("Odoo has not been fetched yet: run make setup.")
    return OdooTree(TREE / "usr/lib/python3/dist-packages", (), COMPLETE.read_text().strip())


def fetch() -> None:
    """Fetch Odoo unless there is a tree already.

    :raises Trouble: when the machine has no Debian package source, or a download fails
    """
    if os.environ.get("ODOO_SRC") or COMPLETE.exists():
        note(find_tree().version)
        return
    shutil.rmtree(TREE, ignore_errors=True)
    TREE.mkdir(parents=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        version = _download_packages(Path(scratch))
        note("unpacking")
        for package in sorted(Path(scratch).glob("*.deb")):
            run_logged(["dpkg-deb", "--extract", package, TREE], "odoo-extract")
        _add_script(Path(scratch))
    COMPLETE.write_text(f"{ODOO_PACKAGE} {version}\n")
    note(find_tree().version)


def _download_packages(folder: Path) -> str:
    """Download Odoo and the packages it links to, and return the version of Odoo."""
    mirror = _debian_mirror()
    note(f"asking {mirror} for {ODOO_PACKAGE}, about 150 MB")
    private = _private_apt_options(folder, mirror)
    run_logged(["apt-get", *private, "update"], "odoo-apt-update")
    version = _available_version(private)
    if version != ODOO_VERSION:
        note(f"version {ODOO_VERSION}, tested with this add-on, is gone; taking {version}")
    wanted = (f"{ODOO_PACKAGE}={version}", *LINKED_PACKAGES)
    run_logged(["apt-get", *private, "download", *wanted], "odoo-download", cwd=folder)
    own = ["apt-get", "-o", UNSANDBOXED, "download"]
    run_logged([*own, *LINKED_PACKAGES_OF_THIS_RELEASE], "odoo-download-linked", cwd=folder)
    return version


def _debian_mirror() -> str:
    """Return the address of this machine's Debian mirror, as apt itself understands its sources."""
    mirror = _listed_mirror()
    if not mirror and shutil.which("apt-get") and os.geteuid() == 0:
        debian.update_lists()
        mirror = _listed_mirror()
    if not mirror:
        raise Trouble(
            "This machine has no Debian package source to take Odoo from (if it has one, run\n"
            "'sudo apt-get update' once).  With a checkout of Odoo 19 none is needed:\n"
            "    make ODOO_SRC=/path/to/odoo …"
        )
    return mirror


def _listed_mirror() -> str | None:
    if not shutil.which("apt-get"):
        return None
    command = ["apt-get", "indextargets", "--format", "$(LABEL) $(COMPONENT) $(REPO_URI)"]
    listed = subprocess.run(
        [*command, "Identifier: Packages"], capture_output=True, text=True, check=True
    )
    for line in listed.stdout.splitlines():
        if line.startswith("Debian main "):
            return line.split(" ", 2)[2]
    return None


def _private_apt_options(folder: Path, mirror: str) -> list[str]:
    """Return apt options by which it keeps sources, lists and cache inside ``folder``."""
    sources, lists, archives = folder / "sources", folder / "lists", folder / "cache"
    for needed in (sources, lists / "partial", archives / "archives" / "partial"):
        needed.mkdir(parents=True)
    keyring = next(
        (path for name in KEYRINGS if (path := Path("/usr/share/keyrings") / name).exists()), None
    )
    stanza = f"Types: deb\nURIs: {mirror}\nSuites: {SUITE}\nComponents: main\n"
    if keyring:
        stanza += f"Signed-By: {keyring}\n"
    (sources / f"{SUITE}.sources").write_text(stanza)
    settings = {
        "Dir::Etc::SourceList": "/dev/null",
        "Dir::Etc::SourceParts": sources,
        "Dir::State::Lists": lists,
        "Dir::Cache": archives,
        "Acquire::Languages": "none",
    }
    words = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    return [*words, "-o", UNSANDBOXED]


def _available_version(private: list[str]) -> str:
    command = ["apt-cache", *private, "madison", ODOO_PACKAGE]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    versions = [line.split("|")[1].strip() for line in listed.stdout.splitlines()]
    if not versions:
        raise Trouble(f"Debian {SUITE} has no {ODOO_PACKAGE}; give a checkout with ODOO_SRC=….")
    return ODOO_VERSION if ODOO_VERSION in versions else versions[0]


def _add_script(scratch: Path) -> None:
    run_logged(["npm", "pack", SCRIPT_PACKAGE], "odoo-npm-pack", cwd=scratch)
    archive = next(scratch.glob("*.tgz"))
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != SCRIPT_PACKAGE_SHA256:
        raise Trouble(f"{SCRIPT_PACKAGE} is not the file we know: its SHA-256 is {digest}.")
    mail = TREE / "usr/lib/python3/dist-packages/odoo/addons/mail"
    target = mail / "static/lib/selfie_segmentation" / SCRIPT
    target.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as package:
        source = package.extractfile(f"package/{SCRIPT}")
        if source is None:
            raise Trouble(f"{SCRIPT_PACKAGE} has no {SCRIPT}.")
        target.write_bytes(source.read())
