import { Component, mount, xml } from "@odoo/owl";
import { useVisitEnd } from "@crm_contract_sign/portal/visit";
import { describe, expect, getFixture, mockFetch, test } from "@odoo/hoot";
import { advanceTime, animationFrame, manuallyDispatchProgrammaticEvent } from "@odoo/hoot-dom";
import { browser } from "@web/core/browser/browser";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";

describe.current.tags("headless");

const MINUTE = 60 * 1000;

async function openPage(page) {
    class Page extends Component {
        static template = xml`<p>Page</p>`;
        static props = [];
        setup() {
            useVisitEnd("/contract/sign/visit-1-x", page);
        }
    }
    mockFetch((url, { method, body }) => {
        expect.step(`${method} ${url} ${body}`);
        return {};
    });
    patchWithCleanup(browser.location, { reload: () => expect.step("reload") });
    await mount(Page, getFixture());
}

test("a page that nobody touches for five minutes closes", async () => {
    await openPage(3);
    await advanceTime(4 * MINUTE);
    manuallyDispatchProgrammaticEvent(window, "pointerdown");
    await advanceTime(4 * MINUTE);
    expect.verifySteps([]);
    await advanceTime(2 * MINUTE);
    await animationFrame();
    expect.verifySteps(["POST /contract/sign/visit-1-x/leave page=3", "reload"]);
});

test("a page that is left says so, and which it was", async () => {
    await openPage(2);
    patchWithCleanup(navigator, {
        sendBeacon: (url, body) => expect.step(`beacon ${url} ${body}`),
    });
    manuallyDispatchProgrammaticEvent(window, "pagehide");
    expect.verifySteps(["beacon /contract/sign/visit-1-x/leave page=2"]);
});

test("a page on the signatory's own device neither closes nor says goodbye", async () => {
    await openPage(0);
    await advanceTime(60 * MINUTE);
    expect.verifySteps([]);
});
