import { onMounted, onWillUnmount, useExternalListener } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

// How long nobody need touch a colleague's device for its page to close.
const IDLE_MILLISECONDS = 5 * 60 * 1000;

/**
 * End a visit on a colleague's device with the page that shows it: when the page is left, and when
 * nobody has touched it for a while.  Whoever holds the device next signs in nobody's name.
 *
 * @param {string} baseUrl the address of the page
 * @param {number} page which loading of the page this is; 0 where the signatory came by a link
 */
export function useVisitEnd(baseUrl, page) {
    if (!page) {
        return;
    }
    const url = `${baseUrl}/leave`;
    const makeBody = () => new URLSearchParams({ page });
    let timer;

    async function close() {
        await browser.fetch(url, { method: "POST", body: makeBody() }).catch(() => {});
        browser.location.reload();
    }

    function wait() {
        browser.clearTimeout(timer);
        timer = browser.setTimeout(close, IDLE_MILLISECONDS);
    }

    for (const type of ["pointerdown", "keydown", "wheel", "touchmove"]) {
        useExternalListener(window, type, wait, { capture: true, passive: true });
    }
    useExternalListener(window, "pagehide", () => navigator.sendBeacon(url, makeBody()));
    // A page that the browser kept for its Back button shows what it showed before.
    useExternalListener(window, "pageshow", (ev) => ev.persisted && browser.location.reload());
    onMounted(wait);
    onWillUnmount(() => browser.clearTimeout(timer));
}
