import { registry } from "@web/core/registry";
import { draw } from "./pen";

const tours = registry.category("web_tour.tours");
// The one-time code that the tests' server gives.
const CODE = "123456";
const MAXIMUM_TAPS = 5;
const TAPS = "crm_contract_sign.taps";

/** Count what the signatory taps from now on, the drawing aside; until the page is left. */
function countTaps() {
    sessionStorage.setItem(TAPS, "0");
    const isTap = (target) => !target.closest("canvas, input:not([type=checkbox]), textarea");
    document.addEventListener(
        "click",
        (ev) =>
            isTap(ev.target) &&
            sessionStorage.setItem(TAPS, String(Number(sessionStorage.getItem(TAPS)) + 1)),
        { capture: true },
    );
}

const read = [
    {
        content: "the document is on the screen, with its text",
        trigger: ".o_crm_contract_sheet[data-page='1'] .o_crm_contract_text span",
        run: countTaps,
    },
];

const identify = [
    {
        content: "the code is sent off with its last digit",
        trigger: ".o_crm_contract_ceremony[data-step=identify] .o_crm_contract_code",
        run: `edit ${CODE}`,
    },
];

const begin = [
    ...read,
    { trigger: ".o_crm_contract_start:enabled", run: "click" },
    ...identify,
    { trigger: ".o_crm_contract_ceremony[data-step=sign] .o_crm_contract_sign:disabled" },
];

const sign = [
    {
        content: "nobody signs before they have agreed",
        trigger: ".o_crm_contract_sign:disabled",
    },
    { trigger: ".o_crm_contract_consent input", run: "click" },
    {
        trigger: ".o_crm_contract_sign:enabled",
        run: "click",
        expectUnloadPage: true,
    },
    { content: "signed", trigger: ".o_crm_contract_download" },
];

const drawAndSign = [
    { trigger: ".o_crm_contract_pad canvas", run: draw },
    ...sign,
    {
        trigger: ".o_crm_contract_download",
        run() {
            const taps = Number(sessionStorage.getItem(TAPS));
            if (taps < 1 || taps > MAXIMUM_TAPS) {
                throw new Error(`Signing took ${taps} taps; it may take ${MAXIMUM_TAPS}.`);
            }
        },
    },
];

tours.add("crm_contract_sign_customer_draws", { steps: () => [...begin, ...drawAndSign] });

tours.add("crm_contract_sign_customer_without_web_crypto", {
    steps: () => [
        {
            trigger: ".o_crm_contract_ceremony",
            run() {
                Object.defineProperty(window.crypto, "subtle", { value: undefined });
            },
        },
        ...begin,
        ...drawAndSign,
    ],
});

tours.add("crm_contract_sign_customer_needs_web_crypto", {
    steps: () => [
        ...begin,
        { trigger: ".o_crm_contract_pad canvas", run: draw },
        { trigger: ".o_crm_contract_consent input", run: "click" },
        {
            trigger: ".o_crm_contract_sign:enabled",
            async run({ click }) {
                Object.defineProperty(window.crypto, "subtle", { value: undefined });
                await click();
            },
        },
        { trigger: ".o_crm_contract_panel .alert-danger:contains(your own browser)" },
    ],
});

tours.add("crm_contract_sign_customer_types", {
    steps: () => [
        ...begin,
        { trigger: ".o_web_sign_auto_button", run: "click" },
        {
            content: "characters that mean something in addresses and in HTML are but letters",
            trigger: ".o_crm_contract_typed",
            run: "edit <img src=x onerror=alert(1)> #1 100%",
        },
        { trigger: ".o_crm_contract_pad canvas", run: "canvasNotEmpty" },
        { trigger: ".o_crm_contract_font", run: "click" },
        { trigger: ".o_crm_contract_pad canvas", run: "canvasNotEmpty" },
        ...sign,
    ],
});

/** A file as a signatory's own device has it. */
async function choose(input, name, type, makeContent) {
    const files = new DataTransfer();
    files.items.add(new File([await makeContent()], name, { type }));
    input.files = files.files;
    input.dispatchEvent(new Event("change"));
}

async function makePicture() {
    const canvas = new OffscreenCanvas(400, 160);
    const context = canvas.getContext("2d");
    context.lineWidth = 6;
    context.moveTo(20, 120);
    context.lineTo(380, 30);
    context.stroke();
    return canvas.convertToBlob({ type: "image/png" });
}

tours.add("crm_contract_sign_customer_uploads", {
    steps: () => [
        ...begin,
        {
            trigger: ".o_web_sign_load_button",
            run({ anchor, click }) {
                // The device's own dialog can't be shown in a test.
                HTMLInputElement.prototype.showPicker = () => {};
                const open = HTMLInputElement.prototype.click;
                HTMLInputElement.prototype.click = function () {
                    return this.type === "file" ? undefined : open.call(this);
                };
                anchor.click();
            },
        },
        {
            content: "a file that only claims to be a picture is refused",
            trigger: ".o_crm_contract_pad input[type=file]:not(:visible)",
            run: ({ anchor }) =>
                choose(anchor, "signature.png", "image/png", () => "<script>alert(1)</script>"),
        },
        { trigger: ".o_web_sign_load_invalid" },
        { trigger: ".o_crm_contract_sign:disabled" },
        {
            trigger: ".o_crm_contract_pad input[type=file]:not(:visible)",
            run: ({ anchor }) => choose(anchor, "signature.png", "image/png", makePicture),
        },
        { trigger: ".o_crm_contract_pad canvas", run: "canvasNotEmpty" },
        ...sign,
    ],
});

tours.add("crm_contract_sign_customer_declines", {
    steps: () => [
        ...read,
        { trigger: ".o_crm_contract_start_decline", run: "click" },
        ...identify,
        { trigger: ".o_crm_contract_decline:disabled" },
        { trigger: "#decline_reason", run: "edit Too dear <script>alert(1)</script>" },
        { trigger: ".o_crm_contract_decline:enabled", run: "click", expectUnloadPage: true },
        { trigger: ".o_crm_contract_notice h1:contains(declined)" },
    ],
});

tours.add("crm_contract_sign_customer_goes_back", {
    steps: () => [
        ...begin,
        { trigger: "button:contains(Back to the document)", run: "click" },
        { trigger: ".o_crm_contract_ceremony[data-step=read] .o_crm_contract_start", run: "click" },
        { content: "no second code", trigger: ".o_crm_contract_ceremony[data-step=sign]" },
    ],
});

tours.add("crm_contract_sign_customer_reads", {
    steps: () => [
        {
            trigger: ".o_crm_contract_sheet[data-page='1'] canvas",
            run({ anchor }) {
                const { innerWidth } = window;
                if (document.documentElement.scrollWidth > innerWidth) {
                    throw new Error("The page is wider than the screen.");
                }
                if (anchor.getBoundingClientRect().width < innerWidth * 0.6) {
                    throw new Error("The document leaves much of the screen unused.");
                }
            },
        },
        {
            content: "letters can be made larger",
            trigger: ".o_crm_contract_larger",
            async run({ click }) {
                const sheet = document.querySelector(".o_crm_contract_sheet");
                const before = sheet.clientWidth;
                await click();
                if (sheet.clientWidth <= before) {
                    throw new Error("The document did not get larger.");
                }
            },
        },
        {
            content: "further pages are drawn when they are scrolled to",
            trigger: ".o_crm_contract_sheet[data-page='1'] canvas",
            run: () => document.querySelector(".o_crm_contract_sheet:last-child").scrollIntoView(),
        },
        { trigger: ".o_crm_contract_sheet:last-child canvas" },
        {
            content: "the reader knows where they are",
            trigger: ".o_crm_contract_reader_bar",
            run({ anchor }) {
                const [page, count] = anchor.textContent.match(/\d+/g).map(Number);
                if (page < count - 1) {
                    throw new Error(`The last page is on the screen, but it says ${page}.`);
                }
            },
        },
        {
            content: "what to do next is always in sight",
            trigger: ".o_crm_contract_start",
            run({ anchor }) {
                const { top, bottom } = anchor.getBoundingClientRect();
                if (top < 0 || bottom > window.innerHeight) {
                    throw new Error("The button to sign is out of sight.");
                }
            },
        },
    ],
});
