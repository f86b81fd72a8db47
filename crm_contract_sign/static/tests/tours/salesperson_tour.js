import { registry } from "@web/core/registry";

const HEADINGS = "[name=section_ids] .o_data_row [name=name]";

function say(text) {
    return `editor ${text}`;
}

/** Open a section, write its text anew, and close it. */
function rewriteSection(heading, text) {
    return [
        {
            content: `Open “${heading}”`,
            trigger: `${HEADINGS}:contains(/^${heading}$/)`,
            run: "click",
        },
        {
            content: "Write its text anew",
            trigger: ".modal .odoo-editor-editable li:last",
            run: say(text),
        },
        {
            content: "Close it",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
    ];
}

/** From the partner's form to a contract in review, a mistake made and mended on the way. */
registry.category("web_tour.tours").add("crm_contract_salesperson_drafts", {
    steps: () => [
        {
            content: "The partner has no contract yet: press New Contract",
            trigger: ".o_form_view button[name=action_new_contract]",
            run: "click",
        },
        {
            content: "A template is proposed",
            trigger: ".modal [name=template_id] input:value(Sale of Goods)",
        },
        {
            content: "Give it a title",
            trigger: ".modal [name=name] input",
            run: "edit Supply of lamps",
        },
        {
            content: "Draft it",
            trigger: ".modal button[name=action_generate]",
            run: "click",
        },
        {
            content: "Nothing is wrong with the draft as it comes from the template",
            trigger: ".o_form_view:has([name=state] [data-value=draft]) .alert-success",
        },
        {
            content: "Move the second section above the first by its handle",
            trigger: "[name=section_ids] .o_data_row:eq(1):contains(Goods) .o_row_handle",
            run: "drag_and_drop [name=section_ids] .o_data_row:eq(0)",
        },
        {
            content: "It has moved",
            trigger: "[name=section_ids] .o_data_row:eq(0):contains(Goods)",
        },
        ...rewriteSection("Warranty", "The warranty of {{ customer.shoe_size }} is two years."),
        {
            content: "Check the draft",
            trigger: "button[name=action_check_draft]",
            run: "click",
        },
        {
            content: "The mistake is found, and said in words",
            trigger: ".o_crm_contract_findings :contains(/“customer.shoe_size” is not filled in/)",
        },
        {
            content: "Submitting it all the same",
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            content: "…is refused, and the message names the mistake",
            trigger: ".modal .modal-body:contains(/mend this first[^]*shoe_size/)",
        },
        {
            trigger: ".modal .btn-primary, .modal .btn-close",
            run: "click",
        },
        ...rewriteSection("Warranty", "The warranty is two years."),
        {
            content: "Check again",
            trigger: "button[name=action_check_draft]",
            run: "click",
        },
        {
            content: "Nothing stands in the way any more",
            trigger: ".alert-success:visible",
        },
        {
            content: "Submit",
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            content: "It is in review, and its text can't be changed",
            trigger: "[name=state] .o_arrow_button_current[data-value=review]",
        },
    ],
});

/**
 * Some distributions of Odoo leave out the part of PDF.js that runs scripts in forms.  Our documents
 * hold none, but for their signature fields the viewer would look for it, and log an error.
 */
const WITHOUT_SCRIPTS = {
    content: "Let the PDF viewer do without scripts",
    trigger: "body",
    run: () =>
        localStorage.setItem("pdfjs.preferences", JSON.stringify({ enableScripting: false })),
};

/** In the dialog: the document is on screen, the PIN is typed, the contract is signed. */
const SIGN_WITH_PIN = [
    {
        content: "The document is on screen",
        trigger: ".modal .o_field_pdf_viewer iframe, .modal .o_field_pdf_viewer:visible",
    },
    {
        content: "A wrong PIN",
        trigger: ".modal [name=pin] input",
        run: "edit wrong horse",
    },
    {
        trigger: ".modal button[name=action_sign]",
        run: "click",
    },
    {
        content: "…is refused in words, and the dialog stays",
        trigger: ".modal:contains(PIN is wrong) .modal-footer .btn-primary",
        run: "click",
    },
    {
        content: "The right PIN",
        trigger: ".modal [name=pin] input",
        run: "edit correct horse",
    },
    {
        content: "Sign",
        trigger: ".modal button[name=action_sign]",
        run: "click",
    },
    { trigger: "body:not(:has(.modal))" },
];

/** An approved contract is sent out, and signed from the partner's form. */
registry.category("web_tour.tours").add("crm_contract_salesperson_signs_from_partner", {
    steps: () => [
        WITHOUT_SCRIPTS,
        {
            content: "Open the partner's only contract",
            trigger: "button[name=action_view_contracts]",
            run: "click",
        },
        {
            content: "Send it for signature",
            trigger: "button[name=action_send]",
            run: "click",
        },
        {
            trigger: "[name=state] .o_arrow_button_current[data-value=signing]",
        },
        {
            content: "Back on the partner's form",
            trigger: ".breadcrumb-item:not(.active):contains(Clara) a, .o_back_button",
            run: "click",
        },
        {
            content: "One contract waits: sign it right here",
            trigger: "button[name=action_sign_contracts]:contains(1)",
            run: "click",
        },
        ...SIGN_WITH_PIN,
        {
            content: "Nothing is left to sign here",
            trigger: ".o_form_view:not(:has(button[name=action_sign_contracts]:visible))",
        },
    ],
});

/** A contract that was sent out is signed from the menu in the top bar. */
registry.category("web_tour.tours").add("crm_contract_salesperson_signs_from_systray", {
    steps: () => [
        WITHOUT_SCRIPTS,
        {
            content: "One contract waits",
            trigger: ".o_crm_contract_systray:has(.badge:contains(1))",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o-dropdown-item:contains(Clara Customer)",
            run: "click",
        },
        ...SIGN_WITH_PIN,
        {
            content: "The number has gone",
            trigger: ".o_crm_contract_systray:not(:has(.badge))",
        },
    ],
});
