import { registry } from "@web/core/registry";
import { draw } from "./pen";

const tours = registry.category("web_tour.tours");
// The one-time code that the tests' server gives.
const CODE = "123456";

const field = (name) => `.o_crm_contract_form [data-field=${name}]`;

/** Enter what the tours' own way of typing can't: several lines, a date. */
function enter(value) {
    return ({ anchor }) => {
        anchor.value = value;
        anchor.dispatchEvent(new InputEvent("input", { bubbles: true }));
    };
}

function assertFitsTheScreen() {
    if (document.documentElement.scrollWidth > window.innerWidth) {
        throw new Error("The page is wider than the screen.");
    }
}

tours.add("crm_contract_sign_customer_fills_in", {
    steps: () => [
        {
            content: "the form can be read",
            trigger: ".o_crm_contract_sheet[data-page='1'] .o_crm_contract_text span",
        },
        { trigger: ".o_crm_contract_start:enabled", run: "click" },
        {
            trigger: ".o_crm_contract_ceremony[data-step=identify] .o_crm_contract_code",
            run: `edit ${CODE}`,
        },
        {
            trigger: ".o_crm_contract_ceremony[data-step=fill] .o_crm_contract_form",
            run: assertFitsTheScreen,
        },
        {
            content: "a question whose condition does not hold is not asked",
            trigger: `.o_crm_contract_form:not(:has([data-field=order_number]))`,
        },
        { trigger: `${field("has_order_number")} input`, run: "click" },
        { trigger: `${field("order_number")} input`, run: "edit PO-1" },
        { trigger: `${field("has_order_number")} input`, run: "click" },
        { trigger: `.o_crm_contract_form:not(:has([data-field=order_number]))` },
        { trigger: `${field("has_order_number")} input`, run: "click" },
        {
            content: "what was typed is still there",
            trigger: `${field("order_number")} input`,
            run({ anchor }) {
                if (anchor.value !== "PO-1") {
                    throw new Error("What was typed is lost.");
                }
            },
        },
        { trigger: ".o_crm_contract_send_form:enabled", run: "click" },
        {
            content: "what is missing is said beside the field, and the first gets the keyboard",
            trigger: `${field("address")} .o_crm_contract_field_fault`,
            run() {
                if (
                    document.activeElement !== document.querySelector("#crm_contract_field_address")
                ) {
                    throw new Error("The first field that was refused has not got the keyboard.");
                }
            },
        },
        { trigger: `${field("address")} textarea`, run: enter("Dock 4\nBristol") },
        { trigger: `${field("day")} input`, run: enter("2031-05-04") },
        { trigger: "button:contains(Back to the document)", run: "click" },
        {
            trigger: ".o_crm_contract_ceremony[data-step=read] .o_crm_contract_start",
            run: "click",
        },
        {
            content: "nothing is lost on the way to the document and back",
            trigger: `${field("address")} textarea`,
            run({ anchor }) {
                if (!anchor.value.includes("Dock 4")) {
                    throw new Error("What was filled in is lost.");
                }
            },
        },
        { trigger: ".o_crm_contract_send_form:enabled", run: "click", expectUnloadPage: true },
        {
            content: "straight on to the finished document, without another code",
            trigger: ".o_crm_contract_start:contains(Continue to Sign)",
            run: "click",
        },
        { trigger: ".o_crm_contract_pad canvas", run: draw },
        { trigger: ".o_crm_contract_consent input", run: "click" },
        { trigger: ".o_crm_contract_sign:enabled", run: "click", expectUnloadPage: true },
        { content: "signed", trigger: ".o_crm_contract_download" },
    ],
});

tours.add("crm_contract_sign_colleague_fills_in", {
    steps: () => [
        { trigger: "button[name=action_open_fill_in]", run: "click" },
        { trigger: ".modal .o_crm_contract_form .o_web_sign_draw_button", run: "click" },
        { trigger: ".modal .o_crm_contract_send_form:enabled", run: "click" },
        { content: "initials are required", trigger: ".modal .o_crm_contract_fault" },
        { trigger: ".modal .o_crm_contract_pad canvas", run: draw },
        { trigger: ".modal .o_crm_contract_send_form:enabled", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_form_view:not(:has(button[name=action_open_fill_in]))" },
    ],
});
