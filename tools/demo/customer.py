"""A customer at a browser: reads, enters the code, draws a signature, verifies."""

import math
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, sync_playwright

from .outcome import Unexpected, expect
from .stories import Story

CHROMIUM = "/usr/bin/chromium"
MILLISECONDS = 30_000
STROKE_POINTS = 60


@contextmanager
def browser() -> Iterator[Browser]:
    """Run the machine's Chromium, without a window, for as long as the block lasts."""
    # Chromium has no sandbox for root, who runs containers.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        try:
            yield running
        finally:
            running.close()


@contextmanager
def customer(running: Browser, story: Story, screenshots: Path) -> Iterator["Customer"]:
    """Give a story's customer a window of their own for as long as the block lasts.

    :raises Unexpected: when a page does not show what it should
    """
    screen = story.screen
    context = running.new_context(
        viewport={"width": screen.width, "height": screen.height},
        device_scale_factor=screen.scale,
        is_mobile=screen.is_phone,
        has_touch=screen.is_phone,
        locale=story.locale,
    )
    context.set_default_timeout(MILLISECONDS)
    window = Customer(context, story, screenshots)
    try:
        yield window
    except Error as error:
        window.take_screenshot("failed")
        raise Unexpected(f"In the {story.name} customer's browser: {error.message}") from error
    finally:
        context.close()


class Customer:
    """A customer's window, and what they do in it; each thing leaves a screenshot.

    :param context: the browser's window
    :param story: whose customer it is
    :param screenshots: the folder for the pictures
    """

    def __init__(self, context: BrowserContext, story: Story, screenshots: Path) -> None:
        self._page: Page = context.new_page()
        self._story = story
        self._screenshots = screenshots
        self._count = 0

    def open_contract(self, link: str) -> None:
        """Open the link from the e-mail and wait until the document is on the screen."""
        self._go(link)
        self._expect_language(self._page.locator(".o_crm_contract_start"))
        document = self._page.locator(".o_crm_contract_reader")
        document.locator(".o_crm_contract_text span").first.wait_for(state="attached")
        self.take_screenshot("read")

    def ask_for_code(self) -> None:
        """Press *Sign*; the page then asks for the code that went out by e-mail."""
        self._page.locator(".o_crm_contract_start").click()
        self._page.locator(".o_crm_contract_code").wait_for()
        self.take_screenshot("identify")

    def enter_code(self, code: str) -> None:
        """Enter the one-time code; the page then shows where to draw."""
        # The page sends the code off with its last digit.
        self._page.locator(".o_crm_contract_code").fill(code)
        self._page.locator(".o_crm_contract_pad canvas").wait_for()

    def draw_signature(self) -> None:
        """Draw a signature with the mouse."""
        canvas = self._page.locator(".o_crm_contract_pad canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        if not box:
            raise Unexpected("There is nothing to draw the signature on.")
        mouse = self._page.mouse
        for index in range(STROKE_POINTS + 1):
            across, down = _signature_point(index / STROKE_POINTS)
            mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
            if index == 0:
                mouse.down()
        mouse.up()
        self._page.locator(".o_crm_contract_consent input").check()
        # The page lets nobody sign before something is drawn.
        self._page.locator(".o_crm_contract_sign:enabled").wait_for()
        self.take_screenshot("draw")

    def sign(self) -> str:
        """Sign, and return the heading of the page that says thank you."""
        self._page.locator(".o_crm_contract_sign").click()
        self._page.locator(".o_crm_contract_download").wait_for()
        self.take_screenshot("signed")
        return self._expect_language(self._page.locator("h1").first)

    def download_document(self, target: Path) -> None:
        """Download the signed document from the page that says thank you."""
        self._download(self._page.locator(".o_crm_contract_download"), target)

    def download_certificate(self, target: Path) -> None:
        """Download the certificate of completion from the page that says thank you."""
        self._download(self._page.locator("a[href$='/certificate.pdf']"), target)

    def verify(self, address: str, document: Path, name: str) -> bool:
        """Upload a document to the public page and return whether it is accepted.

        :param address: the page's address
        :param name: the screenshot's name
        """
        self._go(address)
        self._expect_language(self._page.locator("h1").first)
        self._page.locator("input[type=file]").set_input_files(document)
        self._page.locator("form:has(input[type=file]) button[type=submit]").click()
        verdict = self._page.locator(".o_crm_contract_verdict")
        verdict.wait_for()
        self.take_screenshot(name, full_page=True)
        return "alert-success" in (verdict.get_attribute("class") or "")

    def verdict(self) -> str:
        """Return the headline of the verdict on the screen."""
        return self._page.locator(".o_crm_contract_verdict b").first.inner_text()

    def _go(self, address: str) -> None:
        answer = self._page.goto(address)
        status = answer.status if answer else 0
        expect(status == 200, f"The page {address} answers with status {status}.")

    def _download(self, link: Locator, target: Path) -> None:
        with self._page.expect_download() as download:
            link.click()
        download.value.save_as(target)

    def _expect_language(self, element: Locator) -> str:
        """Make sure that words of the page are in the customer's language, and return them."""
        words = element.inner_text().strip()
        expect(
            bool(re.search(self._story.mark, words)),
            f"This should be in {self._story.name}: “{words}”.",
        )
        return words

    def take_screenshot(self, name: str, *, full_page: bool = False) -> None:
        """Keep a picture of what is on the screen."""
        self._count += 1
        path = self._screenshots / f"{self._story.code}-{self._count}-{name}.png"
        self._page.screenshot(path=path, full_page=full_page)


def _signature_point(part: float) -> tuple[float, float]:
    """Return a point of a scrawl of loops, as shares of the pad's width and height.

    :param part: how much of the scrawl is drawn already, from 0 to 1
    """
    turn = part * 8 * math.pi
    across = 0.12 + 0.7 * part + 0.05 * math.sin(turn)
    down = 0.5 - 0.26 * math.cos(turn) * (1 - 0.55 * part)
    return across, down
