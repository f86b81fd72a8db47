"""The command line: ``python -m tools.demo``, which ``make demo`` calls while a server runs."""

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser

from . import signature
from .client import Refused
from .contract import Contract
from .customer import browser, customer
from .inbox import Inbox
from .outcome import Unexpected
from .people import introduce, set_up
from .settings import Settings
from .stories import STORIES, Story
from .summary import Summary


def main() -> int:
    """Play every story and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.demo", description=__doc__)
    parser.add_argument("--odoo-config", help="the server's configuration; everything goes by URL")
    parser.parse_args()
    try:
        _play(Settings.from_environment())
    except (Unexpected, Refused) as trouble:
        print(f"\nThe demonstration stops here: {trouble}", file=sys.stderr)
        return 1
    return 0


def _play(settings: Settings) -> None:
    screenshots = settings.output / "screenshots"
    shutil.rmtree(screenshots, ignore_errors=True)
    screenshots.mkdir(parents=True)
    summary = Summary(settings.output / "summary.json")
    set_up(settings, summary)
    with browser() as running:
        for story in STORIES:
            _play_story(story, running, settings, summary, screenshots)
    summary.close()


def _play_story(
    story: Story, running: Browser, settings: Settings, summary: Summary, screenshots: Path
) -> None:
    summary.begin(f"A contract in {story.name}: {story.title}")
    inbox = Inbox(settings.mail)
    contract = Contract(introduce(settings, story), story, summary)
    address = contract.play()
    with customer(running, story, screenshots) as signatory:
        signature.sign(signatory, inbox, address, summary)
        document = signature.collect(signatory, contract, story, settings, summary)
        signature.verify(signatory, document, story, settings, summary)


if __name__ == "__main__":
    sys.exit(main())
