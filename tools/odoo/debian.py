"""The Debian packages which Odoo, our PDF files and the tests need from the machine."""

import ctypes.util
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from . import postgresql
from .console import Trouble, note, run_logged


@dataclass(frozen=True)
class Requirement:
    """Something the machine must have, and the packages that bring it."""

    packages: tuple[str, ...]
    purpose: str
    is_met: Callable[[], bool]


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _library(name: str) -> Callable[[], bool]:
    return lambda: ctypes.util.find_library(name) is not None


def _font(family: str) -> Callable[[], bool]:
    def is_met() -> bool:
        if not shutil.which("fc-list"):
            return False
        found = subprocess.run(["fc-list", family], capture_output=True, check=True)
        return bool(found.stdout.strip())

    return is_met


REQUIREMENTS = (
    Requirement(("postgresql",), "the database", lambda: postgresql.find_programs() is not None),
    Requirement(
        ("python3-venv",),
        "virtual environments",
        lambda: bool(importlib.util.find_spec("ensurepip")),
    ),
    Requirement(("libpango-1.0-0",), "layout of PDF files", _library("pango-1.0")),
    Requirement(("libpangoft2-1.0-0",), "layout of PDF files", _library("pangoft2-1.0")),
    Requirement(("libharfbuzz-subset0",), "small fonts in PDF files", _library("harfbuzz-subset")),
    Requirement(("fontconfig",), "finding fonts", _program("fc-list")),
    Requirement(("fonts-noto-core",), "Latin text", _font("Noto Sans")),
    Requirement(("fonts-noto-cjk",), "Chinese text", _font("Noto Sans CJK SC")),
    Requirement(("poppler-utils",), "tests that read PDF files", _program("pdfsig")),
    Requirement(("openssl",), "tests that check signatures", _program("openssl")),
    Requirement(("softhsm2",), "tests that sign with a token", _program("softhsm2-util")),
    Requirement(("chromium",), "tests in a browser", _program("chromium")),
    Requirement(("nodejs", "npm"), "one script of Odoo's, and make lint", _program("npm")),
)


def install() -> None:
    """Install what is missing: as root by apt, otherwise by asking.

    :raises Trouble: when something is missing and this process may not install it, or when apt
        has failed
    """
    missing = [requirement for requirement in REQUIREMENTS if not requirement.is_met()]
    if not missing:
        note("all there")
        return
    for requirement in missing:
        note(f"missing: {' '.join(requirement.packages)} ({requirement.purpose})")
    packages = [package for requirement in missing for package in requirement.packages]
    install_command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        raise Trouble("Please install these with your system's package manager, then try again.")
    if os.geteuid() != 0:
        raise Trouble(
            "Please run this, then try again:\n"
            f"    sudo apt-get update && sudo {' '.join(install_command)}"
        )
    update_lists()
    run_logged(install_command, "apt-install", env={"DEBIAN_FRONTEND": "noninteractive"})
    still_missing = [item.packages[0] for item in missing if not item.is_met()]
    if still_missing:
        raise Trouble(f"Installed, and yet not found: {' '.join(still_missing)}")


def update_lists() -> None:
    """Bring the machine's own package lists up to date; needs root."""
    run_logged(["apt-get", "update"], "apt-update")
