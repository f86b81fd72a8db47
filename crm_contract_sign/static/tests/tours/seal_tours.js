import { registry } from "@web/core/registry";
import { OPEN_FROM_ACTIVITY } from "./activity_steps";

const DIALOG_CLOSED = "body:not(:has(.modal))";

/** The custodian takes a new seal into custody: from then on only they affix it. */
registry.category("web_tour.tours").add("crm_contract_custodian_takes_the_seal", {
    steps: () => [
        {
            content: "The seal is there, with its picture",
            trigger: ".o_kanban_record:contains(Contract Seal) img",
            run: "click",
        },
        {
            content: "It awaits its custodian",
            trigger: ".o_form_view button[name=action_open_take]",
            run: "click",
        },
        {
            content: "A PIN of their own",
            trigger: ".modal [name=pin] input",
            run: "edit vermilion paste",
        },
        {
            content: "…typed twice",
            trigger: ".modal [name=pin_again] input",
            run: "edit vermilion paste",
        },
        {
            trigger: ".modal button[name=action_take]",
            run: "click",
        },
        {
            content: "It is in custody",
            trigger: "[name=state] .o_arrow_button_current[data-value=active]",
        },
        {
            content: "…and the history says so",
            trigger: "[name=event_ids] .o_data_row:contains(Taken into custody)",
        },
    ],
});

/** From the activity to the document, and the use of the seal is approved. */
registry.category("web_tour.tours").add("crm_contract_approver_approves_the_seal", {
    steps: () => [
        ...OPEN_FROM_ACTIVITY,
        {
            content: "Decide on the seal",
            trigger: "button.btn-primary[name=action_view_seal_uses]",
            run: "click",
        },
        {
            content: "The document is there to be read, and its digest",
            trigger: ".o_form_view:has(.o_pdfview_iframe) [name=sha256]:contains(/^[0-9a-f]{64}$/)",
        },
        {
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "It is approved, and who approved it stands there",
            trigger: "[name=state] .o_arrow_button_current[data-value=approved]",
        },
        {
            trigger: "[name=decided_by_id]:contains(Abel)",
        },
    ],
});

/** From the systray to the seal on the document. */
registry.category("web_tour.tours").add("crm_contract_custodian_affixes_the_seal", {
    steps: () => [
        {
            content: "Open the dialog",
            trigger: ".o_form_view button[name=action_open_sign]",
            run: "click",
        },
        {
            content: "It shows the document, the seal and who approved its use",
            trigger: ".modal:has(.o_pdfview_iframe):has([name=seal_picture] img)",
        },
        {
            trigger: ".modal [name=decided_by_id]:contains(Abel)",
        },
        {
            content: "The PIN",
            trigger: ".modal [name=pin] input",
            run: "edit vermilion paste",
        },
        {
            trigger: ".modal button[name=action_affix]",
            run: "click",
        },
        { trigger: DIALOG_CLOSED },
        {
            content: "The use is in the register",
            trigger: ".o_notebook .nav-link[name=signatures]",
            run: "click",
        },
        {
            trigger: "[name=seal_use_ids] .o_data_row:contains(Affixed):contains(Cora)",
        },
    ],
});
